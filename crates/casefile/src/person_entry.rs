//! How a person comes into the file without an official: found when it is certain who it is, recorded
//! anew when nobody like them is known, and laid before an official when it cannot be told.
//!
//! For systems that take applications in by themselves. Nothing is ever concluded from likeness: the
//! record of somebody who may be known already is a new one, and the pair waits to be compared.

use std::collections::BTreeSet;

use kernel::{Changes, Class, Ctx, Date, Fault, Read, Sealed};

use crate::events::{Particulars, PersonEvent};
use crate::ids::PersonId;
use crate::model::{
    Contact, Grounds, Language, Languages, Name, PartialDate, Reach, TravelDocument, Validity,
    Verdict, fold,
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
    /// The language they want to be served in; none when nobody asked.
    pub language: Option<Language>,
}

/// What an incoming person says that their record does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct News {
    /// Ways to reach them that are not the one of their kind that was given last: what was there before stays.
    pub reach: Vec<Reach>,
    /// The language they want to be served in, when the record has none: one that somebody recorded stands.
    pub language: Option<Language>,
}

/// Whether somebody is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Likeness {
    /// Nobody like them.
    Nobody,
    /// This very person, whose data is so protected, and what is new of them: same document of the same
    /// issuer, same complete birth date, same name.
    Same(PersonId, Class, News),
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
            same.push((id, known.class, news(known, incoming, read.at().date())));
        } else if may_be_same(known, incoming) {
            perhaps.insert(id);
        }
    }
    Ok(match (same.as_slice(), perhaps.is_empty()) {
        ([(id, class, news)], _) => Likeness::Same(*id, *class, news.clone()),
        ([], true) => Likeness::Nobody,
        // Two records that fit equally well: which of them it is, or whether they are one, is for an
        // official.
        _ => {
            Likeness::Perhaps(perhaps.into_iter().chain(same.iter().map(|(id, ..)| *id)).collect())
        }
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

/// What their record does not have yet.
fn news(known: &KnownPerson, incoming: &Incoming, today: Date) -> News {
    let given = |reach: &Reach| {
        let of_kind = |contact: &&Contact| {
            contact.reach.code() == reach.code() && contact.validity.holds_on(today)
        };
        known.contacts.values().rfind(of_kind).map(|contact| &contact.reach) == Some(reach)
    };
    let reach = incoming.reach.iter().filter(|reach| !given(reach)).cloned().collect();
    let language = incoming.language.clone().filter(|_| known.languages.is_none());
    News { reach, language }
}

/// Records what is new of a person. Of languages only that one is known: what they speak nobody has asked.
fn told(id: PersonId, news: &News, ctx: &Ctx<'_>) -> Changes {
    let contacts = news.reach.iter().map(|reach| {
        let contact = Contact { reach: reach.clone(), validity: Validity::default() };
        PersonEvent::ContactAdded { id: ctx.ids.next(), contact: Sealed::new(id, contact) }
    });
    let languages = news.language.clone().map(|contact| {
        let languages = Languages { contact, spoken: Vec::new(), interpreter: None };
        PersonEvent::LanguagesRecorded { languages: Sealed::new(id, languages) }
    });
    contacts.chain(languages).fold(Changes::new(), |changes, event| changes.record(id, &event))
}

/// Records a document that somebody has shown, unless it stands in their record: also of one that counts no more it is
/// known there what became of it.
#[must_use]
pub fn shown(id: PersonId, known: &KnownPerson, document: &TravelDocument) -> Changes {
    if known.documents.iter().any(|seen| is_document(&seen.document, document)) {
        return Changes::new();
    }
    let document = Sealed::new(id, document.clone());
    Changes::one(id, &PersonEvent::DocumentAdded { document })
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
        Likeness::Same(known, class, news) => return (*known, *class, told(*known, news, ctx)),
        Likeness::Nobody => None,
        Likeness::Perhaps(alike) => Some(alike),
    };
    let (class, particulars) = (Class::Normal, Sealed::new(id, incoming.particulars.clone()));
    let mut changes = Changes::one(id, &PersonEvent::Registered { particulars, class });
    if let Some(document) = &incoming.document {
        let document = Sealed::new(id, document.clone());
        changes = changes.record(id, &PersonEvent::DocumentAdded { document });
    }
    let (reach, language) = (incoming.reach.clone(), incoming.language.clone());
    changes = changes.and(told(id, &News { reach, language }, ctx));
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
        let language = Some(Language::new("sv").unwrap());
        Incoming { particulars, document: Some(document.unwrap()), reach, language }
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
        let same = Likeness::Same(other_id(), Class::Protected, News::default());
        let (person, events) = kinds(&same);
        assert_eq!((person, events.len()), (other_id(), 0));
        let (person, events) = kinds(&Likeness::Nobody);
        let of = |stream: PersonId, kind: &str| (stream.0, kind.to_owned());
        let new = [
            of(person_id(), "person.registered"),
            of(person_id(), "person.document_added"),
            of(person_id(), "person.contact_added"),
            of(person_id(), "person.languages_recorded"),
        ];
        assert_eq!((person, events), (person_id(), new.to_vec()));
        let (person, events) = kinds(&Likeness::Perhaps([other_id()].into()));
        assert_eq!(person, person_id());
        let pair = [of(person_id(), "person.compared"), of(other_id(), "person.compared")];
        assert_eq!(events[4..], pair);
        assert_eq!(Person::STREAM, "person");
    }

    fn today() -> Date {
        "2026-03-02".parse().unwrap()
    }

    #[test]
    fn the_language_somebody_was_asked_for_is_recorded_where_none_is() {
        let swedish = News { language: Some(Language::new("sv").unwrap()), ..News::default() };
        let asked = |person: &KnownPerson| news(person, &amina(), today()).language;
        let person = known(&amina());
        assert_eq!(asked(&person), swedish.language);
        let (of, events) = kinds(&Likeness::Same(other_id(), Class::Normal, swedish));
        assert_eq!(events, [(other_id().0, "person.languages_recorded".to_owned())]);
        assert_eq!(of, other_id());
        let languages = Languages {
            contact: Language::new("fi").unwrap(),
            spoken: vec![Language::new("prs").unwrap()],
            interpreter: Some(true),
        };
        let person = KnownPerson { languages: Some(languages), ..person };
        assert_eq!(asked(&person), None, "what an official recorded stands");
    }

    #[test]
    fn where_somebody_wants_to_be_told_is_what_was_given_last() {
        let contact = |reach: Reach, until: Option<&str>| {
            let until = until.map(|day| day.parse().unwrap());
            Contact { reach, validity: Validity::new(None, until).unwrap() }
        };
        let mail = |address: &str| Reach::email(address).unwrap();
        let reached = |contacts: Vec<Contact>| {
            let contacts = (1_u128..).map(Uuid::from_u128).zip(contacts).collect();
            let person = KnownPerson { contacts, ..known(&amina()) };
            news(&person, &amina(), today()).reach
        };
        let (hers, other) = (mail("amina@example.com"), mail("old@example.com"));
        let wanted = std::slice::from_ref(&hers);
        assert_eq!(reached(vec![contact(other.clone(), None)]), wanted);
        let phone = contact(Reach::phone("+358401234567").unwrap(), None);
        assert_eq!(reached(vec![contact(hers.clone(), None), phone]), []);
        let back = vec![contact(hers.clone(), None), contact(other, None)];
        assert_eq!(reached(back), wanted, "she is told there again");
        let over = vec![contact(hers.clone(), Some("2026-03-01"))];
        assert_eq!(reached(over), wanted);
        let news = News { reach: vec![hers], ..News::default() };
        let (_, events) = kinds(&Likeness::Same(other_id(), Class::Normal, news));
        assert_eq!(events, [(other_id().0, "person.contact_added".to_owned())]);
    }

    #[test]
    fn a_document_that_was_shown_is_recorded_once() {
        let kinds = |shown: Changes| shown.into_events().unwrap().len();
        let person = known(&amina());
        let of = |number: &str| incoming("Amina", "1994-02-17", number).document.unwrap();
        assert_eq!(kinds(shown(other_id(), &person, &of("P124"))), 1);
        assert_eq!(kinds(shown(other_id(), &person, &of("P-123"))), 0);
        let mut lost = person;
        lost.documents[0].ended = Some((crate::model::DocumentEnd::Lost, today()));
        assert_eq!(kinds(shown(other_id(), &lost, &of("P123"))), 0, "it stays lost");
    }
}
