//! What happens to the card of a decision, on a stream of its own.

use casefile::{CaseId, PersonId};
use decisions::DecisionId;
use kernel::{EventSet, Kind, Sealed};
use serde::{Deserialize, Serialize};

use crate::model::{Content, Lack, Pictures, Sort, Stage, Trouble, Withdrawal};

/// What is ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ordered {
    /// What stands on the card; nothing when that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Sealed<Content>>,
    /// What it carries.
    pub pictures: Pictures,
    /// Key of the place where it is handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Why it waits for an official before the maker has it; nothing when it goes there by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lack: Option<Lack>,
}

/// What happens to a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum CardEvent {
    /// A decision leads to it.
    #[serde(rename = "card.ordered")]
    Ordered {
        /// In which case.
        case: CaseId,
        /// Which decision.
        decision: DecisionId,
        /// Whose it is to be.
        person: PersonId,
        /// For which right it stands.
        sort: Sort,
        /// What is ordered.
        order: Ordered,
    },
    /// An official lets it be made without what it should carry.
    #[serde(rename = "card.released")]
    Released {
        /// Code of the ground.
        ground: String,
        /// In the official's words.
        note: Sealed<String>,
    },
    /// It waits for an official.
    #[serde(rename = "card.held")]
    Held {
        /// Why.
        lack: Lack,
    },
    /// Its maker does not have it yet.
    #[serde(rename = "card.delayed")]
    Delayed {
        /// Why.
        trouble: Trouble,
    },
    /// Its maker has the order.
    #[serde(rename = "card.placed")]
    Placed {},
    /// Its maker says that it stands otherwise than before.
    #[serde(rename = "card.moved")]
    Moved {
        /// How.
        stage: Stage,
    },
    /// Whoever it is for was told that it can be picked up.
    #[serde(rename = "card.told")]
    Told {},
    /// It is ordered once more, under a new reference.
    #[serde(rename = "card.ordered_anew")]
    OrderedAnew {
        /// Code of the reason.
        reason: String,
        /// In the official's words.
        note: Sealed<String>,
        /// What is ordered.
        order: Ordered,
    },
    /// It is wanted no more.
    #[serde(rename = "card.withdrawn")]
    Withdrawn {
        /// Why.
        why: Withdrawal,
    },
    /// It is not made.
    #[serde(rename = "card.stopped")]
    Stopped {},
    /// It was made before its maker could be stopped: it is to be taken back.
    #[serde(rename = "card.to_take_back")]
    ToTakeBack {},
}

impl EventSet for CardEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "card.ordered", schema: 1 },
        Kind { name: "card.released", schema: 1 },
        Kind { name: "card.held", schema: 1 },
        Kind { name: "card.delayed", schema: 1 },
        Kind { name: "card.placed", schema: 1 },
        Kind { name: "card.moved", schema: 1 },
        Kind { name: "card.told", schema: 1 },
        Kind { name: "card.ordered_anew", schema: 1 },
        Kind { name: "card.withdrawn", schema: 1 },
        Kind { name: "card.stopped", schema: 1 },
        Kind { name: "card.to_take_back", schema: 1 },
    ];
}
