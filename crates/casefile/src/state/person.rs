//! What is known of a person: a fold over their events.

use kernel::{Access, Class, Meta, Row, State};
use uuid::Uuid;

use crate::events::{Particulars, PersonEvent};
use crate::ids::PersonId;
use crate::model::TravelDocument;
use crate::residence_right::ResidenceRight;
use crate::rows;

/// A person as known now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Person {
    /// No such person.
    #[default]
    Unknown,
    /// A person.
    Known(Box<KnownPerson>),
}

/// What is known of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPerson {
    /// Who they are; nothing once erased.
    pub particulars: Option<Particulars>,
    /// How protected.
    pub class: Class,
    /// Documents, oldest first; erased ones are gone.
    pub documents: Vec<TravelDocument>,
    /// Rights to stay, oldest first.
    pub residence_rights: Vec<ResidenceRight>,
}

impl Person {
    /// The person, if there is one.
    #[must_use]
    pub fn known(&self) -> Option<&KnownPerson> {
        match self {
            Person::Unknown => None,
            Person::Known(known) => Some(known),
        }
    }

    /// The name to show first; nothing once erased.
    #[must_use]
    pub fn shown(&self) -> Option<String> {
        let particulars = self.known()?.particulars.as_ref()?;
        particulars.names.first().map(crate::model::Name::shown)
    }
}

impl State for Person {
    const STREAM: &'static str = "person";
    type Event = PersonEvent;

    fn apply(&mut self, event: PersonEvent, _: Meta<'_>) {
        match (event, self) {
            (PersonEvent::Registered { particulars, class }, person) => {
                *person = Person::Known(Box::new(KnownPerson {
                    particulars: particulars.into_option(),
                    class,
                    documents: Vec::new(),
                    residence_rights: Vec::new(),
                }));
            }
            (PersonEvent::Corrected { particulars, .. }, Person::Known(known)) => {
                known.particulars = particulars.into_option();
            }
            (PersonEvent::DocumentAdded { document }, Person::Known(known)) => {
                known.documents.extend(document.into_option());
            }
            (PersonEvent::ResidenceRightRecorded { right }, Person::Known(known)) => {
                known.residence_rights.extend(right.into_option());
            }
            // Nothing is recorded before the registration; the acts see to it.
            (
                PersonEvent::Corrected { .. }
                | PersonEvent::DocumentAdded { .. }
                | PersonEvent::ResidenceRightRecorded { .. },
                Person::Unknown,
            ) => {}
        }
    }

    fn rows(&self, stream: Uuid) -> Vec<Row> {
        self.known().map_or_else(Vec::new, |known| rows::person(PersonId(stream), known))
    }

    fn access(&self) -> Option<Access> {
        let known = self.known()?;
        Some(Access { unit: String::new(), class: known.class, compartment: None })
    }
}
