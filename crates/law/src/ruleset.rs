//! A rule set: one version of one decision with its parameters bound in time.

use crate::answer::{
    Answer, Condition, Facts, Finding, LawDates, Missing, NoRuling, Outcome, ParameterUse, State,
    WhyNot,
};
use crate::archive;
use crate::check;
use crate::compile::{Vocabulary, compile_model};
use crate::dictionary::{AppliesBy, Dictionary, FactEntry, Grade, Parameter};
use crate::expr::{Expr, Fault, Frame};
use crate::problem::{Level, Problem};
use crate::program::{Body, Evaluation, Program, Role, Table};
use crate::value::{Day, Value};
use crate::xml::{self, Model};
use std::sync::Arc;

/// Version of the semantics of evaluation. It changes when the same files could give another answer.
pub const ENGINE: u32 = 1;
/// Version of the DMN profile.
pub(crate) const PROFILE: u32 = 1;
/// Most programs one rule set may need for its parameters' periods.
const PERIODS_MAX: usize = 256;

/// One version of a decision.
#[derive(Debug, Clone)]
pub struct RuleSet {
    /// Name of the decision: the folder's name.
    pub name: Arc<str>,
    /// First day in force, by [`RuleSet::applies_by`].
    pub valid_from: Day,
    /// Last day in force; none: until the next version.
    pub valid_to: Option<Day>,
    /// Which date of the case decides whether it is in force.
    pub applies_by: AppliesBy,
    /// Grade of the table itself.
    pub grade: Grade,
    /// Parties of the matter: more than one is never automatic.
    pub parties: u32,
    /// What the decision is for.
    pub purpose: String,
    /// Content hash over table, parameters, facts, profile and engine, hexadecimal.
    pub hash: Arc<str>,
    /// Notes and warnings found while loading.
    pub remarks: Vec<Problem>,
    pub(crate) facts: Vec<FactEntry>,
    pub(crate) parameters: Vec<Parameter>,
    archive: Arc<str>,
    axes: Vec<Axis>,
    variants: Vec<Variant>,
}

/// The days on which the parameters of one applied date change.
#[derive(Debug, Clone)]
struct Axis {
    by: AppliesBy,
    /// First days of the periods; the first is the beginning of time.
    starts: Vec<Day>,
}

/// The program for one combination of periods.
#[derive(Debug, Clone)]
struct Variant {
    program: Result<Program, String>,
    parameters: Vec<ParameterUse>,
    grade: Grade,
    /// For each decision: the inputs it rests on, and the fields of its role.
    reads: Vec<Vec<usize>>,
}

impl RuleSet {
    /// Loads one version from its table.
    ///
    /// # Errors
    /// All problems, when one of them is an error.
    pub(crate) fn load(
        path: &str,
        name: &str,
        valid_from: Day,
        source: &str,
        dictionary: &Dictionary,
    ) -> Result<Self, Vec<Problem>> {
        let model = xml::read(source).map_err(|problem| vec![problem.in_file(path)])?;
        let mut problems = Vec::new();
        let mut set = Self::head(path, name, valid_from, &model, dictionary, &mut problems);
        let text = archive::write(name, valid_from, source, &set.facts, &set.parameters);
        set.hash = archive::sha256(&text).into();
        set.archive = text.into();
        for key in set.combinations().unwrap_or_default() {
            set.variant(path, &key, &model, &mut problems);
        }
        if set.combinations().is_none() {
            let message = format!("its parameters change in more than {PERIODS_MAX} combinations");
            problems.push(Problem::error("too-complex", message).in_file(path));
        }
        problems.sort();
        problems.dedup();
        if problems.iter().any(|problem| problem.level == Level::Error) {
            return Err(problems);
        }
        set.remarks = problems;
        Ok(set)
    }

