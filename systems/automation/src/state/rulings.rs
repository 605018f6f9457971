//! The rulings on a case, and what people thought of them.

use std::collections::BTreeMap;

use kernel::{BlindIndex, Meta, Row, State, Ts, UserId};
use uuid::Uuid;

use crate::events::RulingEvent;
use crate::ids::RulingId;
use crate::model::Ruling;
use crate::rows;

/// The rulings on a case by id, which is the order they came in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rulings(pub BTreeMap<RulingId, KnownRuling>);

/// A ruling and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRuling {
    /// As it was given.
    pub ruling: Ruling,
    /// When.
    pub at: Ts,
    /// What a person thought who looked at it.
    pub review: Option<Review>,
}

/// What a person thought of a ruling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Would they have come to the same?
    pub agrees: bool,
    /// Their words; nothing once erased.
    pub remark: Option<String>,
    /// Who.
    pub by: UserId,
    /// When.
    pub at: Ts,
}

impl KnownRuling {
    /// Code of how its review stands.
    #[must_use]
    pub fn review_code(&self) -> &'static str {
        match &self.review {
            Some(Review { agrees: true, .. }) => "agreed",
            Some(Review { agrees: false, .. }) => "disagreed",
            None if self.ruling.sampled => "open",
            None => "none",
        }
    }
}

impl Rulings {
    /// The newest.
    #[must_use]
    pub fn newest(&self) -> Option<&KnownRuling> {
        self.0.values().next_back()
    }
}

impl State for Rulings {
    const STREAM: &'static str = "case";
    type Event = RulingEvent;

    fn apply(&mut self, event: RulingEvent, meta: Meta<'_>) {
        let at = meta.at();
        match event {
            RulingEvent::Given(ruling) => {
                self.0.insert(ruling.id, KnownRuling { ruling: *ruling, at, review: None });
            }
            RulingEvent::Reviewed { ruling, agrees, remark } => {
                if let Some(known) = self.0.get_mut(&ruling) {
                    let (remark, by) = (remark.into_option(), UserId(meta.actor()));
                    known.review = Some(Review { agrees, remark, by, at });
                }
            }
        }
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        self.0.values().flat_map(|known| rows::ruling(stream, known)).collect()
    }
}
