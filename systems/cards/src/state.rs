//! A card as known now: a fold over its events.

use casefile::{CaseId, PersonId};
use decisions::DecisionId;
use kernel::{BlindIndex, Meta, Refusal, Row, Sealed, State, Ts};
use uuid::Uuid;

use crate::events::{CardEvent, Ordered};
use crate::ids::CardId;
use crate::model::{Content, Lack, Pictures, Sort, Stage, Trouble, Withdrawal};
use crate::rows;

/// The card of a decision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Card {
    /// None was ordered.
    #[default]
    Unknown,
    /// One was.
    Known(Box<KnownCard>),
}

/// What is known of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownCard {
    /// In which case.
    pub case: CaseId,
    /// The decision that led to it.
    pub decision: DecisionId,
    /// Whose it is to be.
    pub person: PersonId,
    /// For which right it stands.
    pub sort: Sort,
    /// How often it was ordered.
    pub making: u32,
    /// What stands on it; nothing when that is not known, or once erased.
    pub content: Option<Content>,
    /// What it carries.
    pub pictures: Pictures,
    /// Key of the place where it is handed over.
    pub place: Option<String>,
    /// Code of the ground on which it is made without what it should carry.
    pub released: Option<String>,
    /// Why it was ordered once more, and more of that; nothing once erased.
    pub anew: Option<(String, Option<String>)>,
    /// Was whoever it is for told that it can be picked up?
    pub told: bool,
    /// How it stands.
    pub standing: Standing,
    /// When it came to stand so, and how it stood before, oldest first: codes with their instants.
    pub moments: Vec<(&'static str, Ts)>,
}

/// How a card stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// An official is needed.
    Waits {
        /// Why.
        lack: Lack,
    },
    /// It goes to its maker.
    Due {
        /// Why it is not there yet.
        trouble: Option<Trouble>,
    },
    /// Its maker has it.
    With {
        /// How it stands there.
        stage: Stage,
    },
    /// Its maker is to be stopped.
    Stopping {
        /// Why.
        why: Withdrawal,
    },
    /// It is not made.
    Stopped {
        /// Why.
        why: Withdrawal,
    },
    /// It was made, and is to be taken back.
    ToTakeBack {
        /// Why.
        why: Withdrawal,
    },
}

impl Standing {
    /// Code for rows, rules and texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Standing::Waits { .. } => "waits",
            Standing::Due { .. } => "due",
            Standing::With { stage } => stage.code(),
            Standing::Stopping { .. } => "stopping",
            Standing::Stopped { .. } => "stopped",
            Standing::ToTakeBack { .. } => "to-take-back",
        }
    }

    /// Code of why; empty when nothing is to be said of that.
    #[must_use]
    pub const fn why(self) -> &'static str {
        match self {
            Standing::Waits { lack } => lack.code(),
            Standing::Due { trouble: Some(trouble) } => trouble.code(),
            Standing::Due { trouble: None } | Standing::With { .. } => "",
            Standing::Stopping { why }
            | Standing::Stopped { why }
            | Standing::ToTakeBack { why } => why.code(),
        }
    }

    /// Does it need an official?
    #[must_use]
    pub const fn needs_official(self) -> bool {
        matches!(
            self,
            Standing::Waits { .. }
                | Standing::With { stage: Stage::Failed | Stage::Cancelled }
                | Standing::ToTakeBack { .. }
        )
    }

    /// Is it withdrawn, whatever became of it?
    #[must_use]
    pub const fn is_withdrawn(self) -> bool {
        matches!(
            self,
            Standing::Stopping { .. } | Standing::Stopped { .. } | Standing::ToTakeBack { .. }
        )
    }
}

impl Card {
    /// The card, if one was ordered.
    #[must_use]
    pub fn known(&self) -> Option<&KnownCard> {
        match self {
            Card::Unknown => None,
            Card::Known(known) => Some(known),
        }
    }

    /// The card, for acts.
    ///
    /// # Errors
    /// `card-unknown`.
    pub fn there(&self) -> Result<&KnownCard, Refusal> {
        self.known().ok_or_else(|| Refusal::new("card-unknown"))
    }
}

impl KnownCard {
    /// Under which reference its maker knows it: another one each time it is ordered.
    #[must_use]
    pub fn reference(&self) -> String {
        format!("{}-{}", CardId::of(self.decision), self.making)
    }

    /// Since when it stands as it does.
    #[must_use]
    pub fn since(&self) -> Ts {
        self.moments.last().map_or(Ts::MIN, |(_, at)| *at)
    }

    fn order(&mut self, order: Ordered) {
        self.content = order.content.and_then(Sealed::into_option);
        (self.pictures, self.place) = (order.pictures, order.place);
        self.standing = match order.lack {
            Some(lack) => Standing::Waits { lack },
            None => Standing::Due { trouble: None },
        };
    }

    fn take(&mut self, event: CardEvent) {
        match event {
            CardEvent::Released { ground, .. } => {
                self.released = Some(ground);
                self.standing = Standing::Due { trouble: None };
            }
            CardEvent::Held { lack } => self.standing = Standing::Waits { lack },
            CardEvent::Delayed { trouble } => {
                self.standing = Standing::Due { trouble: Some(trouble) };
            }
            CardEvent::Placed {} => {
                self.standing = match self.standing {
                    // Its maker got it after all: it is stopped once more.
                    Standing::Stopping { why } | Standing::Stopped { why } => {
                        Standing::Stopping { why }
                    }
                    _ => Standing::With { stage: Stage::Ordered },
                };
            }
            CardEvent::Told {} => self.told = true,
            CardEvent::Moved { stage } => self.standing = Standing::With { stage },
            CardEvent::OrderedAnew { reason, note, order } => {
                self.making = self.making.saturating_add(1);
                self.told = false;
                self.anew = Some((reason, note.into_option()));
                self.order(order);
            }
            CardEvent::Withdrawn { why } => self.standing = Standing::Stopping { why },
            CardEvent::Stopped {} => {
                if let Standing::Stopping { why } = self.standing {
                    self.standing = Standing::Stopped { why };
                }
            }
            CardEvent::ToTakeBack {} => {
                if let Standing::Stopping { why } = self.standing {
                    self.standing = Standing::ToTakeBack { why };
                }
            }
            // A decision leads to one card.
            CardEvent::Ordered { .. } => {}
        }
    }
}

impl State for Card {
    const STREAM: &'static str = "card";
    type Event = CardEvent;

    fn apply(&mut self, event: CardEvent, meta: Meta<'_>) {
        match (event, &mut *self) {
            (CardEvent::Ordered { case, decision, person, sort, order }, Card::Unknown) => {
                let mut known = KnownCard {
                    case,
                    decision,
                    person,
                    sort,
                    making: 1,
                    content: None,
                    pictures: Pictures::default(),
                    place: None,
                    released: None,
                    anew: None,
                    told: false,
                    standing: Standing::Due { trouble: None },
                    moments: Vec::new(),
                };
                known.order(order);
                known.moments.push((known.standing.code(), meta.at()));
                *self = Card::Known(Box::new(known));
            }
            (event, Card::Known(known)) => {
                known.take(event);
                let code = known.standing.code();
                // Why it stands so may change; how, and since when, has not.
                if known.moments.last().is_none_or(|(last, _)| *last != code) {
                    known.moments.push((code, meta.at()));
                }
            }
            // Nothing is recorded before it is ordered; the acts see to it.
            (_, Card::Unknown) => {}
        }
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        self.known().map(|known| rows::card(CardId(stream), known)).into_iter().collect()
    }
}
