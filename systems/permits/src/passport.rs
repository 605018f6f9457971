//! What the lines of a passport say, as answers: filled in for the applicant, who confirms them.

use casefile::model::{COUNTRIES, Country};
use kernel::Date;
use mrz::{Born, Document, Part, Sex, Trouble};

use crate::answers::Wrong;
use crate::events::{Page, Said, Source};
use crate::permit::{Group, PersonPart};

/// Reads the lines.
///
/// # Errors
/// What is wrong with them.
pub(crate) fn read(typed: &str, today: Date) -> Result<Document, Trouble> {
    mrz::read(typed, today, |code| code == "D" || COUNTRIES.binary_search(&code).is_ok())
}

/// What is wrong, as the page says it: which part to look at, as far as the check digits tell.
pub(crate) fn wrong(trouble: Trouble) -> Wrong {
    let code = match trouble {
        Trouble::NoLines => "no-lines",
        Trouble::Sign(line, place) => {
            let args = vec![("line", line.to_string()), ("place", place.to_string())];
            return Wrong::Code("sign", args);
        }
        Trouble::Check(Part::Number) | Trouble::Part(Part::Number) => "number",
        Trouble::Check(Part::Born) | Trouble::Part(Part::Born) => "born",
        Trouble::Check(Part::Expires) | Trouble::Part(Part::Expires) => "expires",
        Trouble::Check(_) | Trouble::Part(_) => "other",
    };
    Wrong::Code(code, Vec::new())
}

/// The part of a person's record that the lines give.
fn part(document: &Document, part: PersonPart) -> Option<String> {
    let country = |code: &str| Country::new(code).ok().map(|country| country.code().to_owned());
    let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    match part {
        PersonPart::FamilyName => said(&document.names.primary),
        PersonPart::GivenNames => said(&document.names.secondary),
        PersonPart::Born => match document.born {
            Born::Day(day) => Some(day.to_string()),
            Born::Unknown | Born::Year(_) | Born::Month(..) => None,
        },
        PersonPart::Sex => said(match document.sex {
            Sex::Female => "F",
            Sex::Male => "M",
            Sex::Unspecified => "X",
        }),
        PersonPart::Nationality => country(&document.nationality),
        PersonPart::DocumentNumber => said(&document.number),
        PersonPart::DocumentIssuer => country(&document.issuer),
        PersonPart::DocumentExpires => document.expires.map(|day| day.to_string()),
        PersonPart::Email | PersonPart::Phone => None,
    }
}

/// What the lines fill in on a page, over what stood there unconfirmed; nothing when they say nothing
/// that is asked there.
pub(crate) fn fill(document: &Document, group: &Group, before: Option<&Page>) -> Option<Page> {
    let mut page = before.cloned().unwrap_or_default();
    let mut any = false;
    for question in &group.questions {
        let Some(value) = question.person.and_then(|asked| part(document, asked)) else { continue };
        let named =
            matches!(question.person, Some(PersonPart::FamilyName | PersonPart::GivenNames));
        let from = if named && document.names.cut {
            Source::PassportCodeCut
        } else {
            Source::PassportCode
        };
        page.insert(question.code.clone(), Said { value, from: Some(from) });
        any = true;
    }
    any.then_some(page)
}