    fn head(
        path: &str,
        name: &str,
        valid_from: Day,
        model: &Model,
        dictionary: &Dictionary,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let mut attribute = |key: &str, fallback: &str, fits: &dyn Fn(&str) -> bool| {
            let value = model.own(key).unwrap_or(fallback);
            if !fits(value) {
                let message = format!("the attribute uma:{key} is missing or wrong: '{value}'");
                problems.push(Problem::error("bad-header", message).in_file(path));
            }
            value.to_owned()
        };
        let applies_by = attribute("appliesBy", "", &|text| by(text).is_some());
        let grade = attribute("grade", "", &|text| grade(text).is_some());
        let parties = attribute("parties", "1", &|text| text.parse::<u32>().is_ok());
        let valid_to = attribute("validTo", "", &|t| t.is_empty() || Day::parse(t).is_some());
        let inputs = || model.inputs.iter().map(|input| input.name.as_str());
        let parameters: Vec<Parameter> =
            inputs().filter_map(|name| dictionary.parameters.get(name)).cloned().collect();
        let mut axes: Vec<Axis> = Vec::new();
        for parameter in &parameters {
            let ends = parameter.rows.iter().filter_map(|row| row.valid_to?.plus_days(1));
            let starts = parameter.rows.iter().map(|row| row.valid_from).chain(ends);
            match axes.iter_mut().find(|axis| axis.by == parameter.applies_by) {
                Some(axis) => axis.starts.extend(starts),
                None => {
                    let starts = std::iter::once(Day::FIRST).chain(starts).collect();
                    axes.push(Axis { by: parameter.applies_by, starts });
                }
            }
        }
        for axis in &mut axes {
            axis.starts.sort_unstable();
            axis.starts.dedup();
        }
        Self {
            name: name.into(),
            valid_from,
            valid_to: Day::parse(&valid_to),
            applies_by: by(&applies_by).unwrap_or(AppliesBy::Decision),
            grade: self::grade(&grade).unwrap_or(Grade::Unverified),
            parties: parties.parse().unwrap_or(1),
            purpose: model.description.trim().to_owned(),
            hash: "".into(),
            archive: "".into(),
            remarks: Vec::new(),
            facts: inputs().filter_map(|name| dictionary.facts.get(name)).cloned().collect(),
            parameters,
            axes,
            variants: Vec::new(),
        }
    }

    /// The rule set as one text that stands alone, for storing when it is deployed; its SHA-256 is
    /// [`RuleSet::hash`], and [`RuleSet::from_archive`] reads it.
    #[must_use]
    pub fn archive(&self) -> &str {
        &self.archive
    }

    /// All combinations of periods, in the order variants are stored.
    fn combinations(&self) -> Option<Vec<Vec<usize>>> {
        let mut all = vec![Vec::new()];
        for axis in &self.axes {
            if all.len() * axis.starts.len() > PERIODS_MAX {
                return None;
            }
            all = all
                .into_iter()
                .flat_map(|key: Vec<usize>| {
                    (0..axis.starts.len()).map(move |period| {
                        let mut key = key.clone();
                        key.push(period);
                        key
                    })
                })
                .collect();
        }
        Some(all)
    }

    /// Compiles and checks the program for one combination of periods.
    fn variant(&mut self, path: &str, key: &[usize], model: &Model, problems: &mut Vec<Problem>) {
        let mut vocabulary = Vocabulary { closed: true, ..Vocabulary::default() };
        for fact in &self.facts {
            vocabulary.facts.insert(fact.name.clone(), fact.fact_type());
        }
        let mut used = Vec::new();
        let mut missing = None;
        // A period that ends before the rule set begins, or begins after it ended, concerns no case.
        let mut in_force = true;
        for (axis, period) in self.axes.iter().zip(key) {
            let next = axis.starts.get(period + 1);
            in_force &= next.is_none_or(|day| *day > self.valid_from);
            let start = axis.starts.get(*period);
            let begun = start.is_none_or(|day| self.valid_to.is_none_or(|end| *day <= end));
            in_force &= axis.by != self.applies_by || begun;
        }
        for parameter in &self.parameters {
            let day = self.period_start(parameter.applies_by, key);
            let row = day.and_then(|day| parameter.on(day));
            let value = row.and_then(|row| parameter.kind.read(&row.value));
            let (Some(row), Some(value)) = (row, value) else {
                missing = Some((parameter.name.clone(), day));
                continue;
            };
            vocabulary
                .parameters
                .insert(parameter.name.clone(), (value.clone(), parameter.kind.ty()));
            used.push(ParameterUse {
                name: parameter.name.as_str().into(),
                value,
                unit: parameter.unit.as_str().into(),
                valid_from: row.valid_from,
                applies_by: parameter.applies_by,
                citations: row.cite.iter().map(|cite| cite.as_str().into()).collect(),
                grade: row.grade,
            });
        }
        if let Some((name, day)) = missing {
            if in_force {
                let day = day.map_or_else(String::new, |day| day.to_string());
                let message = format!("the parameter '{name}' has no value from {day}");
                problems.push(Problem::error("missing-parameter", message).in_file(path));
            }
            return self.variants.push(Variant {
                program: Err(name),
                parameters: used,
                grade: Grade::Unverified,
                reads: Vec::new(),
            });
        }
        let grade = used.iter().map(|parameter| parameter.grade).min().unwrap_or(Grade::Primary);
        let program = match compile_model(path, model, &vocabulary) {
            Ok(program) => program,
            Err(found) => return problems.extend(found),
        };
        if in_force {
            let found = check::check(&program, true);
            problems.extend(found.into_iter().map(|p| model.lines.place(p).in_file(path)));
        }
        let reads = (0..program.nodes.len()).map(|node| reads(&program, node)).collect();
        self.variants.push(Variant {
            program: Ok(program),
            parameters: used,
            grade: grade.min(self.grade),
            reads,
        });
    }

