//! How decisions reach people, and how long they may appeal: rows of dated tables.

use casefile::clock::{self, ClockRule, Length};
use kernel::Date;
use law::{Grade, Words};
use serde::Deserialize;

/// How a decision is served, by what it decides, how the person dealt with the authority, and where
/// they are.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Served {
    /// First day it holds.
    pub valid_from: Date,
    /// Day it was entered.
    pub known_from: Date,
    /// For decisions against the person, or others; both when not said.
    #[serde(default)]
    pub adverse: Option<bool>,
    /// For this channel; every one when not said.
    #[serde(default)]
    pub channel: Option<String>,
    /// For people in this place; everywhere when not said.
    #[serde(default)]
    pub place: Option<String>,
    /// Code of the mode.
    pub mode: String,
    /// Provisions it rests on.
    pub cite: Vec<String>,
    /// How sure it is.
    pub grade: Grade,
    /// Where that was read.
    pub marks: String,
    /// Day somebody last compared it with the source.
    pub last_checked: Date,
}

impl Served {
    /// Is it a row for this?
    #[must_use]
    pub fn fits(&self, adverse: bool, channel: &str, place: &str, day: Date) -> bool {
        let is = |wanted: &Option<String>, given: &str| wanted.as_ref().is_none_or(|w| w == given);
        self.valid_from <= day
            && self.adverse.is_none_or(|wanted| wanted == adverse)
            && is(&self.channel, channel)
            && is(&self.place, place)
    }
}

/// What a mode of service means.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mode {
    /// Its code, with texts.
    pub code: String,
    /// First day it holds.
    pub valid_from: Date,
    /// So many days after sending it counts as received; none when that has to be shown.
    #[serde(default)]
    pub presumed_days: Option<u32>,
    /// It is received when its reader opens the document, and has failed when they did not within so many
    /// days of the notice; none for what is not opened here.
    #[serde(default)]
    pub fetch_days: Option<u32>,
    /// What is tried when it fails.
    #[serde(default)]
    pub fallback: Option<String>,
    /// The machine sends it by itself.
    #[serde(default)]
    pub by_machine: bool,
    /// What is on its way by it, and nobody has, can be held back.
    #[serde(default)]
    pub recall: bool,
    /// Provisions it rests on.
    pub cite: Vec<String>,
    /// How sure it is.
    pub grade: Grade,
    /// Where that was read.
    pub marks: String,
}

impl Mode {
    /// The day on which what was sent counts as received; none when that has to be shown.
    #[must_use]
    pub fn presumed(&self, sent: Date) -> Option<Date> {
        after(sent, self.presumed_days?)
    }

    /// The last day on which its reader may open what was sent; none when it is not opened here.
    #[must_use]
    pub fn fetch_until(&self, sent: Date) -> Option<Date> {
        after(sent, self.fetch_days?)
    }
}

fn after(day: Date, days: u32) -> Option<Date> {
    day.checked_add(jiff::Span::new().days(i64::from(days))).ok()
}

/// Where and how long one may appeal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appeal {
    /// Its code.
    pub code: String,
    /// First day it holds.
    pub valid_from: Date,
    /// Days from service, whose day is not counted.
    pub days: u32,
    /// Who hears it.
    pub court: Words,
    /// Keys of the phrases of its instructions, in order.
    pub phrases: Vec<String>,
    /// Provisions it rests on.
    pub cite: Vec<String>,
    /// How sure it is.
    pub grade: Grade,
    /// Where that was read.
    pub marks: String,
}

impl Appeal {
    /// The last day to appeal what was served on a day: an end on a holiday moves to the next working
    /// day. None when its length is none that a period of law may have.
    #[must_use]
    pub fn until(&self, served: Date) -> Option<Date> {
        let length = Length::CalendarDays(self.days).checked().ok()?;
        let rule = ClockRule::new(length, true, 0, None).ok()?;
        clock::start(&rule, served).due()
    }
}

#[cfg(test)]
mod tests {
    use super::super::library;
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_table_names_a_mode_for_every_decision_channel_and_place() {
        let library = library().unwrap();
        let mode = |adverse, channel, place| {
            library.served(adverse, channel, place, day("2026-11-26")).map(|row| row.mode.as_str())
        };
        assert_eq!(mode(false, "electronic", "finland"), Some("electronic-ordinary"));
        assert_eq!(mode(true, "electronic", "abroad"), Some("electronic-verifiable"));
        assert_eq!(mode(false, "post", "finland"), Some("letter"));
        assert_eq!(mode(true, "post", "finland"), Some("letter-receipt"));
        assert_eq!(mode(true, "mission", "abroad"), Some("mission"));
        assert_eq!(library.served(true, "post", "finland", day("2003-12-31")), None);
    }

    #[test]
    fn days_of_service_and_appeal_are_counted_as_the_law_counts() {
        let library = library().unwrap();
        let today = day("2026-11-26");
        let letter = library.mode("letter", today).unwrap();
        assert_eq!(letter.presumed(day("2026-11-26")), Some(day("2026-12-03")));
        let electronic = library.mode("electronic-ordinary", today).unwrap();
        assert_eq!(electronic.presumed(day("2026-11-26")), Some(day("2026-11-29")));
        assert_eq!(library.mode("mission", today).unwrap().presumed(today), None);
        let appeal = library.appeal("administrative-court", today).unwrap();
        // The thirtieth day is a Saturday; the Monday after it is no holiday.
        assert_eq!(appeal.until(day("2026-12-03")), Some(day("2027-01-04")));
        assert_eq!(appeal.until(day("2026-12-01")), Some(day("2026-12-31")));
    }
}
