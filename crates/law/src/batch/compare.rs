//! Two versions over the same cases: how many change, which, and in which direction.
#![expect(clippy::as_conversions, reason = "counts of bits in a word fit every number")]

use super::columns::{Column, ColumnProblem, Meaning, Values};
use super::kernel::{BLOCK, Bits};
use super::run::Batch;
use crate::expr::Fault;
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
    let count = batch.row_count(node);
    let count = count.ok_or_else(|| {
        no_fit(format!("'{decision}' has no single row that answers; compare a table that has"))
    })?;
    let Some(Body::Table(table)) = program.nodes.get(node).map(|node| &node.body) else {
        return Err(no_fit(format!("'{decision}' is no table")));
    };
    let mut classes = Vec::with_capacity(count + 1);
    for row in 0..=count {
        let row = row.checked_sub(1).and_then(|row| table.rows.get(row));
        let output = row.map(|row| &row.output);
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

/// The cases of a block by their outcome; those with a fault have the last one.
fn by_class(
    rows: Option<&Vec<Bits>>,
    classes: &[usize],
    faults: &[(usize, Fault)],
    none: usize,
    count: usize,
) -> Vec<Bits> {
    // Cases beyond the end of the columns, and those with a fault, belong to no row.
    let mut kept: Bits = [0; BLOCK / 64];
    for (word, kept) in kept.iter_mut().enumerate() {
        let cases = count.saturating_sub(word * 64).min(64);
        *kept = if cases == 64 { u64::MAX } else { (1 << cases) - 1 };
    }
    let mut found = vec![[0; BLOCK / 64]; none + 1];
    for (case, _) in faults {
        let bit = 1_u64 << (case % 64);
        kept.get_mut(case / 64).iter_mut().for_each(|word| **word &= !bit);
        let last = found.last_mut().and_then(|bits| bits.get_mut(case / 64));
        last.into_iter().for_each(|word| *word |= bit);
    }
    for (row, class) in rows.into_iter().flatten().zip(classes) {
        let Some(class) = found.get_mut(*class) else { continue };
        for ((out, row), kept) in class.iter_mut().zip(row).zip(&kept) {
            *out |= row & kept;
        }
    }
    found
}

impl Impact {
    /// Adds a block of cases.
    fn tally(&mut self, start: usize, before: &[Bits], after: &[Bits]) {
        let mut moved: Bits = [0; BLOCK / 64];
        for (from, (bits, row)) in before.iter().zip(&mut self.matrix).enumerate() {
            for (to, (other, cell)) in after.iter().zip(row).enumerate() {
                for ((bits, other), moved) in bits.iter().zip(other).zip(&mut moved) {
                    let both = bits & other;
                    *cell += both.count_ones() as usize;
                    *moved |= if from == to { 0 } else { both };
                }
            }
        }
        for (word, mut bits) in moved.into_iter().enumerate() {
            while bits != 0 {
                let place = bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let holds = |all: &[Bits]| {
                    let has = |bits: &Bits| bits.get(word).is_some_and(|w| w >> place & 1 == 1);
                    all.iter().position(has).unwrap_or(0)
                };
                let case = start + word * 64 + place;
                self.changed.push(Change { case, before: holds(before), after: holds(after) });
            }
        }
    }
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
        let (mut left, mut right) = (self.scratch(), after.scratch());
        for start in (0..self.cases()).step_by(BLOCK) {
            let count = BLOCK.min(self.cases() - start);
            self.block(start, count, None, &mut left);
            after.block(start, count, None, &mut right);
            let before = by_class(left.rows.get(one), &before_class, &left.faults, none, count);
            let later = by_class(right.rows.get(two), &after_class, &right.faults, none, count);
            impact.tally(start, &before, &later);
            left.faults.clear();
            right.faults.clear();
        }
        Ok(impact)
    }
}
