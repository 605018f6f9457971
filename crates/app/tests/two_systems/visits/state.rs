//! What happens to a home visit, and what is known of it.

use casefile::CaseId;
use kernel::{Access, BlindIndex, Class, Date, EventSet, Kind, Meta, Row, Sealed, State};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::rows;

kernel::id!(
    /// A home visit.
    VisitId, "visit"
);

/// What happens to a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum VisitEvent {
    #[serde(rename = "visit.planned")]
    Planned {
        case: CaseId,
        /// The request for a letter that tells of it.
        request: Uuid,
        on: Date,
        purpose: Sealed<String>,
        unit: String,
        class: Class,
    },
    /// The letter was sent, or could not be.
    #[serde(rename = "visit.answered")]
    Answered { answer: String },
    #[serde(rename = "visit.called_off")]
    CalledOff,
}

impl EventSet for VisitEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "visit.planned", schema: 1 },
        Kind { name: "visit.answered", schema: 1 },
        Kind { name: "visit.called_off", schema: 1 },
    ];
}

/// A visit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Visit {
    #[default]
    Unknown,
    Planned(PlannedVisit),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedVisit {
    pub case: CaseId,
    pub request: Uuid,
    pub on: Date,
    pub purpose: Option<String>,
    pub unit: String,
    pub class: Class,
    pub stage: Stage,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    LetterAsked,
    LetterSent,
    LetterNotSent,
    CalledOff,
}

impl Stage {
    /// For rows and texts.
    pub const fn code(self) -> &'static str {
        match self {
            Stage::LetterAsked => "letter-asked",
            Stage::LetterSent => "letter-sent",
            Stage::LetterNotSent => "letter-not-sent",
            Stage::CalledOff => "called-off",
        }
    }
}

impl State for Visit {
    const STREAM: &'static str = "visit";
    type Event = VisitEvent;

    fn apply(&mut self, event: VisitEvent, _: Meta<'_>) {
        match (event, self) {
            (VisitEvent::Planned { case, request, on, purpose, unit, class }, visit) => {
                let purpose = purpose.into_option();
                let stage = Stage::LetterAsked;
                *visit =
                    Visit::Planned(PlannedVisit { case, request, on, purpose, unit, class, stage });
            }
            (VisitEvent::Answered { answer }, Visit::Planned(planned)) => {
                let sent = answer == "letters.sent";
                planned.stage = if sent { Stage::LetterSent } else { Stage::LetterNotSent };
            }
            (VisitEvent::CalledOff, Visit::Planned(planned)) => planned.stage = Stage::CalledOff,
            (VisitEvent::Answered { .. } | VisitEvent::CalledOff, Visit::Unknown) => {}
        }
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        match self {
            Visit::Unknown => Vec::new(),
            Visit::Planned(planned) => vec![rows::visit(VisitId(stream), planned)],
        }
    }

    fn access(&self) -> Option<Access> {
        match self {
            Visit::Unknown => None,
            Visit::Planned(PlannedVisit { unit, class, .. }) => {
                Some(Access { unit: unit.clone(), class: *class, compartment: None })
            }
        }
    }
}