    fn period_start(&self, by: AppliesBy, key: &[usize]) -> Option<Day> {
        let (axis, period) = self.axes.iter().zip(key).find(|(axis, _)| axis.by == by)?;
        axis.starts.get(*period).copied()
    }

    fn chosen(&self, dates: &LawDates) -> Option<&Variant> {
        let mut index = 0;
        for axis in &self.axes {
            let day = dates.get(axis.by);
            let period = axis.starts.partition_point(|start| *start <= day).checked_sub(1)?;
            index = index * axis.starts.len() + period;
        }
        self.variants.get(index)
    }

    /// The program in force on the dates of a case, for batches.
    ///
    /// # Errors
    /// When the rule set is not in force, or a parameter has no value.
    pub fn program(&self, dates: &LawDates) -> Result<&Program, NoRuling> {
        let day = dates.get(self.applies_by);
        if day < self.valid_from || self.valid_to.is_some_and(|end| day > end) {
            return Err(NoRuling::NotInForce(self.name.to_string(), day));
        }
        self.program_of(dates)
    }

    /// The program with the parameters of the dates, whether the rule set is in force then or not: for
    /// asking what another version would have said.
    ///
    /// # Errors
    /// When a parameter has no value.
    pub fn program_of(&self, dates: &LawDates) -> Result<&Program, NoRuling> {
        match self.chosen(dates).map(|variant| &variant.program) {
            Some(Ok(program)) => Ok(program),
            Some(Err(name)) => Err(Fault::Parameter(name.clone()).into()),
            None => {
                let day = dates.get(self.applies_by);
                Err(NoRuling::NotInForce(self.name.to_string(), day))
            }
        }
    }

    /// Days after the beginning on which a parameter changes while the rule set is in force.
    #[must_use]
    pub fn changes(&self) -> Vec<(AppliesBy, Day)> {
        let all = self.axes.iter().flat_map(|axis| axis.starts.iter().map(|day| (axis.by, *day)));
        all.filter(|(_, day)| *day > self.valid_from && self.valid_to.is_none_or(|end| *day <= end))
            .collect()
    }

    /// The dictionary entries of the facts it reads.
    #[must_use]
    pub fn facts(&self) -> &[FactEntry] {
        &self.facts
    }

    /// The dictionary entries of the parameters it names, with all their rows.
    #[must_use]
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// Rules on one case.
    ///
    /// A fact that is absent, contradictory, too old, not valid on the day of the decision, or from a
    /// source the dictionary does not accept counts as unknown.
    ///
    /// # Errors
    /// [`NoRuling`]: the case goes to an official.
    pub fn rule(&self, facts: &Facts, dates: &LawDates) -> Result<Answer, NoRuling> {
        let program = self.program(dates)?;
        let Some(variant) = self.chosen(dates) else {
            return Err(NoRuling::NotInForce(self.name.to_string(), dates.get(self.applies_by)));
        };
        let mut unknown = Vec::new();
        let mut values = Vec::with_capacity(program.inputs.len());
        for input in &program.inputs {
            let entry = self.facts.iter().find(|entry| *entry.name == *input.name);
            match admitted(entry, facts, &input.name, dates.decision) {
                Ok(value) => values.push(value),
                Err(missing) => {
                    unknown.push((input.name.clone(), missing));
                    values.push(Value::Null);
                }
            }
        }
        let evaluation = program.evaluate(&values)?;
        Ok(self.answer(program, variant, evaluation, unknown, dates))
    }

