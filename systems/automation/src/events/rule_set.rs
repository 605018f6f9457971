//! What happens to a rule set here: versions stored, decisions to use it, stops.

use casefile::CaseId;
use kernel::{EventSet, Kind};
use law::Day;
use serde::{Deserialize, Serialize};

use crate::ids::RulingId;
use crate::model::Implementation;

/// What happens to a rule set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum RuleSetEvent {
    /// A version was stored, from which rulings can be repeated.
    #[serde(rename = "rule_set.stored")]
    Stored {
        /// Its content hash, hexadecimal.
        hash: String,
        /// The version: its first day.
        valid_from: Day,
    },
    /// A signed implementation decision was recorded.
    #[serde(rename = "rule_set.implementation_recorded")]
    ImplementationRecorded {
        /// What it says.
        implementation: Box<Implementation>,
        /// The file as it was signed.
        file: String,
        /// The signature over it, base64.
        signature: String,
        /// The key that signed, base64.
        key: String,
    },
    /// It is stopped: from the next case on a person decides.
    #[serde(rename = "rule_set.suspended")]
    Suspended {
        /// Did reviews that disagreed stop it, and no person?
        by_itself: bool,
        /// Why; about the rules, never about a person.
        reason: String,
    },
    /// It may decide again.
    #[serde(rename = "rule_set.resumed")]
    Resumed {
        /// Why.
        reason: String,
    },
    /// A person looked at a ruling of the sample.
    #[serde(rename = "rule_set.reviewed")]
    Reviewed {
        /// The case.
        case: CaseId,
        /// The ruling.
        ruling: RulingId,
        /// Would they have come to the same?
        agrees: bool,
    },
}

impl EventSet for RuleSetEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "rule_set.stored", schema: 1 },
        Kind { name: "rule_set.implementation_recorded", schema: 1 },
        Kind { name: "rule_set.suspended", schema: 1 },
        Kind { name: "rule_set.resumed", schema: 1 },
        Kind { name: "rule_set.reviewed", schema: 1 },
    ];
}
