//! How a person comes into the file without an official: found when it is certain who it is, recorded
//! anew when nobody like them is known, and laid before an official when it cannot be told.
//!
//! For systems that take applications in by themselves. Nothing is ever concluded from likeness: the
//! record of somebody who may be known already is a new one, and the pair waits to be compared.

use std::collections::BTreeSet;

use kernel::{Changes, Class, Ctx, Fault, Read, Sealed};

use crate::events::{Particulars, PersonEvent};
use crate::ids::PersonId;
use crate::model::{
    Contact, Grounds, Name, PartialDate, Reach, TravelDocument, Validity, Verdict, fold,
};
use crate::rows;
use crate::state::{KnownPerson, Person, SeenDocument};

/// Who comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// Who they say they are.
    pub particulars: Particulars,
    /// The travel document they gave; none when they gave none that reads.
    pub document: Option<TravelDocument>,
    /// How they want to be reached.
    pub reach: Vec<Reach>,
}

/// Whether somebody is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Likeness {
    /// Nobody like them.
    Nobody,
    /// This very person, whose data is so protected: same document of the same issuer, same complete
    /// birth date, same name.
    Same(PersonId, Class),
    /// Somebody who may be the same.
    Perhaps(BTreeSet<PersonId>),
}

/// Looks whether somebody is known. For an act's `inputs`: records that are found must not have moved
/// when it commits.
///
/// # Errors
/// A fault when the database is away.
pub async fn look(read: &mut Read<'_>, incoming: &Incoming) -> Result<Likeness, Fault> {
    let Incoming { particulars, document, .. } = incoming;
    let mut keys = rows::name_keys(&particulars.names, particulars.born);
    keys.extend(document.iter().map(|document| rows::number_key(document.number())));
    let (mut same, mut perhaps) = (Vec::new(), BTreeSet::new());
    for id in rows::read_with_keys(read, &keys).await? {
        let person = read.guard::<Person>(id).await?;
        let Some(known) = person.known() else { continue };
        if is_same(known, incoming) {
            same.push((id, known.class));
        } else if may_be_same(known, incoming) {
            perhaps.insert(id);
        }
    }
    Ok(match (same.as_slice(), perhaps.is_empty()) {
        ([(id, class)], _) => Likeness::Same(*id, *class),
        ([], true) => Likeness::Nobody,
        // Two records that fit equally well: which of them it is, or whether they are one, is for an
        // official.
        _ => Likeness::Perhaps(perhaps.into_iter().chain(same.iter().map(|(id, _)| *id)).collect()),
    })
}

/// Is it certain? A document that was lost or stolen proves nothing of whoever shows it.
fn is_same(known: &KnownPerson, incoming: &Incoming) -> bool {
    let Some(theirs) = &known.particulars else { return false };
    let ours = &incoming.particulars;
    let (PartialDate::Day(born), Some(document)) = (ours.born, &incoming.document) else {
        return false;
    };
    theirs.born == PartialDate::Day(born)
        && theirs.names.iter().any(|name| ours.names.iter().any(|other| is_name(name, other)))
        && known.held_documents().any(|seen| is_document(seen, document))
}

/// The same document: of one kind and issuer, with one number, however its parts are set apart.
fn is_document(seen: &TravelDocument, given: &TravelDocument) -> bool {
    (seen.kind(), seen.issuer()) == (given.kind(), given.issuer())
        && rows::number_key(seen.number()) == rows::number_key(given.number())
}

/// The same names in their places, whatever their letters are adorned with.
fn is_name(one: &Name, other: &Name) -> bool {
    let parts = |name: &Name| (fold(name.family()), fold(name.given()));
    parts(one) == parts(other)
}

/// May it be the same, as far as names, birth dates and numbers tell? Only a birth date that
/// contradicts, with another document, speaks against it.
fn may_be_same(known: &KnownPerson, incoming: &Incoming) -> bool {
    let number = incoming.document.as_ref().map(|document| rows::number_key(document.number()));
    let number_of = |seen: &SeenDocument| rows::number_key(seen.document.number());
    let has = |key: &String| known.documents.iter().any(|seen| number_of(seen) == *key);
    let Some(theirs) = &known.particulars else { return false };
    theirs.born.agrees_with(incoming.particulars.born) || number.as_ref().is_some_and(has)
}

