//! A compiled model and how it rules on one case.

use crate::decimal::Decimal;
use crate::expr::{Expr, Fault, Frame, Test, any_holds};
use crate::lower::duration;
use crate::set::Domain;
use crate::value::{Day, Type, Value};
use std::sync::Arc;

/// A compiled model: inputs, then decisions in an order in which each finds what it requires.
#[derive(Debug, Clone)]
pub struct Program {
    pub(crate) name: String,
    pub(crate) inputs: Vec<Input>,
    pub(crate) nodes: Vec<Node>,
}

/// A fact the program reads.
#[derive(Debug, Clone)]
pub struct Input {
    /// Name, as tables write it.
    pub name: Arc<str>,
    /// Type.
    pub ty: Type,
    /// The codes the dictionary allows, sorted; `None` when any text will do.
    pub codes: Option<Arc<[Arc<str>]>>,
}

/// What a decision is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Its output `outcome` is the answer: `grant` or `route`.
    Ruling,
    /// Its output `status` is `met`, `not met`, `needs an official` or `not applicable`.
    Condition,
    /// Its output `class` is `automatic`, `light` or `full`.
    Class,
    /// A helper value.
    Value,
}

#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub name: Arc<str>,
    pub ty: Type,
    pub role: Role,
    pub description: String,
    pub line: u32,
    pub body: Body,
    /// True for the parts of a composed expression, which are no decisions of their own.
    pub hidden: bool,
}

#[derive(Debug, Clone)]
pub(crate) enum Body {
    Expr(Expr),
    Table(Table),
}

/// Hit policies of the profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hit {
    Unique,
    Any,
    First,
    Priority,
    Collect(Option<Aggregation>),
    RuleOrder,
    OutputOrder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aggregation {
    Sum,
    Min,
    Max,
    Count,
}

#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub hit: Hit,
    pub clauses: Vec<Clause>,
    pub outputs: Vec<Output>,
    pub rows: Vec<Row>,
    pub default: Option<Value>,
}

#[derive(Debug, Clone)]
pub(crate) struct Clause {
    pub heading: String,
    pub expr: Expr,
    pub domain: Domain,
}

#[derive(Debug, Clone)]
pub(crate) struct Output {
    pub name: Arc<str>,
}

#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub id: Arc<str>,
    pub line: u32,
    pub tests: Vec<Test>,
    /// The cells as written, for tables shown to people.
    pub texts: Vec<String>,
    pub output: Produce,
    /// Place in the order of output values (hit policies P and O).
    pub rank: usize,
    pub citations: Vec<Arc<str>>,
}

/// What a row gives.
#[derive(Debug, Clone)]
pub(crate) enum Produce {
    Const(Value),
    Expr(Expr),
}

/// How one decision of a case came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Index of the decision in the program.
    pub decision: usize,
    /// Values of the condition columns; empty for an expression.
    pub tested: Vec<Value>,
    /// Indices of the rows that matched and counted.
    pub rows: Vec<usize>,
}

/// The evaluation of one case: a value for every input and decision, and the steps to them.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Inputs in program order, then decisions in program order.
    pub values: Vec<Value>,
    /// One step a decision, in program order.
    pub steps: Vec<Step>,
}

impl Program {
    /// Name of the model.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The facts the program reads, in the order `evaluate` takes them.
    #[must_use]
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// Names of the decisions, in order of evaluation.
    pub fn decisions(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().map(|node| &*node.name)
    }

    /// The index of a decision by its name.
    #[must_use]
    pub fn decision(&self, name: &str) -> Option<usize> {
        self.nodes.iter().position(|node| &*node.name == name && !node.hidden)
    }

    /// The table whose answer counts: the ruling, else the last table that gives one answer.
    #[must_use]
    pub fn main_table(&self) -> Option<&str> {
        let tables = || {
            let single = |node: &&Node| match &node.body {
                Body::Table(table) => !node.hidden && !table.collects(),
                Body::Expr(_) => false,
            };
            self.nodes.iter().filter(single)
        };
        let ruling = tables().rfind(|node| node.role == Role::Ruling);
        ruling.or_else(|| tables().next_back()).map(|node| &*node.name)
    }

