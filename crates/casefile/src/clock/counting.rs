//! Counting days and months from an event.

use jiff::Span;
use jiff::civil::Weekday;
use kernel::Date;

use super::calendar::{holidays, plus_days};
use super::rule::{ClockRule, Length};

/// Does a clock of this length lose and keep working days, rather than calendar days, when stopped?
pub(super) const fn in_working_days(length: Length) -> bool {
    matches!(length, Length::WorkingDays(_))
}

/// The last day of a period by its number alone, before an end on a holiday moves.
///
/// The day of the event is not counted (Regulation 1182/71, article 3(1); Act 150/1930, section 2).
/// Months end on the date number of the event, or on the last day of the month that has none
/// (article 3(2)(c); section 3). Stops at the ends of the calendar.
pub(super) fn last_day(event: Date, length: Length) -> Date {
    match length {
        Length::CalendarDays(days) => move_by(event, false, whole(days)),
        Length::WorkingDays(days) => move_by(event, true, whole(days)),
        Length::Months(months) => {
            let span = Span::new().try_months(months);
            span.ok().and_then(|span| event.checked_add(span).ok()).unwrap_or(Date::MAX)
        }
    }
}

/// The day on which a period that began after `event` and runs to `last` ends under the rule.
///
/// An end on a Saturday, Sunday or holiday moves to the next working day (article 3(4); section 5).
pub(super) fn due(rule: &ClockRule, event: Date, last: Date) -> Date {
    let mut week = Calendar::default();
    let due = if rule.extend_to_working_day() { week.working_on_or_after(last) } else { last };
    let long = days_between(event, last) >= 2;
    if rule.two_working_days() && long && week.count(event, due) < 2 {
        return week.step(event, 2).max(due);
    }
    due
}

/// Days from one date (not counted) to another (counted): calendar days, or working days only.
/// Negative when the other is earlier.
pub(super) fn distance(from: Date, to: Date, working: bool) -> i32 {
    match (working, to < from) {
        (false, _) => days_between(from, to),
        (true, false) => Calendar::default().count(from, to),
        (true, true) => -Calendar::default().count(to, from),
    }
}

/// The date so many days after another (negative: before), calendar days or working days only.
/// Stops at the ends of the calendar.
pub(super) fn move_by(from: Date, working: bool, days: i32) -> Date {
    if working {
        return Calendar::default().step(from, days);
    }
    plus_days(from, days).unwrap_or(if days < 0 { Date::MIN } else { Date::MAX })
}

/// So many days, or working days, after a date.
pub(crate) fn days_from(from: Date, days: u32, working: bool) -> Date {
    move_by(from, working, whole(days))
}

/// So many days before a date.
pub(crate) fn days_before(date: Date, days: u32) -> Date {
    move_by(date, false, -whole(days))
}

