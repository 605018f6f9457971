//! A clock of one case: running, stopped or ended.

use kernel::{Date, Refusal};
use serde::{Deserialize, Serialize};

use super::counting::{distance, due, in_working_days, last_day, move_by};
use super::rule::{ClockRule, Length};

/// Where a period stands. Every change is a new value; the rule applied travels with it, so that a
/// later change of the law does not move a period that has begun.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Clock {
    /// Time runs.
    Running {
        /// The rule it runs under.
        rule: ClockRule,
        /// Date of the event that started it; not counted.
        started: Date,
        /// The day after which its days run: the start, or the last resumption.
        since: Date,
        /// The last day by number alone, before it moves off a holiday.
        last: Date,
        /// The day it is due.
        due: Date,
        /// The last day extensions may reach, by number alone, when the law limits them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<Date>,
    },
    /// Time stands still, for instance while the person has been asked for more.
    Stopped {
        /// The rule it ran under.
        rule: ClockRule,
        /// Date of the event that started it.
        started: Date,
        /// The day it was stopped; still counted as run.
        since: Date,
        /// What is left.
        left: Left,
    },
    /// Done.
    Ended {
        /// Date of the event that started it.
        started: Date,
        /// The day it ended.
        at: Date,
        /// The day it had been due; none when it ended while stopped.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Date>,
        /// Was that in time?
        kept: bool,
    },
}

/// Days left on a stopped clock: working days when the period counts those, else calendar days.
///
/// Neither law says how a suspended period goes on. The rule here: what had not run is what still
/// runs, so stopping and resuming on one day changes nothing, and lateness is never forgiven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Left {
    days: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit_days: Option<i32>,
}

impl Left {
    /// Days to the end; negative when the clock was late as it stopped.
    #[must_use]
    pub const fn days(self) -> i32 {
        self.days
    }
}

/// Starts a period on the date of its event, which is not counted.
#[must_use]
pub fn start(rule: &ClockRule, event_date: Date) -> Clock {
    let last = last_day(event_date, rule.length());
    let limit = rule.ceiling().map(|ceiling| last_day(event_date, ceiling));
    running(rule.clone(), event_date, event_date, last, limit)
}

fn running(rule: ClockRule, started: Date, since: Date, last: Date, limit: Option<Date>) -> Clock {
    let due = due(&rule, started, last);
    Clock::Running { rule, started, since, last, due, limit }
}

impl Clock {
    /// Stops the clock; the day itself counts as run.
    ///
    /// # Errors
    /// `clock-stopped`, `clock-ended`, `clock-before` when it ran or was resumed only later.
    pub fn stop(&self, on: Date) -> Result<Clock, Refusal> {
        let Clock::Running { rule, started, since, last, due, limit } = self else {
            return Err(self.not_running());
        };
        not_before(on, *since)?;
        let working = in_working_days(rule.length());
        let days = distance(on, *last, working);
        // Between the number's last day and the day due nobody is late yet.
        let days = if on <= *due { days.max(0) } else { days.min(-1) };
        let limit_days = limit.map(|limit| distance(on, limit, working));
        let left = Left { days, limit_days };
        Ok(Clock::Stopped { rule: rule.clone(), started: *started, since: on, left })
    }

    /// Lets a stopped clock run again; the day itself is not counted.
    ///
    /// # Errors
    /// `clock-running`, `clock-ended`, `clock-before` when it was stopped only later.
    pub fn resume(&self, on: Date) -> Result<Clock, Refusal> {
        let Clock::Stopped { rule, started, since, left } = self else {
            return Err(match self {
                Clock::Ended { .. } => Refusal::new("clock-ended"),
                Clock::Running { .. } | Clock::Stopped { .. } => Refusal::new("clock-running"),
            });
        };
        not_before(on, *since)?;
        let working = in_working_days(rule.length());
        let last = move_by(on, working, left.days);
        let limit = left.limit_days.map(|days| move_by(on, working, days));
        Ok(running(rule.clone(), *started, on, last, limit))
    }

    /// Lengthens a running period that is not over, from its last day on, up to the ceiling.
    ///
    /// # Errors
    /// `clock-stopped`, `clock-ended`, `clock-before`, `clock-late` when it is over, `clock-length`,
    /// `clock-ceiling` with the `latest` day possible.
    pub fn extend(&self, by: Length, on: Date) -> Result<Clock, Refusal> {
        let Clock::Running { rule, started, since, last, due, limit } = self else {
            return Err(self.not_running());
        };
        not_before(on, *since)?;
        if on > *due {
            return Err(Refusal::new("clock-late").with("due", due));
        }
        let longer = last_day(*last, by.checked()?);
        match limit {
            Some(limit) if longer > *limit => {
                Err(Refusal::new("clock-ceiling").with("latest", limit))
            }
            Some(_) | None => Ok(running(rule.clone(), *started, *since, longer, *limit)),
        }
    }

