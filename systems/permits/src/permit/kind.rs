//! What a question asks for, and what its answer becomes.

use serde::Deserialize;

/// What a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One line.
    Text,
    /// Some lines.
    LongText,
    /// Yes or no.
    YesNo,
    /// One of the options.
    Choice,
    /// A country or other issuer of travel documents.
    Country,
    /// A day.
    Date,
    /// A whole number.
    Number,
    /// An amount of euros.
    Money,
    /// A mail address.
    Email,
    /// A telephone number.
    Phone,
    /// The lines at the bottom of a passport's data page.
    PassportCode,
}

/// Where a day lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Day {
    /// Before the day it is typed.
    Past,
    /// After it.
    Future,
}

/// The part of a person's record that an answer becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonPart {
    /// Family name in Latin letters.
    FamilyName,
    /// Given names in Latin letters.
    GivenNames,
    /// Date of birth.
    Born,
    /// Sex as in the passport.
    Sex,
    /// Nationality.
    Nationality,
    /// Number of the passport.
    DocumentNumber,
    /// Who issued it.
    DocumentIssuer,
    /// Its last day.
    DocumentExpires,
    /// Mail address.
    Email,
    /// Telephone number.
    Phone,
}

impl PersonPart {
    /// What every type must ask: without it nobody can be found or recorded. A name has two parts, of
    /// which people may have one.
    pub const NEEDED: [PersonPart; 8] = [
        PersonPart::FamilyName,
        PersonPart::GivenNames,
        PersonPart::Born,
        PersonPart::Sex,
        PersonPart::Nationality,
        PersonPart::DocumentNumber,
        PersonPart::DocumentIssuer,
        PersonPart::DocumentExpires,
    ];

    /// The kind of question that gives it.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            PersonPart::FamilyName | PersonPart::GivenNames | PersonPart::DocumentNumber => {
                Kind::Text
            }
            PersonPart::Born | PersonPart::DocumentExpires => Kind::Date,
            PersonPart::Sex => Kind::Choice,
            PersonPart::Nationality | PersonPart::DocumentIssuer => Kind::Country,
            PersonPart::Email => Kind::Email,
            PersonPart::Phone => Kind::Phone,
        }
    }
}

/// What the permit that somebody was given here says of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// Whether it is in force.
    InForce,
    /// Its last day.
    Until,
    /// Whether it is one of which the type renews the card.
    OfCard,
}

impl Held {
    /// The kind of question that it answers.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Held::InForce | Held::OfCard => Kind::YesNo,
            Held::Until => Kind::Date,
        }
    }
}

/// What an answer says of whoever employs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfEmployer {
    /// What they are called.
    Name,
    /// Their Finnish business ID: it is read with its check digit.
    BusinessId,
}

/// What the terms of employment say of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfTerms {
    /// The occupation: four digits of ISCO-08.
    Occupation,
    /// Gross pay a month.
    Pay,
    /// Hours a week.
    Hours,
    /// When the work starts.
    Starts,
    /// When it ends, if it does.
    Ends,
}

impl OfTerms {
    /// The kind of question that it answers.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            OfTerms::Occupation => Kind::Text,
            OfTerms::Pay => Kind::Money,
            OfTerms::Hours => Kind::Number,
            OfTerms::Starts | OfTerms::Ends => Kind::Date,
        }
    }
}

/// What a school says of a question, by the register of studies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfSchool {
    /// What it is called.
    Name,
    /// The kind of studies.
    Level,
    /// Whether it has admitted them.
    Admitted,
    /// The first day of the studies.
    Starts,
    /// How many months they take.
    Months,
    /// How it stands with the tuition fee.
    Tuition,
    /// Whether they have begun.
    Begun,
}

impl OfSchool {
    /// The kind of question that it answers.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            OfSchool::Name => Kind::Text,
            OfSchool::Level | OfSchool::Tuition => Kind::Choice,
            OfSchool::Admitted | OfSchool::Begun => Kind::YesNo,
            OfSchool::Starts => Kind::Date,
            OfSchool::Months => Kind::Number,
        }
    }
}

/// How an answer becomes a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Becomes {
    /// The answer is the fact.
    #[default]
    Same,
    /// The fact is that the day is not over.
    NotPast,
}
