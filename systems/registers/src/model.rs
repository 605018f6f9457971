//! The nouns: registers, what can be the trouble with them, what they find.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A register that can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Register {
    /// Who somebody is, their family, where they live.
    Population,
    /// Who pays somebody, and how much.
    Income,
    /// How a company stands, and whether it meets the duties of employers: the trade register and the tax
    /// administration.
    Trade,
    /// Admissions, rights to study, credits.
    Study,
    /// Who is entitled to care, and who gets social assistance.
    Benefits,
    /// Criminal records and entry bans, which together say whether something was found.
    Checks,
    /// What the systems of the Union know of somebody, searched by the Visa Information System.
    Vis,
}

impl Register {
    /// All of them, in the order of lists.
    pub const ALL: [Register; 7] = [
        Register::Population,
        Register::Income,
        Register::Trade,
        Register::Study,
        Register::Benefits,
        Register::Checks,
        Register::Vis,
    ];

    /// Stable code for rows, settings and texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Register::Population => "population",
            Register::Income => "income",
            Register::Trade => "trade",
            Register::Study => "study",
            Register::Benefits => "benefits",
            Register::Checks => "checks",
            Register::Vis => "vis",
        }
    }

    /// The source of its facts, as the law's dictionary knows it.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Register::Population => "population_register",
            Register::Income => "income_register",
            Register::Trade => "employer_register",
            Register::Study => "study_register",
            Register::Benefits => "kela",
            Register::Checks => "register_checks",
            Register::Vis => "vis",
        }
    }
}

impl fmt::Display for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Register {
    type Err = ();

    fn from_str(code: &str) -> Result<Register, ()> {
        Register::ALL.into_iter().find(|register| register.code() == code).ok_or(())
    }
}

/// Why there is no answer yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// This installation has no address of the register.
    NotConnected,
    /// No connection, or one that was closed without an answer.
    Down,
    /// No answer in the time that is waited for one.
    Slow,
    /// It answered that it cannot.
    Unwell,
    /// Its answer does not fit its documented shape.
    WrongSchema,
    /// It does not take the question.
    Refused,
}

impl Trouble {
    /// All of them.
    pub const ALL: [Trouble; 6] = [
        Trouble::NotConnected,
        Trouble::Down,
        Trouble::Slow,
        Trouble::Unwell,
        Trouble::WrongSchema,
        Trouble::Refused,
    ];

    /// Stable code for rows and texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Trouble::NotConnected => "not-connected",
            Trouble::Down => "down",
            Trouble::Slow => "slow",
            Trouble::Unwell => "unwell",
            Trouble::WrongSchema => "wrong-schema",
            Trouble::Refused => "refused",
        }
    }

    /// Is it the register that does not answer, whoever asks? Else it did, and this question is the
    /// trouble.
    #[must_use]
    pub const fn is_of_register(self) -> bool {
        match self {
            Trouble::NotConnected | Trouble::Down | Trouble::Slow | Trouble::Unwell => true,
            Trouble::WrongSchema | Trouble::Refused => false,
        }
    }
}

/// What a register found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// One record.
    One,
    /// None.
    Nobody,
    /// More than one, and nothing tells which is meant.
    Several,
}

impl Found {
    /// Stable code for texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Found::One => "one",
            Found::Nobody => "nobody",
            Found::Several => "several",
        }
    }
}

/// Why a question is asked no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GivenUp {
    /// The case is closed.
    CaseClosed,
    /// Whom it is about is a party no longer.
    NoParty,
    /// Who they are was erased.
    Erased,
    /// Registers find nobody by a part of a birth date.
    BirthDate,
    /// The organisation has no Finnish business id.
    BusinessId,
    /// Nobody knows a nationality of theirs.
    Nationality,
    /// They have no passport, and nothing that stands for one.
    NoTravelDocument,
    /// What is recorded as the number of their passport is none.
    DocumentNumber,
}

impl GivenUp {
    /// Stable code for texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            GivenUp::CaseClosed => "case-closed",
            GivenUp::NoParty => "no-party",
            GivenUp::Erased => "erased",
            GivenUp::BirthDate => "birth-date",
            GivenUp::BusinessId => "business-id",
            GivenUp::Nationality => "nationality",
            GivenUp::NoTravelDocument => "no-travel-document",
            GivenUp::DocumentNumber => "document-number",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back() {
        for register in Register::ALL {
            assert_eq!(register.code().parse(), Ok(register));
        }
        assert_eq!("nothing".parse::<Register>(), Err(()));
    }
}