    fn answer(
        &self,
        program: &Program,
        variant: &Variant,
        evaluation: Evaluation,
        unknown: Vec<(Arc<str>, Missing)>,
        dates: &LawDates,
    ) -> Answer {
        let mut outcome = None;
        let mut conditions = Vec::new();
        let mut findings = Vec::new();
        let mut values = Vec::with_capacity(program.nodes.len());
        for (index, node) in program.nodes.iter().enumerate() {
            let slot = program.inputs.len() + index;
            let value = evaluation.values.get(slot).unwrap_or(&Value::Null);
            if node.hidden {
                continue;
            }
            values.push((node.name.clone(), value.clone()));
            let given = |name: &str| value.entry(name).unwrap_or(value).as_str();
            match node.role {
                Role::Ruling => {
                    let grant = given("outcome") == Some("grant") && self.parties <= 1;
                    outcome = Some(if grant { Outcome::Grant } else { Outcome::RouteToOfficial });
                }
                Role::Condition => {
                    let state = match given("status") {
                        Some("met") => State::Met,
                        Some("not met") => State::NotMet,
                        Some("not applicable") => State::NotApplicable,
                        _ => State::NeedsOfficial,
                    };
                    conditions.push(Condition { name: node.name.clone(), state });
                }
                Role::Class | Role::Value => {}
            }
            if let Body::Table(table) = &node.body
                && let Some(step) = evaluation.steps.get(index)
            {
                let reads = variant.reads.get(index).map_or(&[][..], Vec::as_slice);
                collect(table, &step.rows, &mut findings, |finding| {
                    finding.decision = node.name.clone();
                    finding.facts = reads
                        .iter()
                        .filter_map(|slot| {
                            let input = program.inputs.get(*slot)?;
                            Some((input.name.clone(), evaluation.values.get(*slot)?.clone()))
                        })
                        .collect();
                });
            }
        }
        Answer {
            outcome,
            conditions,
            findings,
            values,
            parameters: variant.parameters.clone(),
            unknown,
            dates: *dates,
            rule_set: self.name.clone(),
            valid_from: self.valid_from,
            hash: self.hash.clone(),
            engine: ENGINE,
            grade: variant.grade,
            evaluation,
        }
    }

    /// Why a row of a decision did not answer a case: its first failing condition.
    #[must_use]
    pub fn why_not(&self, answer: &Answer, decision: &str, row: usize) -> Option<WhyNot> {
        let program = self.program(&answer.dates).ok()?;
        let index = program.decision(decision)?;
        let Body::Table(table) = &program.nodes.get(index)?.body else { return None };
        let step = answer.evaluation.steps.get(index)?;
        let number = row.checked_sub(1)?;
        if step.rows.contains(&number) {
            return Some(WhyNot::Answered);
        }
        let row = table.rows.get(number)?;
        let mut frame = Frame { slots: &answer.evaluation.values, locals: Vec::new() };
        for ((test, clause), (value, text)) in
            row.tests.iter().zip(&table.clauses).zip(step.tested.iter().zip(&row.texts))
        {
            let ordinal = clause.domain.ordinal(value).unwrap_or(crate::set::NULL);
            if test.holds(ordinal, value, &mut frame) != Some(true) {
                return Some(WhyNot::Condition {
                    column: clause.heading.clone(),
                    wanted: text.clone(),
                    found: value.clone(),
                });
            }
        }
        step.rows.first().map(|above| WhyNot::RowAbove(above + 1))
    }

