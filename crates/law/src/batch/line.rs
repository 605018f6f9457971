//! Columns that are calculated from others by adding and subtracting, in whole numbers of one unit,
//! and the numbers a test of such a column accepts.

use super::columns::{Column, Meaning, Values};
use crate::expr::Expr;
use crate::program::{Body, Produce, Program};
use crate::set::{Domain, HIGH, LOW, Set};
use crate::syntax::{Arith, Cmp};
use crate::value::Value;

/// Numbers of a calculated column stay under it, so that sums of a few never overflow.
const NUMBER_MAX: i128 = 1 << 60;

/// What a line counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Unit {
    /// A number with so many digits after the point.
    Number(u8),
    /// A calendar day.
    Date,
    /// A span, in whole days.
    Days,
    /// A span of whole months.
    Months,
}

/// Where a part of a line comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Leaf {
    Input(usize),
    /// Output of a table: a number for no row and for each row, `None` where it is unknown.
    Table {
        node: usize,
        values: Vec<Option<i64>>,
    },
}

/// `constant + sum of factor * leaf`; unknown when a leaf is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Line {
    pub parts: Vec<(Leaf, i64)>,
    pub constant: i64,
    pub low: i64,
    pub high: i64,
    /// Sum of the greatest sizes of all parts: no partial sum is larger.
    reach: i64,
}

/// What a program and its columns say about lines.
pub(super) struct Lines<'a> {
    pub program: &'a Program,
    pub columns: &'a [Option<&'a Column<'a>>],
    /// For each decision: how many rows it has, when it is a table with one row number.
    pub rows: &'a [Option<usize>],
}

impl Line {
    fn constant(value: i64) -> Self {
        Self {
            parts: Vec::new(),
            constant: value,
            low: value,
            high: value,
            reach: value.saturating_abs(),
        }
    }

    fn checked(parts: Vec<(Leaf, i64)>, [constant, low, high, reach]: [i128; 4]) -> Option<Self> {
        let fits = |n: i128| n.abs() < NUMBER_MAX;
        if !(fits(constant) && fits(low) && fits(high) && fits(reach)) {
            return None;
        }
        let narrow = |n: i128| i64::try_from(n).ok();
        Some(Self {
            parts,
            constant: narrow(constant)?,
            low: narrow(low)?,
            high: narrow(high)?,
            reach: narrow(reach)?,
        })
    }

    fn leaf(leaf: Leaf, factor: i64, low: i64, high: i64) -> Option<Self> {
        let ends = [i128::from(low) * i128::from(factor), i128::from(high) * i128::from(factor)];
        let [one, two] = ends;
        let reach = one.abs().max(two.abs()).max(i128::from(factor).abs());
        Self::checked(vec![(leaf, factor)], [0, one.min(two), one.max(two), reach])
    }

    fn negated(&self) -> Self {
        let parts = self.parts.iter().map(|(leaf, factor)| (leaf.clone(), -factor));
        Self {
            parts: parts.collect(),
            constant: -self.constant,
            low: -self.high,
            high: -self.low,
            reach: self.reach,
        }
    }

    /// True when no part and no sum of parts leaves 32 bits.
    pub(super) fn fits_i32(&self) -> bool {
        self.reach < i64::from(i32::MAX)
    }

    pub(super) fn plus(&self, other: &Self) -> Option<Self> {
        let mut parts = self.parts.clone();
        parts.extend(other.parts.iter().cloned());
        let sum = |a: i64, b: i64| i128::from(a) + i128::from(b);
        Self::checked(
            parts,
            [
                sum(self.constant, other.constant),
                sum(self.low, other.low),
                sum(self.high, other.high),
                sum(self.reach, other.reach),
            ],
        )
    }

    pub(super) fn minus(&self, other: &Self) -> Option<Self> {
        self.plus(&other.negated())
    }
}

