//! What is known of an employer's part: a fold over its events.

use kernel::{BlindIndex, Date, Meta, Refusal, Row, State, Ts, UserId, Who};
use uuid::Uuid;

use super::events::{EmployerPartEvent, Terms};
use crate::ids::{ApplicationId, EmployerPartId};
use crate::rows;

/// An employer's part as known now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum EmployerPart {
    /// No such part.
    #[default]
    Unknown,
    /// A part.
    Known(Box<KnownPart>),
}

/// What is known of an employer's part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPart {
    /// For which application.
    pub application: ApplicationId,
    /// Code of its type of permit.
    pub permit: String,
    /// Whose application it is: whose key seals the terms.
    pub owner: UserId,
    /// The last day on which it can be taken.
    pub until: Date,
    /// When it was asked for.
    pub invited: Ts,
    /// How far it is.
    pub stage: PartStage,
}

/// How far an employer's part is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartStage {
    /// Nobody took it yet.
    Invited,
    /// Somebody is at it; of erased terms nothing is left.
    Taken(Taken, Option<Terms>),
    /// The terms are confirmed.
    Confirmed(Taken, Option<Terms>, Ts),
}

/// Who took a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Who.
    pub by: UserId,
    /// The company's business id.
    pub business_id: String,
    /// Its name.
    pub name: String,
}

impl PartStage {
    /// Code for rows and texts.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            PartStage::Invited => "invited",
            PartStage::Taken(_, None) => "taken",
            PartStage::Taken(_, Some(_)) => "given",
            PartStage::Confirmed(..) => "confirmed",
        }
    }
}

impl KnownPart {
    /// Who took it.
    #[must_use]
    pub const fn taken(&self) -> Option<&Taken> {
        match &self.stage {
            PartStage::Invited => None,
            PartStage::Taken(taken, _) | PartStage::Confirmed(taken, _, _) => Some(taken),
        }
    }

    /// The terms, as far as they are given.
    #[must_use]
    pub const fn terms(&self) -> Option<&Terms> {
        match &self.stage {
            PartStage::Invited => None,
            PartStage::Taken(_, terms) | PartStage::Confirmed(_, terms, _) => terms.as_ref(),
        }
    }

    /// May somebody who has its code take it, or go on with it?
    ///
    /// # Errors
    /// `employer-code-used`, `employer-code-expired`.
    pub fn opens(&self, who: &Who, today: Date) -> Result<(), Refusal> {
        match self.taken() {
            Some(taken) if taken.by == who.user => Ok(()),
            Some(_) => Err(Refusal::new("employer-code-used")),
            None if today > self.until => Err(Refusal::new("employer-code-expired")),
            None => Ok(()),
        }
    }
}

impl EmployerPart {
    /// The part, if there is one.
    #[must_use]
    pub fn known(&self) -> Option<&KnownPart> {
        match self {
            EmployerPart::Unknown => None,
            EmployerPart::Known(known) => Some(known),
        }
    }

    /// The part, when somebody took it and it can still be changed.
    ///
    /// # Errors
    /// `employer-code-unknown`, `employer-part-confirmed`.
    pub fn open_of(&self, who: &Who) -> Result<&KnownPart, Refusal> {
        let known = self.known().filter(|known| known.taken().is_some_and(|t| t.by == who.user));
        let known = known.ok_or_else(|| Refusal::new("employer-code-unknown"))?;
        match known.stage {
            PartStage::Confirmed(..) => Err(Refusal::new("employer-part-confirmed")),
            PartStage::Invited | PartStage::Taken(..) => Ok(known),
        }
    }
}

impl State for EmployerPart {
    const STREAM: &'static str = "employer_part";
    type Event = EmployerPartEvent;

    fn apply(&mut self, event: EmployerPartEvent, meta: Meta<'_>) {
        match (event, &mut *self) {
            (EmployerPartEvent::Invited { application, permit, owner, until }, part) => {
                let (invited, stage) = (meta.at(), PartStage::Invited);
                let known = KnownPart { application, permit, owner, until, invited, stage };
                *part = EmployerPart::Known(Box::new(known));
            }
            (EmployerPartEvent::Taken { by, business_id, name }, EmployerPart::Known(known)) => {
                known.stage = PartStage::Taken(Taken { by, business_id, name }, None);
            }
            (EmployerPartEvent::TermsGiven { terms }, EmployerPart::Known(known)) => {
                if let PartStage::Taken(_, given) = &mut known.stage {
                    *given = terms.into_option();
                }
            }
            (EmployerPartEvent::Confirmed {}, EmployerPart::Known(known)) => {
                if let PartStage::Taken(taken, terms) = &known.stage {
                    let (taken, terms) = (taken.clone(), terms.clone());
                    known.stage = PartStage::Confirmed(taken, terms, meta.at());
                }
            }
            // Nothing is recorded before it is asked for; the acts see to it.
            (_, EmployerPart::Unknown) => {}
        }
    }

    fn rows(&self, stream: Uuid, blind: &BlindIndex) -> Vec<Row> {
        let part = EmployerPartId(stream);
        self.known().map_or_else(Vec::new, |known| rows::employer_part(part, known, blind))
    }
}
