//! Values, their types, and calendar days.

use crate::decimal::Decimal;
use jiff::civil::Date;
use std::fmt;
use std::sync::Arc;

/// A calendar day, counted from 1970-01-01; years 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// 1 January of the year 1.
    pub const FIRST: Self = Self(-719_162);

    /// A day by its count from 1970-01-01; `None` outside the years 1 to 9999.
    #[must_use]
    pub fn from_number(days: i32) -> Option<Self> {
        (-719_162..=2_932_896).contains(&days).then_some(Self(days))
    }

    /// A day of the calendar; `None` when there is no such day.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Self::from_date(Date::new(year, month, day).ok()?)
    }

    fn from_date(date: Date) -> Option<Self> {
        let span = date.since((jiff::Unit::Day, Date::constant(1970, 1, 1))).ok()?;
        Self::from_number(span.get_days())
    }

    /// Reads `2026-06-12` and nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let shape = (year.len(), month.len(), day.len()) == (4, 2, 2) && parts.next().is_none();
        let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        if !shape || !digits {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn number(self) -> i32 {
        self.0
    }

    fn date(self) -> Date {
        let epoch = Date::constant(1970, 1, 1);
        jiff::Span::new()
            .try_days(self.0)
            .ok()
            .and_then(|span| epoch.checked_add(span).ok())
            .unwrap_or(epoch)
    }

    /// Year, month, day of the month.
    #[must_use]
    pub fn ymd(self) -> (i16, i8, i8) {
        let date = self.date();
        (date.year(), date.month(), date.day())
    }

    /// ISO weekday: Monday is 1, Sunday is 7.
    #[must_use]
    pub fn weekday(self) -> i8 {
        self.date().weekday().to_monday_one_offset()
    }

    /// The day `days` later (earlier when negative).
    #[must_use]
    pub fn plus_days(self, days: i64) -> Option<Self> {
        let number = i64::from(self.0).checked_add(days)?;
        Self::from_number(i32::try_from(number).ok()?)
    }

    /// The day `months` later; the last day of a shorter month (31 January + 1 month = 28 February).
    #[must_use]
    pub fn plus_months(self, months: i64) -> Option<Self> {
        let span = jiff::Span::new().try_months(months).ok()?;
        Self::from_date(self.date().checked_add(span).ok()?)
    }

    /// Whole months from `earlier` to this day (FEEL `years and months duration`).
    #[must_use]
    pub fn months_since(self, earlier: Self) -> i64 {
        let (y1, m1, d1) = earlier.ymd();
        let (y2, m2, d2) = self.ymd();
        let months = (i64::from(y2) - i64::from(y1)) * 12 + i64::from(m2) - i64::from(m1);
        if months > 0 && d2 < d1 {
            months - 1
        } else if months < 0 && d2 > d1 {
            months + 1
        } else {
            months
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// A value a rule can read or give.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Unknown. A rule never takes it for false or zero.
    Null,
    /// Known to have no answer: the question does not arise for this case.
    NotApplicable,
    /// Yes or no.
    Bool(bool),
    /// An exact number.
    Num(Decimal),
    /// A code or a text.
    Str(Arc<str>),
    /// A calendar day.
    Date(Day),
    /// A span of whole months (years and months duration).
    Months(i64),
    /// A span of seconds (days and time duration).
    Seconds(i64),
    /// Several values of one type.
    List(Arc<[Value]>),
    /// Named values, in the order of their type.
    Context(Arc<[(Arc<str>, Value)]>),
}

impl Value {
    /// A text or code.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Str(Arc::from(text))
    }

    /// The text of a text value.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The entry of a context.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<&Value> {
        match self {
            Self::Context(entries) => {
                entries.iter().find(|(key, _)| &**key == name).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// True when the value is of the type; unknown and not applicable are of every type.
    #[must_use]
    pub fn is_of(&self, ty: &Type) -> bool {
        match (self, ty) {
            (Self::Null | Self::NotApplicable, _)
            | (Self::Bool(_), Type::Bool)
            | (Self::Num(_), Type::Num)
            | (Self::Str(_), Type::Str)
            | (Self::Date(_), Type::Date)
            | (Self::Months(_), Type::Months)
            | (Self::Seconds(_), Type::Seconds) => true,
            (Self::List(items), Type::List(inner)) => items.iter().all(|item| item.is_of(inner)),
            (Self::Context(entries), Type::Context(fields)) => {
                entries.len() == fields.len()
                    && entries
                        .iter()
                        .zip(fields.iter())
                        .all(|((name, value), (field, ty))| name == field && value.is_of(ty))
            }
            _ => false,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::NotApplicable => f.write_str("inapplicable"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Num(value) => write!(f, "{value}"),
            Self::Str(value) => write!(f, "\"{value}\""),
            Self::Date(value) => write!(f, "{value}"),
            Self::Months(value) => write!(f, "{value} months"),
            Self::Seconds(value) => write!(f, "{} days {} s", value / 86_400, value % 86_400),
            Self::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if index > 0 { ", " } else { "" })?;
                }
                f.write_str("]")
            }
            Self::Context(entries) => {
                f.write_str("{")?;
                for (index, (name, value)) in entries.iter().enumerate() {
                    write!(f, "{}{name}: {value}", if index > 0 { ", " } else { "" })?;
                }
                f.write_str("}")
            }
        }
    }
}

/// The type of a value, known before any case is evaluated.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    /// The type of the word `null` alone: fits everywhere.
    Null,
    /// Yes or no.
    Bool,
    /// An exact number.
    Num,
    /// A code or a text.
    Str,
    /// A calendar day.
    Date,
    /// Years and months duration.
    Months,
    /// Days and time duration.
    Seconds,
    /// Several values of one type.
    List(Box<Type>),
    /// Named values.
    Context(Arc<[(Arc<str>, Type)]>),
}

