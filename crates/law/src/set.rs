//! Conditions as sets of whole numbers.
//!
//! Every value of a column has an *ordinal*: yes/no 0 and 1, a date its day, a code its place in the
//! dictionary. A number `x` in a column whose finest constant has `s` digits after the point gets
//! `2 * floor(x * 10^s)`, plus one when something was cut off, so that constants stand on even
//! ordinals and everything between two neighbouring constants on the odd one: closed spans of
//! ordinals then say `<` and `<=` exactly, for any number of digits in a case.

use crate::decimal::Decimal;
use crate::value::{Type, Value};
use std::sync::Arc;

/// The ordinal of *unknown*.
pub(crate) const NULL: i64 = i64::MIN;
/// The ordinal of *not applicable*.
pub(crate) const INAPPLICABLE: i64 = i64::MIN + 1;
/// The smallest ordinal of a known value.
pub(crate) const LOW: i64 = i64::MIN + 2;
/// The largest ordinal.
pub(crate) const HIGH: i64 = i64::MAX;

/// Largest absolute constant, in units of the column: leaves room above for larger case values.
const CONSTANT_MAX: i128 = 1 << 60;

/// How values of a column become ordinals.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Domain {
    Num {
        scale: u8,
    },
    /// Sorted codes; `closed` when no other code can occur.
    Str {
        codes: Arc<[Arc<str>]>,
        closed: bool,
    },
    Bool,
    Date,
    Months,
    Seconds,
    /// Lists and groups: only tested by expressions.
    Opaque,
}

impl Domain {
    /// The domain of a type; `constants` are all values the column's cells name.
    pub(crate) fn new(ty: &Type, constants: &[Value], closed: Option<&[Arc<str>]>) -> Self {
        match ty {
            Type::Num => {
                let scales = constants.iter().map(|value| match value {
                    Value::Num(number) => number.scale(),
                    _ => 0,
                });
                Self::Num { scale: scales.max().unwrap_or(0) }
            }
            Type::Str => {
                let named = constants.iter().filter_map(|value| match value {
                    Value::Str(text) => Some(text.clone()),
                    _ => None,
                });
                let mut codes: Vec<Arc<str>> = named.collect();
                codes.extend(closed.unwrap_or_default().iter().cloned());
                codes.sort();
                codes.dedup();
                Self::Str { codes: codes.into(), closed: closed.is_some() }
            }
            Type::Bool => Self::Bool,
            Type::Date => Self::Date,
            Type::Months => Self::Months,
            Type::Seconds => Self::Seconds,
            Type::Null | Type::List(_) | Type::Context(_) => Self::Opaque,
        }
    }

    /// The ordinal of a value; `None` for a value that cannot stand in the column.
    pub(crate) fn ordinal(&self, value: &Value) -> Option<i64> {
        match (value, self) {
            (Value::Null, _) => Some(NULL),
            (Value::NotApplicable, _) => Some(INAPPLICABLE),
            (Value::Num(number), Self::Num { scale }) => Some(number_ordinal(*number, *scale)),
            (Value::Str(text), Self::Str { codes, closed }) => match codes.binary_search(text) {
                Ok(index) => i64::try_from(index).ok(),
                Err(_) if *closed => None,
                Err(_) => i64::try_from(codes.len()).ok(),
            },
            (Value::Bool(value), Self::Bool) => Some(i64::from(*value)),
            (Value::Date(day), Self::Date) => Some(i64::from(day.number())),
            (Value::Months(months), Self::Months) => Some(*months),
            (Value::Seconds(seconds), Self::Seconds) => Some(*seconds),
            _ => None,
        }
    }

    /// All ordinals a case can have, without unknown and not applicable.
    pub(crate) fn known(&self) -> Set {
        match self {
            Self::Num { .. } | Self::Months | Self::Seconds | Self::Opaque => Set::span(LOW, HIGH),
            Self::Str { codes, closed } => {
                let count = i64::try_from(codes.len()).unwrap_or(HIGH);
                Set::span(0, if *closed { count - 1 } else { count })
            }
            Self::Bool => Set::span(0, 1),
            Self::Date => Set::span(-719_162, 2_932_896),
        }
    }

