//! Residence rights: who may stay, from when to when, on which conditions, by which case.

use kernel::Date;
use serde::{Deserialize, Serialize};

use crate::ids::CaseId;

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
