//! Signals: what other systems react to, as plain versioned events on the case's stream.

use kernel::{EventSet, Kind};
use serde::{Deserialize, Serialize};

use crate::events::Outcome;

/// Something other systems may want to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum Signal {
    /// A case is pending.
    #[serde(rename = "signal.case_opened")]
    CaseOpened {
        /// Code of the unit that handles it.
        unit: String,
    },
    /// A case is pending no longer.
    #[serde(rename = "signal.case_closed")]
    CaseClosed {
        /// Why.
        outcome: Outcome,
    },
}

/// Kind of [`Signal::CaseOpened`], for reactions.
pub const CASE_OPENED: &str = "signal.case_opened";
/// Kind of [`Signal::CaseClosed`], for reactions.
pub const CASE_CLOSED: &str = "signal.case_closed";

impl EventSet for Signal {
    const KINDS: &'static [Kind] =
        &[Kind { name: CASE_OPENED, schema: 1 }, Kind { name: CASE_CLOSED, schema: 1 }];
}
