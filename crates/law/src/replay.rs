//! A ruling as it is kept, and the proof that the same facts and the same law still give it.

use crate::answer::{Answer, Fact, Facts, LawDates, Missing, NoRuling, Outcome, State};
use crate::archive::{applies_by, grade, sha256};
use crate::decimal::Decimal;
use crate::expr::Fault;
use crate::ruleset::RuleSet;
use crate::value::{Day, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// What became of a ruling that was repeated.
#[derive(Debug, Clone, PartialEq)]
pub enum Replay {
    /// The same answer, word by word.
    Same,
    /// Another answer than the one kept: an alarm.
    Differs(Box<Result<Answer, NoRuling>>),
}

impl RuleSet {
    /// Rules again on kept facts and compares with the seal of the kept ruling.
    #[must_use]
    pub fn replay(&self, facts: &Facts, dates: &LawDates, sealed: &str) -> Replay {
        let answer = self.rule(facts, dates);
        if seal(&answer) == sealed { Replay::Same } else { Replay::Differs(Box::new(answer)) }
    }
}

/// SHA-256, hexadecimal, over everything a ruling says: outcome, conditions, findings with their
/// rows, citations and facts, values of all decisions, parameters, unknown facts, dates, rule set and
/// engine; or over the reason why there is none.
#[must_use]
pub fn seal(answer: &Result<Answer, NoRuling>) -> String {
    sha256(&match answer {
        Ok(answer) => record(answer),
        Err(none) => format!("no ruling: {}\n", reason(none)),
    })
}

/// Why there is none, in words that outlive the wording of messages.
fn reason(none: &NoRuling) -> String {
    let (what, name) = match none {
        NoRuling::NotInForce(name, day) => return format!("not in force {name:?} {day}"),
        NoRuling::Fault(Fault::Range(name)) => ("range", name),
        NoRuling::Fault(Fault::Ambiguous(name)) => ("ambiguous", name),
        NoRuling::Fault(Fault::Value(name)) => ("value", name),
        NoRuling::Fault(Fault::Parameter(name)) => ("parameter", name),
    };
    format!("{what} {name:?}")
}

/// Everything a ruling says, one line a thing. Names and values are written so that no two rulings
/// that differ read the same.
fn record(answer: &Answer) -> String {
    let mut text = String::new();
    let outcome = answer.outcome.map_or("none", |outcome| match outcome {
        Outcome::Grant => "grant",
        Outcome::RouteToOfficial => "route",
    });
    let _ = writeln!(text, "rule set {} {}", answer.rule_set, answer.valid_from);
    let _ = writeln!(text, "hash {} engine {}", answer.hash, answer.engine);
    let d = &answer.dates;
    let day = |day: Option<Day>| day.map_or("-".to_owned(), |day| day.to_string());
    let (start, event) = (day(d.permit_start), day(d.event));
    let _ = writeln!(text, "dates {} {} {start} {event}", d.filing, d.decision);
    let _ = writeln!(text, "outcome {outcome} grade {}", grade(answer.grade));
    for condition in &answer.conditions {
        let state = match condition.state {
            State::Met => "met",
            State::NotMet => "not met",
            State::NeedsOfficial => "needs an official",
            State::NotApplicable => "not applicable",
        };
        let _ = writeln!(text, "condition {:?} {state}", condition.name);
    }
    for finding in &answer.findings {
        let (code, decision, row) = (&finding.code, &finding.decision, finding.row);
        let _ = writeln!(text, "finding {code:?} {decision:?} row {row} {:?}", finding.row_id);
        finding.citations.iter().for_each(|cite| {
            let _ = writeln!(text, "  cites {cite:?}");
        });
        finding.facts.iter().for_each(|(name, value)| {
            let _ = writeln!(text, "  fact {name:?} {value}");
        });
    }
    for (name, value) in &answer.values {
        let _ = writeln!(text, "value {name:?} {value}");
    }
    for used in &answer.parameters {
        let (by, grade) = (applies_by(used.applies_by), grade(used.grade));
        let (name, value, from) = (&used.name, &used.value, used.valid_from);
        let _ = writeln!(text, "parameter {name:?} {value} {:?} {from} {by} {grade}", used.unit);
    }
    for (name, missing) in &answer.unknown {
        let why = match missing {
            Missing::Absent => "absent",
            Missing::Conflict => "conflict",
            Missing::Source => "source",
            Missing::Old => "old",
            Missing::NotValid => "not valid",
        };
        let _ = writeln!(text, "unknown {name:?} {why}");
    }
    text
}

/// A value as events and archives keep it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kept {
    Unknown,
    Inapplicable,
    Bool(bool),
    Num(String),
    Text(String),
    Date(Day),
    Months(i64),
    Seconds(i64),
    List(Vec<Kept>),
    Group(Vec<(String, Kept)>),
}

