//! What happens to officials, beside what the kernel records of users.

use std::collections::BTreeSet;

use kernel::{Date, EventSet, Kind, UserId};
use serde::{Deserialize, Serialize};

/// What happens to an official, on the stream of their user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum OfficialEvent {
    /// They are away for a while; what they hold goes to somebody else.
    #[serde(rename = "official.absence_recorded")]
    AbsenceRecorded {
        /// The first day.
        from: Date,
        /// The last day.
        until: Date,
        /// Who gets it; the queue when nobody is named.
        cover: Option<UserId>,
    },
    /// They are back, or do not go.
    #[serde(rename = "official.absence_ended")]
    AbsenceEnded {},
    /// These are what they know: tasks that need one of them may be given to them.
    #[serde(rename = "official.competences_set")]
    CompetencesSet {
        /// Codes of all of them.
        competences: BTreeSet<String>,
    },
}

impl EventSet for OfficialEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "official.absence_recorded", schema: 1 },
        Kind { name: "official.absence_ended", schema: 1 },
        Kind { name: "official.competences_set", schema: 1 },
    ];
}
