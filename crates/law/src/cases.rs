//! Cases beside tables: what a rule set must answer, and whether every row has one.

use crate::answer::{Answer, Facts, LawDates, NoRuling, Outcome};
use crate::dictionary::{AppliesBy, FactEntry};
use crate::problem::Problem;
use crate::program::Body;
use crate::ruleset::RuleSet;
use crate::value::{Day, Value};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Most cases in one file.
const CASES_MAX: usize = 2000;
/// Largest case file in bytes.
const BYTES_MAX: usize = 2 * 1024 * 1024;

/// The file beside a table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    on: Dates,
    #[serde(default)]
    facts: BTreeMap<String, Given>,
    cases: Vec<CaseEntry>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dates {
    filing: Option<String>,
    decision: Option<String>,
    permit_start: Option<String>,
    event: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Given {
    Many(Vec<String>),
    One(String),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseEntry {
    name: String,
    #[serde(default)]
    on: Dates,
    #[serde(default)]
    facts: BTreeMap<String, Given>,
    expect: Expected,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    outcome: Option<String>,
    findings: Option<Vec<String>>,
    #[serde(default)]
    values: BTreeMap<String, String>,
}

/// A case: facts, dates, and the expected answer.
#[derive(Debug, Clone)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// Its facts.
    pub facts: Facts,
    /// Its dates.
    pub dates: LawDates,
    expected: Expected,
}

/// How the cases of a rule set went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseReport {
    /// Cases run.
    pub cases: usize,
    /// Rows of all tables.
    pub rows: usize,
    /// Rows some case was answered by.
    pub rows_hit: usize,
    /// Failing cases, rows without a case, days without a case.
    pub problems: Vec<Problem>,
}

/// Reads a case file.
///
/// # Errors
/// Everything that is wrong with it.
pub(crate) fn read(path: &str, text: &str, set: &RuleSet) -> Result<Vec<Case>, Vec<Problem>> {
    let refuse = |message: String| vec![Problem::error("bad-cases", message).in_file(path)];
    if text.len() > BYTES_MAX {
        return Err(refuse(format!("a case file has at most {BYTES_MAX} bytes")));
    }
    let file: CaseFile = serde_saphyr::from_str(text).map_err(|error| refuse(error.to_string()))?;
    if file.cases.len() > CASES_MAX {
        return Err(refuse(format!("a case file has at most {CASES_MAX} cases")));
    }
    let mut problems = Vec::new();
    let mut cases = Vec::with_capacity(file.cases.len());
    for entry in file.cases {
        match case(&file.on, &file.facts, entry.clone(), set) {
            Ok(case) => cases.push(case),
            Err(message) => {
                let message = format!("case '{}': {message}", entry.name);
                problems.push(Problem::error("bad-case", message).in_file(path));
            }
        }
    }
    if problems.is_empty() { Ok(cases) } else { Err(problems) }
}

fn date(own: Option<&String>, shared: Option<&String>) -> Result<Option<Day>, String> {
    match own.or(shared) {
        Some(text) => Day::parse(text).map(Some).ok_or_else(|| format!("'{text}' is no date")),
        None => Ok(None),
    }
}

fn case(
    shared: &Dates,
    base: &BTreeMap<String, Given>,
    entry: CaseEntry,
    set: &RuleSet,
) -> Result<Case, String> {
    let own = &entry.on;
    let decision = date(own.decision.as_ref(), shared.decision.as_ref())?
        .ok_or("the day of the decision is missing")?;
    let dates = LawDates {
        filing: date(own.filing.as_ref(), shared.filing.as_ref())?.unwrap_or(decision),
        decision,
        permit_start: date(own.permit_start.as_ref(), shared.permit_start.as_ref())?,
        event: date(own.event.as_ref(), shared.event.as_ref())?,
    };
    let mut given = base.clone();
    given.extend(entry.facts);
    let mut facts = Facts::default();
    for (name, value) in given {
        let fact = set.facts().iter().find(|fact| fact.name == name);
        let fact = fact.ok_or_else(|| format!("the rule set reads no fact '{name}'"))?;
        let source = fact.sources.first().map_or("", String::as_str);
        facts.set(&name, value_of(fact, &value)?, source, decision);
    }
    Ok(Case { name: entry.name, facts, dates, expected: entry.expect })
}

fn value_of(fact: &FactEntry, given: &Given) -> Result<Value, String> {
    let one = |text: &String| {
        let value = fact.kind.read(text);
        value.ok_or_else(|| format!("'{text}' is no value of '{}'", fact.name))
    };
    match given {
        Given::One(text) if text == "unknown" || text == "inapplicable" || !fact.many => one(text),
        Given::One(_) => Err(format!("'{}' takes a list", fact.name)),
        Given::Many(texts) if fact.many => {
            Ok(Value::List(texts.iter().map(one).collect::<Result<_, _>>()?))
        }
        Given::Many(_) => Err(format!("'{}' takes one value", fact.name)),
    }
}