    /// The part of a table's output that settles something, when it has several.
    #[must_use]
    pub fn main_part(&self, decision: &str) -> Option<&str> {
        let node = self.nodes.get(self.decision(decision)?)?;
        let Body::Table(table) = &node.body else { return None };
        let part = match node.role {
            Role::Ruling => "outcome",
            Role::Condition => "status",
            Role::Class => "class",
            Role::Value => return table.outputs.first().map(|output| &*output.name),
        };
        (table.outputs.len() > 1).then_some(part)
    }

    /// Rules on one case.
    ///
    /// `facts` are the values of [`Program::inputs`], in order; missing ones at the end are unknown.
    ///
    /// # Errors
    /// A [`Fault`] names the fact or decision because of which the case goes to an official.
    pub fn evaluate(&self, facts: &[Value]) -> Result<Evaluation, Fault> {
        let mut values = Vec::with_capacity(self.inputs.len() + self.nodes.len());
        for (index, input) in self.inputs.iter().enumerate() {
            let value = facts.get(index).unwrap_or(&Value::Null);
            if !input.admits(value) {
                return Err(Fault::Value(input.name.to_string()));
            }
            values.push(value.clone());
        }
        let mut frame = Frame { slots: &[], locals: Vec::new() };
        let mut steps = Vec::with_capacity(self.nodes.len());
        for (decision, node) in self.nodes.iter().enumerate() {
            let mut inner = Frame { slots: &values, locals: std::mem::take(&mut frame.locals) };
            let range = || Fault::Range(node.name.to_string());
            let (value, tested, rows) = match &node.body {
                Body::Expr(expr) => {
                    (expr.eval(&mut inner).ok_or_else(range)?, Vec::new(), Vec::new())
                }
                Body::Table(table) => {
                    let (tested, rows) = table.matches(&mut inner, &node.name)?;
                    let (value, rows) = table.result(rows, &mut inner, &node.name)?;
                    (value, tested, rows)
                }
            };
            frame.locals = inner.locals;
            values.push(value);
            steps.push(Step { decision, tested, rows });
        }
        Ok(Evaluation { values, steps })
    }
}

impl Input {
    /// Reads a value of the fact as case files write it: `true`, `800.50`, `2026-06-12`, a code, `P3M`,
    /// `unknown`, `inapplicable`. Months and days may stand as plain numbers.
    #[must_use]
    pub fn read(&self, text: &str) -> Option<Value> {
        let value = read(&self.ty, text)?;
        self.admits(&value).then_some(value)
    }

    /// Reads several values of a fact that takes a list.
    #[must_use]
    pub fn read_many(&self, texts: &[String]) -> Option<Value> {
        let Type::List(inner) = &self.ty else { return None };
        let items: Option<Vec<Value>> = texts.iter().map(|text| read(inner, text)).collect();
        Some(Value::List(items?.into()))
    }

    /// True when the dictionary allows the value.
    #[must_use]
    pub fn admits(&self, value: &Value) -> bool {
        if !value.is_of(&self.ty) {
            return false;
        }
        let known = |value: &Value| match (value, &self.codes) {
            (Value::Str(code), Some(codes)) => codes.binary_search(code).is_ok(),
            _ => true,
        };
        match value {
            Value::List(items) => items.iter().all(known),
            value => known(value),
        }
    }
}

fn read(ty: &Type, text: &str) -> Option<Value> {
    Some(match (ty, text) {
        (_, "unknown" | "null") => Value::Null,
        (_, "inapplicable") => Value::NotApplicable,
        (Type::Bool, "true") => Value::Bool(true),
        (Type::Bool, "false") => Value::Bool(false),
        (Type::Num, text) => Value::Num(Decimal::parse(text)?),
        (Type::Str, text) => Value::text(text),
        (Type::Date, text) => Value::Date(Day::parse(text)?),
        (Type::Months | Type::Seconds, text) if text.contains('P') => {
            duration(text).filter(|value| value.is_of(ty))?
        }
        (Type::Months, text) => Value::Months(text.parse().ok()?),
        (Type::Seconds, text) => Value::Seconds(text.parse::<i64>().ok()?.checked_mul(86_400)?),
        _ => return None,
    })
}

impl Table {
    /// The value of a case and the rows it comes from.
    pub(crate) fn answer(
        &self,
        frame: &mut Frame<'_>,
        name: &str,
    ) -> Result<(Value, Vec<usize>), Fault> {
        let (_, rows) = self.matches(frame, name)?;
        self.result(rows, frame, name)
    }

