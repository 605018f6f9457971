//! What happens to organisations. A sole trader is a person too: what is known is sealed.

use kernel::{Date, EventSet, Kind, Sealed};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::{ContactPerson, Details};

/// What happens to an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum OrganisationEvent {
    /// It is known here from now on.
    #[serde(rename = "organisation.registered")]
    Registered {
        /// What it is.
        details: Sealed<Details>,
    },
    /// Something about it was wrong or changed.
    #[serde(rename = "organisation.corrected")]
    Corrected {
        /// All of it as it is now.
        details: Sealed<Details>,
        /// Why, in the official's words.
        reason: Sealed<String>,
    },
    /// It is no more.
    #[serde(rename = "organisation.ended")]
    Ended {
        /// Its last day.
        last: Date,
        /// Why, in the official's words.
        reason: Sealed<String>,
    },
    /// Somebody there may be asked.
    #[serde(rename = "organisation.contact_person_added")]
    ContactPersonAdded {
        /// The entry's id, for ending it.
        id: Uuid,
        /// Whom to ask for.
        person: Sealed<ContactPerson>,
    },
    /// Somebody there is to be asked no more.
    #[serde(rename = "organisation.contact_person_ended")]
    ContactPersonEnded {
        /// Which entry.
        id: Uuid,
        /// The last day.
        last: Date,
    },
}

impl EventSet for OrganisationEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "organisation.registered", schema: 1 },
        Kind { name: "organisation.corrected", schema: 1 },
        Kind { name: "organisation.ended", schema: 1 },
        Kind { name: "organisation.contact_person_added", schema: 1 },
        Kind { name: "organisation.contact_person_ended", schema: 1 },
    ];
}
