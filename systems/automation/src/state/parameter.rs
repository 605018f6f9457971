//! Which values of a parameter somebody here compared with the source.

use std::collections::BTreeMap;

use kernel::{Meta, State, Ts, UserId};
use law::Day;

use crate::events::ParameterEvent;

/// A parameter as far as it was verified.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifiedParameter {
    /// Values by their first day.
    pub values: BTreeMap<Day, VerifiedValue>,
    /// Its version, for the basis of rulings.
    pub version: i64,
}

/// A value that was compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedValue {
    /// The value, as the law's file had it.
    pub value: String,
    /// Where it was compared.
    pub source: String,
    /// For trial only.
    pub demo: bool,
    /// By whom.
    pub by: UserId,
    /// When.
    pub at: Ts,
}

impl VerifiedParameter {
    /// Was this very value compared? A verification for trial counts on trial alone.
    #[must_use]
    pub fn is_verified(&self, valid_from: Day, value: &str, demo: bool) -> bool {
        let found = self.values.get(&valid_from);
        found.is_some_and(|known| known.value == value && (demo || !known.demo))
    }
}

impl State for VerifiedParameter {
    const STREAM: &'static str = "law-parameter";
    type Event = ParameterEvent;

    fn apply(&mut self, event: ParameterEvent, meta: Meta<'_>) {
        self.version = meta.version();
        let ParameterEvent::Verified { valid_from, value, source, demo } = event;
        let (by, at) = (UserId(meta.actor()), meta.at());
        // What a person compared is not undone by a demo that starts again.
        if demo && self.values.get(&valid_from).is_some_and(|known| !known.demo) {
            return;
        }
        self.values.insert(valid_from, VerifiedValue { value, source, demo, by, at });
    }
}
