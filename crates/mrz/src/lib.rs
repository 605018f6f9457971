//! The machine readable lines of passports, cards and visas: ICAO Doc 9303, parts 3 to 7. Pure: text in,
//! a document or what is wrong with it out. Nothing is guessed and nothing mended: whoever gets a
//! [`Trouble`] types by hand.
//!
//! Names, issuer and sex have no check digit of their own, so what is read is always confirmed by its
//! holder.

mod digits;
mod layout;
mod lines;
mod names;
mod years;

pub use layout::{Format, read};
pub use names::Names;

use jiff::civil::Date;

/// What the lines say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Which of the five layouts.
    pub format: Format,
    /// Document code, one or two letters: `P`, `PO`, `ID`, `V`.
    pub code: String,
    /// Code of who issued it: of a state (`D` for Germany), an organisation, or a special one.
    pub issuer: String,
    /// Its number; a filler inside stands for a mark or blank and is a blank here.
    pub number: String,
    /// Code of its holder's nationality, or that there is none.
    pub nationality: String,
    /// Birth date as far as it is known.
    pub born: Born,
    /// Sex.
    pub sex: Sex,
    /// Last day of validity; nothing on cards that do not end.
    pub expires: Option<Date>,
    /// Its holder's names.
    pub names: Names,
}

/// A birth date. The lines have two digits of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Born {
    /// Nothing is known.
    Unknown,
    /// The year.
    Year(i16),
    /// Year and month.
    Month(i16, i8),
    /// The day.
    Day(Date),
}

/// Sex as the lines state it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Unspecified.
    Unspecified,
}

/// A part of the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Document code.
    Code,
    /// Who issued it.
    Issuer,
    /// Its number.
    Number,
    /// Nationality.
    Nationality,
    /// Birth date.
    Born,
    /// Sex.
    Sex,
    /// Last day.
    Expires,
    /// Names.
    Names,
    /// What the issuer may put there.
    Optional,
    /// The digit over several parts.
    Composite,
}

impl Part {
    /// Stable code for texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Part::Code => "code",
            Part::Issuer => "issuer",
            Part::Number => "number",
            Part::Nationality => "nationality",
            Part::Born => "born",
            Part::Sex => "sex",
            Part::Expires => "expires",
            Part::Names => "names",
            Part::Optional => "optional",
            Part::Composite => "composite",
        }
    }
}

/// Why lines are none of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// There are no lines of a length that documents have.
    NoLines,
    /// A line holds a sign that no document has there: its number from 1, and the place in it from 1.
    Sign(usize, usize),
    /// A part does not read.
    Part(Part),
    /// The check digit of a part does not fit it: something was mistyped or misread.
    Check(Part),
}

impl Trouble {
    /// Stable code for texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Trouble::NoLines => "no-lines",
            Trouble::Sign(..) => "sign",
            Trouble::Part(_) => "part",
            Trouble::Check(_) => "check",
        }
    }
}
