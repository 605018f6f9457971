//! What is known of a person: a fold over their events.

use std::collections::BTreeMap;

use kernel::{Access, BlindIndex, Class, Date, Meta, Row, State, UserId, Who};
use uuid::Uuid;

use crate::events::{Particulars, PersonEvent};
use crate::ids::{CaseId, PersonId};
use crate::model::{
    Comparison, Contact, DocumentEnd, Languages, Reach, Relation, Representation, TravelDocument,
    Verdict,
};
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
    /// Documents, oldest first; erased ones and those that were never theirs are gone.
    pub documents: Vec<SeenDocument>,
    /// Rights to stay, oldest first.
    pub residence_rights: Vec<ResidenceRight>,
    /// Ways to reach them by id, which is the order they came in.
    pub contacts: BTreeMap<Uuid, Contact>,
    /// Languages, when somebody asked.
    pub languages: Option<Languages>,
    /// Relations by id: to whom, and what they are.
    pub relations: BTreeMap<Uuid, (PersonId, Relation)>,
    /// Who acts for them, by id.
    pub representatives: BTreeMap<Uuid, Representation>,
    /// The last verdict on each person who was compared with this one.
    pub comparisons: BTreeMap<PersonId, Comparison>,
    /// The last day of a non-disclosure, when one was recorded.
    pub non_disclosure: Option<Date>,
}

/// A document that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenDocument {
    /// What it says.
    pub document: TravelDocument,
    /// What became of it and since when, if it counts no more.
    pub ended: Option<(DocumentEnd, Date)>,
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

impl KnownPerson {
    fn new(particulars: Option<Particulars>, class: Class) -> KnownPerson {
        KnownPerson {
            particulars,
            class,
            documents: Vec::new(),
            residence_rights: Vec::new(),
            contacts: BTreeMap::new(),
            languages: None,
            relations: BTreeMap::new(),
            representatives: BTreeMap::new(),
            comparisons: BTreeMap::new(),
            non_disclosure: None,
        }
    }

    /// The documents that count: neither lost nor taken back, whatever day they are valid until.
    pub fn held_documents(&self) -> impl Iterator<Item = &TravelDocument> {
        self.documents.iter().filter(|seen| seen.ended.is_none()).map(|seen| &seen.document)
    }

    /// Are the person's contacts held back on a day from whoever lacks clearance?
    #[must_use]
    pub fn is_undisclosed_on(&self, day: Date) -> bool {
        self.non_disclosure.is_some_and(|until| day <= until)
    }

    /// May this user be shown where the person lives and how they are reached?
    #[must_use]
    pub fn shows_contacts(&self, who: &Who, day: Date) -> bool {
        who.clearance >= Class::Protected || !self.is_undisclosed_on(day)
    }

    /// The mail address on a day: the one given last.
    #[must_use]
    pub fn email_on(&self, day: Date) -> Option<&str> {
        let contacts = self.contacts.values().rev().filter(|contact| contact.holds_on(day));
        contacts.into_iter().find_map(|contact| match &contact.reach {
            Reach::Email { address } => Some(address.as_str()),
            Reach::Address { .. } | Reach::Phone { .. } => None,
        })
    }

    /// Who acts for the person in a case on a day: whom letters and calls of that case go to.
    pub fn represented_in(&self, case: CaseId, day: Date) -> impl Iterator<Item = &Representation> {
        self.representatives.values().filter(move |r| r.acts_in(case, day))
    }

    /// Other records that are of the same person, as two officials found.
    pub fn same(&self) -> impl Iterator<Item = PersonId> {
        let same = self.comparisons.iter().filter(|(_, c)| c.verdict == Verdict::Same);
        same.map(|(other, _)| *other)
    }

    /// One that was never theirs leaves nothing behind; of another it stays known what became of it.
    fn end_document(&mut self, place: usize, how: DocumentEnd, on: Date) {
        if place >= self.documents.len() {
            return;
        }
        if how == DocumentEnd::Mistaken {
            self.documents.remove(place);
        } else if let Some(seen) = self.documents.get_mut(place) {
            seen.ended = Some((how, on));
        }
    }

