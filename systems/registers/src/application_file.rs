//! The application file that VIS takes: who applies, with which document, under which number. It is made whole or
//! not at all: what VIS would refuse is found here, and said to an official.

use casefile::model::{DocumentKind, TravelDocument};
use casefile::{KnownCase, Person};
use kernel::Date;
use serde::Serialize;

use crate::model::GivenUp;
use crate::question::{self, Identity};

/// Fewest characters of a document's number: shorter ones are the places of a form, or typed by mistake.
const NUMBER_CHARS_MIN: usize = 5;
/// How an application stands that nobody has decided on: Regulation (EC) No 767/2008, article 22a(1).
const SUBMITTED: &str = "submitted";

/// An application file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ApplicationFile {
    pub(crate) application: Application,
    pub(crate) person: Applicant,
    pub(crate) travel_document: Document,
}

/// What is applied for. The number is that of the case, so that a file that is sent again is the same file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Application {
    pub(crate) number: String,
    pub(crate) status: &'static str,
    /// Code of the unit that handles it.
    pub(crate) authority: String,
}

/// Who applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Applicant {
    #[serde(flatten)]
    pub(crate) identity: Identity,
    pub(crate) sex: &'static str,
}

/// With what they travel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Document {
    pub(crate) kind: &'static str,
    pub(crate) number: String,
    pub(crate) issuer: String,
    /// The last day it is valid; nothing when nobody said.
    pub(crate) valid_until: Option<Date>,
}

/// The file of somebody's case on a day, or what keeps it from being sent.
pub(crate) fn of(case: &KnownCase, person: &Person, on: Date) -> Result<ApplicationFile, GivenUp> {
    let known = person.known().ok_or(GivenUp::Erased)?;
    let identity = question::identity(person)?;
    if identity.born > on {
        return Err(GivenUp::BirthDate);
    }
    if identity.nationalities.is_empty() {
        return Err(GivenUp::Nationality);
    }
    let sex = known.particulars.as_ref().ok_or(GivenUp::Erased)?.sex.code();
    let travels = |of: &&TravelDocument| {
        [DocumentKind::Passport, DocumentKind::TravelDocument].contains(&of.kind())
    };
    // Of several the one that is valid longest.
    let held = known.held_documents().filter(travels).max_by_key(|of| of.valid_to());
    let held = held.ok_or(GivenUp::NoTravelDocument)?;
    if !is_number(held.number()) {
        return Err(GivenUp::DocumentNumber);
    }
    Ok(ApplicationFile {
        application: Application {
            number: case.number.to_string(),
            status: SUBMITTED,
            authority: case.unit.clone(),
        },
        person: Applicant { identity, sex },
        travel_document: Document {
            kind: held.kind().code(),
            number: held.number().to_owned(),
            issuer: held.issuer().code().to_owned(),
            valid_until: held.valid_to(),
        },
    })
}

