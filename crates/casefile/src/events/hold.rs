//! What happens to holds, and what of it others are told.

use std::collections::BTreeSet;

use kernel::{Date, EventSet, Kind, Sealed, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{HoldId, PersonId};
use crate::model::ActKind;

/// What happens to a hold, on a stream that its compartment alone sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum HoldEvent {
    /// Kinds of act are stopped for a person.
    #[serde(rename = "hold.placed")]
    Placed {
        /// For whom.
        person: PersonId,
        /// The compartment whose it is.
        compartment: Uuid,
        /// What is stopped.
        kinds: BTreeSet<ActKind>,
        /// Who answers for it.
        owner: UserId,
        /// When somebody looks whether it is still needed.
        review_on: Date,
        /// Why.
        reason: Sealed<String>,
    },
    /// Somebody looked, and it is still needed.
    #[serde(rename = "hold.reviewed")]
    Reviewed {
        /// When somebody looks next.
        review_on: Date,
        /// What was found.
        reason: Sealed<String>,
    },
    /// Somebody else answers for it, or nobody: then its members see it first.
    #[serde(rename = "hold.handed_over")]
    HandedOver {
        /// Who answers for it.
        owner: Option<UserId>,
    },
    /// The day to look at it has come. It holds on.
    #[serde(rename = "hold.fell_due")]
    FellDue {},
    /// It is needed no more.
    #[serde(rename = "hold.lifted")]
    Lifted {
        /// Why.
        reason: Sealed<String>,
    },
}

impl EventSet for HoldEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "hold.placed", schema: 1 },
        Kind { name: "hold.reviewed", schema: 1 },
        Kind { name: "hold.handed_over", schema: 1 },
        Kind { name: "hold.fell_due", schema: 1 },
        Kind { name: "hold.lifted", schema: 1 },
    ];
}

/// What is stopped for a person: the same words whoever stopped it and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum StopsEvent {
    /// Kinds of act are stopped.
    #[serde(rename = "stops.placed")]
    Placed {
        /// By which hold.
        hold: HoldId,
        /// What is stopped.
        kinds: BTreeSet<ActKind>,
    },
    /// A hold stops nothing any more.
    #[serde(rename = "stops.lifted")]
    Lifted {
        /// Which.
        hold: HoldId,
    },
}

impl EventSet for StopsEvent {
    const KINDS: &'static [Kind] =
        &[Kind { name: "stops.placed", schema: 1 }, Kind { name: "stops.lifted", schema: 1 }];
}
