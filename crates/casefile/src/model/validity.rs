//! From when until when something holds, both days included; either may be unknown or open.

use kernel::{Date, Refusal};
use serde::{Deserialize, Serialize};

/// Days between which something holds, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Validity {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<Date>,
}

impl Validity {
    /// Days in order.
    ///
    /// # Errors
    /// `dates-reversed` when the last day is before the first.
    pub fn new(from: Option<Date>, until: Option<Date>) -> Result<Validity, Refusal> {
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            return Err(Refusal::new("dates-reversed").at("until"));
        }
        Ok(Validity { from, until })
    }

    /// The first day, when known.
    #[must_use]
    pub const fn from(&self) -> Option<Date> {
        self.from
    }

    /// The last day, when it has one.
    #[must_use]
    pub const fn until(&self) -> Option<Date> {
        self.until
    }

    /// The same, ending on a day.
    ///
    /// # Errors
    /// `dates-reversed` when that is before the first day.
    pub fn ending(self, last: Date) -> Result<Validity, Refusal> {
        Validity::new(self.from, Some(last))
    }

    /// Ends it on a day that an event recorded: what was recorded is not judged again.
    #[must_use]
    pub const fn ended(self, last: Date) -> Validity {
        Validity { from: self.from, until: Some(last) }
    }

    /// Does it hold on a day?
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && !self.is_over_on(day)
    }

    /// Is it over on a day? What is to come is not over.
    #[must_use]
    pub fn is_over_on(&self, day: Date) -> bool {
        self.until.is_some_and(|until| until < day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<Date> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn both_days_are_included_and_open_ends_hold() {
        let march = Validity::new(day("2026-03-01"), day("2026-03-31")).unwrap();
        for (on, holds) in [("2026-02-28", false), ("2026-03-01", true), ("2026-03-31", true)] {
            assert_eq!(march.holds_on(day(on).unwrap()), holds, "{on}");
        }
        assert!(march.is_over_on(day("2026-04-01").unwrap()));
        assert!(Validity::default().holds_on(day("1900-01-01").unwrap()));
    }

    #[test]
    fn the_last_day_is_not_before_the_first() {
        let refused = Validity::new(day("2026-03-02"), day("2026-03-01")).unwrap_err();
        assert_eq!((refused.code, refused.field), ("dates-reversed", Some("until")));
        let open = Validity::new(day("2026-03-02"), None).unwrap();
        assert!(open.ending(day("2026-03-01").unwrap()).is_err());
    }
}
