//! What is known of an organisation: a fold over its events.

use std::collections::BTreeMap;

use kernel::{Access, BlindIndex, Class, Date, Meta, Row, State};
use uuid::Uuid;

use crate::events::OrganisationEvent;
use crate::ids::OrganisationId;
use crate::model::{ContactPerson, Details};
use crate::rows;

/// An organisation as known now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Organisation {
    /// No such organisation.
    #[default]
    Unknown,
    /// An organisation.
    Known(Box<KnownOrganisation>),
}

/// What is known of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownOrganisation {
    /// What it is; nothing once erased.
    pub details: Option<Details>,
    /// Its last day, when it has had one.
    pub ended: Option<Date>,
    /// Whom to ask for, by id.
    pub contact_persons: BTreeMap<Uuid, ContactPerson>,
}

impl Organisation {
    /// The organisation, if there is one.
    #[must_use]
    pub fn known(&self) -> Option<&KnownOrganisation> {
        match self {
            Organisation::Unknown => None,
            Organisation::Known(known) => Some(known),
        }
    }

    /// Its name; nothing once erased.
    #[must_use]
    pub fn shown(&self) -> Option<String> {
        Some(self.known()?.details.as_ref()?.name.clone())
    }
}

impl State for Organisation {
    const STREAM: &'static str = "organisation";
    type Event = OrganisationEvent;

    fn apply(&mut self, event: OrganisationEvent, _: Meta<'_>) {
        match (event, &mut *self) {
            (OrganisationEvent::Registered { details }, organisation) => {
                *organisation = Organisation::Known(Box::new(KnownOrganisation {
                    details: details.into_option(),
                    ended: None,
                    contact_persons: BTreeMap::new(),
                }));
            }
            (OrganisationEvent::Corrected { details, .. }, Organisation::Known(known)) => {
                known.details = details.into_option();
            }
            (OrganisationEvent::Ended { last, .. }, Organisation::Known(known)) => {
                known.ended = Some(last);
            }
            (OrganisationEvent::ContactPersonAdded { id, person }, Organisation::Known(known)) => {
                known.contact_persons.extend(person.into_option().map(|person| (id, person)));
            }
            (OrganisationEvent::ContactPersonEnded { id, last }, Organisation::Known(known)) => {
                if let Some(person) = known.contact_persons.get_mut(&id) {
                    person.validity = person.validity.ended(last);
                }
            }
            // Nothing is recorded before the registration; the acts see to it.
            (_, Organisation::Unknown) => {}
        }
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        let id = OrganisationId(stream);
        self.known().map_or_else(Vec::new, |known| rows::organisation(id, known))
    }

    fn access(&self) -> Option<Access> {
        self.known()?;
        Some(Access { unit: String::new(), class: Class::Normal, compartment: None })
    }
}
