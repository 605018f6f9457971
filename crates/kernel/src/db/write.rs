//! Writes as data: a set of statements that commits whole or not at all, on either engine.

use std::borrow::Cow;

use uuid::Uuid;

use super::value::Value;
use crate::audit::AuditEntry;
use crate::refusal::Fault;

/// One writing statement.
#[derive(Debug, Clone)]
pub struct Write {
    /// SQL with `$1` placeholders.
    pub sql: Cow<'static, str>,
    /// One value a placeholder.
    pub binds: Vec<Value>,
    /// What must be true of its result.
    pub check: Check,
    /// It touches rows that no other write of its set touches: among others like it, its place does
    /// not matter.
    pub apart: bool,
}

impl Write {
    /// A statement whose number of rows does not matter.
    #[must_use]
    pub fn new(sql: impl Into<Cow<'static, str>>, binds: Vec<Value>) -> Write {
        Write { sql: sql.into(), binds, check: Check::Any, apart: false }
    }

    /// Touches rows that no other write of its set touches, and may go together with others like it. A
    /// write whose rows are counted never does.
    #[must_use]
    pub const fn apart(mut self) -> Write {
        self.apart = !matches!(self.check, Check::One(_));
        self
    }

    /// Must touch exactly one row, else the set misses.
    #[must_use]
    pub fn one_else(mut self, miss: Miss) -> Write {
        (self.check, self.apart) = (Check::One(miss), false);
        self
    }

    /// Must not meet a taken key, else the set misses.
    #[must_use]
    pub fn free_else(mut self, miss: Miss) -> Write {
        (self.check, self.apart) = (Check::Free(miss), false);
        self
    }
}

/// What must be true of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// Nothing.
    Any,
    /// Exactly one row was touched.
    One(Miss),
    /// No unique key was violated.
    Free(Miss),
}

/// New rows of one table, written together: PostgreSQL copies them in, SQLite keeps one statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inserts {
    /// Where they go.
    pub table: &'static str,
    /// Names of the columns.
    pub columns: &'static [&'static str],
    /// One value a column.
    pub rows: Vec<Vec<Value>>,
}

/// Why a set did not commit although nothing is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Miss {
    /// A stream has another version than expected.
    Stale(Uuid),
    /// A unique value of this kind is taken.
    Taken(String),
    /// The same command was done before.
    Again,
    /// Someone else took the work item.
    Gone,
}

/// A stream that must still have this version when the set commits, without being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    /// The stream.
    pub stream: Uuid,
    /// Its version; 0 when it must not exist.
    pub version: i64,
}

/// Which queue of the SQLite writer a set goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lane {
    /// A person waits for it.
    #[default]
    Interactive,
    /// Nobody waits; runs in slices between the others.
    Batch,
}

/// Writes that commit together.
#[derive(Debug, Clone, Default)]
pub struct WriteSet {
    /// Queue.
    pub lane: Lane,
    /// Streams read but not written that must not have moved.
    pub guards: Vec<Guard>,
    /// Statements in order. Those that may miss come first, so that a miss leaves nothing behind.
    pub writes: Vec<Write>,
    /// Rows of loads, after the writes. A key that exists is a fault: nothing else writes these.
    pub inserts: Vec<Inserts>,
    /// Audit rows, chained by the writer.
    pub audit: Vec<AuditEntry>,
}

impl WriteSet {
    /// PostgreSQL cannot store a null character in a text, so neither engine does. In the audit it
    /// is replaced, since a look or a search must not fail by what somebody typed.
    pub(super) fn without_nulls(&mut self) -> Result<(), Fault> {
        for entry in &mut self.audit {
            if entry.detail.contains('\0') {
                entry.detail = entry.detail.replace('\0', "\u{fffd}");
            }
        }
        let null = |b: &Value| matches!(b, Value::Text(text) if text.contains('\0'));
        let told = |of: &str| Err(Fault::message(format!("a null character in a text of: {of}")));
        if let Some(write) = self.writes.iter().find(|w| w.binds.iter().any(null)) {
            return told(&write.sql);
        }
        if let Some(i) = self.inserts.iter().find(|i| i.rows.iter().flatten().any(null)) {
            return told(i.table);
        }
        Ok(())
    }
}

/// Why a set did not commit.
#[derive(Debug)]
pub enum CommitError {
    /// A check missed; nothing was written.
    Missed(Miss),
    /// Nothing was written and the whole closure may run again (deadlock, serialisation failure).
    Retry(Fault),
    /// Something is broken; nothing was written, or the connection was lost while committing.
    Fault(Fault),
}

impl From<Fault> for CommitError {
    fn from(fault: Fault) -> CommitError {
        CommitError::Fault(fault)
    }
}
