//! What the history of a case tells of its decisions.

use kernel::{Date, EventSet, Kind, Sealed};
use serde::{Deserialize, Serialize};

use crate::ids::DecisionId;

/// What the stream of a case holds of its decisions: enough for its history, and to make no decision
/// twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum CaseDecisionEvent {
    /// A decision or letter is being made.
    #[serde(rename = "decided.begun")]
    Begun {
        /// Which.
        decision: DecisionId,
        /// Code of the kind of letter.
        letter: String,
    },
    /// It was given: it binds.
    #[serde(rename = "decided.given")]
    Given {
        /// Which.
        decision: DecisionId,
        /// Code of the kind of letter.
        letter: String,
        /// Code of what it decides.
        outcome: String,
    },
    /// It could not be given as it was signed.
    #[serde(rename = "decided.halted")]
    Halted {
        /// Which.
        decision: DecisionId,
    },
    /// It counts as received.
    #[serde(rename = "decided.served")]
    Served {
        /// Which.
        decision: DecisionId,
        /// The day.
        on: Date,
        /// The last day to appeal.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        appeal_until: Option<Date>,
    },
    /// It was recalled before anybody had it.
    #[serde(rename = "decided.recalled")]
    Recalled {
        /// Which.
        decision: DecisionId,
    },
    /// An official confirmed what was prepared for light processing.
    #[serde(rename = "light.confirmed")]
    Confirmed {
        /// The decision it led to.
        decision: DecisionId,
    },
    /// The case was taken from light to full processing.
    #[serde(rename = "light.left")]
    Left {
        /// Why; nothing where the rules do not grant with what was answered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Sealed<String>>,
    },
}

impl EventSet for CaseDecisionEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "decided.begun", schema: 1 },
        Kind { name: "decided.given", schema: 1 },
        Kind { name: "decided.halted", schema: 1 },
        Kind { name: "decided.served", schema: 1 },
        Kind { name: "decided.recalled", schema: 1 },
        Kind { name: "light.confirmed", schema: 1 },
        Kind { name: "light.left", schema: 1 },
    ];
}
