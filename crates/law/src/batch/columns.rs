//! Facts of many cases, one column a fact.

use crate::decimal::Decimal;
use crate::value::{Day, Type, Value};
use std::sync::Arc;

/// The numbers of a column, one a case.
#[derive(Debug, Clone, Copy)]
pub enum Values<'a> {
    /// Bytes: yes/no, codes, small counts.
    U8(&'a [u8]),
    /// Small numbers.
    I16(&'a [i16]),
    /// Days, amounts in cents.
    I32(&'a [i32]),
    /// Large amounts.
    I64(&'a [i64]),
    /// Values of any type, lists and texts too: evaluated one by one.
    Any(&'a [Value]),
}

impl Values<'_> {
    /// Count of cases.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::U8(values) => values.len(),
            Self::I16(values) => values.len(),
            Self::I32(values) => values.len(),
            Self::I64(values) => values.len(),
            Self::Any(values) => values.len(),
        }
    }

    /// True when there is no case.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn get(&self, case: usize) -> Option<i64> {
        match self {
            Self::U8(values) => values.get(case).copied().map(i64::from),
            Self::I16(values) => values.get(case).copied().map(i64::from),
            Self::I32(values) => values.get(case).copied().map(i64::from),
            Self::I64(values) => values.get(case).copied(),
            Self::Any(_) => None,
        }
    }

    fn each(&self, mut see: impl FnMut(i64)) {
        match self {
            Self::U8(values) => values.iter().for_each(|value| see(i64::from(*value))),
            Self::I16(values) => values.iter().for_each(|value| see(i64::from(*value))),
            Self::I32(values) => values.iter().for_each(|value| see(i64::from(*value))),
            Self::I64(values) => values.iter().for_each(|value| see(*value)),
            Self::Any(_) => {}
        }
    }
}

/// What the numbers of a column stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// 0 is no, 1 is yes.
    Bool,
    /// Places in this list of codes or texts.
    Codes(Vec<Arc<str>>),
    /// Numbers with so many digits after the point: with 2, the number 80050 is 800.50.
    Number {
        /// Digits after the point.
        scale: u8,
    },
    /// Days since 1970-01-01.
    Date,
    /// Whole months.
    Months,
    /// Whole days of a span.
    Days,
    /// The values themselves.
    Any,
}

/// A column that was looked through: every number in it means something.
#[derive(Debug, Clone)]
pub struct Column<'a> {
    pub(crate) values: Values<'a>,
    pub(crate) meaning: Meaning,
    pub(crate) unknown: Option<i64>,
    pub(crate) inapplicable: Option<i64>,
    /// Least and greatest number that is neither *unknown* nor *not applicable*.
    pub(crate) low: i64,
    pub(crate) high: i64,
}

/// Why a column is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ColumnProblem {
    /// A number of the column stands for no value.
    #[error("case {case}: the number {number} stands for no value of the column")]
    NoValue {
        /// Place of the first such case, from 0.
        case: usize,
        /// The number.
        number: i64,
    },
    /// The columns do not fit the facts of the program.
    #[error("{0}")]
    NoFit(String),
}

