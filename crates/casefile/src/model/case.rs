//! What a case is called: its number and its headline.

use std::fmt;

use kernel::Refusal;
use serde::{Deserialize, Serialize};

use super::text::{self, Unfit};

/// Longest code of a unit; agencies number their offices by three letters, rarely by more.
const UNIT_CHARS_MAX: usize = 8;

/// Years are four digits, so that the number sorts and reads the same for as long as cases are kept.
const YEARS: std::ops::RangeInclusive<i16> = 1000..=9999;

/// A case's number as people quote it, such as `HEL-2026-000123`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseNumber(String);

impl CaseNumber {
    /// The number of the `running`th case of a unit in a year.
    ///
    /// # Errors
    /// `case-number-malformed`: the unit is no code of letters and digits, the year has not four
    /// digits, or the running number is zero.
    pub fn new(unit: &str, year: i16, running: u64) -> Result<CaseNumber, Refusal> {
        let unit = unit.trim().to_ascii_uppercase();
        let coded = unit.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        let fits = (1..=UNIT_CHARS_MAX).contains(&unit.len());
        if !coded || !fits || !YEARS.contains(&year) || running == 0 {
            return Err(malformed());
        }
        Ok(CaseNumber(format!("{unit}-{year}-{running:06}")))
    }

    /// A number as typed: lower case, other marks or none between its parts, and missing zeros are
    /// understood, such as `hel 2026/123` or `HEL2026123`.
    ///
    /// # Errors
    /// `case-number-malformed`.
    pub fn parse(typed: &str) -> Result<CaseNumber, Refusal> {
        let (unit, year, running) = typed_parts(typed).ok_or_else(malformed)?;
        CaseNumber::new(&unit, year, running)
    }

    /// The number as shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code of the unit that opened the case.
    #[must_use]
    pub fn unit(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// The year it was opened in.
    #[must_use]
    pub fn year(&self) -> i16 {
        parts(&self.0).map_or(0, |(_, year, _)| year)
    }

    /// Its place among the cases its unit opened that year, from one.
    #[must_use]
    pub fn running(&self) -> u64 {
        parts(&self.0).map_or(0, |(_, _, running)| running)
    }
}

impl std::str::FromStr for CaseNumber {
    type Err = Refusal;

    fn from_str(typed: &str) -> Result<CaseNumber, Refusal> {
        CaseNumber::parse(typed)
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn malformed() -> Refusal {
    Refusal::new("case-number-malformed").at("number")
}

fn parts(typed: &str) -> Option<(&str, i16, u64)> {
    let (unit, rest) = typed.split_once('-')?;
    let (year, running) = rest.split_once('-')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(year) || !digits(running) {
        return None;
    }
    Some((unit, year.parse().ok()?, running.parse().ok()?))
}

/// The parts of a number, however they are kept apart: the unit ends with its last letter, where
/// nothing stands between it and the year.
fn typed_parts(typed: &str) -> Option<(String, i16, u64)> {
    let apart = |c: char| c.is_whitespace() || matches!(c, '-' | '/' | '.' | '_' | '\u{2013}');
    let found: Vec<&str> = typed.split(apart).filter(|part| !part.is_empty()).collect();
    let (unit, digits) = match found.as_slice() {
        [unit, year, running] => return numbers(unit, year, running),
        [unit, digits] if unit.ends_with(|c: char| c.is_ascii_alphabetic()) => (*unit, *digits),
        [whole, running] => {
            let (unit, year) = split_unit(whole)?;
            return numbers(unit, year, running);
        }
        [whole] => split_unit(whole)?,
        _ => return None,
    };
    let (year, running) = digits.split_at_checked(4)?;
    numbers(unit, year, running)
}

/// The unit's code and the digits behind it.
fn split_unit(whole: &str) -> Option<(&str, &str)> {
    let end = whole.rfind(|c: char| c.is_ascii_alphabetic())?;
    whole.split_at_checked(end + 1)
}

fn numbers(unit: &str, year: &str, running: &str) -> Option<(String, i16, u64)> {
    let number = format!("{unit}-{year}-{running}");
    parts(&number).map(|(unit, year, running)| (unit.to_owned(), year, running))
}

/// Most characters of a headline: one line of a list on a narrow screen, folded once.
const HEADLINE_CHARS_MAX: usize = 120;

/// What a case is about, in one line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Headline(String);

impl Headline {
    /// A headline of one line.
    ///
    /// # Errors
    /// `headline-empty`, `headline-too-long`, `headline-unreadable`.
    pub fn new(typed: &str) -> Result<Headline, Refusal> {
        let line = text::line(typed).map_err(|unfit| match unfit {
            Unfit::Unreadable | Unfit::Direction => {
                Refusal::new("headline-unreadable").at("headline")
            }
        })?;
        let chars = line.chars().count();
        if chars == 0 {
            return Err(Refusal::new("headline-empty").at("headline"));
        }
        if chars > HEADLINE_CHARS_MAX {
            let refusal = Refusal::new("headline-too-long").with("max", HEADLINE_CHARS_MAX);
            return Err(refusal.with("count", chars).at("headline"));
        }
        Ok(Headline(line))
    }

    /// The line.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Headline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_understood_as_people_type_it() {
        let number = CaseNumber::new("HEL", 2026, 123).unwrap();
        assert_eq!(number.to_string(), "HEL-2026-000123");
        assert_eq!((number.unit(), number.year(), number.running()), ("HEL", 2026, 123));
        for typed in [
            "HEL-2026-000123",
            " hel-2026-123 ",
            "hel 2026 123",
            "HEL/2026/000123",
            "Hel2026123",
            "HEL2026-123",
            "hel 2026000123",
            "HEL\u{2013}2026\u{2013}123",
        ] {
            assert_eq!(CaseNumber::parse(typed).unwrap(), number);
        }
        for bad in ["", "HEL", "HEL-2026", "HEL-26-1", "-2026-1", "HEL-2026-0", "HEL-2026-+1"] {
            let refusal = CaseNumber::parse(bad).unwrap_err();
            assert_eq!(refusal.code, "case-number-malformed", "{bad}");
        }
        assert!(CaseNumber::new("Å", 2026, 1).is_err());
        assert!(CaseNumber::parse("HEL-2026-99999999999999999999999").is_err());
    }

    #[test]
    fn a_headline_is_one_line() {
        assert_eq!(Headline::new("  Lost \t card ").unwrap_err().code, "headline-unreadable");
        assert_eq!(Headline::new("  Lost   card ").unwrap().as_str(), "Lost card");
        assert_eq!(Headline::new(" ").unwrap_err().code, "headline-empty");
        assert_eq!(Headline::new(&"x".repeat(121)).unwrap_err().code, "headline-too-long");
        assert!(Headline::new(&"å".repeat(120)).is_ok());
    }

    proptest! {
        #[test]
        fn numbers_read_back(unit in "[A-Z0-9]{1,8}", year in 1000..=9999_i16, n in 1..u64::MAX) {
            let number = CaseNumber::new(&unit, year, n).unwrap();
            prop_assert_eq!(&CaseNumber::parse(number.as_str()).unwrap(), &number);
            let stored = serde_json::to_string(&number).unwrap();
            prop_assert_eq!(serde_json::from_str::<CaseNumber>(&stored).unwrap(), number);
        }

        #[test]
        fn any_text_is_a_value_or_a_refusal(typed in any::<String>()) {
            let _ = CaseNumber::parse(&typed);
            let _ = CaseNumber::new(&typed, 2026, 1);
            let _ = Headline::new(&typed);
        }
    }
}
