//! How an authority is reached: lines below its name on every letter.

use kernel::Date;
use law::{Grade, Words};
use serde::Deserialize;

use super::Library;

/// What stands in a line for the address of the online service: a line that has it is left out where there is none.
pub const SERVICE: &str = "{service}";

/// How an authority is reached from a day on. A row is added, never edited.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Key of the authority.
    pub authority: String,
    /// First day it is printed.
    pub valid_from: Date,
    /// Day it was entered.
    pub known_from: Date,
    /// Who answers for it.
    pub owner: String,
    /// How sure it is.
    pub grade: Grade,
    /// Where that was read.
    pub marks: String,
    /// Provisions that want it.
    pub cite: Vec<String>,
    /// The lines, in their order.
    pub lines: Vec<Words>,
}

impl Library {
    /// How an authority is reached on a day: nothing where nobody has said.
    #[must_use]
    pub fn contact(&self, authority: &str, day: Date) -> Option<&Contact> {
        let rows = self.contacts.iter();
        let begun = rows.filter(|row| row.authority == authority && row.valid_from <= day);
        begun.max_by_key(|row| row.valid_from)
    }
}