impl Lines<'_> {
    /// The line of an expression, or `None` when it is no sum of columns, could overflow, or could
    /// leave the calendar.
    pub(super) fn of(&self, expr: &Expr) -> Option<(Line, Unit)> {
        let scale = self.scale(expr);
        self.build(expr, scale)
    }

    /// A difference of two expressions, for a comparison.
    pub(super) fn difference(&self, left: &Expr, right: &Expr) -> Option<Line> {
        let scale = self.scale(left).max(self.scale(right));
        let (left, one) = self.build(left, scale)?;
        let (right, two) = self.build(right, scale)?;
        if one == two { left.minus(&right) } else { None }
    }

    /// Most digits after the point of anything in an expression.
    fn scale(&self, expr: &Expr) -> u8 {
        let mut scale = 0;
        expr.visit(&mut |part| {
            let found = match part {
                Expr::Const(Value::Num(number)) => number.scale(),
                Expr::Slot(slot) => match slot.checked_sub(self.program.inputs.len()) {
                    None => match self.columns.get(*slot).copied().flatten().map(|c| &c.meaning) {
                        Some(Meaning::Number { scale }) => *scale,
                        _ => 0,
                    },
                    Some(node) => self.scale_of_node(node),
                },
                _ => 0,
            };
            scale = scale.max(found);
        });
        scale
    }

    fn scale_of_node(&self, node: usize) -> u8 {
        match self.program.nodes.get(node).map(|node| &node.body) {
            Some(Body::Expr(expr)) => self.scale(expr),
            Some(Body::Table(table)) => {
                let scales = table.rows.iter().map(|row| match &row.output {
                    Produce::Const(value) => scale_of_value(value),
                    Produce::Expr(_) => 0,
                });
                scales.max().unwrap_or(0)
            }
            None => 0,
        }
    }

    fn build(&self, expr: &Expr, scale: u8) -> Option<(Line, Unit)> {
        match expr {
            Expr::Const(value) => {
                let (number, unit) = whole(value, scale)?;
                Some((Line::constant(number), unit))
            }
            Expr::Slot(slot) => match slot.checked_sub(self.program.inputs.len()) {
                None => self.input(*slot, scale),
                Some(node) => match &self.program.nodes.get(node)?.body {
                    Body::Expr(inner) => self.build(inner, scale),
                    Body::Table(_) => self.table(node, None, scale),
                },
            },
            Expr::Field(base, name, _) => match &**base {
                Expr::Slot(slot) => {
                    let node = slot.checked_sub(self.program.inputs.len())?;
                    self.table(node, Some(name), scale)
                }
                _ => None,
            },
            Expr::Neg(inner) => {
                let (line, unit) = self.build(inner, scale)?;
                (unit != Unit::Date).then(|| (line.negated(), unit))
            }
            Expr::Arith(Arith::Add, left, right) => {
                let (left, one) = self.build(left, scale)?;
                let (right, two) = self.build(right, scale)?;
                let unit = match (one, two) {
                    (Unit::Date, Unit::Days) | (Unit::Days, Unit::Date) => Unit::Date,
                    (Unit::Date, _) | (_, Unit::Date) => return None,
                    _ if one == two => one,
                    _ => return None,
                };
                in_calendar(left.plus(&right)?, unit)
            }
            Expr::Arith(Arith::Sub, left, right) => {
                let (left, one) = self.build(left, scale)?;
                let (right, two) = self.build(right, scale)?;
                let unit = match (one, two) {
                    (Unit::Date, Unit::Date) => Unit::Days,
                    (Unit::Date, Unit::Days) => Unit::Date,
                    (Unit::Date, _) | (_, Unit::Date) => return None,
                    _ if one == two => one,
                    _ => return None,
                };
                in_calendar(left.minus(&right)?, unit)
            }
            _ => None,
        }
    }

    fn input(&self, slot: usize, scale: u8) -> Option<(Line, Unit)> {
        let column = self.columns.get(slot).copied().flatten()?;
        if matches!(column.values, Values::Any(_)) {
            return None;
        }
        let (factor, unit) = match &column.meaning {
            Meaning::Number { scale: own } => {
                let factor = 10_i64.checked_pow(u32::from(scale.checked_sub(*own)?))?;
                (factor, Unit::Number(scale))
            }
            Meaning::Date => (1, Unit::Date),
            Meaning::Days => (1, Unit::Days),
            Meaning::Months => (1, Unit::Months),
            Meaning::Bool | Meaning::Codes(_) | Meaning::Any => return None,
        };
        let (low, high) = if column.low > column.high { (0, 0) } else { (column.low, column.high) };
        Some((Line::leaf(Leaf::Input(slot), factor, low, high)?, unit))
    }

    /// The numbers a table gives, row by row.
    fn table(&self, node: usize, field: Option<&str>, scale: u8) -> Option<(Line, Unit)> {
        let count = (*self.rows.get(node)?)?;
        let Body::Table(table) = &self.program.nodes.get(node)?.body else { return None };
        let none = table.default.clone().unwrap_or(Value::Null);
        let mut values = Vec::with_capacity(count + 1);
        let mut unit = None;
        let given = table.rows.iter().map(|row| match &row.output {
            Produce::Const(value) => Some(value),
            Produce::Expr(_) => None,
        });
        for value in std::iter::once(Some(&none)).chain(given) {
            let value = match (value?, field) {
                (value, None) => value,
                (Value::Null, Some(_)) => &Value::Null,
                (value, Some(name)) => value.entry(name)?,
            };
            if matches!(value, Value::Null | Value::NotApplicable) {
                values.push(None);
                continue;
            }
            let (number, found) = whole(value, scale)?;
            if *unit.get_or_insert(found) != found {
                return None;
            }
            values.push(Some(number));
        }
        let known = || values.iter().flatten().copied();
        let (low, high) = (known().min()?, known().max()?);
        Some((Line::leaf(Leaf::Table { node, values }, 1, low, high)?, unit?))
    }
}