impl<'a> Column<'a> {
    /// A column of numbers; `unknown` and `inapplicable` are the numbers that stand for those two.
    ///
    /// # Errors
    /// When a number stands for no value: a code beyond the list, a day beyond the calendar.
    pub fn new(
        values: Values<'a>,
        meaning: Meaning,
        unknown: Option<i64>,
        inapplicable: Option<i64>,
    ) -> Result<Self, ColumnProblem> {
        if matches!(values, Values::Any(_)) != (meaning == Meaning::Any) {
            let message = "numbers need a meaning, and values have theirs".to_owned();
            return Err(ColumnProblem::NoFit(message));
        }
        let (floor, ceiling) = match &meaning {
            Meaning::Bool => (0, 1),
            Meaning::Codes(codes) => (0, i64::try_from(codes.len()).unwrap_or(0) - 1),
            Meaning::Number { .. } | Meaning::Months | Meaning::Any => (i64::MIN, i64::MAX),
            Meaning::Date => (-719_162, 2_932_896),
            Meaning::Days => (-(1 << 40), 1 << 40),
        };
        let (mut low, mut high) = (i64::MAX, i64::MIN);
        values.each(|number| {
            let known = Some(number) != unknown && Some(number) != inapplicable;
            low = low.min(if known { number } else { i64::MAX });
            high = high.max(if known { number } else { i64::MIN });
        });
        if low <= high && (low < floor || high > ceiling) {
            let known = |n: &i64| Some(*n) != unknown && Some(*n) != inapplicable;
            let beyond = |n: i64| !(floor..=ceiling).contains(&n) && known(&n);
            let case = (0..values.len()).find(|case| values.get(*case).is_some_and(beyond));
            let case = case.unwrap_or(0);
            return Err(ColumnProblem::NoValue { case, number: values.get(case).unwrap_or(0) });
        }
        if low > high {
            (low, high) = (0, -1);
        }
        // A mark that the numbers cannot hold marks nothing.
        let (least, most) = match values {
            Values::U8(_) => (0, 255),
            Values::I16(_) => (i64::from(i16::MIN), i64::from(i16::MAX)),
            Values::I32(_) => (i64::from(i32::MIN), i64::from(i32::MAX)),
            Values::I64(_) | Values::Any(_) => (i64::MIN, i64::MAX),
        };
        let unknown = unknown.filter(|mark| (least..=most).contains(mark));
        let inapplicable = inapplicable.filter(|mark| (least..=most).contains(mark));
        Ok(Self { values, meaning, unknown, inapplicable, low, high })
    }

    /// The value a number of the column stands for; `None` for one that cannot occur.
    pub(crate) fn decode(&self, number: i64) -> Option<Value> {
        if Some(number) == self.unknown {
            return Some(Value::Null);
        }
        if Some(number) == self.inapplicable {
            return Some(Value::NotApplicable);
        }
        if !(self.low..=self.high).contains(&number) {
            return None;
        }
        Some(match &self.meaning {
            Meaning::Bool => Value::Bool(number == 1),
            Meaning::Codes(codes) => Value::Str(codes.get(usize::try_from(number).ok()?)?.clone()),
            Meaning::Number { scale } => Value::Num(Decimal::new(i128::from(number), *scale)?),
            Meaning::Date => Value::Date(Day::from_number(i32::try_from(number).ok()?)?),
            Meaning::Months => Value::Months(number),
            Meaning::Days => Value::Seconds(number.checked_mul(86_400)?),
            Meaning::Any => return None,
        })
    }

    /// The value of a case.
    #[must_use]
    pub fn value(&self, case: usize) -> Option<Value> {
        match self.values {
            Values::Any(values) => values.get(case).cloned(),
            _ => self.decode(self.values.get(case)?),
        }
    }

    /// Takes every number of the type as possible, for a plan without cases.
    pub(super) fn widen(&mut self) {
        (self.low, self.high) = match &self.meaning {
            Meaning::Bool => (0, 1),
            Meaning::Codes(codes) => (0, i64::try_from(codes.len()).unwrap_or(0) - 1),
            Meaning::Date => (-719_162, 2_932_896),
            _ => (-(1 << 40), 1 << 40),
        };
    }

    pub(crate) fn is_for(&self, ty: &Type) -> bool {
        if let Values::Any(values) = self.values {
            return values.iter().all(|value| value.is_of(ty));
        }
        matches!(
            (&self.meaning, ty),
            (Meaning::Bool, Type::Bool)
                | (Meaning::Codes(_), Type::Str)
                | (Meaning::Number { .. }, Type::Num)
                | (Meaning::Date, Type::Date)
                | (Meaning::Months, Type::Months)
                | (Meaning::Days, Type::Seconds)
        )
    }
}
