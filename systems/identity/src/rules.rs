//! What the law's file says of the identity step: the only reader of `law/identity`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use casefile::Outcome;
use casefile::clock::{self, Grade};
use jiff::ToSpan as _;
use jiff::civil::Time;
use kernel::{Date, Fault};
use serde::Deserialize;

use crate::hours::Hours;
use crate::model::What;

const FILE: &str = include_str!("../../../law/identity/identity.toml");

/// The rule of the time limit, in the law's file of clocks.
const CLOCK: &str = "identity-visit";

static RULES: LazyLock<Result<Rules, String>> = LazyLock::new(|| read(FILE));

/// The law of identity, as of every day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    bring: Vec<Bring>,
    value: Vec<Numbers>,
    reason: Vec<Reason>,
    retention: Vec<Retention>,
    receives: Vec<Receives>,
}

/// Declares a row of the file: what it says, and from when, since when known, and on what ground.
macro_rules! dated {
    ($(#[$meta:meta])* $name:ident { $($field:ident: $type:ty,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct $name {
            $($field: $type,)+
            valid_from: Date,
            known_from: Date,
            citation: String,
            grade: Grade,
            last_checked: Date,
        }

        impl $name {
            /// When it holds from, and what is wrong with the row.
            fn flaw(&self) -> Option<String> {
                let empty = self.citation.trim().is_empty() || self.last_checked < self.known_from;
                empty.then(|| format!("{self:?}: say where it stands and when it was checked"))
            }

            /// Of rows that hold on a day, the one that began last.
            fn on<'a>(rows: impl Iterator<Item = &'a $name>, day: Date) -> Option<&'a $name> {
                rows.filter(|row| row.valid_from <= day).max_by_key(|row| (row.valid_from, row.known_from))
            }
        }
    };
}

dated! {
    /// What applicants are told to bring.
    Bring { codes: Vec<String>, }
}
dated! {
    /// Numbers by name.
    Numbers { name: String, numbers: Vec<u32>, }
}
dated! {
    /// Why something is not taken, or kept though it is poor.
    Reason { code: String, of: Vec<What>, needs: Needs, }
}
dated! {
    /// How long biometrics are kept after a case has ended so.
    Retention { outcome: Outcome, months: u32, }
}

dated! {
    /// When places receive people: their time zones, days of the week, and the clock there.
    Receives {
        places: BTreeMap<String, String>,
        days: Vec<i8>,
        from: Time,
        until: Time,
        minutes: u16,
        at_once: u16,
    }
}

/// What a reason needs before it may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Needs {
    /// A child who is too young.
    Child,
    /// Enough tries.
    Tries,
    /// A device that took nothing.
    Trouble,
    /// A note in the clerk's words.
    Note,
}

/// The last day for a visit, and how sure that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The last day.
    pub until: Date,
    /// The days on which somebody who has not come is reminded.
    pub remind: Vec<Date>,
}

/// The shipped rules.
///
/// # Errors
/// A bug when the file cannot be read; a test reads it.
pub fn rules() -> Result<&'static Rules, Fault> {
    RULES.as_ref().map_err(|wrong| Fault::message(wrong.clone()))
}

/// How sure the length of the time limit is, for whoever is shown its end.
#[must_use]
pub fn grade() -> Option<Grade> {
    let rows = clock::rules().ok()?;
    rows.into_iter().filter(|row| row.name == CLOCK).map(|row| row.grade).next_back()
}

impl Rules {
    /// The limit of a case that was received on a day; nothing while no act sets one.
    #[must_use]
    pub fn limit(&self, received: Date) -> Option<Limit> {
        let rule = clock::rule_on(CLOCK, received)?;
        let until = clock::start(&rule, received).due()?;
        let before = |days: &u32| until.checked_sub(i64::from(*days).days()).ok();
        let days = self.numbers("remind_days", received).iter().filter_map(before);
        let mut remind: Vec<Date> = days.filter(|day| *day > received).collect();
        remind.sort_unstable();
        Some(Limit { until, remind })
    }

    /// Codes of what applicants are told to bring.
    #[must_use]
    pub fn bring(&self, day: Date) -> &[String] {
        Bring::on(self.bring.iter(), day).map_or(&[], |row| &row.codes)
    }

    /// The age from which fingerprints are taken, in years.
    #[must_use]
    pub fn fingerprints_from_age(&self, day: Date) -> i16 {
        i16::try_from(self.number("fingerprints_from_age", day)).unwrap_or(i16::MAX)
    }

    /// The least quality of something, of a hundred.
    #[must_use]
    pub fn quality(&self, what: What, day: Date) -> u8 {
        let name = match what {
            What::Signature => "quality_signature",
            What::Face => "quality_face",
            What::Fingerprints => "quality_fingerprints",
        };
        u8::try_from(self.number(name, day)).unwrap_or(u8::MAX)
    }

