//! Who acts for a person.

use kernel::{Date, Refusal};
use serde::{Deserialize, Serialize};

use super::validity::Validity;
use crate::ids::{CaseId, OrganisationId, PersonId};

/// Who it is that acts for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agent {
    /// A person.
    Person(PersonId),
    /// An organisation.
    Organisation(OrganisationId),
}

/// What somebody who acts for a person is to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepresentativeRole {
    /// Counsel, beside the person.
    Counsel,
    /// By law, such as the representative of a minor without a guardian.
    LegalRepresentative,
    /// By a power of attorney.
    Agent,
}

impl RepresentativeRole {
    /// Stable code for texts, forms and rows.
    #[must_use]
    pub fn code(self) -> String {
        crate::events::code(self)
    }
}

impl std::str::FromStr for RepresentativeRole {
    type Err = Refusal;

    fn from_str(code: &str) -> Result<RepresentativeRole, Refusal> {
        crate::events::from_code(code)
            .ok_or_else(|| Refusal::new("representative-role-unknown").at("role"))
    }
}

/// Who acts for a person, in what, and from when until when.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Representation {
    /// Who.
    pub agent: Agent,
    /// What they are.
    pub role: RepresentativeRole,
    /// The one case they act in; nothing when they act in all matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// From when until when.
    pub validity: Validity,
    /// What it rests on: a power of attorney seen, a decision of a court.
    pub basis: String,
}

impl Representation {
    /// Do they act in a case on a day?
    #[must_use]
    pub fn acts_in(&self, case: CaseId, day: Date) -> bool {
        self.case.is_none_or(|only| only == case) && self.validity.holds_on(day)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn one_acts_in_the_case_and_days_of_the_power_of_attorney() {
        let (this, other) = (CaseId(Uuid::from_u128(1)), CaseId(Uuid::from_u128(2)));
        let day: Date = "2026-03-02".parse().unwrap();
        let of = |case| Representation {
            agent: Agent::Person(PersonId(Uuid::from_u128(3))),
            role: RepresentativeRole::Agent,
            case,
            validity: Validity::new(Some(day), Some(day)).unwrap(),
            basis: "Seen".into(),
        };
        assert!(of(None).acts_in(this, day) && of(Some(this)).acts_in(this, day));
        assert!(!of(Some(other)).acts_in(this, day));
        assert!(!of(None).acts_in(this, day.tomorrow().unwrap()));
    }
}
