//! Residence rights: who may stay, from when to when, on which conditions, by which case; and the pure
//! function that records one, for this crate's act and for systems that decide.

use kernel::{Changes, Date, Refusal, Sealed};
use serde::{Deserialize, Serialize};

use crate::events::PersonEvent;
use crate::ids::{CaseId, PersonId};
use crate::state::KnownPerson;

/// The kind that always has a last day.
pub(crate) const FIXED_TERM: &str = "fixed-term";

/// A right to stay, as a decision gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResidenceRight {
    /// Code of the kind with a text `residence-right-<code>`, such as `fixed-term`.
    pub what: String,
    /// First day.
    pub from: Date,
    /// Last day; nothing when it does not end by itself.
    pub until: Option<Date>,
    /// Codes of conditions, such as `no-other-work`.
    #[serde(default)]
    pub conditions: Vec<String>,
    /// The case that gave it.
    pub case: CaseId,
}

impl ResidenceRight {
    /// Does it hold on a day?
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// Records a right to stay, once.
///
/// # Errors
/// `dates-reversed`, `residence-right-endless` when a kind that ends has no last day,
/// `residence-right-known`.
pub fn record(
    person: PersonId,
    known: &KnownPerson,
    right: &ResidenceRight,
) -> Result<Changes, Refusal> {
    check(known, right)?;
    let right = Sealed::new(person, right.clone());
    Ok(Changes::one(person, &PersonEvent::ResidenceRightRecorded { right }))
}

/// Is it a right that may be recorded, beside those that are known?
pub(crate) fn check(known: &KnownPerson, right: &ResidenceRight) -> Result<(), Refusal> {
    if right.until.is_some_and(|until| until < right.from) {
        return Err(Refusal::new("dates-reversed").at("until"));
    }
    if right.what == FIXED_TERM && right.until.is_none() {
        return Err(Refusal::new("residence-right-endless").at("until"));
    }
    if known.residence_rights.contains(right) {
        return Err(Refusal::new("residence-right-known").at("from"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_from_its_first_to_its_last_day() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let (from, until) = (day("2026-03-01"), Some(day("2027-02-28")));
        let case = CaseId(uuid::Uuid::nil());
        let right =
            ResidenceRight { what: "fixed-term".into(), from, until, conditions: vec![], case };
        assert!(!right.holds_on(day("2026-02-28")));
        assert!(right.holds_on(from) && right.holds_on(day("2027-02-28")));
        assert!(!right.holds_on(day("2027-03-01")));
        assert!(ResidenceRight { until: None, ..right }.holds_on(day("2099-01-01")));
    }
}