    /// Ends the clock: what it waited for was done. A stopped clock can end, too.
    ///
    /// # Errors
    /// `clock-ended`, `clock-before` when it ran or was stopped only later.
    pub fn end(&self, on: Date) -> Result<Clock, Refusal> {
        match self {
            Clock::Running { started, since, due, .. } => {
                not_before(on, *since)?;
                Ok(Clock::Ended { started: *started, at: on, due: Some(*due), kept: on <= *due })
            }
            Clock::Stopped { started, since, left, .. } => {
                not_before(on, *since)?;
                Ok(Clock::Ended { started: *started, at: on, due: None, kept: left.days >= 0 })
            }
            Clock::Ended { .. } => Err(Refusal::new("clock-ended")),
        }
    }

    /// Date of the event that started it.
    #[must_use]
    pub const fn started(&self) -> Date {
        match self {
            Clock::Running { started, .. }
            | Clock::Stopped { started, .. }
            | Clock::Ended { started, .. } => *started,
        }
    }

    /// The day it is due while it runs; none while it stands still, and none once it ended.
    #[must_use]
    pub const fn due(&self) -> Option<Date> {
        match self {
            Clock::Running { due, .. } => Some(*due),
            Clock::Stopped { .. } | Clock::Ended { .. } => None,
        }
    }

    /// The day from which its nearness is shown, while it runs.
    #[must_use]
    pub fn warn_on(&self) -> Option<Date> {
        match self {
            Clock::Running { rule, started, due, .. } => {
                let days = i32::try_from(rule.warn_days()).unwrap_or(i32::MAX);
                Some(move_by(*due, false, -days).max(*started))
            }
            Clock::Stopped { .. } | Clock::Ended { .. } => None,
        }
    }

    /// Is it over without having ended, or did it end late? A clock that stands still stays as late
    /// or as timely as it was.
    #[must_use]
    pub fn is_late(&self, today: Date) -> bool {
        match self {
            Clock::Running { due, .. } => today > *due,
            Clock::Stopped { left, .. } => left.days < 0,
            Clock::Ended { kept, .. } => !kept,
        }
    }

    /// Stable code of the state, for texts and lists.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Clock::Running { .. } => "running",
            Clock::Stopped { .. } => "stopped",
            Clock::Ended { .. } => "ended",
        }
    }

    const fn not_running(&self) -> Refusal {
        match self {
            Clock::Ended { .. } => Refusal::new("clock-ended"),
            Clock::Running { .. } | Clock::Stopped { .. } => Refusal::new("clock-stopped"),
        }
    }
}