    /// Tries after which what is of poor quality may be kept.
    #[must_use]
    pub fn tries(&self, day: Date) -> usize {
        usize::try_from(self.number("tries", day)).unwrap_or(usize::MAX)
    }

    /// The day up to which a passport counts as one that soon ends.
    #[must_use]
    pub fn short_until(&self, day: Date) -> Date {
        let months = i64::from(self.number("passport_short_months", day));
        day.saturating_add(months.months())
    }

    /// Codes of the reasons that may be given of something, with what each needs.
    pub fn reasons(&self, what: What, day: Date) -> impl Iterator<Item = (&str, Needs)> {
        let newest = move |row: &&Reason| {
            let same = self.reason.iter().filter(|other| other.code == row.code);
            Reason::on(same, day) == Some(*row)
        };
        let of = self.reason.iter().filter(move |row| row.of.contains(&what)).filter(newest);
        of.map(|row| (row.code.as_str(), row.needs))
    }

    /// The last day on which biometrics of a case are kept that ended so on a day; nothing: none of it.
    #[must_use]
    pub fn kept_until(&self, outcome: Outcome, ended: Date) -> Option<Date> {
        let rows = self.retention.iter().filter(|row| row.outcome == outcome);
        let months = Retention::on(rows, ended).map_or(0, |row| row.months);
        (months > 0).then(|| ended.saturating_add(i64::from(months).months()))
    }

    /// When a place receives people who booked a time; nothing when it takes them without.
    #[must_use]
    pub(crate) fn hours(&self, place: &str, day: Date) -> Option<Hours> {
        let rows = self.receives.iter().filter(|row| row.places.contains_key(place));
        let row = Receives::on(rows, day)?;
        Hours::new(
            row.places.get(place)?,
            &row.days,
            (row.from, row.until),
            row.minutes,
            row.at_once,
        )
    }

    /// The last day for which a time may be booked.
    #[must_use]
    pub(crate) fn booked_until(&self, day: Date) -> Date {
        day.saturating_add(i64::from(self.number("book_days", day)).days())
    }

    fn numbers(&self, name: &str, day: Date) -> &[u32] {
        let rows = self.value.iter().filter(|row| row.name == name);
        Numbers::on(rows, day).map_or(&[], |row| &row.numbers)
    }

    fn number(&self, name: &str, day: Date) -> u32 {
        self.numbers(name, day).first().copied().unwrap_or(0)
    }

    fn flaws(&self) -> impl Iterator<Item = String> {
        let brings = self.bring.iter().filter_map(Bring::flaw);
        let values = self.value.iter().filter_map(Numbers::flaw);
        let reasons = self.reason.iter().filter_map(Reason::flaw);
        brings
            .chain(values)
            .chain(reasons)
            .chain(self.retention.iter().filter_map(Retention::flaw))
            .chain(self.receives.iter().filter_map(Receives::flaw))
    }
}

fn read(text: &str) -> Result<Rules, String> {
    let rules: Rules = toml::from_str(text).map_err(|e| e.to_string())?;
    let flaw = rules.flaws().next();
    flaw.map_or(Ok(rules), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_limit_is_counted_as_the_law_counts_and_reminded_of_before_its_end() {
        let rules = rules().unwrap();
        let limit = rules.limit(day("2026-03-02")).unwrap();
        // Three months from the second of March end on a Tuesday.
        assert_eq!(limit.until, day("2026-06-02"));
        assert_eq!(limit.remind, [day("2026-05-03"), day("2026-05-26")]);
        assert_eq!(rules.limit(day("1990-03-02")), None, "no act said so then");
        assert_eq!(grade(), Some(Grade::Secondary));
    }

    #[test]
    fn every_number_and_every_end_of_a_case_is_in_the_file() {
        let (rules, today) = (rules().unwrap(), day("2026-03-02"));
        assert!(rules.fingerprints_from_age(today) > 0 && rules.tries(today) > 0);
        assert!(rules.short_until(today) > today && !rules.bring(today).is_empty());
        for what in What::ALL {
            assert!((1..100).contains(&rules.quality(*what, today)), "{what}");
            assert!(rules.reasons(*what, today).count() > 1, "{what}");
        }
        for outcome in [Outcome::Done, Outcome::Withdrawn, Outcome::Duplicate, Outcome::Lapsed] {
            assert!(rules.retention.iter().any(|row| row.outcome == outcome), "{outcome:?}");
        }
        assert_eq!(rules.kept_until(Outcome::Withdrawn, today), None);
        assert!(rules.kept_until(Outcome::Done, today).unwrap() > today);
    }

    #[test]
    fn a_row_without_its_source_is_refused() {
        let without =
            FILE.replacen("citation = \"the installation's own choice\"", "citation = \" \"", 1);
        assert!(read(&without).unwrap_err().contains("say where it stands"));
        assert!(read(&FILE.replace("grade", "garde")).is_err());
    }
}