    /// For a case that was not granted: every row of a ruling or a condition that would have helped,
    /// with the first condition of the row that failed. Decision, row (from 1), reason.
    #[must_use]
    pub fn why_not_granted(&self, answer: &Answer) -> Vec<(Arc<str>, usize, WhyNot)> {
        let mut found = Vec::new();
        let Ok(program) = self.program(&answer.dates) else { return found };
        if answer.outcome != Some(Outcome::RouteToOfficial) {
            return found;
        }
        for (node, step) in program.nodes.iter().zip(&answer.evaluation.steps) {
            let Body::Table(table) = &node.body else { continue };
            let helps = |row: usize| {
                let output = table.rows.get(row).map(|row| &row.output);
                let Some(crate::program::Produce::Const(value)) = output else { return false };
                let given = |name: &str| value.entry(name).unwrap_or(value).as_str();
                match node.role {
                    Role::Ruling => given("outcome") == Some("grant"),
                    Role::Condition => matches!(given("status"), Some("met" | "not applicable")),
                    Role::Class | Role::Value => false,
                }
            };
            if step.rows.iter().any(|row| helps(*row)) {
                continue;
            }
            for row in (0..table.rows.len()).filter(|row| helps(*row)) {
                let why = self.why_not(answer, &node.name, row + 1);
                found.extend(why.map(|why| (node.name.clone(), row + 1, why)));
            }
        }
        found
    }

    /// The tables as text, one block a decision, as people read them.
    #[must_use]
    pub fn programs(&self) -> Vec<&Program> {
        self.variants.iter().filter_map(|variant| variant.program.as_ref().ok()).collect()
    }
}

/// The value rules may use, or why there is none.
fn admitted(
    entry: Option<&FactEntry>,
    facts: &Facts,
    name: &str,
    decided: Day,
) -> Result<Value, Missing> {
    let fact = facts.0.get(name).ok_or(Missing::Absent)?;
    if fact.value == Value::Null {
        return Err(Missing::Absent);
    }
    if fact.conflict {
        return Err(Missing::Conflict);
    }
    if let Some(entry) = entry {
        if !entry.sources.iter().any(|source| **source == *fact.source) {
            return Err(Missing::Source);
        }
        if let Some(age) = entry.age_days_max
            && fact.retrieved.plus_days(age).is_some_and(|last| last < decided)
        {
            return Err(Missing::Old);
        }
    }
    let begun = fact.valid_from.is_none_or(|day| day <= decided);
    let lasting = fact.valid_to.is_none_or(|day| decided <= day);
    if begun && lasting { Ok(fact.value.clone()) } else { Err(Missing::NotValid) }
}

fn collect(
    table: &Table,
    rows: &[usize],
    findings: &mut Vec<Finding>,
    complete: impl Fn(&mut Finding),
) {
    for number in rows {
        let Some(row) = table.rows.get(*number) else { continue };
        let crate::program::Produce::Const(value) = &row.output else { continue };
        let named = table.outputs.first().is_some_and(|output| &*output.name == "finding");
        let code = value.entry("finding").or(named.then_some(value));
        let Some(Value::Str(code)) = code else { continue };
        let mut finding = Finding {
            code: code.clone(),
            decision: "".into(),
            row: number + 1,
            row_id: row.id.clone(),
            citations: row.citations.clone(),
            facts: Vec::new(),
        };
        complete(&mut finding);
        findings.push(finding);
    }
}

/// The inputs a decision reads itself: through its expressions, not through other tables.
fn reads(program: &Program, node: usize) -> Vec<usize> {
    let mut slots = Vec::new();
    let mut pending = vec![node];
    while let Some(node) = pending.pop() {
        let Some(node) = program.nodes.get(node) else { continue };
        let mut see = |expr: &Expr| {
            if let Expr::Slot(slot) = expr {
                match slot.checked_sub(program.inputs.len()) {
                    None => slots.push(*slot),
                    Some(other) => {
                        let body = program.nodes.get(other).map(|node| &node.body);
                        if matches!(body, Some(Body::Expr(_))) {
                            pending.push(other);
                        }
                    }
                }
            }
        };
        match &node.body {
            Body::Expr(expr) => expr.visit(&mut see),
            Body::Table(table) => table.clauses.iter().for_each(|c| c.expr.visit(&mut see)),
        }
    }
    slots.sort_unstable();
    slots.dedup();
    slots
}

fn by(text: &str) -> Option<AppliesBy> {
    Some(match text {
        "filing" => AppliesBy::Filing,
        "decision" => AppliesBy::Decision,
        "permit_start" => AppliesBy::PermitStart,
        "event" => AppliesBy::Event,
        _ => return None,
    })
}

fn grade(text: &str) -> Option<Grade> {
    Some(match text {
        "primary" => Grade::Primary,
        "secondary" => Grade::Secondary,
        "unverified" => Grade::Unverified,
        _ => return None,
    })
}
