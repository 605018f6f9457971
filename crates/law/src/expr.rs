//! Typed expressions and how they are evaluated for one case.

use crate::decimal::{Decimal, Rounding};
use crate::set::Set;
use crate::syntax::{Arith, Cmp};
use crate::value::{Day, Value};
use std::cmp::Ordering;
use std::sync::Arc;

/// Why a case could not be evaluated although its rules are sound: goes to an official.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Fault {
    /// A number needs more than 34 digits, or a date leaves the calendar.
    #[error("a number or date in '{0}' leaves the range the law engine calculates in exactly")]
    Range(String),
    /// Several rows of a table that must have one answer match with different outputs.
    #[error("several rows of '{0}' match and disagree")]
    Ambiguous(String),
    /// A value that the dictionary does not allow.
    #[error("the fact '{0}' has a value its dictionary entry does not allow")]
    Value(String),
    /// A dated parameter has no value on the law date.
    #[error("the parameter '{0}' has no value on the date the law is applied by")]
    Parameter(String),
}

/// A typed expression; types were checked when the model was compiled.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    Const(Value),
    Slot(usize),
    Local(usize),
    Field(Box<Expr>, Arc<str>, usize),
    /// The named field of every item of a list.
    Fields(Box<Expr>, usize),
    Property(Box<Expr>, Property),
    Neg(Box<Expr>),
    Arith(Arith, Box<Expr>, Box<Expr>),
    Cmp(Cmp, Box<Expr>, Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    In(Box<Expr>, Vec<Alternative>),
    Quantified {
        every: bool,
        list: Box<Expr>,
        body: Box<Expr>,
    },
    For {
        list: Box<Expr>,
        body: Box<Expr>,
    },
    Filter(Box<Expr>, Box<Expr>),
    List(Vec<Expr>),
    Context(Vec<(Arc<str>, Expr)>),
    Call(Function, Vec<Expr>),
}

/// What a dot after a date or duration asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Property {
    Year,
    Month,
    Day,
    Weekday,
    Years,
    Months,
    Days,
}

/// One alternative of a cell or of `in (...)`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Alternative {
    Compare(Cmp, Expr),
    Range {
        low: Expr,
        low_closed: bool,
        high: Expr,
        high_closed: bool,
    },
    /// The value is one of a list.
    Member(Expr),
    /// A yes/no expression of its own (with `?` for the tested value).
    Holds(Expr),
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Test {
    Any,
    Set(Arc<Set>),
    Alternatives { negated: bool, alternatives: Vec<Alternative> },
}

/// The functions of the profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Not,
    DateOf,
    MonthsBetween,
    Count,
    Sum,
    Min,
    Max,
    Mean,
    All,
    Any,
    ListContains,
    Abs,
    Modulo,
    Even,
    Odd,
    Round(Rounding),
    Contains,
    StartsWith,
    EndsWith,
    StringLength,
    UpperCase,
    LowerCase,
}

/// What an expression reads while it runs. The tested value `?` and loop variables are locals.
pub(crate) struct Frame<'a> {
    pub slots: &'a [Value],
    pub locals: Vec<Value>,
}

/// `None`: out of range.
type Eval = Option<Value>;

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        _ => None,
    }
}

fn from_truth(value: Option<bool>) -> Value {
    value.map_or(Value::Null, Value::Bool)
}

/// FEEL equality: unknown equals only unknown.
pub(crate) fn equal(left: &Value, right: &Value) -> bool {
    left == right
}

/// Order of two values of one ordered type; `None` when one is unknown.
pub(crate) fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Num(a), Value::Num(b)) => Some(a.cmp(b)),
        (Value::Str(a), Value::Str(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Months(a), Value::Months(b)) | (Value::Seconds(a), Value::Seconds(b)) => {
            Some(a.cmp(b))
        }
        _ => None,
    }
}

