//! Facts by typed keys: what forms, adapters, fixtures and rules share.

use crate::answer::Facts;
use crate::decimal::Decimal;
use crate::value::{Day, Value};
use std::marker::PhantomData;

/// A closed list of codes, generated from the dictionary.
pub trait Code: Copy + 'static {
    /// All codes, in the order of the dictionary.
    const ALL: &'static [Self];

    /// The code as rules write it.
    fn code(self) -> &'static str;

    /// The code a text stands for.
    fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.code() == text)
    }
}

/// A span of whole months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Months(pub i64);

/// A span of whole days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days(pub i32);

/// A value of Rust that a rule can read.
pub trait AsValue {
    /// The value as rules see it.
    fn as_value(&self) -> Value;
}

impl AsValue for bool {
    fn as_value(&self) -> Value {
        Value::Bool(*self)
    }
}

impl AsValue for Decimal {
    fn as_value(&self) -> Value {
        Value::Num(*self)
    }
}

impl AsValue for Day {
    fn as_value(&self) -> Value {
        Value::Date(*self)
    }
}

impl AsValue for Months {
    fn as_value(&self) -> Value {
        Value::Months(self.0)
    }
}

impl AsValue for Days {
    fn as_value(&self) -> Value {
        Value::Seconds(i64::from(self.0) * 86_400)
    }
}

impl AsValue for String {
    fn as_value(&self) -> Value {
        Value::text(self)
    }
}

impl<C: Code> AsValue for C {
    fn as_value(&self) -> Value {
        Value::text(self.code())
    }
}

impl<T: AsValue> AsValue for Vec<T> {
    fn as_value(&self) -> Value {
        Value::List(self.iter().map(AsValue::as_value).collect())
    }
}

/// The name of a fact with the type of its value.
#[derive(Debug)]
pub struct Key<T> {
    name: &'static str,
    ty: PhantomData<fn(T)>,
}

impl<T> Clone for Key<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Key<T> {}

impl<T> Key<T> {
    /// A key; only the generated code makes them.
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, ty: PhantomData }
    }

    /// The name as rules write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.name
    }
}

impl Facts {
    /// Sets a fact by its typed key.
    pub fn put<T: AsValue>(&mut self, key: Key<T>, value: &T, source: &str, retrieved: Day) {
        self.set(key.name, value.as_value(), source, retrieved);
    }
}
