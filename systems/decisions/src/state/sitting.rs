//! The sittings of an official over a case of light processing.

use std::collections::{BTreeMap, BTreeSet};

use casefile::{CaseId, PersonId};
use kernel::{BlindIndex, FileId, Meta, Row, State, Ts, UserId};
use uuid::Uuid;

use crate::events::{Answered, SittingEvent};
use crate::ids::DecisionId;
use crate::rows;

/// The sittings of an official over a case, the one that is open last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sittings(pub Vec<Sitting>);

/// An official has a case before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sitting {
    /// The case.
    pub case: CaseId,
    /// Whom it concerns.
    pub applicant: PersonId,
    /// Code of the unit of the case.
    pub unit: String,
    /// Who.
    pub official: UserId,
    /// Since when.
    pub opened: Ts,
    /// Names of what was to be answered then.
    pub asked: BTreeSet<String>,
    /// What they answered, by the name of what was asked.
    pub answers: BTreeMap<String, PointAnswer>,
    /// Documents that they opened, each with the first time.
    pub documents: BTreeMap<FileId, Ts>,
    /// How it ended, and when.
    pub end: Option<(End, Ts)>,
}

/// An answer to a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointAnswer {
    /// A hash of what was asked.
    pub digest: String,
    /// What they said; nothing once erased.
    pub said: Option<Answered>,
    /// Did they follow what was proposed?
    pub as_proposed: Option<bool>,
    /// When.
    pub at: Ts,
}

/// How a sitting ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Confirmed.
    Confirmed {
        /// The decision.
        decision: DecisionId,
        /// Everything was as proposed.
        unchanged: bool,
    },
    /// The case went the full way.
    Left {
        /// Since the rules did not grant.
        by_rules: bool,
    },
}

impl End {
    /// Code for rows.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            End::Confirmed { unchanged: true, .. } => "unchanged",
            End::Confirmed { unchanged: false, .. } => "changed",
            End::Left { by_rules: true } => "rules",
            End::Left { by_rules: false } => "left",
        }
    }
}

impl Sittings {
    /// The one that is open.
    #[must_use]
    pub fn open(&self) -> Option<&Sitting> {
        self.0.last().filter(|sitting| sitting.end.is_none())
    }

    /// What was answered in it.
    #[must_use]
    pub fn answers(&self) -> Option<&BTreeMap<String, PointAnswer>> {
        self.open().map(|sitting| &sitting.answers)
    }
}

impl State for Sittings {
    const STREAM: &'static str = "sitting";
    type Event = SittingEvent;

    fn apply(&mut self, event: SittingEvent, meta: Meta<'_>) {
        let at = meta.at();
        if let SittingEvent::Opened { case, applicant, unit, asked } = event {
            let (official, answers) = (UserId(meta.actor()), BTreeMap::new());
            let (opened, documents) = (at, BTreeMap::new());
            self.0.push(Sitting {
                case,
                applicant,
                unit,
                official,
                opened,
                asked,
                answers,
                documents,
                end: None,
            });
            return;
        }
        let Some(sitting) = self.0.last_mut() else { return };
        match event {
            SittingEvent::Opened { .. } => {}
            SittingEvent::Answered { point, digest, said, as_proposed } => {
                let answer = PointAnswer { digest, said: said.into_option(), as_proposed, at };
                sitting.answers.insert(point, answer);
            }
            SittingEvent::DocumentOpened { document } => {
                sitting.documents.entry(document).or_insert(at);
            }
            SittingEvent::Confirmed { decision, unchanged } => {
                sitting.end = Some((End::Confirmed { decision, unchanged }, at));
            }
            SittingEvent::Left { by_rules } => sitting.end = Some((End::Left { by_rules }, at)),
        }
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        let numbered = self.0.iter().zip(1_i64..);
        numbered.map(|(sitting, n)| rows::sitting(stream, n, sitting)).collect()
    }
}
