//! The Finnish calendar of working days and holidays.

use jiff::civil::Weekday;
use kernel::Date;

/// The Finnish public holidays of a year and the two eves on which no period ends, in order of date.
///
/// Valid from 1995 to 2100; before 1992 Epiphany and Ascension Day lay on Saturdays. Text key:
/// `holiday-<code>`. Sources: Church Act (652/2023) for the church holidays, Act 388/1937 for
/// Independence Day, Act 272/1944 for the First of May, Act 150/1930, section 5, for the eves.
#[must_use]
pub fn holidays(year: i16) -> Vec<(Date, &'static str)> {
    let easter = easter_sunday(year);
    let from_easter = |days: i32| easter.and_then(|sunday| plus_days(sunday, days));
    let midsummer = saturday_from(year, 6, 20);
    let found = [
        (Date::new(year, 1, 1).ok(), "new-year"),
        (Date::new(year, 1, 6).ok(), "epiphany"),
        (from_easter(-2), "good-friday"),
        (easter, "easter-sunday"),
        (from_easter(1), "easter-monday"),
        (Date::new(year, 5, 1).ok(), "may-day"),
        (from_easter(39), "ascension"),
        (from_easter(49), "pentecost"),
        (midsummer.and_then(|day| plus_days(day, -1)), "midsummer-eve"),
        (midsummer, "midsummer"),
        (saturday_from(year, 10, 31), "all-saints"),
        (Date::new(year, 12, 6).ok(), "independence"),
        (Date::new(year, 12, 24).ok(), "christmas-eve"),
        (Date::new(year, 12, 25).ok(), "christmas"),
        (Date::new(year, 12, 26).ok(), "st-stephen"),
    ];
    let mut dated: Vec<(Date, &'static str)> =
        found.into_iter().filter_map(|(date, code)| Some((date?, code))).collect();
    // Ascension Day and the First of May change places and may be one day.
    dated.sort_by_key(|(date, _)| *date);
    dated
}

/// Is it a day of work: neither Saturday, Sunday, holiday nor one of the two eves?
#[must_use]
pub fn is_working_day(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_holiday(date)
}

fn is_holiday(date: Date) -> bool {
    holidays(date.year()).iter().any(|(holiday, _)| *holiday == date)
}

/// The first Saturday of the seven days from a date on.
fn saturday_from(year: i16, month: i8, day: i8) -> Option<Date> {
    let first = Date::new(year, month, day).ok()?;
    let days = (0..7).filter_map(|n| plus_days(first, n));
    days.into_iter().find(|date| date.weekday() == Weekday::Saturday)
}

/// Easter Sunday of the Gregorian calendar: the algorithm of Meeus, Jones and Butcher.
fn easter_sunday(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (golden, century, of_century) = (y % 19, y / 100, y % 100);
    let correction = (century + 8) / 25;
    let epact = (19 * golden + century - century / 4 - (century - correction + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * late + 114;
    let month = i8::try_from(days / 31).ok()?;
    let day = i8::try_from(days % 31 + 1).ok()?;
    Date::new(year, month, day).ok()
}

/// The date so many days later (negative: earlier), unless outside the calendar.
pub(super) fn plus_days(date: Date, days: i32) -> Option<Date> {
    date.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn on(year: i16, code: &str) -> String {
        let holidays = holidays(year);
        holidays.iter().find(|(_, c)| *c == code).unwrap().0.to_string()
    }

    #[test]
    fn easter_falls_where_the_almanac_says() {
        for date in [
            "1995-04-16",
            "1999-04-04",
            "2000-04-23",
            "2008-03-23",
            "2011-04-24",
            "2019-04-21",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2038-04-25",
            "2049-04-18",
            "2076-04-19",
            "2100-03-28",
        ] {
            assert_eq!(easter_sunday(day(date).year()), Some(day(date)));
        }
    }

    #[test]
    fn moving_holidays_of_2026_and_2027() {
        for (year, code, date) in [
            (2026, "good-friday", "2026-04-03"),
            (2026, "easter-monday", "2026-04-06"),
            (2026, "ascension", "2026-05-14"),
            (2026, "pentecost", "2026-05-24"),
            (2026, "midsummer-eve", "2026-06-19"),
            (2026, "midsummer", "2026-06-20"),
            (2026, "all-saints", "2026-10-31"),
            (2027, "midsummer-eve", "2027-06-25"),
            (2027, "midsummer", "2027-06-26"),
            (2027, "all-saints", "2027-11-06"),
        ] {
            assert_eq!(on(year, code), date, "{code}");
        }
    }

    #[test]
    fn every_year_has_its_fifteen_days_in_order() {
        for year in 1995..=2100 {
            let holidays = holidays(year);
            assert_eq!(holidays.len(), 15);
            assert!(holidays.is_sorted_by_key(|(date, _)| *date));
            assert!(holidays.iter().all(|(date, _)| date.year() == year));
        }
    }

    #[test]
    fn working_days() {
        for (date, works) in [
            ("2026-11-23", true),
            ("2026-11-21", false),
            ("2026-11-22", false),
            ("2026-12-23", true),
            ("2026-12-24", false),
            ("2026-12-28", true),
            ("2026-06-18", true),
            ("2026-06-19", false),
            ("2027-12-06", false),
        ] {
            assert_eq!(is_working_day(day(date)), works, "{date}");
        }
    }

    #[test]
    fn the_ends_of_the_calendar_do_no_harm() {
        for year in [i16::MIN, -9999, 0, 9999, i16::MAX] {
            let _ = holidays(year);
        }
        assert_eq!(plus_days(Date::MAX, 1), None);
        assert_eq!(plus_days(Date::MIN, i32::MIN), None);
    }
}
