//! What a ruling says: the outcome, and everything needed to explain and repeat it.

use crate::dictionary::{AppliesBy, Grade};
use crate::expr::Fault;
use crate::program::Evaluation;
use crate::value::{Day, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The outcome of a ruling. There is no refusal here: adverse steps are a person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The application is granted.
    Grant,
    /// A person decides.
    RouteToOfficial,
}

/// How one condition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// The condition is met on known facts.
    Met,
    /// The condition is not met on known facts; what follows is for a person to weigh.
    NotMet,
    /// A fact is unknown, or the law leaves room to judge.
    NeedsOfficial,
    /// The condition does not concern this case.
    NotApplicable,
}

/// One condition of a ruling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Name of the decision that rules on it.
    pub name: Arc<str>,
    /// How it stands.
    pub state: State,
}

/// A coded reason; its words are in the texts of the decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Code, such as `means-too-low`.
    pub code: Arc<str>,
    /// Decision whose table gave it.
    pub decision: Arc<str>,
    /// Row of the table, from 1.
    pub row: usize,
    /// Id of the row in the model.
    pub row_id: Arc<str>,
    /// Provisions of law the row rests on.
    pub citations: Vec<Arc<str>>,
    /// Facts the table read, with their values.
    pub facts: Vec<(Arc<str>, Value)>,
}

/// A parameter as used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterUse {
    /// Name.
    pub name: Arc<str>,
    /// Value in force.
    pub value: Value,
    /// Unit.
    pub unit: Arc<str>,
    /// Since when.
    pub valid_from: Day,
    /// By which date of the case.
    pub applies_by: AppliesBy,
    /// Where it stands.
    pub citations: Vec<Arc<str>>,
    /// How sure it is.
    pub grade: Grade,
}

/// Why a fact counted as unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Missing {
    /// Nobody has given it.
    Absent,
    /// Its sources contradict each other.
    Conflict,
    /// It comes from a source rules do not accept it from.
    Source,
    /// It was retrieved too long before the decision.
    Old,
    /// It does not hold on the day of the decision.
    NotValid,
}

/// The dates of a case that law may apply by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LawDates {
    /// Day of filing.
    pub filing: Day,
    /// Day of the decision.
    pub decision: Day,
    /// Day the permit starts; by default the day of the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permit_start: Option<Day>,
    /// Day of the event; by default the day of the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<Day>,
}

impl LawDates {
    /// The same day for everything.
    #[must_use]
    pub fn all_on(day: Day) -> Self {
        Self { filing: day, decision: day, permit_start: None, event: None }
    }

    /// The date a piece of law applies by.
    #[must_use]
    pub fn get(&self, by: AppliesBy) -> Day {
        match by {
            AppliesBy::Filing => self.filing,
            AppliesBy::Decision => self.decision,
            AppliesBy::PermitStart => self.permit_start.unwrap_or(self.decision),
            AppliesBy::Event => self.event.unwrap_or(self.decision),
        }
    }
}

/// A fact of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its value.
    pub value: Value,
    /// Where it comes from: a source of the dictionary.
    pub source: Arc<str>,
    /// Day it was retrieved or given.
    pub retrieved: Day,
    /// First day it holds, when it is limited.
    pub valid_from: Option<Day>,
    /// Last day it holds, when it is limited.
    pub valid_to: Option<Day>,
    /// True when accepted sources contradict each other.
    pub conflict: bool,
}

/// The facts of one case, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts(pub BTreeMap<Arc<str>, Fact>);

impl Facts {
    /// Sets a fact that holds without limit.
    pub fn set(&mut self, name: &str, value: Value, source: &str, retrieved: Day) {
        let fact = Fact {
            value,
            source: source.into(),
            retrieved,
            valid_from: None,
            valid_to: None,
            conflict: false,
        };
        self.0.insert(name.into(), fact);
    }
}

/// A ruling on one case.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Grant or route; `None` when the rule set only classifies or calculates.
    pub outcome: Option<Outcome>,
    /// Each condition, in order of evaluation.
    pub conditions: Vec<Condition>,
    /// Coded reasons, in order of evaluation.
    pub findings: Vec<Finding>,
    /// The value of every decision, in order of evaluation.
    pub values: Vec<(Arc<str>, Value)>,
    /// Parameters of the rule set with the values used.
    pub parameters: Vec<ParameterUse>,
    /// Facts that counted as unknown, and why.
    pub unknown: Vec<(Arc<str>, Missing)>,
    /// The dates law was applied by.
    pub dates: LawDates,
    /// Name of the rule set.
    pub rule_set: Arc<str>,
    /// Version of the law: first day the rule set is in force.
    pub valid_from: Day,
    /// Content hash of the rule set, hexadecimal.
    pub hash: Arc<str>,
    /// Version of the engine's semantics.
    pub engine: u32,
    /// Weakest grade of the table and the parameters.
    pub grade: Grade,
    /// The full trace.
    pub evaluation: Evaluation,
}

/// Why there is no ruling: the case goes to an official.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoRuling {
    /// The rule set is not in force on the date it applies by.
    #[error("the rule set '{0}' is not in force on {1}")]
    NotInForce(String, Day),
    /// Evaluation met something it cannot answer exactly.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a row did not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyNot {
    /// It did answer.
    Answered,
    /// The first condition that failed.
    Condition {
        /// Column heading.
        column: String,
        /// The cell as written.
        wanted: String,
        /// The value of the case.
        found: Value,
    },
    /// All its conditions hold; a row above answered first.
    RowAbove(usize),
}