    fn take(&mut self, event: PersonEvent, meta: Meta<'_>) {
        match event {
            PersonEvent::Corrected { particulars, .. } => {
                self.particulars = particulars.into_option();
            }
            PersonEvent::DocumentAdded { document } => {
                let seen = |document| SeenDocument { document, ended: None };
                self.documents.extend(document.into_option().map(seen));
            }
            PersonEvent::DocumentCorrected { place, document, .. } => {
                if let (Some(seen), Some(new)) =
                    (self.documents.get_mut(place), document.into_option())
                {
                    seen.document = new;
                }
            }
            PersonEvent::DocumentEnded { place, how, on, .. } => self.end_document(place, how, on),
            PersonEvent::ResidenceRightRecorded { right } => {
                self.residence_rights.extend(right.into_option());
            }
            PersonEvent::ResidenceRightCorrected { place, right, .. } => {
                if place < self.residence_rights.len() {
                    let right = right.and_then(kernel::Sealed::into_option);
                    self.residence_rights.splice(place..=place, right);
                }
            }
            PersonEvent::ContactAdded { id, contact } => {
                self.contacts.extend(contact.into_option().map(|contact| (id, contact)));
            }
            PersonEvent::ContactEnded { id, last } => {
                if let Some(contact) = self.contacts.get_mut(&id) {
                    contact.validity = contact.validity.ended(last);
                }
            }
            PersonEvent::LanguagesRecorded { languages } => {
                self.languages = languages.into_option();
            }
            PersonEvent::NonDisclosureRecorded { until, .. } => self.non_disclosure = Some(until),
            PersonEvent::NonDisclosureEnded { .. } => self.non_disclosure = None,
            PersonEvent::Reclassified { class, .. } => self.class = class,
            PersonEvent::RelationRecorded { id, other, relation } => {
                self.relations.extend(relation.into_option().map(|r| (id, (other, r))));
            }
            PersonEvent::RelationEnded { id, last } => {
                if let Some((_, relation)) = self.relations.get_mut(&id) {
                    relation.validity = relation.validity.ended(last);
                }
            }
            PersonEvent::Compared { other, verdict, grounds } => {
                let (by, at) = (UserId(meta.actor()), meta.at());
                let grounds = grounds.into_option();
                self.comparisons.insert(other, Comparison { verdict, by, at, grounds });
            }
            PersonEvent::RepresentativeAdded { id, representation } => {
                self.representatives.extend(representation.into_option().map(|r| (id, r)));
            }
            PersonEvent::RepresentativeWithdrawn { id, last, .. } => {
                if let Some(representation) = self.representatives.get_mut(&id) {
                    representation.validity = representation.validity.ended(last);
                }
            }
            // A person is registered once.
            PersonEvent::Registered { .. } => {}
        }
    }
}

impl State for Person {
    const STREAM: &'static str = "person";
    type Event = PersonEvent;

    fn apply(&mut self, event: PersonEvent, meta: Meta<'_>) {
        match (event, &mut *self) {
            (PersonEvent::Registered { particulars, class }, person) => {
                let known = KnownPerson::new(particulars.into_option(), class);
                *person = Person::Known(Box::new(known));
            }
            (event, Person::Known(known)) => known.take(event, meta),
            // Nothing is recorded before the registration; the acts see to it.
            (_, Person::Unknown) => {}
        }
    }

    fn rows(&self, stream: Uuid, blind: &BlindIndex) -> Vec<Row> {
        self.known().map_or_else(Vec::new, |known| rows::person(PersonId(stream), known, blind))
    }

    fn access(&self) -> Option<Access> {
        let known = self.known()?;
        Some(Access { unit: String::new(), class: known.class, compartment: None })
    }
}