/// Whom an incoming person is from now on, how protected their data is, and what that brings about. `id`
/// is that of a new record, when one is needed; `evidence` says where the likeness came up, for the
/// officials who compare.
#[must_use]
pub fn enter(
    id: PersonId,
    incoming: &Incoming,
    likeness: &Likeness,
    evidence: &str,
    ctx: &Ctx<'_>,
) -> (PersonId, Class, Changes) {
    let alike = match likeness {
        Likeness::Same(known, class) => return (*known, *class, Changes::new()),
        Likeness::Nobody => None,
        Likeness::Perhaps(alike) => Some(alike),
    };
    let (class, particulars) = (Class::Normal, Sealed::new(id, incoming.particulars.clone()));
    let mut changes = Changes::one(id, &PersonEvent::Registered { particulars, class });
    if let Some(document) = &incoming.document {
        let document = Sealed::new(id, document.clone());
        changes = changes.record(id, &PersonEvent::DocumentAdded { document });
    }
    for reach in &incoming.reach {
        let contact = Contact { reach: reach.clone(), validity: Validity::default() };
        let added =
            PersonEvent::ContactAdded { id: ctx.ids.next(), contact: Sealed::new(id, contact) };
        changes = changes.record(id, &added);
    }
    let compared = |of: PersonId, other: PersonId| {
        let grounds = Grounds { reasons: String::new(), evidence: evidence.to_owned() };
        let (verdict, grounds) = (Verdict::Undecided, Sealed::new(of, grounds));
        PersonEvent::Compared { other, verdict, grounds }
    };
    for other in alike.into_iter().flatten() {
        changes = changes.record(id, &compared(id, *other)).record(*other, &compared(*other, id));
    }
    (id, class, changes)
}

#[cfg(test)]
mod tests {
    use kernel::{Ctx, SeededIds, State as _, Ts, Who};
    use testkit::given;
    use uuid::Uuid;

    use super::*;
    use crate::acts::tests::{other_id, person_id};
    use crate::model::{Country, DocumentKind, NameKind, Script, Sex};

    fn incoming(given: &str, born: &str, number: &str) -> Incoming {
        let particulars = Particulars {
            names: vec![Name::new("Rahimi", given, Script::Latin, NameKind::Current).unwrap()],
            born: PartialDate::Day(born.parse().unwrap()),
            sex: Sex::F,
            nationalities: vec![Country::new("AFG").unwrap()],
        };
        let issuer = Country::new("AFG").unwrap();
        let document = TravelDocument::new(DocumentKind::Passport, number, issuer, None, None);
        let reach = vec![Reach::email("amina@example.com").unwrap()];
        Incoming { particulars, document: Some(document.unwrap()), reach }
    }

    fn amina() -> Incoming {
        incoming("Amina", "1994-02-17", "P123")
    }

    fn known(incoming: &Incoming) -> KnownPerson {
        let particulars = Sealed::new(other_id(), incoming.particulars.clone());
        let document = Sealed::new(other_id(), incoming.document.clone().unwrap());
        let events = [
            PersonEvent::Registered { particulars, class: Class::Normal },
            PersonEvent::DocumentAdded { document },
        ];
        given::<Person>(events).state(other_id().0).known().unwrap().clone()
    }

    #[test]
    fn only_name_birth_date_and_document_together_are_certain() {
        assert!(is_same(&known(&amina()), &amina()));
        let adorned = incoming("Ámina", "1994-02-17", "P-123");
        assert!(is_same(&known(&adorned), &amina()));
        for other in [
            incoming("Amin", "1994-02-17", "P123"),
            incoming("Amina", "1994-02-18", "P123"),
            incoming("Amina", "1994-02-17", "P124"),
            Incoming { document: None, ..amina() },
        ] {
            assert!(!is_same(&known(&amina()), &other), "{other:?}");
            assert!(may_be_same(&known(&amina()), &other), "{other:?}");
        }
        let another = incoming("Amina", "1994-03-01", "P999");
        assert!(!may_be_same(&known(&amina()), &another), "a namesake of the same year");
    }

    fn kinds(likeness: &Likeness) -> (PersonId, Vec<(Uuid, String)>) {
        let (at, ids, who) = (Ts::from_micros(0), SeededIds::new(1, 1), Who::machine());
        let ctx = Ctx { who: &who, at, today: at.date(), ids: &ids };
        let (person, _, changes) = enter(person_id(), &amina(), likeness, "", &ctx);
        let events = changes.into_events().unwrap();
        (person, events.into_iter().map(|e| (e.stream, e.kind)).collect())
    }

    #[test]
    fn whoever_may_be_known_is_recorded_anew_and_laid_before_an_official() {
        let (person, events) = kinds(&Likeness::Same(other_id(), Class::Protected));
        assert_eq!((person, events.len()), (other_id(), 0));
        let (person, events) = kinds(&Likeness::Nobody);
        let of = |stream: PersonId, kind: &str| (stream.0, kind.to_owned());
        let new = [
            of(person_id(), "person.registered"),
            of(person_id(), "person.document_added"),
            of(person_id(), "person.contact_added"),
        ];
        assert_eq!((person, events), (person_id(), new.to_vec()));
        let (person, events) = kinds(&Likeness::Perhaps([other_id()].into()));
        assert_eq!(person, person_id());
        let pair = [of(person_id(), "person.compared"), of(other_id(), "person.compared")];
        assert_eq!(events[3..], pair);
        assert_eq!(Person::STREAM, "person");
    }
}
