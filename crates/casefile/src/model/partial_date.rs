//! Dates of which people may know only a part, such as birth dates.

use std::fmt;
use std::str::FromStr;

use kernel::{Date, Refusal};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The first year of birth believed: the person with the longest life proven was born in 1875, so
/// an earlier year is a slip of the hand or of another calendar.
const YEAR_FIRST: i16 = 1875;

/// A date, or as much of it as is known. Text form: ``, `1984`, `1984-02`, `1984-02-29`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PartialDate {
    /// Nothing is known.
    #[default]
    Unknown,
    /// The year is known.
    Year(i16),
    /// Year and month are known.
    Month(i16, i8),
    /// The whole date is known.
    Day(Date),
}

impl PartialDate {
    /// A date from three form fields; fields may be empty from the right.
    ///
    /// # Errors
    /// `date-not-number`, `date-year-digits`, `date-year-missing`, `date-day-without-month`,
    /// `date-impossible`, `date-too-early`, `date-future`.
    pub fn parse(year: &str, month: &str, day: &str, today: Date) -> Result<PartialDate, Refusal> {
        let (y, m, d) = (number(year, "year")?, number(month, "month")?, number(day, "day")?);
        let date = match (y, m, d) {
            (None, None, None) => return Ok(PartialDate::Unknown),
            (None, _, _) => return Err(Refusal::new("date-year-missing").at("year")),
            (Some(_), None, Some(_)) => {
                return Err(Refusal::new("date-day-without-month").at("month"));
            }
            (Some(y), None, None) => PartialDate::Year(y),
            (Some(y), Some(m), None) => PartialDate::Month(y, small(m, "month")?),
            (Some(y), Some(m), Some(d)) => {
                let date = Date::new(y, small(m, "month")?, small(d, "day")?);
                PartialDate::Day(date.map_err(|_| impossible("day"))?)
            }
        };
        if year.trim().len() != 4 {
            return Err(Refusal::new("date-year-digits").at("year"));
        }
        date.believed(today)
    }

    /// The date again when a person living `today` may have been born on it.
    fn believed(self, today: Date) -> Result<PartialDate, Refusal> {
        let Some(earliest) = self.earliest() else { return Err(impossible("month")) };
        if earliest.year() < YEAR_FIRST {
            return Err(Refusal::new("date-too-early").with("first", YEAR_FIRST).at("year"));
        }
        if earliest > today {
            return Err(Refusal::new("date-future").at("year"));
        }
        Ok(self)
    }

    /// The first date it may be, for questions of age; none when nothing is known.
    #[must_use]
    pub fn earliest(self) -> Option<Date> {
        match self {
            PartialDate::Unknown => None,
            PartialDate::Year(year) => Date::new(year, 1, 1).ok(),
            PartialDate::Month(year, month) => Date::new(year, month, 1).ok(),
            PartialDate::Day(date) => Some(date),
        }
    }

    /// The last date it may be, for questions of age; none when nothing is known.
    #[must_use]
    pub fn latest(self) -> Option<Date> {
        match self {
            PartialDate::Unknown => None,
            PartialDate::Year(year) => Date::new(year, 12, 31).ok(),
            PartialDate::Month(year, month) => {
                Date::new(year, month, 1).ok().map(Date::last_of_month)
            }
            PartialDate::Day(date) => Some(date),
        }
    }

    /// May both be the same day, as far as they are known?
    #[must_use]
    pub fn agrees_with(self, other: PartialDate) -> bool {
        let spans = (self.earliest().zip(self.latest()), other.earliest().zip(other.latest()));
        match spans {
            (Some((first, last)), Some((other_first, other_last))) => {
                first <= other_last && other_first <= last
            }
            // Where nothing is known, nothing speaks against it.
            (None, _) | (_, None) => true,
        }
    }

    /// Is nothing known?
    #[must_use]
    pub const fn is_unknown(self) -> bool {
        matches!(self, PartialDate::Unknown)
    }
}

fn impossible(field: &'static str) -> Refusal {
    Refusal::new("date-impossible").at(field)
}

/// A field's number, none when the field is empty.
fn number(typed: &str, field: &'static str) -> Result<Option<i16>, Refusal> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let refuse = || Refusal::new("date-not-number").at(field);
    if !typed.bytes().all(|b| b.is_ascii_digit()) {
        return Err(refuse());
    }
    typed.parse().map(Some).map_err(|_| refuse())
}

fn small(number: i16, field: &'static str) -> Result<i8, Refusal> {
    i8::try_from(number).map_err(|_| impossible(field))
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PartialDate::Unknown => Ok(()),
            PartialDate::Year(year) => write!(f, "{year:04}"),
            PartialDate::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            PartialDate::Day(date) => write!(f, "{date}"),
        }
    }
}

