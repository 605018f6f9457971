//! How a clerical error is corrected: until when, what is looked at, and how the correction says it.

use jiff::ToSpan as _;
use kernel::Date;
use law::{Grade, Words};
use serde::Deserialize;

/// What the law says of corrections from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// First day it holds.
    pub valid_from: Date,
    /// Day it was entered.
    pub known_from: Date,
    /// Who answers for it.
    pub owner: String,
    /// How sure it is.
    pub grade: Grade,
    /// Where that was read.
    pub marks: String,
    /// Provisions it rests on.
    pub cite: Vec<String>,
    /// It is begun within so many years of the decision.
    pub years_max: u32,
    /// Codes of what whoever signs has looked at, beside what the letter asks.
    pub checklist: Vec<String>,
    /// Heading of the section that says what is corrected.
    pub heading: Words,
    /// What it is, with `{case_number}` and `{corrected_date}`.
    pub intro: Words,
    /// Before what was said.
    pub was: Words,
    /// Before what is said instead.
    pub now: Words,
    /// For what was not said, or is not.
    pub nothing: Words,
    /// Before why.
    pub reason: Words,
    /// Before the heading of a section that people wrote anew.
    pub rewritten: Words,
}

impl Correction {
    /// The last day on which the correction of a decision of a day is begun.
    #[must_use]
    pub fn until(&self, given: Date) -> Date {
        given.saturating_add(i64::from(self.years_max).years())
    }

    /// All its words.
    pub(super) fn words(&self) -> [&Words; 7] {
        let Correction { heading, intro, was, now, nothing, reason, rewritten, .. } = self;
        [heading, intro, was, now, nothing, reason, rewritten]
    }
}

#[cfg(test)]
mod tests {
    use super::super::library;

    #[test]
    fn what_is_older_than_the_law_says_is_not_corrected_any_more() {
        let given = "2026-03-02".parse().unwrap();
        let row = library().unwrap().correction(given).unwrap();
        assert_eq!(row.until(given).to_string(), "2031-03-02");
        assert!(library().unwrap().correction("2003-12-31".parse().unwrap()).is_none());
    }
}
