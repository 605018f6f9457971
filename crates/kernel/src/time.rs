//! Time: one instant type for both databases, legal dates, and the clock everyone is given.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use jiff::civil::Date;

/// An instant in whole microseconds since 1970-01-01T00:00:00Z.
///
/// Both databases keep exactly this much: an `INTEGER` on SQLite, `TIMESTAMPTZ` on PostgreSQL.
/// In JSON it is RFC 3339 text in UTC with six decimals, so a stored event can be read by eye.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Ts(i64);

impl Ts {
    /// The earliest instant.
    pub const MIN: Ts = Ts(0);

    /// From microseconds since the epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Ts {
        Ts(micros)
    }

    /// Microseconds since the epoch.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// This instant moved by seconds (negative: earlier); stops at the ends of the range.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Ts {
        Ts(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// This instant moved by milliseconds; stops at the ends of the range.
    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Ts {
        Ts(self.0.saturating_add(millis.saturating_mul(1_000)))
    }

    /// The calendar date in Finland at this instant: legal dates are counted there.
    #[must_use]
    pub fn date(self) -> Date {
        self.in_helsinki().date()
    }

    /// Date and time of day in Finland, for people.
    #[must_use]
    pub fn in_helsinki(self) -> jiff::ZonedDateTime {
        let zone = TimeZone::get("Europe/Helsinki").unwrap_or(TimeZone::UTC);
        self.in_zone(zone)
    }

    /// Date and time of day elsewhere, for people who are there.
    #[must_use]
    pub fn in_zone(self, zone: TimeZone) -> jiff::ZonedDateTime {
        self.timestamp().to_zoned_datetime(zone)
    }

    /// The start of a date in Finland.
    #[must_use]
    pub fn start_of(date: Date) -> Ts {
        let zone = TimeZone::get("Europe/Helsinki").unwrap_or(TimeZone::UTC);
        date.to_zoned_datetime(zone).map_or(Ts::MIN, |z| Ts(z.timestamp().as_microsecond()))
    }

    fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }
}

impl fmt::Display for Ts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6}", self.timestamp())
    }
}

impl fmt::Debug for Ts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Ts {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Ts, jiff::Error> {
        text.parse::<jiff::Timestamp>().map(|t| Ts(t.as_microsecond()))
    }
}

impl Serialize for Ts {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Ts {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Ts, D::Error> {
        let text = String::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Where the time comes from. Nothing else in the house asks the machine.
pub trait Clock: Send + Sync + 'static {
    /// The instant now.
    fn now(&self) -> Ts;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    fn now(&self) -> Ts {
        Ts(jiff::Timestamp::now().as_microsecond())
    }
}

/// A clock that moves only when told: for tests, replay and driven simulations.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl TestClock {
    /// Starts at the given instant.
    #[must_use]
    pub const fn at(start: Ts) -> TestClock {
        TestClock(AtomicI64::new(start.0))
    }

    /// Moves by seconds; negative moves back, as a wrong machine clock would.
    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds.saturating_mul(1_000_000), Ordering::SeqCst);
    }

    /// Jumps to an instant.
    pub fn set(&self, to: Ts) {
        self.0.store(to.0, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Ts {
        Ts(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_form_keeps_microseconds_and_reads_back() {
        let ts = Ts::from_micros(1_795_438_800_123_456);
        let text = serde_json::to_string(&ts).unwrap();
        assert!(text.ends_with(".123456Z\""), "{text}");
        assert_eq!(serde_json::from_str::<Ts>(&text).unwrap(), ts);
    }

    #[test]
    fn a_finnish_date_starts_two_hours_before_utc_in_winter() {
        let date: Date = "2026-12-06".parse().unwrap();
        let start = Ts::start_of(date);
        assert_eq!(start.to_string(), "2026-12-05T22:00:00.000000Z");
        assert_eq!(start.date(), date);
        assert_eq!(start.plus_millis(-1).date(), "2026-12-05".parse::<Date>().unwrap());
    }
}
