//! The facts of a case: what each source says, and where they contradict each other.

use std::collections::BTreeMap;

use kernel::{Date, Meta, State, Ts};
use law::{Dictionary, Fact, Facts, Value};

use crate::events::FactEvent;
use crate::rules::day;

/// What is known of a case, and from whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFacts {
    told: BTreeMap<String, BTreeMap<String, Told>>,
    /// The source an official found to be right, by fact.
    settled: BTreeMap<String, String>,
    /// Version of the last event about facts, for the basis of rulings.
    pub version: i64,
}

/// What a source says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its value; nothing once erased.
    pub value: Option<Value>,
    /// When it was retrieved or given.
    pub retrieved: Ts,
    /// First day it holds, when that is limited.
    pub valid_from: Option<Date>,
    /// Last day it holds, when that is limited.
    pub valid_until: Option<Date>,
}

/// How a fact stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactState<'a> {
    /// Nobody said anything.
    Untold,
    /// Whoever said something says the same, or an official settled it: the source, and what it says.
    Agreed(&'a str, &'a Told),
    /// Sources say different things of the same time.
    Contradictory(Vec<(&'a str, &'a Told)>),
}

impl Told {
    /// Does it hold on a day?
    fn holds_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day)
            && self.valid_until.is_none_or(|until| day <= until)
    }

    /// Something was said, and it is not that nothing is known.
    fn says(&self) -> Option<&Value> {
        self.value.as_ref().filter(|value| **value != Value::Null)
    }
}

impl CaseFacts {
    /// Names of the facts anybody said something of.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.told.keys().map(String::as_str)
    }

    /// Every source that said something of a fact, and what.
    pub fn sources(&self, fact: &str) -> impl Iterator<Item = (&str, &Told)> {
        self.told.get(fact).into_iter().flatten().map(|(source, told)| (source.as_str(), told))
    }

    /// What a source says of a fact.
    #[must_use]
    pub fn told_by(&self, fact: &str, source: &str) -> Option<&Told> {
        self.told.get(fact)?.get(source)
    }

    /// The source that an official found to be right, when sources differed.
    #[must_use]
    pub fn settled_by(&self, fact: &str) -> Option<&str> {
        self.settled.get(fact).map(String::as_str)
    }

    /// How a fact stands on a day. Of sources that agree, one whose word rules accept counts, and the
    /// latest word of those.
    #[must_use]
    pub fn state(&self, fact: &str, on: Date, law: &Dictionary) -> FactState<'_> {
        let Some(sources) = self.told.get(fact) else { return FactState::Untold };
        let settled = self.settled.get(fact).and_then(|source| sources.get_key_value(source));
        if let Some((source, told)) = settled {
            return FactState::Agreed(source, told);
        }
        let all: Vec<(&str, &Told)> =
            sources.iter().map(|(source, told)| (source.as_str(), told)).collect();
        let holding: Vec<(&str, &Told)> =
            all.iter().copied().filter(|(_, told)| told.holds_on(on)).collect();
        let considered = if holding.is_empty() { all } else { holding };
        let mut said = considered.iter().filter_map(|(_, told)| told.says());
        let first = said.next();
        if said.any(|value| Some(value) != first) {
            return FactState::Contradictory(considered);
        }
        let accepted = law.facts.get(fact).map_or(&[][..], |entry| entry.sources.as_slice());
        let rank = |(source, told): &(&str, &Told)| {
            let accepted = accepted.iter().any(|known| known == source);
            (told.says().is_some(), accepted, told.retrieved)
        };
        let best = considered.into_iter().max_by_key(rank);
        best.map_or(FactState::Untold, |(source, told)| FactState::Agreed(source, told))
    }

    /// The facts as they are once an official has said which source is right, for who weighs an answer
    /// before it is recorded.
    pub fn settle(&mut self, fact: &str, source: &str) {
        self.settled.insert(fact.to_owned(), source.to_owned());
    }

    /// The facts as they are once a source has told something more, likewise.
    pub fn tell(&mut self, fact: &str, source: &str, told: Told) {
        self.told.entry(fact.to_owned()).or_default().insert(source.to_owned(), told);
        self.settled.remove(fact);
    }

    /// The facts as rules read them on a day.
    #[must_use]
    pub fn facts(&self, on: Date, law: &Dictionary) -> Facts {
        let mut facts = Facts::default();
        for name in self.told.keys() {
            let (source, told, conflict) = match self.state(name, on, law) {
                FactState::Untold => continue,
                FactState::Agreed(source, told) => (source, told, false),
                FactState::Contradictory(told) => match told.into_iter().next() {
                    Some((source, told)) => (source, told, true),
                    None => continue,
                },
            };
            let fact = Fact {
                value: told.value.clone().unwrap_or(Value::Null),
                source: source.into(),
                retrieved: day(told.retrieved.date()),
                valid_from: told.valid_from.map(day),
                valid_to: told.valid_until.map(day),
                conflict,
            };
            facts.0.insert(name.as_str().into(), fact);
        }
        facts
    }
}

impl State for CaseFacts {
    const STREAM: &'static str = "case";
    type Event = FactEvent;

    fn apply(&mut self, event: FactEvent, meta: Meta<'_>) {
        self.version = meta.version();
        match event {
            FactEvent::Recorded { fact, source, value, retrieved, valid_from, valid_until } => {
                let told = Told { value: value.into_option(), retrieved, valid_from, valid_until };
                let sources = self.told.entry(fact.clone()).or_default();
                let before = sources.insert(source, told.clone());
                // Something new was said: what was settled may be otherwise now.
                if before.is_none_or(|before| before.value != told.value) {
                    self.settled.remove(&fact);
                }
            }
            FactEvent::Withdrawn { fact, source } => {
                if let Some(sources) = self.told.get_mut(&fact) {
                    sources.remove(&source);
                    if sources.is_empty() {
                        self.told.remove(&fact);
                    }
                }
                self.settled.remove(&fact);
            }
            FactEvent::Settled { fact, source, .. } => {
                self.settled.insert(fact, source);
            }
        }
    }
}