fn holds(cmp: Cmp, ordering: Ordering) -> bool {
    match cmp {
        Cmp::Eq => ordering.is_eq(),
        Cmp::Ne => ordering.is_ne(),
        Cmp::Lt => ordering.is_lt(),
        Cmp::Le => ordering.is_le(),
        Cmp::Gt => ordering.is_gt(),
        Cmp::Ge => ordering.is_ge(),
    }
}

pub(crate) fn compare(cmp: Cmp, left: &Value, right: &Value) -> Option<bool> {
    match cmp {
        Cmp::Eq => Some(equal(left, right)),
        Cmp::Ne => Some(!equal(left, right)),
        _ => order(left, right).map(|ordering| holds(cmp, ordering)),
    }
}

/// Kleene disjunction over lazily evaluated parts.
fn any(parts: impl Iterator<Item = Option<Option<bool>>>) -> Option<Option<bool>> {
    let mut result = Some(false);
    for part in parts {
        match part? {
            Some(true) => return Some(Some(true)),
            Some(false) => {}
            None => result = None,
        }
    }
    Some(result)
}

impl Alternative {
    fn holds(&self, tested: &Value, frame: &mut Frame<'_>) -> Option<Option<bool>> {
        match self {
            Self::Compare(cmp, expr) => Some(compare(*cmp, tested, &expr.eval(frame)?)),
            Self::Range { low, low_closed, high, high_closed } => {
                let (low, high) = (low.eval(frame)?, high.eval(frame)?);
                let from = compare(if *low_closed { Cmp::Ge } else { Cmp::Gt }, tested, &low);
                let to = compare(if *high_closed { Cmp::Le } else { Cmp::Lt }, tested, &high);
                Some(both(from, to))
            }
            Self::Member(list) => match list.eval(frame)? {
                Value::List(items) => Some(Some(items.iter().any(|item| equal(item, tested)))),
                _ => Some(None),
            },
            Self::Holds(expr) => {
                frame.locals.push(tested.clone());
                let value = expr.eval(frame);
                frame.locals.pop();
                Some(truth(&value?))
            }
        }
    }
}