fn scale_of_value(value: &Value) -> u8 {
    match value {
        Value::Num(number) => number.scale(),
        Value::Context(entries) => {
            entries.iter().map(|(_, value)| scale_of_value(value)).max().unwrap_or(0)
        }
        _ => 0,
    }
}

fn in_calendar(line: Line, unit: Unit) -> Option<(Line, Unit)> {
    let inside = line.low >= -719_162 && line.high <= 2_932_896;
    (unit != Unit::Date || inside).then_some((line, unit))
}

/// A value as a whole number of its unit.
fn whole(value: &Value, scale: u8) -> Option<(i64, Unit)> {
    Some(match value {
        Value::Num(number) => {
            let (floor, exact) = number.at_scale(scale)?;
            let number = i64::try_from(floor).ok().filter(|_| exact)?;
            (number, Unit::Number(scale))
        }
        Value::Date(day) => (i64::from(day.number()), Unit::Date),
        Value::Months(months) => (*months, Unit::Months),
        Value::Seconds(seconds) if seconds % 86_400 == 0 => (seconds / 86_400, Unit::Days),
        _ => return None,
    })
}

/// Spans of whole numbers: sorted, closed.
pub(super) type Spans = Vec<(i64, i64)>;

/// The whole numbers of a unit whose ordinals a set holds; `None` when units do not fit.
pub(super) fn spans(set: &Set, domain: &Domain, unit: Unit) -> Option<Spans> {
    let mut found = Vec::new();
    for (low, high) in set.spans() {
        if *high < LOW {
            continue;
        }
        let low = (*low > LOW).then_some(*low);
        let high = (*high < HIGH).then_some(*high);
        let (low, high) = match (domain, unit) {
            (Domain::Num { scale: own }, Unit::Number(scale)) => (
                low.map(|ordinal| number_from(ordinal, *own, scale)),
                high.map(|ordinal| number_to(ordinal, *own, scale)),
            ),
            (Domain::Date, Unit::Date) | (Domain::Months, Unit::Months) => {
                (low.map(Some), high.map(Some))
            }
            (Domain::Seconds, Unit::Days) => (
                low.map(|ordinal| {
                    Some(ordinal.div_euclid(86_400) + i64::from(ordinal.rem_euclid(86_400) > 0))
                }),
                high.map(|ordinal| Some(ordinal.div_euclid(86_400))),
            ),
            _ => return None,
        };
        let low = low.map_or(Some(i64::MIN), |low| low)?;
        let high = high.map_or(Some(i64::MAX), |high| high)?;
        if low <= high {
            found.push((low, high));
        }
    }
    Some(found)
}

/// `floor(half / 2 * 10^(to - from))` for an ordinal's whole part, and whether nothing was cut off.
fn rescaled(whole: i64, from: u8, to: u8) -> Option<(i128, bool)> {
    let whole = i128::from(whole);
    if to >= from {
        return Some((whole.checked_mul(10_i128.checked_pow(u32::from(to - from))?)?, true));
    }
    let factor = 10_i128.checked_pow(u32::from(from - to))?;
    Some((whole.div_euclid(factor), whole.rem_euclid(factor) == 0))
}

/// Out of 64 bits, a bound lies beyond every number of a column.
fn clamp(number: i128) -> i64 {
    i64::try_from(number).unwrap_or(if number < 0 { i64::MIN } else { i64::MAX })
}

/// Least number whose ordinal is at least this one.
fn number_from(ordinal: i64, own: u8, scale: u8) -> Option<i64> {
    let (floor, exact) = rescaled(ordinal.div_euclid(2), own, scale)?;
    let between = ordinal.rem_euclid(2) == 1;
    // Strictly above a constant, or at it: the next whole number unless the constant is one.
    let up = between || !exact;
    Some(clamp(if up { floor + 1 } else { floor }))
}

/// Greatest number whose ordinal is at most this one.
fn number_to(ordinal: i64, own: u8, scale: u8) -> Option<i64> {
    if ordinal.rem_euclid(2) == 0 {
        return rescaled(ordinal.div_euclid(2), own, scale).map(|(floor, _)| clamp(floor));
    }
    // Strictly below the next constant.
    let (floor, exact) = rescaled(ordinal.div_euclid(2) + 1, own, scale)?;
    Some(clamp(if exact { floor - 1 } else { floor }))
}

/// The differences `left - right` for which a comparison holds.
pub(super) fn holding(cmp: Cmp) -> Option<Spans> {
    Some(match cmp {
        Cmp::Lt => vec![(i64::MIN, -1)],
        Cmp::Le => vec![(i64::MIN, 0)],
        Cmp::Gt => vec![(1, i64::MAX)],
        Cmp::Ge => vec![(0, i64::MAX)],
        // Two unknown values are equal, so that a difference does not tell.
        Cmp::Eq | Cmp::Ne => return None,
    })
}
