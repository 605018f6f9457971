//! What happens to a stored version of a rule set: nothing, after it was stored.

use kernel::{EventSet, Kind};
use law::Day;
use serde::{Deserialize, Serialize};

/// What happens to a stored version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum ArchiveEvent {
    /// It was stored, whole.
    #[serde(rename = "rule_archive.stored")]
    Stored {
        /// Name of the rule set.
        rule_set: String,
        /// The version: its first day.
        valid_from: Day,
        /// SHA-256 of the text, hexadecimal.
        hash: String,
        /// Table, facts and parameters as one text.
        text: String,
    },
}

impl EventSet for ArchiveEvent {
    const KINDS: &'static [Kind] = &[Kind { name: "rule_archive.stored", schema: 1 }];
}