    /// The column values of a case and the rows they match, in order; under F only the first.
    fn matches(
        &self,
        frame: &mut Frame<'_>,
        name: &str,
    ) -> Result<(Vec<Value>, Vec<usize>), Fault> {
        let mut tested = Vec::with_capacity(self.clauses.len());
        let mut ordinals = Vec::with_capacity(self.clauses.len());
        for clause in &self.clauses {
            let value = clause.expr.eval(frame).ok_or_else(|| Fault::Range(name.to_owned()))?;
            let ordinal = match &clause.domain {
                Domain::Opaque => crate::set::NULL,
                domain => {
                    let found = domain.ordinal(&value);
                    found.ok_or_else(|| Fault::Value(clause.heading.clone()))?
                }
            };
            ordinals.push(ordinal);
            tested.push(value);
        }
        let mut rows = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            if row.holds(&ordinals, &tested, frame, name)? {
                rows.push(index);
                if self.hit == Hit::First {
                    break;
                }
            }
        }
        Ok((tested, rows))
    }

    /// What the matching rows give together under the hit policy.
    fn result(
        &self,
        mut rows: Vec<usize>,
        frame: &mut Frame<'_>,
        name: &str,
    ) -> Result<(Value, Vec<usize>), Fault> {
        let Some(first) = rows.first().copied() else {
            return Ok((self.default.clone().unwrap_or(Value::Null), rows));
        };
        if matches!(self.hit, Hit::Priority | Hit::OutputOrder) {
            rows.sort_by_key(|row| (self.rows.get(*row).map_or(0, |row| row.rank), *row));
        }
        let ambiguous = || Fault::Ambiguous(name.to_owned());
        match self.hit {
            Hit::Unique if rows.len() > 1 => Err(ambiguous()),
            Hit::Unique | Hit::First => Ok((self.output(first, frame, name)?, rows)),
            Hit::Any => {
                let value = self.output(first, frame, name)?;
                for row in &rows {
                    if self.output(*row, frame, name)? != value {
                        return Err(ambiguous());
                    }
                }
                Ok((value, rows))
            }
            Hit::Priority => {
                rows.truncate(1);
                let best = rows.first().copied().unwrap_or(first);
                Ok((self.output(best, frame, name)?, rows))
            }
            Hit::Collect(_) | Hit::RuleOrder | Hit::OutputOrder => {
                let values: Result<Vec<Value>, Fault> =
                    rows.iter().map(|row| self.output(*row, frame, name)).collect();
                let value = self.collect(values?).ok_or_else(|| Fault::Range(name.to_owned()))?;
                Ok((value, rows))
            }
        }
    }

    fn collect(&self, values: Vec<Value>) -> Option<Value> {
        use crate::expr::Function;
        let Hit::Collect(Some(aggregation)) = self.hit else {
            return Some(Value::List(values.into()));
        };
        let function = match aggregation {
            Aggregation::Sum => Function::Sum,
            Aggregation::Min => Function::Min,
            Aggregation::Max => Function::Max,
            Aggregation::Count => Function::Count,
        };
        let list = Expr::Const(Value::List(values.into()));
        Expr::Call(function, vec![list]).eval(&mut Frame { slots: &[], locals: Vec::new() })
    }

    fn output(&self, row: usize, frame: &mut Frame<'_>, name: &str) -> Result<Value, Fault> {
        match self.rows.get(row).map(|row| &row.output) {
            Some(Produce::Const(value)) => Ok(value.clone()),
            Some(Produce::Expr(expr)) => {
                expr.eval(frame).ok_or_else(|| Fault::Range(name.to_owned()))
            }
            None => Ok(Value::Null),
        }
    }
}

impl Row {
    fn holds(
        &self,
        ordinals: &[i64],
        tested: &[Value],
        frame: &mut Frame<'_>,
        name: &str,
    ) -> Result<bool, Fault> {
        for ((test, ordinal), value) in self.tests.iter().zip(ordinals).zip(tested) {
            if !test.holds(*ordinal, value, frame).ok_or_else(|| Fault::Range(name.to_owned()))? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Test {
    /// Whether the cell accepts the value; `None` when a number leaves the range.
    pub(crate) fn holds(&self, ordinal: i64, value: &Value, frame: &mut Frame<'_>) -> Option<bool> {
        Some(match self {
            Self::Any => true,
            Self::Set(set) => set.contains(ordinal),
            Self::Alternatives { negated, alternatives } => {
                any_holds(alternatives, value, frame)? == Some(!negated)
            }
        })
    }
}