    /// An ordinal in words, for messages and tables.
    pub(crate) fn show(&self, ordinal: i64) -> String {
        if ordinal == NULL {
            return "unknown".to_owned();
        }
        if ordinal == INAPPLICABLE {
            return "not applicable".to_owned();
        }
        match self {
            Self::Num { scale } => {
                let between = ordinal.rem_euclid(2) == 1;
                let floor = i128::from(ordinal.div_euclid(2));
                let number = Decimal::new(floor, *scale).unwrap_or_default();
                if between { format!("just above {number}") } else { number.to_string() }
            }
            Self::Str { codes, .. } => {
                let code = usize::try_from(ordinal).ok().and_then(|index| codes.get(index));
                code.map_or("another code".to_owned(), |code| format!("\"{code}\""))
            }
            Self::Bool => (ordinal == 1).to_string(),
            Self::Date => i32::try_from(ordinal)
                .ok()
                .and_then(crate::value::Day::from_number)
                .map_or_else(|| ordinal.to_string(), |day| day.to_string()),
            Self::Months => format!("{ordinal} months"),
            Self::Seconds => format!("{ordinal} s"),
            Self::Opaque => "some value".to_owned(),
        }
    }
}

fn number_ordinal(number: Decimal, scale: u8) -> i64 {
    let far = if number.is_negative() { LOW } else { HIGH };
    number.at_scale(scale).map_or(far, |(floor, exact)| {
        let ordinal = floor.checked_mul(2).map(|twice| twice + i128::from(!exact));
        // Constants are small enough that everything beyond 64 bits lies beyond all of them.
        ordinal.and_then(|ordinal| i64::try_from(ordinal).ok()).map_or(far, |o| o.max(LOW))
    })
}

/// True when a constant of a column leaves room for larger values on both sides.
pub(crate) fn constant_fits(value: &Value, scale: u8) -> bool {
    match value {
        Value::Num(number) => {
            number.at_scale(scale).is_some_and(|(floor, _)| floor.abs() < CONSTANT_MAX)
        }
        Value::Months(number) | Value::Seconds(number) => i128::from(*number).abs() < CONSTANT_MAX,
        _ => true,
    }
}

/// A set of ordinals: sorted closed spans that neither touch nor overlap.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Set(Vec<(i64, i64)>);

impl Set {
    /// All of `low..=high`; empty when `low > high`.
    pub(crate) fn span(low: i64, high: i64) -> Self {
        Self(if low <= high { vec![(low, high)] } else { Vec::new() })
    }

    pub(crate) fn spans(&self) -> &[(i64, i64)] {
        &self.0
    }

    pub(crate) fn contains(&self, ordinal: i64) -> bool {
        self.0.iter().any(|(low, high)| (*low..=*high).contains(&ordinal))
    }

    pub(crate) fn union(&self, other: &Self) -> Self {
        let mut spans = self.0.clone();
        spans.extend_from_slice(&other.0);
        spans.sort_unstable();
        let mut merged: Vec<(i64, i64)> = Vec::with_capacity(spans.len());
        for (low, high) in spans {
            match merged.last_mut() {
                Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
                _ => merged.push((low, high)),
            }
        }
        Self(merged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ordinals_keep_the_order_of_numbers() {
        let texts = ["-1000000000000000000000", "-0.005", "0", "0.001", "0.01", "799.99", "800"];
        let ordinals: Vec<i64> =
            texts.iter().map(|t| number_ordinal(Decimal::parse(t).unwrap(), 2)).collect();
        assert!(ordinals.windows(2).all(|pair| pair[0] < pair[1]), "{ordinals:?}");
        assert_eq!(ordinals[0], LOW);
    }

    fn arbitrary_set() -> impl Strategy<Value = Set> {
        proptest::collection::vec((-20_i64..20, 0_i64..6), 0..5).prop_map(|spans| {
            spans
                .iter()
                .fold(Set::default(), |set, (low, more)| set.union(&Set::span(*low, low + more)))
        })
    }

    proptest! {
        #[test]
        fn sets_behave_like_sets(a in arbitrary_set(), b in arbitrary_set()) {
            for ordinal in (-30..30).chain([NULL, INAPPLICABLE, LOW, HIGH]) {
                let (in_a, in_b) = (a.contains(ordinal), b.contains(ordinal));
                prop_assert_eq!(a.union(&b).contains(ordinal), in_a || in_b);
            }
        }
    }
}
