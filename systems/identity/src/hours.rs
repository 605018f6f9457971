//! When a place receives people who booked a time, by the clock there.

use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use kernel::{Date, Ts};

/// When a place receives people.
#[derive(Debug, Clone)]
pub(crate) struct Hours {
    zone: TimeZone,
    days: Vec<i8>,
    from: Time,
    until: Time,
    minutes: u16,
    at_once: u16,
}

impl Hours {
    /// Nothing where there is no such time zone, or nobody is ever received.
    pub(crate) fn new(
        zone: &str,
        days: &[i8],
        (from, until): (Time, Time),
        minutes: u16,
        at_once: u16,
    ) -> Option<Hours> {
        let zone = TimeZone::get(zone).ok()?;
        let ever = !days.is_empty() && from < until && minutes > 0 && at_once > 0;
        ever.then(|| Hours { zone, days: days.to_vec(), from, until, minutes, at_once })
    }

    /// The times of a day there, in order.
    pub(crate) fn times(&self, day: Date) -> Vec<Ts> {
        if !self.days.contains(&day.weekday().to_monday_one_offset()) {
            return Vec::new();
        }
        let length = jiff::Span::new().minutes(i64::from(self.minutes));
        let begins = std::iter::successors(Some(self.from), |time| time.checked_add(length).ok());
        let ends = |begins: &Time| begins.checked_add(length).is_ok_and(|ends| ends <= self.until);
        let at = |time: Time| day.to_datetime(time).to_zoned_datetime(self.zone.clone()).ok();
        let times = begins.take_while(ends).filter_map(at);
        times.map(|at| Ts::from_micros(at.timestamp().as_microsecond())).collect()
    }

    /// Are people received at this instant?
    pub(crate) fn receives(&self, at: Ts) -> bool {
        self.times(self.there(at).date()).contains(&at)
    }

    /// Date and time of day there.
    pub(crate) fn there(&self, at: Ts) -> DateTime {
        at.in_zone(self.zone.clone()).datetime()
    }

    /// The first seat that nobody has at a time; seats are counted from one.
    pub(crate) fn free(&self, taken: &[u16]) -> Option<u16> {
        (1..=self.at_once).find(|seat| !taken.contains(seat))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places;
    use crate::rules::rules;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn at(text: &str) -> Ts {
        text.parse().unwrap()
    }

    #[test]
    fn every_open_place_has_hours_in_its_own_time() {
        let today = day("2026-03-02");
        for place in places::open(today) {
            let hours = rules()
                .unwrap()
                .hours(&place.key, today)
                .unwrap_or_else(|| panic!("{}", place.key));
            assert!(!hours.times(today).is_empty(), "{}", place.key);
        }
    }

    #[test]
    fn times_stand_by_the_clock_there_and_only_on_working_days() {
        let hours = rules().unwrap().hours("mission-new-delhi", day("2026-03-02")).unwrap();
        let times = hours.times(day("2026-03-02"));
        assert_eq!((times.len(), times[0]), (6, at("2026-03-02T03:30:00Z")), "nine in Delhi");
        assert_eq!(hours.there(times[0]).to_string(), "2026-03-02T09:00:00");
        assert_eq!(times.last(), Some(&at("2026-03-02T06:00:00Z")), "the last ends at noon");
        assert!(hours.times(day("2026-03-07")).is_empty(), "a Saturday");
        assert!(hours.receives(times[1]) && !hours.receives(times[1].plus_seconds(60)));
    }

    #[test]
    fn clocks_that_are_put_forward_move_with_the_place() {
        let hours = rules().unwrap().hours("service-point-helsinki", day("2026-03-02")).unwrap();
        assert_eq!(hours.times(day("2026-03-27"))[0], at("2026-03-27T06:00:00Z"));
        assert_eq!(hours.times(day("2026-03-30"))[0], at("2026-03-30T05:00:00Z"));
    }

    #[test]
    fn seats_are_given_from_the_first_free_one_on() {
        let hours = rules().unwrap().hours("service-point-helsinki", day("2026-03-02")).unwrap();
        assert_eq!(
            (hours.free(&[]), hours.free(&[1, 3]), hours.free(&[2, 1, 3])),
            (Some(1), Some(2), None)
        );
    }
}
