//! Values that go into and come out of either database.

use bytes::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

use crate::refusal::Fault;
use crate::time::{Date, Ts};

/// One value of a column or a bind.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// No value.
    Null,
    /// `BIGINT`.
    Int(i64),
    /// `BOOLEAN`; 0 or 1 on SQLite.
    Bool(bool),
    /// `TEXT`.
    Text(String),
    /// `BYTEA`.
    Bytes(Vec<u8>),
    /// `TIMESTAMPTZ`; whole microseconds on SQLite.
    Ts(Ts),
    /// `DATE`; ISO text on SQLite.
    Date(Date),
    /// `UUID`; 16 bytes on SQLite.
    Uuid(Uuid),
}

macro_rules! from {
    ($($ty:ty => $variant:ident),*) => { $(
        impl From<$ty> for Value {
            fn from(value: $ty) -> Value { Value::$variant(value.into()) }
        }
    )* };
}
from!(i64 => Int, i32 => Int, u32 => Int, bool => Bool, String => Text, &str => Text,
    Vec<u8> => Bytes, &[u8] => Bytes, Ts => Ts, Date => Date, Uuid => Uuid);

impl From<&String> for Value {
    fn from(value: &String) -> Value {
        Value::Text(value.clone())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

/// A type that a column can be read as.
pub trait FromValue: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// Corrupt when the column holds something else.
    fn from_value(value: Value) -> Result<Self, Fault>;
}

fn unexpected<T>(wanted: &str, found: &Value) -> Result<T, Fault> {
    Err(Fault::corrupt(format!("expected {wanted}, found {found:?}")))
}

impl FromValue for Value {
    fn from_value(value: Value) -> Result<Self, Fault> {
        Ok(value)
    }
}

impl FromValue for i64 {
    fn from_value(value: Value) -> Result<Self, Fault> {
        match value {
            Value::Int(n) => Ok(n),
            other => unexpected("a number", &other),
        }
    }
}

impl FromValue for bool {
    fn from_value(value: Value) -> Result<Self, Fault> {
        match value {
            Value::Bool(b) => Ok(b),
            Value::Int(n) => Ok(n != 0),
            other => unexpected("yes or no", &other),
        }
    }
}

impl FromValue for String {
    fn from_value(value: Value) -> Result<Self, Fault> {
        match value {
            Value::Text(s) => Ok(s),
            other => unexpected("text", &other),
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value) -> Result<Self, Fault> {
        match value {
            Value::Bytes(b) => Ok(b),
            Value::Uuid(u) => Ok(u.as_bytes().to_vec()),
            other => unexpected("bytes", &other),
        }
    }
}

impl FromValue for Ts {
    fn from_value(value: Value) -> Result<Self, Fault> {
        match value {
            Value::Ts(ts) => Ok(ts),
            Value::Int(n) => Ok(Ts::from_micros(n)),
            other => unexpected("an instant", &other),
        }
    }
}

impl FromValue for Date {
    fn from_value(value: Value) -> Result<Self, Fault> {
        match value {
            Value::Date(d) => Ok(d),
            Value::Text(s) => s.parse().map_err(|e| Fault::corrupt(format!("{s:?}: {e}"))),
            other => unexpected("a date", &other),
        }
    }
}

impl FromValue for Uuid {
    fn from_value(value: Value) -> Result<Self, Fault> {
        match value {
            Value::Uuid(u) => Ok(u),
            Value::Bytes(b) => Uuid::from_slice(&b).map_err(|e| Fault::corrupt(e.to_string())),
            other => unexpected("an id", &other),
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Result<Self, Fault> {
        match value {
            Value::Null => Ok(None),
            other => T::from_value(other).map(Some),
        }
    }
}

/// One row of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct DbRow(pub(crate) Vec<Value>);

impl DbRow {
    /// The column at a position, counted from 0.
    ///
    /// # Errors
    /// Corrupt when it holds another type; a bug when there is no such column.
    pub fn get<T: FromValue>(&self, column: usize) -> Result<T, Fault> {
        let value = self.0.get(column).cloned();
        let value = value.ok_or_else(|| Fault::message(format!("no column {column}")))?;
        T::from_value(value).map_err(|fault| fault.context(format!("column {column}")))
    }

    /// All values in order.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.0
    }
}

/// The same value as the other engine would give it back, for comparing rows.
pub(crate) fn plain(value: &Value) -> Value {
    match value {
        Value::Bool(b) => Value::Int(i64::from(*b)),
        Value::Ts(ts) => Value::Int(ts.micros()),
        Value::Date(d) => Value::Text(d.to_string()),
        Value::Uuid(u) => Value::Bytes(u.as_bytes().to_vec()),
        other => other.clone(),
    }
}

// SQLite

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, Value as Owned, ValueRef};
        Ok(match self {
            Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Value::Int(n) => ToSqlOutput::Borrowed(ValueRef::Integer(*n)),
            Value::Bool(b) => ToSqlOutput::Borrowed(ValueRef::Integer(i64::from(*b))),
            Value::Text(s) => ToSqlOutput::Borrowed(ValueRef::Text(s.as_bytes())),
            Value::Bytes(b) => ToSqlOutput::Borrowed(ValueRef::Blob(b)),
            Value::Ts(ts) => ToSqlOutput::Borrowed(ValueRef::Integer(ts.micros())),
            Value::Date(d) => ToSqlOutput::Owned(Owned::Text(d.to_string())),
            Value::Uuid(u) => ToSqlOutput::Borrowed(ValueRef::Blob(u.as_bytes())),
        })
    }
}

