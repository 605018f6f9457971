//! What happens: facts in the past tense, recorded once and never renamed.

use kernel::{EventSet, Kind};
use serde::{Deserialize, Serialize};

kernel::id!(
    /// A record of this system.
    @Name@Id, "@name@"
);

/// What happens to a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum @Name@Event {
    /// It was begun.
    #[serde(rename = "@name@.begun")]
    Begun {
        /// What it is called. Personal data would be `Sealed`.
        title: String,
    },
}

impl EventSet for @Name@Event {
    const KINDS: &'static [Kind] = &[Kind { name: "@name@.begun", schema: 1 }];
}
