//! What happens when registers are asked: on the stream of the case its questions, on a stream of its own
//! whether a register answers.

use casefile::Party;
use kernel::{Date, EventSet, Kind, Ts};
use serde::{Deserialize, Serialize};

use crate::ids::AskId;
use crate::model::{Found, GivenUp, Register, Trouble};

/// What happens to a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum AskEvent {
    /// A register is to be asked.
    #[serde(rename = "register.asked")]
    Asked {
        /// The question.
        ask: AskId,
        /// Which register.
        register: Register,
        /// About whom.
        about: Party,
        /// What they are in the case.
        role: String,
        /// The day on which the answer shall hold.
        on: Date,
    },
    /// There is no answer yet.
    #[serde(rename = "register.delayed")]
    Delayed {
        /// The question.
        ask: AskId,
        /// Why.
        trouble: Trouble,
        /// Not before this instant is asked again.
        next: Ts,
    },
    /// The register answered; the facts stand beside this event.
    #[serde(rename = "register.answered")]
    Answered {
        /// The question.
        ask: AskId,
        /// What it found.
        found: Found,
        /// Names of the facts that the answer became.
        facts: Vec<String>,
    },
    /// It is asked no longer.
    #[serde(rename = "register.given_up")]
    GivenUp {
        /// The question.
        ask: AskId,
        /// Why.
        why: GivenUp,
    },
}

/// Kind of [`AskEvent::Answered`], for reactions.
pub const ANSWERED: &str = "register.answered";
/// Kind of [`AskEvent::GivenUp`], for reactions.
pub const GIVEN_UP: &str = "register.given_up";

impl EventSet for AskEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "register.asked", schema: 1 },
        Kind { name: "register.delayed", schema: 1 },
        Kind { name: ANSWERED, schema: 1 },
        Kind { name: GIVEN_UP, schema: 1 },
    ];
}

/// What happens to a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum RegisterEvent {
    /// It answers nobody.
    #[serde(rename = "register.went_down")]
    WentDown {
        /// What is the trouble.
        trouble: Trouble,
    },
    /// It answers again.
    #[serde(rename = "register.came_back")]
    CameBack {},
}

impl EventSet for RegisterEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "register.went_down", schema: 1 },
        Kind { name: "register.came_back", schema: 1 },
    ];
}
