//! What is recorded of light processing: when an official opened a case, what they had to answer, when
//! and how they answered, which documents they opened, and how it ended. Nothing else of how they work is
//! looked at.

use std::collections::BTreeSet;

use casefile::{CaseId, PersonId};
use kernel::{EventSet, FileId, Kind, Sealed};
use serde::{Deserialize, Serialize};

use crate::ids::DecisionId;

/// What an official says to one point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// What is right: a source, a value as law files write it, or whether it stands against granting.
    pub right: String,
    /// How they know; empty where they followed what was proposed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// What happens while an official goes through a case of light processing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum SittingEvent {
    /// They opened it.
    #[serde(rename = "sitting.opened")]
    Opened {
        /// The case.
        case: CaseId,
        /// Whom it concerns, whose key seals what is answered.
        applicant: PersonId,
        /// Code of the unit of the case.
        unit: String,
        /// Names of what was to be answered then.
        asked: BTreeSet<String>,
    },
    /// They answered a point; an answer before it no longer counts.
    #[serde(rename = "sitting.answered")]
    Answered {
        /// Its name.
        point: String,
        /// A hash of what was asked: when that changes the answer no longer counts.
        digest: String,
        /// What they said.
        said: Sealed<Answered>,
        /// Did they follow what was proposed? Nothing where nothing was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        as_proposed: Option<bool>,
    },
    /// They opened a document, for the first time in this sitting.
    #[serde(rename = "sitting.document_opened")]
    DocumentOpened {
        /// Which.
        document: FileId,
    },
    /// They confirmed, and decided.
    #[serde(rename = "sitting.confirmed")]
    Confirmed {
        /// The decision.
        decision: DecisionId,
        /// Everything was as proposed.
        unchanged: bool,
    },
    /// The case goes the full way.
    #[serde(rename = "sitting.left")]
    Left {
        /// With the answers the rules do not grant; else the official wanted it so.
        by_rules: bool,
    },
}

impl EventSet for SittingEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "sitting.opened", schema: 1 },
        Kind { name: "sitting.answered", schema: 1 },
        Kind { name: "sitting.document_opened", schema: 1 },
        Kind { name: "sitting.confirmed", schema: 1 },
        Kind { name: "sitting.left", schema: 1 },
    ];
}