/// Could it be the number of a document? Letters and digits, some of them digits.
fn is_number(number: &str) -> bool {
    number.len() >= NUMBER_CHARS_MIN
        && number.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && number.bytes().any(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use casefile::model::{
        CaseNumber, Country, DocumentEnd, Headline, Name, NameKind, PartialDate, Script, Sex,
    };
    use casefile::{Case, CaseEvent, Particulars, PersonEvent, PersonId};
    use kernel::{Class, Sealed};
    use testkit::given;

    use super::*;
    use crate::acts::tests::{CASE, PERSON};

    fn case() -> Case {
        let opened = CaseEvent::Opened {
            number: CaseNumber::new("HEL", 2026, 7).unwrap(),
            headline: Sealed::new(PERSON, Headline::new("Permit").unwrap()),
            applicant: PERSON,
            unit: "HEL".into(),
            class: Class::Normal,
            case_type: "general-matter".into(),
            status: "received".into(),
        };
        given::<Case>([opened]).state(CASE.0)
    }

    fn particulars(born: PartialDate) -> Particulars {
        Particulars {
            names: vec![Name::new("Mensah", "Adwoa", Script::Latin, NameKind::Current).unwrap()],
            born,
            sex: Sex::F,
            nationalities: vec![Country::new("GHA").unwrap()],
        }
    }

    fn passport(kind: DocumentKind, number: &str, until: &str) -> PersonEvent {
        let issuer = Country::new("GHA").unwrap();
        let until = Some(until.parse().unwrap());
        let document = TravelDocument::new(kind, number, issuer, None, until).unwrap();
        PersonEvent::DocumentAdded { document: Sealed::new(PERSON, document) }
    }

    fn person(particulars: Particulars, more: Vec<PersonEvent>) -> Person {
        let id: PersonId = PERSON;
        let particulars = Sealed::new(id, particulars);
        let registered = PersonEvent::Registered { particulars, class: Class::Normal };
        given::<Person>([registered]).and(more).state(id.0)
    }

    fn born() -> PartialDate {
        PartialDate::Day("2001-05-14".parse().unwrap())
    }

    fn told(person: &Person) -> Result<ApplicationFile, GivenUp> {
        let case = case();
        of(case.known().unwrap(), person, "2026-03-02".parse().unwrap())
    }

    #[test]
    fn the_file_says_who_applies_with_what_and_under_which_number() {
        let old = passport(DocumentKind::Passport, "G0000001", "2026-01-31");
        let new = passport(DocumentKind::Passport, "G0123456", "2031-01-31");
        let card = passport(DocumentKind::IdentityCard, "C7654321", "2040-01-31");
        let file = told(&person(particulars(born()), vec![old, new, card])).unwrap();
        assert_eq!(
            serde_json::to_string(&file).unwrap(),
            r#"{"application":{"number":"HEL-2026-000007","status":"submitted","authority":"HEL"},"person":{"family_name":"Mensah","given_names":"Adwoa","born":"2001-05-14","nationalities":["GHA"],"sex":"F"},"travel_document":{"kind":"passport","number":"G0123456","issuer":"GHA","valid_until":"2031-01-31"}}"#
        );
    }

    #[test]
    fn what_would_be_half_a_file_is_none_and_says_why() {
        let good = || vec![passport(DocumentKind::Passport, "G0123456", "2031-01-31")];
        let year = particulars(PartialDate::Year(2001));
        assert_eq!(told(&person(year, good())), Err(GivenUp::BirthDate));
        let later = particulars(PartialDate::Day("2026-03-03".parse().unwrap()));
        assert_eq!(told(&person(later, good())), Err(GivenUp::BirthDate));
        let stateless = Particulars { nationalities: vec![], ..particulars(born()) };
        assert_eq!(told(&person(stateless, good())), Err(GivenUp::Nationality));
        assert_eq!(told(&person(particulars(born()), vec![])), Err(GivenUp::NoTravelDocument));
        let card = vec![passport(DocumentKind::IdentityCard, "C7654321", "2031-01-31")];
        assert_eq!(told(&person(particulars(born()), card)), Err(GivenUp::NoTravelDocument));
        for wrong in ["G123", "UNKNOWN", "G-0123456"] {
            let document = vec![passport(DocumentKind::Passport, wrong, "2031-01-31")];
            let told = told(&person(particulars(born()), document));
            assert_eq!(told, Err(GivenUp::DocumentNumber), "{wrong}");
        }
        assert_eq!(told(&Person::Unknown), Err(GivenUp::Erased));
    }

    #[test]
    fn a_document_that_was_lost_is_no_document() {
        let lost = PersonEvent::DocumentEnded {
            place: 0,
            how: DocumentEnd::Lost,
            on: "2026-02-01".parse().unwrap(),
            reason: Sealed::new(PERSON, "lost on the way".to_owned()),
        };
        let held = passport(DocumentKind::Passport, "G0123456", "2031-01-31");
        let told = told(&person(particulars(born()), vec![held, lost]));
        assert_eq!(told, Err(GivenUp::NoTravelDocument));
    }
}