fn whole(days: u32) -> i32 {
    i32::try_from(days).unwrap_or(i32::MAX)
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// Working days, with the holidays of the year last asked about at hand.
#[derive(Default)]
struct Calendar {
    of: Option<(i16, Vec<Date>)>,
}

impl Calendar {
    fn works(&mut self, date: Date) -> bool {
        if matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
            return false;
        }
        let year = date.year();
        let (_, days) = match self.of.take() {
            Some((of, days)) if of == year => self.of.insert((of, days)),
            _ => {
                let days = holidays(year).into_iter().map(|(day, _)| day).collect();
                self.of.insert((year, days))
            }
        };
        !days.contains(&date)
    }

    fn working_on_or_after(&mut self, date: Date) -> Date {
        let mut day = date;
        while !self.works(day) {
            let Some(next) = plus_days(day, 1) else { break };
            day = next;
        }
        day
    }

    /// Working days after `from` up to and including `to`.
    fn count(&mut self, from: Date, to: Date) -> i32 {
        let mut days = 0;
        let mut day = from;
        while day < to {
            let Some(next) = plus_days(day, 1) else { break };
            day = next;
            days += i32::from(self.works(day));
        }
        days
    }

    /// The `days`th working day after a date, or before it when negative.
    fn step(&mut self, from: Date, days: i32) -> Date {
        let (mut day, mut left) = (from, days.unsigned_abs());
        while left > 0 {
            let Some(next) = plus_days(day, days.signum()) else { break };
            day = next;
            left -= u32::from(self.works(day));
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::is_working_day;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn ends(event: &str, length: Length) -> String {
        let rule = ClockRule::new(length, true, 0, None).unwrap();
        due(&rule, day(event), last_day(day(event), length)).to_string()
    }

    #[test]
    fn periods_end_where_the_law_ends_them() {
        for (event, length, end) in [
            // The day of the event is not counted.
            ("2026-11-02", Length::CalendarDays(7), "2026-11-09"),
            // Months end on the same date number ...
            ("2026-09-15", Length::Months(2), "2026-11-16"),
            ("2026-01-15", Length::Months(1), "2026-02-16"),
            ("2026-03-11", Length::Months(3), "2026-06-11"),
            // ... or on the last day of a month that has no such day.
            ("2025-12-31", Length::Months(2), "2026-03-02"),
            ("2024-01-31", Length::Months(1), "2024-02-29"),
            ("2026-08-31", Length::Months(6), "2027-03-01"),
            // Saturday, Sunday, Independence Day, the First of May and the eves move the end.
            ("2026-11-20", Length::CalendarDays(1), "2026-11-23"),
            ("2026-11-06", Length::Months(1), "2026-12-07"),
            ("2027-11-06", Length::Months(1), "2027-12-07"),
            ("2026-04-24", Length::CalendarDays(7), "2026-05-04"),
            ("2026-12-10", Length::CalendarDays(14), "2026-12-28"),
            ("2026-06-12", Length::CalendarDays(7), "2026-06-22"),
            // Easter: Friday to Monday.
            ("2026-03-27", Length::CalendarDays(7), "2026-04-07"),
            // Working days.
            ("2026-04-02", Length::WorkingDays(1), "2026-04-07"),
            ("2026-12-18", Length::WorkingDays(5), "2026-12-29"),
        ] {
            assert_eq!(ends(event, length), end, "{event} {length:?}");
        }
    }

    #[test]
    fn a_rule_may_leave_the_end_where_it_falls() {
        let rule = ClockRule::new(Length::CalendarDays(1), false, 0, None).unwrap();
        assert_eq!(due(&rule, day("2026-11-20"), day("2026-11-21")), day("2026-11-21"));
    }

    #[test]
    fn a_period_of_union_law_has_two_working_days_if_it_has_two_days() {
        let ends = |event: &str, days: u32| {
            let length = Length::CalendarDays(days);
            let rule = ClockRule::new(length, true, 0, None).unwrap().with_two_working_days();
            due(&rule, day(event), last_day(day(event), length)).to_string()
        };
        assert_eq!(ends("2026-11-20", 2), "2026-11-24");
        assert_eq!(ends("2026-04-02", 5), "2026-04-08");
        assert_eq!(ends("2026-11-20", 1), "2026-11-23");
        assert_eq!(ends("2026-11-16", 2), "2026-11-18");
    }

    fn dates() -> impl Strategy<Value = Date> {
        (0..38_000_i32).prop_map(|n| plus_days(day("1995-01-01"), n).unwrap())
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
        fn a_later_event_never_ends_earlier(event in dates(), later in 0..60_i32, n in lengths()) {
            let rule = ClockRule::new(n, true, 0, None).unwrap();
            let other = plus_days(event, later).unwrap();
            let end = |event: Date| due(&rule, event, last_day(event, n));
            prop_assert!(end(event) <= end(other));
        }

        #[test]
        fn a_longer_period_never_ends_earlier(event in dates(), a in 1..300_u32, b in 1..300_u32) {
            let (short, long) = (a.min(b), a.max(b));
            for kind in [Length::CalendarDays, Length::WorkingDays] {
                prop_assert!(last_day(event, kind(short)) <= last_day(event, kind(long)));
            }
        }

        #[test]
        fn a_moved_end_is_a_working_day_within_a_week(event in dates(), n in lengths(), two: bool) {
            let rule = ClockRule::new(n, true, 0, None).unwrap();
            let rule = if two { rule.with_two_working_days() } else { rule };
            let last = last_day(event, n);
            let due = due(&rule, event, last);
            prop_assert!(is_working_day(due));
            prop_assert!(event < due && last <= due && days_between(last, due) <= 7);
        }

        #[test]
        fn distance_and_movement_are_inverse(from in dates(), days in -90..90_i32) {
            prop_assert_eq!(distance(from, move_by(from, false, days), false), days);
            if is_working_day(from) {
                prop_assert_eq!(distance(from, move_by(from, true, days), true), days);
            }
        }
    }
}
