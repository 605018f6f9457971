//! What happens to persons.

use kernel::{Class, Date, EventSet, Kind, Sealed};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::PersonId;
use crate::model::{
    Contact, Country, DocumentEnd, Grounds, Languages, Name, PartialDate, Relation, Representation,
    Sex, TravelDocument, Verdict,
};
use crate::residence_right::ResidenceRight;

/// What is known of who a person is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Particulars {
    /// Names in every script, the one to show first.
    pub names: Vec<Name>,
    /// Birth date as far as it is known.
    pub born: PartialDate,
    /// As in the travel document.
    pub sex: Sex,
    /// Nationalities, stateless and unknown among them as codes of their own.
    pub nationalities: Vec<Country>,
}

/// What happens to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum PersonEvent {
    /// The person is known here from now on.
    #[serde(rename = "person.registered")]
    Registered {
        /// Who they are.
        particulars: Sealed<Particulars>,
        /// How protected their data is.
        class: Class,
    },
    /// Something about who they are was wrong or changed.
    #[serde(rename = "person.corrected")]
    Corrected {
        /// All of it as it is now.
        particulars: Sealed<Particulars>,
        /// Why, in the official's words.
        reason: Sealed<String>,
    },
    /// A travel or identity document was seen.
    #[serde(rename = "person.document_added")]
    DocumentAdded {
        /// The document.
        document: Sealed<TravelDocument>,
    },
    /// What was recorded of a document was wrong.
    #[serde(rename = "person.document_corrected")]
    DocumentCorrected {
        /// Its place among the documents known then, from 0.
        place: usize,
        /// As it is.
        document: Sealed<TravelDocument>,
        /// Why, in the official's words.
        reason: Sealed<String>,
    },
    /// A document counts no more.
    #[serde(rename = "person.document_ended")]
    DocumentEnded {
        /// Its place among the documents known then, from 0.
        place: usize,
        /// What became of it.
        how: DocumentEnd,
        /// The day from which it counts no more.
        on: Date,
        /// What is known of it, in the official's words.
        reason: Sealed<String>,
    },
    /// A right to stay was recorded.
    #[serde(rename = "person.residence_right_recorded")]
    ResidenceRightRecorded {
        /// The right.
        right: Sealed<ResidenceRight>,
    },
    /// What was recorded of a right to stay was wrong.
    #[serde(rename = "person.residence_right_corrected")]
    ResidenceRightCorrected {
        /// Its place among the rights known then, from 0.
        place: usize,
        /// As it is; nothing when there never was such a right.
        #[serde(default)]
        right: Option<Sealed<ResidenceRight>>,
        /// Why, in the official's words.
        reason: Sealed<String>,
    },
    /// A way to reach the person is known from now on.
    #[serde(rename = "person.contact_added")]
    ContactAdded {
        /// Its id, for ending it.
        id: Uuid,
        /// The way.
        contact: Sealed<Contact>,
    },
    /// A way to reach the person has a last day.
    #[serde(rename = "person.contact_ended")]
    ContactEnded {
        /// Which.
        id: Uuid,
        /// The last day it holds.
        last: Date,
    },
    /// Which languages the person is served in and speaks.
    #[serde(rename = "person.languages_recorded")]
    LanguagesRecorded {
        /// All of them.
        languages: Sealed<Languages>,
    },
    /// The person's contacts are disclosed to nobody without clearance.
    #[serde(rename = "person.non_disclosure_recorded")]
    NonDisclosureRecorded {
        /// The last day it holds.
        until: Date,
        /// Why, in the official's words.
        reason: Sealed<String>,
    },
    /// The non-disclosure holds no more.
    #[serde(rename = "person.non_disclosure_ended")]
    NonDisclosureEnded {
        /// Why, in the official's words.
        reason: Sealed<String>,
    },
    /// The person's data is more, or less, protected than before.
    #[serde(rename = "person.reclassified")]
    Reclassified {
        /// How protected from now on.
        class: Class,
        /// Why, in the official's words.
        reason: Sealed<String>,
    },
    /// What another person is to this one; the other's stream says the same from the other side.
    #[serde(rename = "person.relation_recorded")]
    RelationRecorded {
        /// Its id, the same on both streams.
        id: Uuid,
        /// The other.
        other: PersonId,
        /// What they are.
        relation: Sealed<Relation>,
    },
    /// A relation has a last day.
    #[serde(rename = "person.relation_ended")]
    RelationEnded {
        /// Which.
        id: Uuid,
        /// The last day it holds.
        last: Date,
    },
    /// Somebody acts for the person.
    #[serde(rename = "person.representative_added")]
    RepresentativeAdded {
        /// The entry's id, for withdrawing it.
        id: Uuid,
        /// Who, in what, from when until when.
        representation: Sealed<Representation>,
    },
    /// Somebody acts for the person no more.
    #[serde(rename = "person.representative_withdrawn")]
    RepresentativeWithdrawn {
        /// Which entry.
        id: Uuid,
        /// The last day they act.
        last: Date,
        /// Why, in the official's words.
        reason: Sealed<String>,
    },
    /// Somebody said whether another record is of the same person.
    #[serde(rename = "person.compared")]
    Compared {
        /// The other.
        other: PersonId,
        /// How the question stands from now on.
        verdict: Verdict,
        /// Why.
        grounds: Sealed<Grounds>,
    },
}

impl EventSet for PersonEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "person.registered", schema: 1 },
        Kind { name: "person.corrected", schema: 1 },
        Kind { name: "person.document_added", schema: 1 },
        Kind { name: "person.document_corrected", schema: 1 },
        Kind { name: "person.document_ended", schema: 1 },
        Kind { name: "person.residence_right_recorded", schema: 1 },
        Kind { name: "person.residence_right_corrected", schema: 1 },
        Kind { name: "person.contact_added", schema: 1 },
        Kind { name: "person.contact_ended", schema: 1 },
        Kind { name: "person.languages_recorded", schema: 1 },
        Kind { name: "person.non_disclosure_recorded", schema: 1 },
        Kind { name: "person.non_disclosure_ended", schema: 1 },
        Kind { name: "person.reclassified", schema: 1 },
        Kind { name: "person.relation_recorded", schema: 1 },
        Kind { name: "person.relation_ended", schema: 1 },
        Kind { name: "person.compared", schema: 1 },
        Kind { name: "person.representative_added", schema: 1 },
        Kind { name: "person.representative_withdrawn", schema: 1 },
    ];
}
