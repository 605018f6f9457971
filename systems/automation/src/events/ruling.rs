//! Rulings on a case, and what people thought of those they looked at.

use kernel::{EventSet, Kind, Sealed};
use serde::{Deserialize, Serialize};

use crate::ids::RulingId;
use crate::model::Ruling;

/// What happens to rulings, on the stream of their case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum RulingEvent {
    /// The rules ruled on the case.
    #[serde(rename = "ruling.given")]
    Given(Box<Ruling>),
    /// A person looked at a ruling of the sample.
    #[serde(rename = "ruling.reviewed")]
    Reviewed {
        /// Which.
        ruling: RulingId,
        /// Would they have come to the same?
        agrees: bool,
        /// What they say to it.
        remark: Sealed<String>,
    },
}

impl EventSet for RulingEvent {
    const KINDS: &'static [Kind] =
        &[Kind { name: "ruling.given", schema: 1 }, Kind { name: "ruling.reviewed", schema: 1 }];
}
