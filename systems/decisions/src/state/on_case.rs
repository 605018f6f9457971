//! The decisions of a case.

use std::collections::BTreeMap;

use kernel::{Date, Meta, Sealed, State, Ts};

use crate::events::CaseDecisionEvent;
use crate::ids::DecisionId;

/// The decisions of a case by id, and how its light processing stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseDecisions(pub BTreeMap<DecisionId, CaseDecision>, pub Light);

/// How the light processing of a case stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Light {
    /// Nobody confirmed anything or took it away.
    #[default]
    Open,
    /// An official confirmed it: this decision comes of it, and no other by itself.
    Confirmed(DecisionId),
    /// It was taken to full processing: why, where an official wanted it so and it was not erased.
    Left(Option<String>),
}

/// What a case knows of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseDecision {
    /// Code of the kind of letter.
    pub letter: String,
    /// When it was begun.
    pub begun: Ts,
    /// When it was given, and the code of what it decides.
    pub given: Option<(Ts, String)>,
    /// The day it counts as received.
    pub served: Option<Date>,
    /// It was recalled before anybody had it.
    pub recalled: bool,
}

impl State for CaseDecisions {
    const STREAM: &'static str = "case";
    type Event = CaseDecisionEvent;

    fn apply(&mut self, event: CaseDecisionEvent, meta: Meta<'_>) {
        let at = meta.at();
        match event {
            CaseDecisionEvent::Begun { decision, letter } => {
                let (given, served, recalled) = (None, None, false);
                let known = CaseDecision { letter, begun: at, given, served, recalled };
                self.0.entry(decision).or_insert(known);
            }
            CaseDecisionEvent::Given { decision, outcome, .. } => {
                if let Some(known) = self.0.get_mut(&decision) {
                    known.given = Some((at, outcome));
                }
            }
            CaseDecisionEvent::Served { decision, on, .. } => {
                if let Some(known) = self.0.get_mut(&decision) {
                    known.served = Some(on);
                }
            }
            CaseDecisionEvent::Recalled { decision } => {
                if let Some(known) = self.0.get_mut(&decision) {
                    known.recalled = true;
                }
            }
            CaseDecisionEvent::Halted { decision } => {
                if self.1 == Light::Confirmed(decision) {
                    self.1 = Light::Open;
                }
            }
            CaseDecisionEvent::Confirmed { decision } => self.1 = Light::Confirmed(decision),
            CaseDecisionEvent::Left { reason } => {
                self.1 = Light::Left(reason.and_then(Sealed::into_option));
            }
        }
    }
}