impl From<&Value> for Kept {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::Unknown,
            Value::NotApplicable => Self::Inapplicable,
            Value::Bool(value) => Self::Bool(*value),
            Value::Num(number) => Self::Num(number.to_string()),
            Value::Str(text) => Self::Text(text.to_string()),
            Value::Date(day) => Self::Date(*day),
            Value::Months(months) => Self::Months(*months),
            Value::Seconds(seconds) => Self::Seconds(*seconds),
            Value::List(items) => Self::List(items.iter().map(Self::from).collect()),
            Value::Context(entries) => Self::Group(
                entries.iter().map(|(name, value)| (name.to_string(), value.into())).collect(),
            ),
        }
    }
}

impl TryFrom<Kept> for Value {
    type Error = String;

    fn try_from(kept: Kept) -> Result<Self, String> {
        Ok(match kept {
            Kept::Unknown => Self::Null,
            Kept::Inapplicable => Self::NotApplicable,
            Kept::Bool(value) => Self::Bool(value),
            Kept::Num(text) => match Decimal::parse(&text) {
                Some(number) => Self::Num(number),
                None => return Err(format!("'{text}' is no number")),
            },
            Kept::Text(text) => Self::text(&text),
            Kept::Date(day) => Self::Date(day),
            Kept::Months(months) => Self::Months(months),
            Kept::Seconds(seconds) => Self::Seconds(seconds),
            Kept::List(items) => {
                let items: Result<Vec<Self>, String> =
                    items.into_iter().map(Self::try_from).collect();
                Self::List(items?.into())
            }
            Kept::Group(entries) => {
                let mut values: Vec<(Arc<str>, Self)> = Vec::with_capacity(entries.len());
                for (name, kept) in entries {
                    values.push((name.into(), kept.try_into()?));
                }
                Self::Context(values.into())
            }
        })
    }
}

impl Serialize for Value {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Kept::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Kept::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("'{text}' is no date")))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptFact {
    value: Value,
    source: String,
    retrieved: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_from: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_to: Option<Day>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    conflict: bool,
}

impl Serialize for Facts {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, fact)| {
            let kept = KeptFact {
                value: fact.value.clone(),
                source: fact.source.to_string(),
                retrieved: fact.retrieved,
                valid_from: fact.valid_from,
                valid_to: fact.valid_to,
                conflict: fact.conflict,
            };
            (&**name, kept)
        }))
    }
}

impl<'de> Deserialize<'de> for Facts {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let kept = BTreeMap::<String, KeptFact>::deserialize(deserializer)?;
        let facts = kept.into_iter().map(|(name, kept)| {
            let fact = Fact {
                value: kept.value,
                source: kept.source.into(),
                retrieved: kept.retrieved,
                valid_from: kept.valid_from,
                valid_to: kept.valid_to,
                conflict: kept.conflict,
            };
            (Arc::from(name), fact)
        });
        Ok(Self(facts.collect()))
    }
}
