//! What happens to an order to do one thing to many cases, and to the portions of it.

use kernel::{EventSet, Kind, UserId};
use serde::{Deserialize, Serialize};

use crate::ids::{BulkId, CaseId, PortionId};

/// What an order does to its cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkKind {
    /// Each is given to somebody.
    Assign,
    /// Each is given back to whoever had it before an order.
    GiveBack,
}

/// Why a case stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Skip {
    /// Somebody has it, or somebody else than when it was looked at.
    Taken,
    /// Whoever is to get it has it.
    Already,
    /// It is pending no longer.
    Closed,
    /// There is no such case for whoever ordered it.
    Unseen,
    /// Whoever is to get it may not see it, or not work.
    Unable,
    /// Whoever is to get it is away.
    Away,
}

/// A case that stays as it is, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Which case.
    pub case: CaseId,
    /// Why.
    pub why: Skip,
}

/// A case that goes from somebody to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// Which case.
    pub case: CaseId,
    /// Who had it when it was looked at; nobody when empty. Has somebody else got it since, it stays.
    pub from: Option<UserId>,
    /// Who gets it; nobody when empty.
    pub to: Option<UserId>,
}

/// What is to be done to the cases of a portion, one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// Each goes to somebody.
    Assign(Vec<Move>),
}

/// Why an order ended before it was through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkEnd {
    /// A lead stopped it.
    Cancelled,
    /// Whoever ordered it may do so no longer.
    NotAllowed,
}

/// What happens to an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum BulkEvent {
    /// Somebody ordered it after having seen what it would do.
    #[serde(rename = "bulk.ordered")]
    Ordered {
        /// What it does.
        what: BulkKind,
        /// Code of the unit of whoever ordered it.
        unit: String,
        /// How many cases are gone through.
        cases: usize,
        /// The portions in which they are, in their order.
        portions: Vec<PortionId>,
        /// Cases that were chosen and stay as they are.
        left: Vec<Left>,
        /// The order whose cases go back.
        undoes: Option<BulkId>,
    },
    /// A portion was gone through.
    #[serde(rename = "bulk.gone_through")]
    GoneThrough {
        /// Which.
        portion: PortionId,
        /// Cases to which it was done.
        done: usize,
        /// Cases that stayed as they were.
        skipped: usize,
    },
    /// It ended before it was through.
    #[serde(rename = "bulk.ended")]
    Ended {
        /// Why.
        why: BulkEnd,
    },
}

impl EventSet for BulkEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "bulk.ordered", schema: 1 },
        Kind { name: "bulk.gone_through", schema: 1 },
        Kind { name: "bulk.ended", schema: 1 },
    ];
}

/// What happens to a portion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum PortionEvent {
    /// It is to be gone through.
    #[serde(rename = "portion.ordered")]
    Ordered {
        /// The order.
        bulk: BulkId,
        /// The place of its first case among those of the order.
        first: usize,
        /// What is to be done.
        work: Work,
    },
    /// It was gone through, together with what happened to the cases.
    #[serde(rename = "portion.gone_through")]
    GoneThrough {
        /// Of each case in order, why it stayed as it was; nothing where it was done.
        skipped: Vec<Option<Skip>>,
    },
}

impl EventSet for PortionEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "portion.ordered", schema: 1 },
        Kind { name: "portion.gone_through", schema: 1 },
    ];
}