/// Kleene conjunction.
fn both(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Whether any alternative holds for the value; `Some(None)` is unknown, `None` out of range.
pub(crate) fn any_holds(
    alternatives: &[Alternative],
    tested: &Value,
    frame: &mut Frame<'_>,
) -> Option<Option<bool>> {
    any(alternatives.iter().map(|alternative| alternative.holds(tested, frame)))
}

impl Expr {
    /// The value of the expression; `None` when a number or date leaves the range.
    pub(crate) fn eval(&self, frame: &mut Frame<'_>) -> Eval {
        Some(match self {
            Self::Const(value) => value.clone(),
            Self::Slot(slot) => frame.slots.get(*slot).cloned().unwrap_or(Value::Null),
            Self::Local(depth) => frame.locals.get(*depth).cloned().unwrap_or(Value::Null),
            Self::Field(base, _, index) => field(&base.eval(frame)?, *index),
            Self::Fields(base, index) => match base.eval(frame)? {
                Value::List(items) => {
                    Value::List(items.iter().map(|item| field(item, *index)).collect())
                }
                _ => Value::Null,
            },
            Self::Property(base, property) => property_of(&base.eval(frame)?, *property),
            Self::Neg(inner) => match inner.eval(frame)? {
                Value::Num(number) => Value::Num(number.negated()),
                Value::Months(months) => Value::Months(months.checked_neg()?),
                Value::Seconds(seconds) => Value::Seconds(seconds.checked_neg()?),
                _ => Value::Null,
            },
            Self::Arith(arith, left, right) => {
                return arithmetic(*arith, &left.eval(frame)?, &right.eval(frame)?);
            }
            Self::Cmp(cmp, left, right) => {
                from_truth(compare(*cmp, &left.eval(frame)?, &right.eval(frame)?))
            }
            Self::And(left, right) => {
                let left = truth(&left.eval(frame)?);
                from_truth(both(left, truth(&right.eval(frame)?)))
            }
            Self::Or(left, right) => {
                let parts = [left, right];
                from_truth(any(parts.iter().map(|part| part.eval(frame).map(|v| truth(&v))))?)
            }
            Self::If(condition, then, otherwise) => {
                let condition = truth(&condition.eval(frame)?) == Some(true);
                return if condition { then.eval(frame) } else { otherwise.eval(frame) };
            }
            Self::In(tested, alternatives) => {
                let tested = tested.eval(frame)?;
                from_truth(any_holds(alternatives, &tested, frame)?)
            }
            Self::Quantified { .. } | Self::For { .. } | Self::Filter(..) => {
                return self.eval_loop(frame);
            }
            Self::List(items) => {
                let items: Option<Vec<Value>> = items.iter().map(|item| item.eval(frame)).collect();
                Value::List(items?.into())
            }
            Self::Context(entries) => {
                let mut values = Vec::with_capacity(entries.len());
                for (name, expr) in entries {
                    values.push((name.clone(), expr.eval(frame)?));
                }
                Value::Context(values.into())
            }
            Self::Call(function, arguments) => {
                let values: Option<Vec<Value>> = arguments.iter().map(|a| a.eval(frame)).collect();
                return call(*function, &values?);
            }
        })
    }

    fn eval_loop(&self, frame: &mut Frame<'_>) -> Eval {
        let (list, body) = match self {
            Self::Quantified { list, body, .. }
            | Self::For { list, body }
            | Self::Filter(list, body) => (list, body),
            _ => return None,
        };
        let Value::List(items) = list.eval(frame)? else { return Some(Value::Null) };
        let mut results = Vec::with_capacity(items.len());
        for item in items.iter() {
            frame.locals.push(item.clone());
            let result = body.eval(frame);
            frame.locals.pop();
            results.push(result?);
        }
        Some(match self {
            Self::Quantified { every, .. } => {
                let parts = results.iter().map(|v| Some(truth(v).map(|t| t != *every)));
                from_truth(any(parts)?.map(|found| found != *every))
            }
            Self::Filter(..) => {
                let kept = items.iter().zip(&results).filter(|(_, keep)| truth(keep) == Some(true));
                Value::List(kept.map(|(item, _)| item.clone()).collect())
            }
            _ => Value::List(results.into()),
        })
    }

    /// True when the value depends on no case.
    pub(crate) fn is_constant(&self) -> bool {
        let mut constant = true;
        self.visit(&mut |expr| constant &= !matches!(expr, Self::Slot(_) | Self::Local(_)));
        constant
    }

    /// Calls `see` for this expression and everything inside it.
    pub(crate) fn visit(&self, see: &mut impl FnMut(&Self)) {
        see(self);
        match self {
            Self::Const(_) | Self::Slot(_) | Self::Local(_) => {}
            Self::Field(inner, ..)
            | Self::Fields(inner, _)
            | Self::Property(inner, _)
            | Self::Neg(inner) => inner.visit(see),
            Self::Arith(_, left, right)
            | Self::Cmp(_, left, right)
            | Self::And(left, right)
            | Self::Or(left, right)
            | Self::Quantified { list: left, body: right, .. }
            | Self::For { list: left, body: right }
            | Self::Filter(left, right) => {
                left.visit(see);
                right.visit(see);
            }
            Self::If(condition, then, otherwise) => {
                condition.visit(see);
                then.visit(see);
                otherwise.visit(see);
            }
            Self::In(tested, alternatives) => {
                tested.visit(see);
                alternatives.iter().for_each(|alternative| alternative.visit(see));
            }
            Self::List(items) | Self::Call(_, items) => items.iter().for_each(|i| i.visit(see)),
            Self::Context(entries) => entries.iter().for_each(|(_, entry)| entry.visit(see)),
        }
    }
}

impl Alternative {
    pub(crate) fn visit(&self, see: &mut impl FnMut(&Expr)) {
        match self {
            Self::Compare(_, expr) | Self::Member(expr) | Self::Holds(expr) => expr.visit(see),
            Self::Range { low, high, .. } => {
                low.visit(see);
                high.visit(see);
            }
        }
    }
}

fn field(value: &Value, index: usize) -> Value {
    match value {
        Value::Context(entries) => {
            entries.get(index).map_or(Value::Null, |(_, value)| value.clone())
        }
        _ => Value::Null,
    }
}

fn property_of(value: &Value, property: Property) -> Value {
    let number = match (value, property) {
        (Value::Date(day), Property::Year) => i64::from(day.ymd().0),
        (Value::Date(day), Property::Month) => i64::from(day.ymd().1),
        (Value::Date(day), Property::Day) => i64::from(day.ymd().2),
        (Value::Date(day), Property::Weekday) => i64::from(day.weekday()),
        (Value::Months(months), Property::Years) => months / 12,
        (Value::Months(months), Property::Months) => months % 12,
        (Value::Seconds(seconds), Property::Days) => seconds / 86_400,
        _ => return Value::Null,
    };
    Value::Num(Decimal::from(number))
}

/// Unknown in, unknown out; `None` when the result leaves the range.
fn arithmetic(arith: Arith, left: &Value, right: &Value) -> Eval {
    use Value::{Date, Months, Num, Seconds};
    Some(match (arith, left, right) {
        (Arith::Add, Num(a), Num(b)) => Num(a.plus(*b)?),
        (Arith::Sub, Num(a), Num(b)) => Num(a.minus(*b)?),
        (Arith::Mul, Num(a), Num(b)) => Num(a.times(*b)?),
        (Arith::Div, Num(_), Num(b)) if b.is_zero() => Value::Null,
        (Arith::Div, Num(a), Num(b)) => Num(a.over(*b)?),
        (Arith::Exp, Num(a), Num(b)) => Num(a.power(u32::try_from(b.to_i64()?).ok()?)?),
        (Arith::Add, Date(day), Months(months)) | (Arith::Add, Months(months), Date(day)) => {
            Date(day.plus_months(*months)?)
        }
        (Arith::Sub, Date(day), Months(months)) => Date(day.plus_months(months.checked_neg()?)?),
        (Arith::Add, Date(day), Seconds(seconds)) | (Arith::Add, Seconds(seconds), Date(day)) => {
            Date(day.plus_days(whole_days(*seconds)?)?)
        }
        (Arith::Sub, Date(day), Seconds(seconds)) => {
            Date(day.plus_days(whole_days(*seconds)?.checked_neg()?)?)
        }
        (Arith::Sub, Date(a), Date(b)) => {
            Seconds((i64::from(a.number()) - i64::from(b.number())) * 86_400)
        }
        (Arith::Add, Months(a), Months(b)) => Months(a.checked_add(*b)?),
        (Arith::Sub, Months(a), Months(b)) => Months(a.checked_sub(*b)?),
        (Arith::Add, Seconds(a), Seconds(b)) => Seconds(a.checked_add(*b)?),
        (Arith::Sub, Seconds(a), Seconds(b)) => Seconds(a.checked_sub(*b)?),
        (Arith::Add, Value::Str(a), Value::Str(b)) => Value::text(&format!("{a}{b}")),
        _ => Value::Null,
    })
}

fn whole_days(seconds: i64) -> Option<i64> {
    (seconds % 86_400 == 0).then_some(seconds / 86_400)
}

fn call(function: Function, values: &[Value]) -> Eval {
    let (first, second) = (values.first()?, values.get(1));
    match function {
        Function::Count | Function::Sum | Function::Min | Function::Max | Function::Mean => {
            return aggregate(function, first);
        }
        Function::All | Function::Any => {
            let Value::List(items) = first else { return Some(Value::Null) };
            let all = function == Function::All;
            let found = any(items.iter().map(|item| Some(truth(item).map(|t| t != all))))?;
            return Some(from_truth(found.map(|found| found != all)));
        }
        _ => {}
    }
    Some(match (function, first, second) {
        (Function::Not, value, _) => from_truth(truth(value).map(|t| !t)),
        (Function::DateOf, Value::Num(year), Some(Value::Num(month))) => {
            // A year that the calendar here does not reach is no unknown: nobody may reckon with it.
            if *year < Decimal::ONE || *year > Decimal::from(9999) {
                return None;
            }
            date_of(*year, *month, values.get(2)?).map_or(Value::Null, Value::Date)
        }
        (Function::MonthsBetween, Value::Date(from), Some(Value::Date(to))) => {
            Value::Months(to.months_since(*from))
        }
        (Function::ListContains, Value::List(items), Some(wanted)) => {
            Value::Bool(items.iter().any(|item| equal(item, wanted)))
        }
        (Function::Abs, Value::Num(number), _) => {
            Value::Num(if number.is_negative() { number.negated() } else { *number })
        }
        (Function::Abs, Value::Months(number), _) => Value::Months(number.checked_abs()?),
        (Function::Abs, Value::Seconds(number), _) => Value::Seconds(number.checked_abs()?),
        (Function::Modulo, Value::Num(_), Some(Value::Num(b))) if b.is_zero() => Value::Null,
        (Function::Modulo, Value::Num(a), Some(Value::Num(b))) => Value::Num(a.modulo(*b)?),
        (Function::Even | Function::Odd, Value::Num(number), _) => {
            let rest = number.modulo(Decimal::from(2))?;
            let wanted = if function == Function::Even { Decimal::ZERO } else { Decimal::ONE };
            Value::Bool(rest == wanted)
        }
        (Function::Round(mode), Value::Num(number), None) => Value::Num(number.rounded(0, mode)?),
        (Function::Round(mode), Value::Num(number), Some(Value::Num(scale))) => {
            Value::Num(number.rounded(u8::try_from(scale.to_i64()?).ok()?, mode)?)
        }
        (Function::Contains, Value::Str(a), Some(Value::Str(b))) => Value::Bool(a.contains(&**b)),
        (Function::StartsWith, Value::Str(a), Some(Value::Str(b))) => {
            Value::Bool(a.starts_with(&**b))
        }
        (Function::EndsWith, Value::Str(a), Some(Value::Str(b))) => Value::Bool(a.ends_with(&**b)),
        (Function::StringLength, Value::Str(a), _) => {
            Value::Num(Decimal::from(i64::try_from(a.chars().count()).ok()?))
        }
        (Function::UpperCase, Value::Str(a), _) => Value::text(&a.to_uppercase()),
        (Function::LowerCase, Value::Str(a), _) => Value::text(&a.to_lowercase()),
        _ => Value::Null,
    })
}

fn date_of(year: Decimal, month: Decimal, day: &Value) -> Option<Day> {
    let Value::Num(day) = day else { return None };
    let year = i16::try_from(year.to_i64()?).ok()?;
    let month = i8::try_from(month.to_i64()?).ok()?;
    Day::new(year, month, i8::try_from(day.to_i64()?).ok()?)
}

fn aggregate(function: Function, list: &Value) -> Eval {
    let Value::List(items) = list else { return Some(Value::Null) };
    let count = Decimal::from(i64::try_from(items.len()).ok()?);
    if function == Function::Count {
        return Some(Value::Num(count));
    }
    let Some((first, rest)) = items.split_first() else { return Some(Value::Null) };
    let mut result = first.clone();
    for item in rest {
        result = match function {
            Function::Min | Function::Max => match order(item, &result) {
                Some(ordering) => {
                    let replace = ordering.is_lt() == (function == Function::Min);
                    if replace && ordering.is_ne() { item.clone() } else { result }
                }
                None => Value::Null,
            },
            _ => arithmetic(Arith::Add, &result, item)?,
        };
        if result == Value::Null {
            return Some(result);
        }
    }
    if function == Function::Mean {
        return arithmetic(Arith::Div, &result, &Value::Num(count));
    }
    Some(if matches!(result, Value::NotApplicable) { Value::Null } else { result })
}