/// A text that is no part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoPartialDate;

impl fmt::Display for NoPartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no date, month or year in ISO form")
    }
}

impl std::error::Error for NoPartialDate {}

impl FromStr for PartialDate {
    type Err = NoPartialDate;

    fn from_str(text: &str) -> Result<PartialDate, NoPartialDate> {
        let year = |text: &str| text.parse::<i16>().map_err(|_| NoPartialDate);
        let dashes = text.bytes().filter(|b| *b == b'-').count();
        let date = match (text, dashes) {
            ("", _) => PartialDate::Unknown,
            (_, 0) => PartialDate::Year(year(text)?),
            (_, 1) => {
                let (y, m) = text.split_once('-').ok_or(NoPartialDate)?;
                PartialDate::Month(year(y)?, m.parse().map_err(|_| NoPartialDate)?)
            }
            _ => PartialDate::Day(text.parse().map_err(|_| NoPartialDate)?),
        };
        if date.is_unknown() || date.earliest().is_some() { Ok(date) } else { Err(NoPartialDate) }
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<PartialDate, D::Error> {
        let text = String::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod agreeing {
    use super::*;

    #[test]
    fn dates_agree_when_one_day_may_be_both() {
        let day = |text: &str| PartialDate::Day(text.parse().unwrap());
        assert!(PartialDate::Year(1994).agrees_with(day("1994-02-17")));
        assert!(PartialDate::Month(1994, 2).agrees_with(day("1994-02-17")));
        assert!(!PartialDate::Month(1994, 3).agrees_with(day("1994-02-17")));
        assert!(!day("1994-02-18").agrees_with(day("1994-02-17")));
        assert!(PartialDate::Unknown.agrees_with(day("1994-02-17")));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn parse(year: &str, month: &str, day_: &str) -> Result<PartialDate, Refusal> {
        PartialDate::parse(year, month, day_, day("2026-11-23"))
    }

    #[test]
    fn as_much_as_is_known_is_kept() {
        for (y, m, d, shown, first, last) in [
            ("1984", "2", "29", "1984-02-29", "1984-02-29", "1984-02-29"),
            (" 1984 ", "02", "", "1984-02", "1984-02-01", "1984-02-29"),
            ("1984", "", "", "1984", "1984-01-01", "1984-12-31"),
            ("2026", "11", "23", "2026-11-23", "2026-11-23", "2026-11-23"),
        ] {
            let date = parse(y, m, d).unwrap();
            assert_eq!(date.to_string(), shown);
            assert_eq!((date.earliest(), date.latest()), (Some(day(first)), Some(day(last))));
        }
        assert_eq!(parse("", "", " ").unwrap(), PartialDate::Unknown);
        assert_eq!(PartialDate::Unknown.to_string(), "");
        assert_eq!(PartialDate::Unknown.earliest(), None);
    }

    #[test]
    fn what_no_living_person_was_born_on_is_refused() {
        for (y, m, d, code, field) in [
            ("1983", "2", "29", "date-impossible", "day"),
            ("1983", "13", "", "date-impossible", "month"),
            ("1983", "200", "1", "date-impossible", "month"),
            ("1983", "", "1", "date-day-without-month", "month"),
            ("", "2", "", "date-year-missing", "year"),
            ("83", "2", "1", "date-year-digits", "year"),
            ("1874", "12", "31", "date-too-early", "year"),
            ("2026", "11", "24", "date-future", "year"),
            ("2026", "12", "", "date-future", "year"),
            ("2027", "", "", "date-future", "year"),
            ("+198", "1", "1", "date-not-number", "year"),
            ("1984", "x", "1", "date-not-number", "month"),
            ("99999", "", "", "date-not-number", "year"),
        ] {
            let refusal = parse(y, m, d).unwrap_err();
            assert_eq!((refusal.code, refusal.field), (code, Some(field)), "{y} {m} {d}");
        }
    }

    proptest! {
        #[test]
        fn any_fields_are_a_date_or_a_refusal(
            y in any::<String>(), m in any::<String>(), d in any::<String>(),
        ) {
            let _ = parse(&y, &m, &d);
            let _ = y.parse::<PartialDate>();
        }

        #[test]
        fn what_is_accepted_reads_back(y in 1870..2030_i16, m in 0..14_i8, d in 0..33_i8) {
            let shown = |n: i8| if n == 0 { String::new() } else { n.to_string() };
            if let Ok(date) = parse(&y.to_string(), &shown(m), &shown(d)) {
                prop_assert!(date.earliest() <= date.latest());
                let stored = serde_json::to_string(&date).unwrap();
                prop_assert_eq!(serde_json::from_str::<PartialDate>(&stored).unwrap(), date);
            }
        }
    }
}