fn not_before(on: Date, since: Date) -> Result<(), Refusal> {
    if on < since {
        return Err(Refusal::new("clock-before").with("since", since));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::is_working_day;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn rule(length: Length, ceiling: Option<Length>) -> ClockRule {
        ClockRule::new(length, true, 7, ceiling).unwrap()
    }

    fn due_of(clock: &Clock) -> String {
        clock.due().unwrap().to_string()
    }

    #[test]
    fn the_days_left_run_on_after_the_answer() {
        let clock = start(&rule(Length::CalendarDays(60), None), day("2026-03-02"));
        assert_eq!(due_of(&clock), "2026-05-04");
        assert_eq!(clock.warn_on(), Some(day("2026-04-27")));
        let stopped = clock.stop(day("2026-03-12")).unwrap();
        assert_eq!(stopped.due(), None);
        assert!(!stopped.is_late(day("2030-01-01")));
        let again = stopped.resume(day("2026-03-26")).unwrap();
        assert_eq!(due_of(&again), "2026-05-15");
        let Clock::Stopped { left, .. } = stopped else { panic!() };
        assert_eq!(left.days(), 50);
    }

    #[test]
    fn stopping_late_does_not_wash_the_lateness_away() {
        let clock = start(&rule(Length::CalendarDays(7), None), day("2026-11-02"));
        let stopped = clock.stop(day("2026-11-12")).unwrap();
        assert!(stopped.is_late(day("2026-11-12")));
        let again = stopped.resume(day("2026-11-24")).unwrap();
        assert!(again.is_late(day("2026-11-24")));
        let ended = stopped.end(day("2026-11-25")).unwrap();
        assert!(matches!(ended, Clock::Ended { kept: false, due: None, .. }));
    }

    #[test]
    fn a_weekend_at_the_end_is_not_late() {
        let clock = start(&rule(Length::CalendarDays(5), None), day("2026-11-16"));
        assert_eq!(due_of(&clock), "2026-11-23");
        let stopped = clock.stop(day("2026-11-22")).unwrap();
        assert!(!stopped.is_late(day("2026-11-22")));
        assert_eq!(due_of(&stopped.resume(day("2026-11-22")).unwrap()), "2026-11-23");
        assert_eq!(due_of(&stopped.resume(day("2026-11-25")).unwrap()), "2026-11-25");
    }

    #[test]
    fn an_extension_reaches_to_the_ceiling_and_no_further() {
        let clock = start(&rule(Length::Months(6), Some(Length::Months(12))), day("2026-07-01"));
        assert_eq!(due_of(&clock), "2027-01-01".replace("01-01", "01-04"));
        let on = day("2026-12-01");
        let longer = clock.extend(Length::Months(6), on).unwrap();
        assert_eq!(due_of(&longer), "2027-07-01");
        let refusal = longer.extend(Length::CalendarDays(1), on).unwrap_err();
        assert_eq!(refusal.code, "clock-ceiling");
        assert_eq!(refusal.args, [("latest", "2027-07-01".to_owned())]);
        let late = clock.extend(Length::Months(6), day("2027-01-05"));
        assert_eq!(late.unwrap_err().code, "clock-late");
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_reason() {
        let on = day("2026-11-23");
        let month = Length::Months(1);
        let running = start(&rule(month, None), on);
        let stopped = running.stop(on).unwrap();
        let ended = running.end(on).unwrap();
        for (tried, code) in [
            (stopped.stop(on), "clock-stopped"),
            (stopped.extend(month, on), "clock-stopped"),
            (running.resume(on), "clock-running"),
            (ended.stop(on), "clock-ended"),
            (ended.resume(on), "clock-ended"),
            (ended.extend(month, on), "clock-ended"),
            (ended.end(on), "clock-ended"),
            (running.stop(day("2026-11-22")), "clock-before"),
            (running.end(day("2026-11-22")), "clock-before"),
            (stopped.resume(day("2026-11-22")), "clock-before"),
            (running.extend(Length::Months(0), on), "clock-length"),
        ] {
            assert_eq!(tried.unwrap_err().code, code);
        }
    }

    fn dates() -> impl Strategy<Value = Date> {
        (0..36_000_i32).prop_map(|n| move_by(day("1995-01-01"), false, n))
    }

    fn lengths() -> impl Strategy<Value = Length> {
        prop_oneof![
            (1..400_u32).prop_map(Length::CalendarDays),
            (1..200_u32).prop_map(Length::WorkingDays),
            (1..36_u32).prop_map(Length::Months),
        ]
    }

    proptest! {
        #[test]
        fn stopping_and_resuming_on_a_day_in_time_changes_no_due_day(
            event in dates(), length in lengths(), share in 0..100_i32,
        ) {
            let clock = start(&rule(length, None), event);
            let days = distance(event, clock.due().unwrap(), false);
            let on = move_by(event, false, days * share / 100);
            let again = clock.stop(on).unwrap().resume(on).unwrap();
            prop_assert_eq!(again.due(), clock.due());
        }

        #[test]
        fn remaining_days_are_kept_however_long_it_stands(
            event in dates(), length in lengths(), run in 0..30_i32, rest in 0..400_i32,
        ) {
            let clock = start(&rule(length, None), event);
            let on = move_by(event, false, run).min(clock.due().unwrap());
            let stopped = clock.stop(on).unwrap();
            let later = move_by(on, false, rest);
            let again = stopped.resume(later).unwrap();
            let Clock::Stopped { left, .. } = &stopped else { panic!() };
            let Clock::Stopped { left: still, .. } = again.stop(later).unwrap() else { panic!() };
            prop_assert_eq!(left.days(), still.days());
            prop_assert!(is_working_day(again.due().unwrap()));
            prop_assert!(again.due() >= clock.due());
        }

        #[test]
        fn clocks_read_back_and_no_order_of_acts_panics(
            event in dates(), length in lengths(), ceiling: bool,
            acts in prop::collection::vec((0..4_u8, -5..60_i32), 0..8),
        ) {
            let ceiling = ceiling.then_some(Length::Months(24));
            let mut clock = start(&rule(length, ceiling), event);
            let mut on = event;
            for (act, days) in acts {
                on = move_by(on, false, days);
                let next = match act {
                    0 => clock.stop(on),
                    1 => clock.resume(on),
                    2 => clock.extend(Length::CalendarDays(14), on),
                    _ => clock.end(on),
                };
                clock = next.unwrap_or(clock);
                let stored = serde_json::to_string(&clock).unwrap();
                prop_assert_eq!(&serde_json::from_str::<Clock>(&stored).unwrap(), &clock);
                prop_assert!(clock.warn_on() <= clock.due());
            }
        }

        #[test]
        fn the_ends_of_the_calendar_do_no_harm(length in lengths(), near in 0..40_i32) {
            for event in [move_by(Date::MAX, false, -near), move_by(Date::MIN, false, near)] {
                let clock = start(&rule(length, Some(length)), event);
                let stopped = clock.stop(event).unwrap();
                let _ = stopped.resume(Date::MAX).unwrap();
                let _ = clock.extend(length, event);
            }
        }
    }
}