impl rusqlite::types::FromSql for Value {
    /// Texts that are no UTF-8 and fractions were never written here. They are read as bytes, so that
    /// whoever asks for a text or a number is told, and a verification goes on to tell the rest.
    fn column_result(v: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        use rusqlite::types::ValueRef;
        Ok(match v {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(n) => Value::Int(n),
            ValueRef::Real(r) => Value::Bytes(r.to_be_bytes().to_vec()),
            ValueRef::Text(t) => {
                std::str::from_utf8(t).map_or_else(|_| Value::Bytes(t.to_vec()), Into::into)
            }
            ValueRef::Blob(b) => Value::Bytes(b.to_vec()),
        })
    }
}

// PostgreSQL: its timestamps and dates count from 2000-01-01.

const PG_EPOCH_MICROS: i64 = 946_684_800_000_000;
const PG_EPOCH: Date = jiff::civil::date(2000, 1, 1);

type PgError = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, PgError> {
        match self {
            Value::Null => return Ok(IsNull::Yes),
            Value::Int(n) => match *ty {
                Type::INT2 => return i16::try_from(*n)?.to_sql(ty, out),
                Type::INT4 => return i32::try_from(*n)?.to_sql(ty, out),
                Type::INT8 => return n.to_sql(ty, out),
                _ => return Err(format!("a number where {ty} is wanted").into()),
            },
            Value::Bool(b) if *ty == Type::BOOL => return b.to_sql(ty, out),
            Value::Text(s) if <&str as ToSql>::accepts(ty) => return s.to_sql(ty, out),
            Value::Bytes(b) if *ty == Type::BYTEA => return b.to_sql(ty, out),
            Value::Uuid(u) if *ty == Type::UUID => return u.to_sql(ty, out),
            Value::Ts(ts) if *ty == Type::TIMESTAMPTZ => {
                out.extend_from_slice(&(ts.micros() - PG_EPOCH_MICROS).to_be_bytes());
            }
            Value::Date(d) if *ty == Type::DATE => {
                let days = PG_EPOCH.until((jiff::Unit::Day, *d))?.get_days();
                out.extend_from_slice(&days.to_be_bytes());
            }
            other => return Err(format!("{other:?} where {ty} is wanted").into()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> tokio_postgres::types::FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, PgError> {
        Ok(match *ty {
            Type::INT2 => Value::Int(i16::from_sql(ty, raw)?.into()),
            Type::INT4 => Value::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT8 => Value::Int(i64::from_sql(ty, raw)?),
            Type::BOOL => Value::Bool(bool::from_sql(ty, raw)?),
            Type::TEXT | Type::VARCHAR | Type::NAME => Value::Text(String::from_sql(ty, raw)?),
            Type::BYTEA => Value::Bytes(raw.to_vec()),
            Type::UUID => Value::Uuid(Uuid::from_slice(raw)?),
            Type::TIMESTAMPTZ => {
                Value::Ts(Ts::from_micros(i64::from_be_bytes(raw.try_into()?) + PG_EPOCH_MICROS))
            }
            Type::DATE => {
                let days = i32::from_be_bytes(raw.try_into()?);
                Value::Date(PG_EPOCH.checked_add(jiff::Span::new().try_days(days)?)?)
            }
            _ => return Err(format!("columns of type {ty} are not used here").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, PgError> {
        Ok(Value::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
