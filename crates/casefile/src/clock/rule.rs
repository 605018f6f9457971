//! How long a period is and how it behaves: values, which come from the law's files.

use kernel::Refusal;
use serde::{Deserialize, Serialize};

/// Longest period, in its own unit: ten years in days, months or working days stay well inside the
/// calendar, and no procedure of the law runs longer.
const DAYS_MAX: u32 = 3_660;
const MONTHS_MAX: u32 = 120;

/// How long a period is. The day of the event that starts it is never counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// So many days, holidays included.
    CalendarDays(u32),
    /// So many days that are neither Saturdays, Sundays nor holidays.
    WorkingDays(u32),
    /// Until the same date number so many months later, or the last day of that month.
    Months(u32),
}

impl Length {
    /// The length again when a period of law may have it.
    ///
    /// # Errors
    /// `clock-length` when it is zero or over ten years.
    pub fn checked(self) -> Result<Length, Refusal> {
        let fits = match self {
            Length::CalendarDays(days) | Length::WorkingDays(days) => {
                (1..=DAYS_MAX).contains(&days)
            }
            Length::Months(months) => (1..=MONTHS_MAX).contains(&months),
        };
        if fits { Ok(self) } else { Err(Refusal::new("clock-length").at("length")) }
    }
}

/// A period of law: its length and what holds at its end.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ClockRule {
    length: Length,
    #[serde(default = "yes")]
    extend_to_working_day: bool,
    #[serde(default)]
    two_working_days: bool,
    #[serde(default)]
    warn_days: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ceiling: Option<Length>,
}

/// Both laws move an end that falls on a holiday, so a rule has to say when it does not.
const fn yes() -> bool {
    true
}

impl ClockRule {
    /// A period. `warn_days` are calendar days before its end; `ceiling` is the longest it can become
    /// by extensions, counted from the same event.
    ///
    /// # Errors
    /// `clock-length`.
    pub fn new(
        length: Length,
        extend_to_working_day: bool,
        warn_days: u32,
        ceiling: Option<Length>,
    ) -> Result<ClockRule, Refusal> {
        let rule = ClockRule {
            length,
            extend_to_working_day,
            two_working_days: false,
            warn_days,
            ceiling,
        };
        rule.checked()
    }

    /// The same period, with at least two working days in it if it has two days or more:
    /// Regulation 1182/71, article 3(5).
    #[must_use]
    pub const fn with_two_working_days(self) -> ClockRule {
        ClockRule { two_working_days: true, ..self }
    }

    /// The rule again when its lengths are possible; for rules read from a file.
    pub(super) fn checked(self) -> Result<ClockRule, Refusal> {
        self.length.checked()?;
        self.ceiling.map(Length::checked).transpose()?;
        if self.warn_days > DAYS_MAX {
            return Err(Refusal::new("clock-length").at("warn_days"));
        }
        Ok(self)
    }

    /// How long it is.
    #[must_use]
    pub const fn length(&self) -> Length {
        self.length
    }

    /// Does an end on a Saturday, Sunday or holiday move to the next working day?
    #[must_use]
    pub const fn extend_to_working_day(&self) -> bool {
        self.extend_to_working_day
    }

    /// Are at least two working days in it?
    #[must_use]
    pub const fn two_working_days(&self) -> bool {
        self.two_working_days
    }

    /// Calendar days before the end from which its nearness is shown.
    #[must_use]
    pub const fn warn_days(&self) -> u32 {
        self.warn_days
    }

    /// The longest it can become, if the law sets a limit.
    #[must_use]
    pub const fn ceiling(&self) -> Option<Length> {
        self.ceiling
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_period_is_empty_or_endless() {
        for length in [Length::CalendarDays(0), Length::Months(121), Length::WorkingDays(u32::MAX)]
        {
            assert_eq!(ClockRule::new(length, true, 0, None).unwrap_err().code, "clock-length");
            let month = Length::Months(1);
            let refusal = ClockRule::new(month, true, 0, Some(length)).unwrap_err();
            assert_eq!(refusal.code, "clock-length");
        }
    }

    proptest! {
        #[test]
        fn rules_read_back(days in 1..3_660_u32, moves: bool, warn in 0..100_u32, two: bool) {
            let ceiling = two.then_some(Length::Months(12));
            let rule = ClockRule::new(Length::WorkingDays(days), moves, warn, ceiling).unwrap();
            let rule = if two { rule.with_two_working_days() } else { rule };
            let stored = serde_json::to_string(&rule).unwrap();
            prop_assert_eq!(serde_json::from_str::<ClockRule>(&stored).unwrap(), rule);
        }
    }
}
