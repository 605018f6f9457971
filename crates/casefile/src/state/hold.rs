//! What is known of a hold: a fold over its events, for its compartment alone; and what is stopped for
//! a person, for every act that asks.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Access, BlindIndex, Class, Date, Meta, Refusal, Row, State, Ts, UserId};
use uuid::Uuid;

use crate::events::{HoldEvent, StopsEvent};
use crate::ids::{HoldId, PersonId};
use crate::model::ActKind;
use crate::rows;

/// A hold as known now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Hold {
    /// No such hold.
    #[default]
    Unknown,
    /// A hold.
    Known(Box<KnownHold>),
}

/// What is known of a hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownHold {
    /// For whom.
    pub person: PersonId,
    /// The compartment whose it is.
    pub compartment: Uuid,
    /// What it stops.
    pub kinds: BTreeSet<ActKind>,
    /// Who answers for it; nobody when they are away or gone and nobody covers.
    pub owner: Option<UserId>,
    /// Since when.
    pub placed: Ts,
    /// When somebody looks whether it is still needed.
    pub review_on: Date,
    /// Why it was placed; nothing once erased.
    pub reason: Option<String>,
    /// Whether it holds.
    pub state: HoldState,
}

/// Whether a hold holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldState {
    /// It holds.
    Stands {
        /// It was told that the day to look at it has come.
        fell_due: bool,
    },
    /// It was lifted.
    Lifted,
}

impl HoldState {
    /// Code for rows and texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            HoldState::Stands { .. } => "stands",
            HoldState::Lifted => "lifted",
        }
    }
}

impl Hold {
    /// The hold, if there is one.
    #[must_use]
    pub fn known(&self) -> Option<&KnownHold> {
        match self {
            Hold::Unknown => None,
            Hold::Known(known) => Some(known),
        }
    }

    /// The hold, if it is there and holds: for acts.
    ///
    /// # Errors
    /// `hold-unknown`, `hold-lifted`.
    pub fn standing(&self) -> Result<&KnownHold, Refusal> {
        let known = self.known().ok_or_else(|| Refusal::new("hold-unknown"))?;
        match known.state {
            HoldState::Stands { .. } => Ok(known),
            HoldState::Lifted => Err(Refusal::new("hold-lifted")),
        }
    }
}

impl KnownHold {
    /// A hold is looked at after so many days at the latest: half a year is the longest reflection
    /// period of the Aliens Act, and what nobody has looked at for longer is nobody's.
    const REVIEW_DAYS_MAX: i32 = 183;

    /// Can somebody look at a hold again on this day?
    ///
    /// # Errors
    /// `hold-review-past`, `hold-review-far`.
    pub fn review_day(review_on: Date, today: Date) -> Result<(), Refusal> {
        if review_on <= today {
            return Err(Refusal::new("hold-review-past").at("review_on"));
        }
        let max = KnownHold::REVIEW_DAYS_MAX;
        if (review_on - today).get_days() > max {
            return Err(Refusal::new("hold-review-far").at("review_on").with("max", max));
        }
        Ok(())
    }

    /// Does somebody have to look at it: the day has come, or nobody answers for it?
    #[must_use]
    pub fn wants_attention(&self) -> bool {
        match self.state {
            HoldState::Stands { fell_due } => fell_due || self.owner.is_none(),
            HoldState::Lifted => false,
        }
    }

    fn take(&mut self, event: &HoldEvent) {
        match *event {
            HoldEvent::Reviewed { review_on, .. } => {
                self.review_on = review_on;
                self.state = HoldState::Stands { fell_due: false };
            }
            HoldEvent::HandedOver { owner } => self.owner = owner,
            HoldEvent::FellDue {} => self.state = HoldState::Stands { fell_due: true },
            HoldEvent::Lifted { .. } => self.state = HoldState::Lifted,
            // A hold is placed once.
            HoldEvent::Placed { .. } => {}
        }
    }
}

impl State for Hold {
    const STREAM: &'static str = "hold";
    type Event = HoldEvent;

    fn apply(&mut self, event: HoldEvent, meta: Meta<'_>) {
        match (event, &mut *self) {
            (
                HoldEvent::Placed { person, compartment, kinds, owner, review_on, reason },
                Hold::Unknown,
            ) => {
                *self = Hold::Known(Box::new(KnownHold {
                    person,
                    compartment,
                    kinds,
                    owner: Some(owner),
                    placed: meta.at(),
                    review_on,
                    reason: reason.into_option(),
                    state: HoldState::Stands { fell_due: false },
                }));
            }
            (event, Hold::Known(known)) => known.take(&event),
            // Nothing happens to a hold before it is placed; the acts see to it.
            (_, Hold::Unknown) => {}
        }
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        self.known().map_or_else(Vec::new, |known| rows::hold(HoldId(stream), known))
    }

    fn access(&self) -> Option<Access> {
        let compartment = Some(self.known()?.compartment);
        Some(Access { unit: String::new(), class: Class::Normal, compartment })
    }
}

/// What is stopped for a person. Every act that asks may fold it; it says nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stops(BTreeMap<HoldId, BTreeSet<ActKind>>);

impl Stops {
    /// Is a kind of act stopped?
    #[must_use]
    pub fn stop(&self, kind: ActKind) -> bool {
        self.0.values().any(|kinds| kinds.contains(&kind))
    }
}

impl State for Stops {
    const STREAM: &'static str = "stops";
    type Event = StopsEvent;

    fn apply(&mut self, event: StopsEvent, _: Meta<'_>) {
        match event {
            StopsEvent::Placed { hold, kinds } => {
                self.0.insert(hold, kinds);
            }
            StopsEvent::Lifted { hold } => {
                self.0.remove(&hold);
            }
        }
    }
}