fn difference(expected: &Expected, answer: &Result<Answer, NoRuling>) -> Option<String> {
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => {
            let wanted = expected.outcome.as_deref();
            return (wanted != Some("no ruling")).then(|| error.to_string());
        }
    };
    let outcome = answer.outcome.map(|outcome| match outcome {
        Outcome::Grant => "grant",
        Outcome::RouteToOfficial => "route",
    });
    if expected.outcome.as_deref() != outcome {
        let shown = |text: Option<&str>| text.unwrap_or("none").to_owned();
        let wanted = shown(expected.outcome.as_deref());
        return Some(format!("outcome {}, expected {wanted}", shown(outcome)));
    }
    if let Some(wanted) = &expected.findings {
        let found: BTreeSet<&str> = answer.findings.iter().map(|f| &*f.code).collect();
        let wanted: BTreeSet<&str> = wanted.iter().map(String::as_str).collect();
        if found != wanted {
            return Some(format!("findings {found:?}, expected {wanted:?}"));
        }
    }
    for (name, wanted) in &expected.values {
        let found = answer.values.iter().find(|(decision, _)| **decision == **name);
        let Some((_, found)) = found else { return Some(format!("no decision '{name}'")) };
        // Of a group, the output that settles something is what a case speaks of.
        let settled = ["status", "outcome", "class", "queue"].into_iter();
        let found = settled.filter_map(|part| found.entry(part)).next().unwrap_or(found);
        let shown = match found {
            Value::Str(text) => text.to_string(),
            other => other.to_string(),
        };
        if shown != *wanted {
            return Some(format!("{name} is {shown}, expected {wanted}"));
        }
    }
    None
}

/// Runs the cases of a rule set. `before` are cases of the version before it, if there is one.
#[must_use]
pub fn run(set: &RuleSet, cases: &[Case], before: Option<&[Case]>) -> CaseReport {
    let mut report = CaseReport { cases: cases.len(), ..CaseReport::default() };
    let mut hit: BTreeSet<(String, usize)> = BTreeSet::new();
    for case in cases {
        let answer = set.rule(&case.facts, &case.dates);
        if let Some(difference) = difference(&case.expected, &answer) {
            let message = format!("case '{}': {difference}", case.name);
            report.problems.push(Problem::error("case-fails", message));
        }
        if let (Ok(answer), Ok(program)) = (&answer, set.program(&case.dates)) {
            for (step, node) in answer.evaluation.steps.iter().zip(&program.nodes) {
                hit.extend(step.rows.iter().map(|row| (node.name.to_string(), *row)));
            }
        }
    }
    rows(set, &hit, &mut report);
    days(set, cases, before, &mut report.problems);
    report
}

fn rows(set: &RuleSet, hit: &BTreeSet<(String, usize)>, report: &mut CaseReport) {
    let Some(program) = set.programs().last().copied() else { return };
    for node in &program.nodes {
        let Body::Table(table) = &node.body else { continue };
        for row in 0..table.rows.len() {
            report.rows += 1;
            if hit.contains(&(node.name.to_string(), row)) {
                report.rows_hit += 1;
            } else {
                let message = "no case is answered by this row; write one".to_owned();
                let problem = Problem::error("row-without-case", message);
                report.problems.push(problem.in_decision(&node.name).in_row(row + 1));
            }
        }
    }
}

/// Law that begins on a day needs a case on that day and on the day before.
fn days(set: &RuleSet, cases: &[Case], before: Option<&[Case]>, problems: &mut Vec<Problem>) {
    let on = |cases: &[Case], by: AppliesBy, day: Day| {
        cases.iter().any(|case| case.dates.get(by) == day)
    };
    let mut need = |found: bool, by: AppliesBy, day: Day| {
        if !found {
            let message = format!("no case with the date {by:?} on {day}, where the law changes");
            problems.push(Problem::error("day-without-case", message));
        }
    };
    need(on(cases, set.applies_by, set.valid_from), set.applies_by, set.valid_from);
    if let (Some(before), Some(eve)) = (before, set.valid_from.plus_days(-1)) {
        need(on(before, set.applies_by, eve), set.applies_by, eve);
    }
    for (by, day) in set.changes() {
        need(on(cases, by, day), by, day);
        if let Some(eve) = day.plus_days(-1) {
            need(on(cases, by, eve), by, eve);
        }
    }
}
