//! What the lines of a passport say, as answers: filled in for the applicant, who confirms them.

use casefile::model::{COUNTRIES, Country};
use kernel::Date;
use mrz::{Born, Document, Part, Sex, Trouble};

use crate::answers::Wrong;
use crate::events::Source;
use crate::fill::{Form, Teller};
use crate::permit::{PersonPart, Question};

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

impl Teller for Document {
    fn says(&self, question: &Question, _: &Form<'_>) -> Option<(String, Source)> {
        let asked = question.person?;
        let named = matches!(asked, PersonPart::FamilyName | PersonPart::GivenNames);
        let cut = named && self.names.cut;
        let from = if cut { Source::PassportCodeCut } else { Source::PassportCode };
        Some((part(self, asked)?, from))
    }

    fn is(&self, source: Source) -> bool {
        matches!(source, Source::PassportCode | Source::PassportCodeCut)
    }
}
