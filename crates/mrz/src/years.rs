//! Two digits of a year. Nobody is born after the day on which the lines are read, and no document ends
//! in a century that is not near: within these bounds a year is the only one there is.

use jiff::civil::Date;

use crate::Born;

/// Years ahead that a document may still be valid: the longest are issued for ten, some cards for
/// thirty.
const YEARS_AHEAD: i16 = 30;

fn two(digits: &[u8]) -> Option<i16> {
    match digits {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
            Some(i16::from(tens - b'0') * 10 + i16::from(ones - b'0'))
        }
        _ => None,
    }
}

/// Is it a part of a date that is not known?
fn is_open(digits: &[u8]) -> bool {
    digits == b"<<"
}

/// A birth date, known from the left: the latest that is not to come.
pub(crate) fn born(field: &[u8], today: Date) -> Option<Born> {
    let (year, rest) = field.split_at_checked(2)?;
    let (month, day) = rest.split_at_checked(2)?;
    if is_open(year) {
        return (is_open(month) && is_open(day)).then_some(Born::Unknown);
    }
    let year = two(year)?;
    let in_this = today.year() - today.year().rem_euclid(100) + year;
    let month = if is_open(month) { None } else { Some(i8::try_from(two(month)?).ok()?) };
    let day = if is_open(day) { None } else { Some(i8::try_from(two(day)?).ok()?) };
    let of = |year: i16| Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok();
    // A day that this year does not have, such as 29 February, may be one of a century before.
    let (year, date) = [in_this, in_this - 100]
        .into_iter()
        .find_map(|year| Some((year, of(year).filter(|date| *date <= today)?)))?;
    match (month, day) {
        (None, None) => Some(Born::Year(year)),
        (Some(month), None) => Some(Born::Month(year, month)),
        (Some(_), Some(_)) => Some(Born::Day(date)),
        (None, Some(_)) => None,
    }
}

/// A last day: in the hundred years that end [`YEARS_AHEAD`] years from now.
pub(crate) fn expires(field: &[u8], today: Date) -> Option<Date> {
    let (year, rest) = field.split_at_checked(2)?;
    let (month, day) = rest.split_at_checked(2)?;
    let last = today.year() + YEARS_AHEAD;
    let in_last = last - last.rem_euclid(100) + two(year)?;
    let year = if in_last > last { in_last - 100 } else { in_last };
    Date::new(year, i8::try_from(two(month)?).ok()?, i8::try_from(two(day)?).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn nobody_is_born_in_the_future() {
        let today = day("2026-11-26");
        let on = |field: &str| born(field.as_bytes(), today);
        assert_eq!(on("261126"), Some(Born::Day(today)));
        assert_eq!(on("261127"), Some(Born::Day(day("1926-11-27"))));
        assert_eq!(on("690806"), Some(Born::Day(day("1969-08-06"))));
        assert_eq!(on("000229"), Some(Born::Day(day("2000-02-29"))));
        assert_eq!(
            (on("74<<<<"), on("7412<<")),
            (Some(Born::Year(1974)), Some(Born::Month(1974, 12)))
        );
        assert_eq!(on("<<<<<<"), Some(Born::Unknown));
        for bad in ["741301", "740230", "74<<12", "<<0101", "7A0101", "", "74120", "010229"] {
            assert_eq!(on(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_document_ends_near_now() {
        let today = day("2026-11-26");
        let on = |field: &str| expires(field.as_bytes(), today);
        assert_eq!(on("360131"), Some(day("2036-01-31")));
        assert_eq!(on("560131"), Some(day("2056-01-31")));
        assert_eq!(on("940623"), Some(day("1994-06-23")));
        assert_eq!((on("<<<<<<"), on("361301")), (None, None));
        assert_eq!(expires(b"050101", day("1999-01-01")), Some(day("2005-01-01")));
    }
}
