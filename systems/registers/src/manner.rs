//! How each register is asked, as data: `registers.toml` says what each value means.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Span;
use kernel::{Date, Fault};
use serde::Deserialize;

use crate::model::Register;

/// How one register is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manner {
    /// Days an answer counts.
    pub fresh_days: u16,
    /// Longest wait for a connection, milliseconds.
    pub connect_ms: u32,
    /// Longest wait for the whole answer, milliseconds.
    pub answer_ms: u32,
    /// Tries before a question waits, at least one.
    pub tries: u32,
    /// Pause between tries, milliseconds, doubled each time.
    pub pause_ms: u32,
    /// Longest answer read, bytes.
    pub answer_bytes_max: usize,
    /// Questions in a row without an answer before the register rests.
    pub failures_max: u32,
    /// How long it rests at first, seconds; doubled each time.
    pub rest_seconds: u32,
    /// How long it rests at most, seconds.
    pub rest_seconds_max: u32,
    /// When a question whose answer did not fit is asked again, seconds; doubled each time.
    pub again_seconds: u32,
    /// The same at most, seconds.
    pub again_seconds_max: u32,
}

impl Manner {
    /// The last day on which an answer given on a day counts.
    #[must_use]
    pub fn fresh_until(&self, answered: Date) -> Date {
        answered.saturating_add(Span::new().days(self.fresh_days))
    }

    /// The pause after so many tries.
    pub(crate) fn pause(&self, tries: u32) -> Duration {
        Duration::from_millis(u64::from(doubled(self.pause_ms, tries, u32::MAX)))
    }

    /// How long a register rests that rested so many times before.
    pub(crate) fn rest(&self, rests: u32) -> i64 {
        i64::from(doubled(self.rest_seconds, rests, self.rest_seconds_max))
    }

    /// When a question is asked again whose answers did not fit so many times before.
    pub(crate) fn again(&self, delays: u32) -> i64 {
        i64::from(doubled(self.again_seconds, delays, self.again_seconds_max))
    }
}

/// Doubled so many times, up to a limit.
fn doubled(first: u32, times: u32, at_most: u32) -> u32 {
    let factor = 2_u32.checked_pow(times).unwrap_or(u32::MAX);
    first.saturating_mul(factor).min(at_most)
}

/// How each register is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manners(BTreeMap<&'static str, Manner>);

impl Manners {
    /// As this version ships it.
    ///
    /// # Errors
    /// A bug when the file does not read or lacks a register.
    pub fn shipped() -> Result<Manners, Fault> {
        let file: BTreeMap<String, Manner> =
            toml::from_str(include_str!("../registers.toml")).map_err(Fault::bug)?;
        let manner = |register: Register| {
            let found = file.get(register.code()).copied();
            let found = found.ok_or_else(|| Fault::message(format!("{register} has no manner")))?;
            Ok((register.code(), found))
        };
        Register::ALL.into_iter().map(manner).collect::<Result<_, Fault>>().map(Manners)
    }

    /// The same with every register's manner changed: for tests that do not wait.
    #[must_use]
    pub fn changed(mut self, change: impl Fn(&mut Manner)) -> Manners {
        self.0.values_mut().for_each(change);
        self
    }

    /// How a register is asked.
    #[must_use]
    pub fn of(&self, register: Register) -> Option<&Manner> {
        self.0.get(register.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_register_has_a_manner_within_reason() {
        let manners = Manners::shipped().unwrap();
        for register in Register::ALL {
            let manner = manners.of(register).unwrap();
            assert!(manner.tries >= 1 && manner.failures_max >= 1 && manner.rest_seconds >= 1);
            assert!(manner.rest_seconds <= manner.rest_seconds_max);
            // A job shows a sign of life every few seconds; one question must not take minutes.
            assert!(manner.tries * (manner.connect_ms + manner.answer_ms) < 60_000, "{register}");
        }
    }

    #[test]
    fn pauses_double_up_to_their_limit() {
        let manner = *Manners::shipped().unwrap().of(Register::Income).unwrap();
        let rests: Vec<i64> = (0..4).map(|n| manner.rest(n)).collect();
        assert_eq!(rests, [15, 30, 60, 60]);
        assert_eq!(manner.rest(99), 60);
        assert_eq!(manner.pause(1), Duration::from_millis(400));
    }

    #[test]
    fn an_answer_counts_for_days() {
        let manner = *Manners::shipped().unwrap().of(Register::Income).unwrap();
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(manner.fresh_until(day("2026-02-27")), day("2026-03-06"));
    }
}
