//! What is known of questions and of registers: folds over their events.

use std::collections::BTreeMap;

use casefile::Party;
use casefile::awaited::{Awaited, AwaitedRows, Awaits};
use kernel::{BlindIndex, Date, Meta, Row, State, Ts, UserId};
use uuid::Uuid;

use crate::events::{AskEvent, RegisterEvent};
use crate::ids::AskId;
use crate::model::{Found, GivenUp, Register, Trouble};
use crate::rows;

/// The questions of a case by id, which is the order they were asked in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseAsks(pub BTreeMap<AskId, Ask>);

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Which register.
    pub register: Register,
    /// About whom.
    pub about: Party,
    /// What they are in the case.
    pub role: String,
    /// The day on which the answer shall hold.
    pub on: Date,
    /// When it was asked.
    pub asked: Ts,
    /// By whom.
    pub by: UserId,
    /// When something last happened to it.
    pub moved: Ts,
    /// How it stands.
    pub standing: Standing,
}

/// How a question stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is to be asked, or waits.
    Open {
        /// Why it waits, when it does.
        trouble: Option<Trouble>,
        /// Delays of this trouble so far.
        delays: u32,
        /// Not before this instant is asked again.
        next: Ts,
    },
    /// It was answered.
    Answered {
        /// What was found.
        found: Found,
        /// Names of the facts that the answer became.
        facts: Vec<String>,
    },
    /// It is asked no longer.
    GivenUp {
        /// Why.
        why: GivenUp,
    },
}

impl CaseAsks {
    /// A question that has no answer yet.
    #[must_use]
    pub fn open(&self, ask: AskId) -> Option<&Ask> {
        self.0.get(&ask).filter(|ask| ask.is_open())
    }

    /// Questions to a register about somebody, newest first.
    pub fn of(&self, register: Register, about: Party) -> impl Iterator<Item = &Ask> {
        self.0.values().rev().filter(move |ask| ask.register == register && ask.about == about)
    }
}

impl Awaits for CaseAsks {
    const WHAT: &'static str = "register";
    const ROWS: AwaitedRows = rows::AWAITED;

    fn awaits(&self) -> bool {
        self.0.values().any(Ask::is_open)
    }
}

kernel::inventory::submit! { Awaited::of::<CaseAsks>() }

impl Ask {
    /// Has it no answer yet?
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.standing, Standing::Open { .. })
    }

    fn delay(&mut self, trouble: Trouble, next: Ts) {
        if let Standing::Open { trouble: before, delays, next: due } = &mut self.standing {
            *delays = if *before == Some(trouble) { delays.saturating_add(1) } else { 1 };
            (*before, *due) = (Some(trouble), next);
        }
    }
}

impl State for CaseAsks {
    const STREAM: &'static str = "case";
    type Event = AskEvent;

    fn apply(&mut self, event: AskEvent, meta: Meta<'_>) {
        let at = meta.at();
        match event {
            AskEvent::Asked { ask, register, about, role, on } => {
                let by = UserId(meta.actor());
                let standing = Standing::Open { trouble: None, delays: 0, next: at };
                let new = Ask { register, about, role, on, asked: at, by, moved: at, standing };
                self.0.insert(ask, new);
            }
            AskEvent::Delayed { ask, trouble, next } => {
                if let Some(ask) = self.0.get_mut(&ask) {
                    ask.delay(trouble, next);
                    ask.moved = at;
                }
            }
            AskEvent::Answered { ask, found, facts } => {
                if let Some(ask) = self.0.get_mut(&ask) {
                    (ask.standing, ask.moved) = (Standing::Answered { found, facts }, at);
                }
            }
            AskEvent::GivenUp { ask, why } => {
                if let Some(ask) = self.0.get_mut(&ask) {
                    (ask.standing, ask.moved) = (Standing::GivenUp { why }, at);
                }
            }
        }
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        self.0.iter().map(|(id, ask)| rows::ask(stream, *id, ask)).collect()
    }
}

/// Whether a register answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KnownRegister {
    /// Since when it does not, and what is the trouble.
    pub down: Option<(Ts, Trouble)>,
}

impl State for KnownRegister {
    const STREAM: &'static str = "register";
    type Event = RegisterEvent;

    fn apply(&mut self, event: RegisterEvent, meta: Meta<'_>) {
        self.down = match event {
            RegisterEvent::WentDown { trouble } => Some((meta.at(), trouble)),
            RegisterEvent::CameBack {} => None,
        };
    }
}
