//! When each source told what it told: rules read days, people are told moments.

use std::collections::BTreeMap;

use kernel::{Meta, State, Ts};
use law::Day;

use crate::events::FactEvent;
use crate::rules::day;

/// The moments at which sources told, by fact and source, in the order it was recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FactMoments(BTreeMap<String, BTreeMap<String, Vec<Ts>>>);

impl FactMoments {
    /// The moment at which a source told a fact on a day: the last that a ruling of a later moment may have read.
    /// Nothing of what nobody told, such as the answer of another rule set.
    #[must_use]
    pub fn of(&self, (fact, source): (&str, &str), on: Day, ruled: Ts) -> Option<Ts> {
        let told = self.0.get(fact)?.get(source)?;
        told.iter().copied().filter(|at| *at <= ruled && day(at.date()) == on).max()
    }
}

impl State for FactMoments {
    const STREAM: &'static str = "case";
    type Event = FactEvent;

    fn apply(&mut self, event: FactEvent, _: Meta<'_>) {
        if let FactEvent::Recorded { fact, source, retrieved, .. } = event {
            self.0.entry(fact).or_default().entry(source).or_default().push(retrieved);
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Sealed;
    use law::Value;
    use testkit::given;
    use uuid::Uuid;

    use super::*;

    fn told(source: &str, at: &str) -> FactEvent {
        FactEvent::Recorded {
            fact: "fee_paid".into(),
            source: source.into(),
            value: Sealed::new(kernel::Subject(Uuid::from_u128(1)), Value::Bool(true)),
            retrieved: at.parse().unwrap(),
            valid_from: None,
            valid_until: None,
        }
    }

    #[test]
    fn a_moment_is_the_last_of_its_day_and_source_that_the_ruling_could_read() {
        let at = |text: &str| text.parse::<Ts>().unwrap();
        let events = [
            told("payment", "2026-03-01T09:00:00Z"),
            told("payment", "2026-03-02T07:30:00Z"),
            told("case", "2026-03-02T07:45:00Z"),
            told("payment", "2026-03-02T12:00:00Z"),
        ];
        let moments = given::<FactMoments>(events).state(Uuid::from_u128(1));
        let of = |source: &str, on: &str| {
            moments.of(("fee_paid", source), Day::parse(on).unwrap(), at("2026-03-02T08:00:00Z"))
        };
        assert_eq!(of("payment", "2026-03-02"), Some(at("2026-03-02T07:30:00Z")));
        assert_eq!(of("payment", "2026-03-01"), Some(at("2026-03-01T09:00:00Z")));
        assert_eq!(of("case", "2026-03-02"), Some(at("2026-03-02T07:45:00Z")));
        assert_eq!((of("case", "2026-03-01"), of("kela", "2026-03-02")), (None, None));
    }
}
