//! What is known of an order to do one thing to many cases, and of its portions.

use kernel::{Access, BlindIndex, Class, Meta, Row, State, Ts, UserId};
use uuid::Uuid;

use crate::events::{BulkEnd, BulkEvent, BulkKind, Left, Move, PortionEvent, Skip, Work};
use crate::ids::{BulkId, CaseId, PortionId};
use crate::rows;

/// An order as known now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum BulkOrder {
    /// There is none.
    #[default]
    Unknown,
    /// It was given.
    Known(Box<KnownBulk>),
}

/// An order that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownBulk {
    /// What it does.
    pub what: BulkKind,
    /// Who ordered it.
    pub by: UserId,
    /// When.
    pub at: Ts,
    /// Code of their unit.
    pub unit: String,
    /// How many cases are gone through.
    pub cases: usize,
    /// Its portions in their order.
    pub portions: Vec<PortionId>,
    /// Portions that were not gone through yet, the next one last.
    waiting: Vec<PortionId>,
    /// Cases that were chosen and stay as they are.
    pub left: Vec<Left>,
    /// The order whose cases go back.
    pub undoes: Option<BulkId>,
    /// Cases to which it was done.
    pub done: usize,
    /// Cases that were to be done and stayed as they were.
    pub skipped: usize,
    /// Why it ended before it was through.
    pub ended: Option<BulkEnd>,
}

impl BulkOrder {
    /// The order, if there is one.
    #[must_use]
    pub fn known(&self) -> Option<&KnownBulk> {
        match self {
            BulkOrder::Unknown => None,
            BulkOrder::Known(known) => Some(known),
        }
    }
}

impl KnownBulk {
    /// The portion to go through next; nothing when it has ended.
    #[must_use]
    pub fn next(&self) -> Option<PortionId> {
        if self.ended.is_some() { None } else { self.waiting.last().copied() }
    }

    /// Code of how it stands.
    #[must_use]
    pub fn stage(&self) -> &'static str {
        match self.ended {
            Some(BulkEnd::Cancelled) => "cancelled",
            Some(BulkEnd::NotAllowed) => "not_allowed",
            None if self.waiting.is_empty() => "through",
            None => "running",
        }
    }
}

impl State for BulkOrder {
    const STREAM: &'static str = "bulk";
    type Event = BulkEvent;

    fn apply(&mut self, event: BulkEvent, meta: Meta<'_>) {
        match (&mut *self, event) {
            (_, BulkEvent::Ordered { what, unit, cases, portions, left, undoes }) => {
                let mut waiting = portions.clone();
                waiting.reverse();
                *self = BulkOrder::Known(Box::new(KnownBulk {
                    what,
                    by: UserId(meta.actor()),
                    at: meta.at(),
                    unit,
                    cases,
                    portions,
                    waiting,
                    left,
                    undoes,
                    done: 0,
                    skipped: 0,
                    ended: None,
                }));
            }
            (BulkOrder::Known(known), BulkEvent::GoneThrough { portion, done, skipped }) => {
                known.waiting.retain(|waiting| *waiting != portion);
                known.done += done;
                known.skipped += skipped;
            }
            (BulkOrder::Known(known), BulkEvent::Ended { why }) => known.ended = Some(why),
            (BulkOrder::Unknown, _) => {}
        }
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        self.known().map_or_else(Vec::new, |known| rows::bulk(BulkId(stream), known))
    }

    fn access(&self) -> Option<Access> {
        let unit = self.known()?.unit.clone();
        Some(Access { unit, class: Class::Normal, compartment: None })
    }
}

/// A portion of an order as known now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum BulkPortion {
    /// There is none.
    #[default]
    Unknown,
    /// It was ordered.
    Known {
        /// The order.
        bulk: BulkId,
        /// The place of its first case among those of the order.
        first: usize,
        /// What is to be done.
        work: Work,
        /// Of each case, why it stayed as it was; nothing at all until it was gone through.
        results: Option<Vec<Option<Skip>>>,
    },
}

impl BulkPortion {
    /// The cases that went to somebody else.
    #[must_use]
    pub fn moved(&self) -> Vec<Move> {
        let BulkPortion::Known { work: Work::Assign(moves), results: Some(results), .. } = self
        else {
            return Vec::new();
        };
        let each = moves.iter().zip(results);
        each.filter(|(_, skip)| skip.is_none()).map(|(moved, _)| *moved).collect()
    }
}

impl Work {
    /// How many cases it is about.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Work::Assign(moves) => moves.len(),
        }
    }

    /// Is it about none?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cases, each with who had it and who gets it.
    pub(crate) fn cases(&self) -> Vec<(CaseId, Option<UserId>, Option<UserId>)> {
        match self {
            Work::Assign(moves) => moves.iter().map(|m| (m.case, m.from, m.to)).collect(),
        }
    }
}

impl State for BulkPortion {
    const STREAM: &'static str = "portion";
    type Event = PortionEvent;

    fn apply(&mut self, event: PortionEvent, _: Meta<'_>) {
        match (&mut *self, event) {
            (_, PortionEvent::Ordered { bulk, first, work }) => {
                *self = BulkPortion::Known { bulk, first, work, results: None };
            }
            (BulkPortion::Known { results, .. }, PortionEvent::GoneThrough { skipped }) => {
                *results = Some(skipped);
            }
            (BulkPortion::Unknown, PortionEvent::GoneThrough { .. }) => {}
        }
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        rows::portion(PortionId(stream), self)
    }
}
