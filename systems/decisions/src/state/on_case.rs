//! The decisions of a case.

use std::collections::BTreeMap;

use kernel::{Date, Meta, State, Ts};

use crate::events::CaseDecisionEvent;
use crate::ids::DecisionId;

/// The decisions of a case by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseDecisions(pub BTreeMap<DecisionId, CaseDecision>);

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
}

impl State for CaseDecisions {
    const STREAM: &'static str = "case";
    type Event = CaseDecisionEvent;

    fn apply(&mut self, event: CaseDecisionEvent, meta: Meta<'_>) {
        let at = meta.at();
        match event {
            CaseDecisionEvent::Begun { decision, letter } => {
                let known = CaseDecision { letter, begun: at, given: None, served: None };
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
            CaseDecisionEvent::Halted { .. } => {}
        }
    }
}
