//! Two versions over the same cases: how many change, which, and in which direction.

use super::columns::{Column, ColumnProblem, Meaning, Values};
use super::kernel::{self, BLOCK};
use super::run::Batch;
use crate::program::{Body, Produce, Program};
use crate::value::Value;
use std::collections::BTreeMap;

/// One case that changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Place of the case in the columns, from 0.
    pub case: usize,
    /// Outcome before: a place in [`Impact::outcomes`].
    pub before: usize,
    /// Outcome after.
    pub after: usize,
}

/// What another version changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impact {
    /// All outcomes there are, in words; the last is *no ruling*.
    pub outcomes: Vec<String>,
    /// Count of cases from an outcome (row) to an outcome (column).
    pub matrix: Vec<Vec<usize>>,
    /// The cases that change, in order.
    pub changed: Vec<Change>,
}

/// What stands for a case that no version rules on.
const NO_RULING: &str = "no ruling";

/// Outcome of each code of a decision, as places in a list of outcomes.
fn classes(
    batch: &Batch<'_>,
    decision: &str,
    part: Option<&str>,
    outcomes: &mut BTreeMap<String, usize>,
) -> Result<(usize, Vec<usize>), ColumnProblem> {
    let no_fit = |message: String| ColumnProblem::NoFit(message);
    let program = batch.program();
    let node = program.decision(decision);
    let node = node.ok_or_else(|| no_fit(format!("there is no decision '{decision}'")))?;
    let count = batch.code_count(node);
    let count = count.ok_or_else(|| {
        no_fit(format!("'{decision}' has no single row that answers; compare a table that has"))
    })?;
    let Some(Body::Table(table)) = program.nodes.get(node).map(|node| &node.body) else {
        return Err(no_fit(format!("'{decision}' is no table")));
    };
    let mut classes = Vec::with_capacity(count + 1);
    for code in 0..=count {
        let row = u8::try_from(code).ok().and_then(|code| batch.row(decision, code));
        let output = row.and_then(|row| table.rows.get(row - 1)).map(|row| &row.output);
        let value = match output {
            Some(Produce::Const(value)) => value.clone(),
            Some(Produce::Expr(_)) => {
                let message = format!("the output of '{decision}' is calculated");
                return Err(no_fit(message));
            }
            None => table.default.clone().unwrap_or(Value::Null),
        };
        let value = match part {
            Some(part) => value.entry(part).cloned().unwrap_or(Value::Null),
            None => value,
        };
        let next = outcomes.len();
        classes.push(*outcomes.entry(value.to_string()).or_insert(next));
    }
    Ok((node, classes))
}

/// Facts of many cases by name, as values.
type Table = [(String, Vec<Value>)];

fn columns(facts: &Table) -> Result<Vec<Column<'_>>, ColumnProblem> {
    let made =
        facts.iter().map(|(_, values)| Column::new(Values::Any(values), Meaning::Any, None, None));
    made.collect()
}

/// Compares two versions over cases given as values: for thousands of cases, not millions.
///
/// # Errors
/// When the facts do not fit a version, or the decision has no single answering row.
pub fn compare_values(
    before: (&Program, &Table),
    after: (&Program, &Table),
    decision: &str,
) -> Result<Impact, ColumnProblem> {
    let (left, right) = (columns(before.1)?, columns(after.1)?);
    let left: Vec<(&str, &Column<'_>)> =
        before.1.iter().zip(&left).map(|((name, _), column)| (name.as_str(), column)).collect();
    let right: Vec<(&str, &Column<'_>)> =
        after.1.iter().zip(&right).map(|((name, _), column)| (name.as_str(), column)).collect();
    let part = after.0.main_part(decision);
    Batch::new(before.0, &left)?.compare(&Batch::new(after.0, &right)?, decision, part)
}

impl Batch<'_> {
    /// Runs this version and another one over the same cases, and tells what changes in a decision
    /// (in one named part of its output, when given).
    ///
    /// # Errors
    /// When the counts of cases differ, or the decision has no single answering row.
    pub fn compare(
        &self,
        after: &Batch<'_>,
        decision: &str,
        part: Option<&str>,
    ) -> Result<Impact, ColumnProblem> {
        if self.cases() != after.cases() {
            let message = format!("{} cases before, {} after", self.cases(), after.cases());
            return Err(ColumnProblem::NoFit(message));
        }
        let mut outcomes = BTreeMap::new();
        let (one, before_class) = classes(self, decision, part, &mut outcomes)?;
        let (two, after_class) = classes(after, decision, part, &mut outcomes)?;
        let none = outcomes.len();
        let mut words = vec![NO_RULING.to_owned(); none + 1];
        for (word, place) in outcomes {
            if let Some(slot) = words.get_mut(place) {
                *slot = word;
            }
        }
        let mut impact =
            Impact { matrix: vec![vec![0; none + 1]; none + 1], outcomes: words, changed: vec![] };
        // Codes are bytes, and a table of all bytes needs no check of bounds.
        let byte_table = |classes: &[usize]| {
            let mut table = [0_u8; 256];
            for (place, class) in table.iter_mut().zip(classes) {
                *place = u8::try_from(*class).unwrap_or(0);
            }
            table
        };
        let tables = (byte_table(&before_class), byte_table(&after_class));
        let mut counts = vec![0_usize; 1 << 16];
        let (mut left, mut right) = (self.scratch(), after.scratch());
        for start in (0..self.cases()).step_by(BLOCK) {
            let count = BLOCK.min(self.cases() - start);
            self.block(start, count, &mut left);
            after.block(start, count, &mut right);
            let (Some(before), Some(later)) = (left.codes.get(one), right.codes.get(two)) else {
                continue;
            };
            let mut tally = |at: usize, from: u8, to: u8| {
                if let Some(count) = counts.get_mut(usize::from(from) << 8 | usize::from(to)) {
                    *count += 1;
                }
                if from != to {
                    let (before, after) = (usize::from(from), usize::from(to));
                    impact.changed.push(Change { case: start + at, before, after });
                }
            };
            let none = u8::try_from(none).unwrap_or(255);
            let faulty = !left.faults.is_empty() || !right.faults.is_empty();
            for (at, (from, to)) in before.iter().zip(later).take(count).enumerate() {
                let mut from = kernel::at(&tables.0, *from);
                let mut to = kernel::at(&tables.1, *to);
                if faulty {
                    let hit = |faults: &[(usize, _)]| faults.iter().any(|(case, _)| *case == at);
                    from = if hit(&left.faults) { none } else { from };
                    to = if hit(&right.faults) { none } else { to };
                }
                tally(at, from, to);
            }
            left.faults.clear();
            right.faults.clear();
        }
        for (from, row) in impact.matrix.iter_mut().enumerate() {
            for (to, cell) in row.iter_mut().enumerate() {
                *cell = counts.get(from << 8 | to).copied().unwrap_or(0);
            }
        }
        Ok(impact)
    }
}
