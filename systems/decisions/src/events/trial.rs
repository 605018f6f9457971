//! What happens while a change of letters is tried, on a stream of its own: no decision knows of it, and
//! nothing of what letters say of people is in it.

use kernel::{EventSet, Kind};
use serde::{Deserialize, Serialize};

use crate::ids::DecisionId;

/// What happens while a change of letters is tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum TrialEvent {
    /// Somebody ordered it.
    #[serde(rename = "trial.ordered")]
    Ordered {
        /// The new rows.
        rows: String,
        /// On how many decisions, those begun last first.
        decisions: u32,
    },
    /// It was tried on some more decisions.
    #[serde(rename = "trial.went_on")]
    WentOn {
        /// What became of them.
        #[serde(flatten)]
        portion: Portion,
    },
    /// It ended before it was tried on all.
    #[serde(rename = "trial.ended")]
    Ended {
        /// Why.
        why: TrialEnd,
    },
    /// It goes on where it ended.
    #[serde(rename = "trial.resumed")]
    Resumed,
}

/// What became of some decisions in a trial.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portion {
    /// Where the list of decisions goes on; nothing when it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many letters would say the same.
    pub same: u32,
    /// Those whose letters would say something else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<DecisionId>,
    /// Those whose letters could not be set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<NotSet>,
}

/// A decision whose letter could not be set with the new rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotSet {
    /// Which.
    pub decision: DecisionId,
    /// Why.
    pub why: Unset,
}

/// Why a letter could not be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unset {
    /// What it rests on was erased.
    Erased,
    /// No letter of its kind is in force.
    NoLetter,
    /// Its page cannot be made.
    Unprintable,
}

/// Why a trial ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrialEnd {
    /// Somebody stopped it.
    Stopped,
    /// Whoever ordered it may no longer.
    NotAllowed,
    /// The rows do not fit the library any more, as when they were released meanwhile.
    Outdated,
}

impl EventSet for TrialEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "trial.ordered", schema: 1 },
        Kind { name: "trial.went_on", schema: 1 },
        Kind { name: "trial.ended", schema: 1 },
        Kind { name: "trial.resumed", schema: 1 },
    ];
}
