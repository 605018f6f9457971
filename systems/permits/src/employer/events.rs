//! What happens to an employer's part.

use kernel::{Date, EventSet, Kind, Sealed, UserId};
use law::Decimal;
use serde::{Deserialize, Serialize};

use crate::ids::ApplicationId;

/// Terms of employment. All of it is about the employee, and sealed with their key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Occupation: four digits of ISCO-08.
    pub occupation: String,
    /// Gross pay a month, euros.
    pub pay: String,
    /// Hours a week.
    pub hours: u32,
    /// The collective agreement, when there is one.
    pub agreement: Option<String>,
    /// What it says that is paid a month at least, euros.
    pub agreement_pay: Option<String>,
    /// When the work starts.
    pub starts: Date,
    /// When it ends; nothing when that is open.
    pub ends: Option<Date>,
}

impl Terms {
    /// An amount as it was checked when it was typed.
    pub(crate) fn amount(text: &str) -> Option<Decimal> {
        Decimal::parse(text)
    }
}

/// What happens to an employer's part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum EmployerPartEvent {
    /// Whoever applies wants it.
    #[serde(rename = "employer_part.invited")]
    Invited {
        /// For which application.
        application: ApplicationId,
        /// Code of its type of permit.
        permit: String,
        /// Whose application it is.
        owner: UserId,
        /// The last day on which it can be taken.
        until: Date,
    },
    /// Somebody took it who may act for a company.
    #[serde(rename = "employer_part.taken")]
    Taken {
        /// Who.
        by: UserId,
        /// The company's business id.
        business_id: String,
        /// Its name, as the register has it.
        name: String,
    },
    /// The terms were given; what was given before no longer counts.
    #[serde(rename = "employer_part.terms_given")]
    TermsGiven {
        /// The terms.
        terms: Sealed<Terms>,
    },
    /// The employer says that they are right.
    #[serde(rename = "employer_part.confirmed")]
    Confirmed {},
}

/// Kind of [`EmployerPartEvent::Confirmed`], for reactions.
pub(crate) const CONFIRMED: &str = "employer_part.confirmed";

impl EventSet for EmployerPartEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "employer_part.invited", schema: 1 },
        Kind { name: "employer_part.taken", schema: 1 },
        Kind { name: "employer_part.terms_given", schema: 1 },
        Kind { name: CONFIRMED, schema: 1 },
    ];
}