impl Type {
    /// The narrowest type both fit, or `None` when they differ.
    #[must_use]
    pub fn join(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Null, ty) | (ty, Self::Null) => Some(ty.clone()),
            (Self::List(left), Self::List(right)) => Some(Self::List(Box::new(left.join(right)?))),
            (Self::Context(left), Self::Context(right)) if left.len() == right.len() => {
                let mut fields = Vec::with_capacity(left.len());
                for ((name, one), (other_name, two)) in left.iter().zip(right.iter()) {
                    if name != other_name {
                        return None;
                    }
                    fields.push((name.clone(), one.join(two)?));
                }
                Some(Self::Context(fields.into()))
            }
            _ => (self == other).then(|| self.clone()),
        }
    }

    /// True when `<` and `>` mean something.
    #[must_use]
    pub fn is_ordered(&self) -> bool {
        matches!(
            self,
            Self::Num | Self::Str | Self::Date | Self::Months | Self::Seconds | Self::Null
        )
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool => f.write_str("yes/no"),
            Self::Num => f.write_str("number"),
            Self::Str => f.write_str("text"),
            Self::Date => f.write_str("date"),
            Self::Months => f.write_str("duration in months"),
            Self::Seconds => f.write_str("duration in days"),
            Self::List(inner) => write!(f, "list of {inner}"),
            Self::Context(fields) => {
                let names: Vec<&str> = fields.iter().map(|(name, _)| &**name).collect();
                write!(f, "group ({})", names.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_strict() {
        assert_eq!(Day::parse("1970-01-01").unwrap().number(), 0);
        assert_eq!(Day::parse("2024-01-01").unwrap().number(), 19723);
        assert_eq!(Day::parse("2024-02-29").unwrap().to_string(), "2024-02-29");
        for text in ["2023-02-29", "2026-13-01", "10000-01-01", "2026-6-1", "2026-06-12T00", ""] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
        assert_eq!(Day::parse("9999-12-31").unwrap().plus_days(1), None);
        assert_eq!(Day::parse("0001-01-01").unwrap().plus_days(-1), None);
    }

    #[test]
    fn months_end_on_the_last_day() {
        let day = |text| Day::parse(text).unwrap();
        assert_eq!(day("2026-01-31").plus_months(1), Some(day("2026-02-28")));
        assert_eq!(day("2026-03-31").months_since(day("2026-01-31")), 2);
        assert_eq!(day("2026-03-30").months_since(day("2026-01-31")), 1);
        assert_eq!(day("2026-01-31").months_since(day("2026-03-30")), -1);
    }
}
