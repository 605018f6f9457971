//! The two databases behind one seam: SQLite inside the process, PostgreSQL beside it.
//!
//! Reading is `fetch(sql!("..."), binds)`; writing is a [`WriteSet`]. One SQL text serves both
//! engines: `$1` placeholders and the portable types `UUID TIMESTAMPTZ DATE TEXT BIGINT BOOLEAN
//! BYTEA`. Every text registers itself, and a test prepares each on both engines and reads its plan.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

mod chain;
pub mod migrate;
mod postgres;
mod sqlite;
mod together;
mod value;
mod write;

pub use value::{DbRow, FromValue, Value};
pub use write::{Check, CommitError, Guard, Inserts, Lane, Miss, Write, WriteSet};

pub(crate) use chain::hash_parts;
pub(crate) use value::plain;

use crate::audit::AuditEntry;
use crate::deciding::BoxFuture;
use crate::refusal::Fault;

/// A SQL text that stands in the code, with where it stands.
#[derive(Debug)]
pub struct Statement {
    /// The text.
    pub sql: &'static str,
    /// File and line.
    pub at: &'static str,
    /// Why it may read a whole table, when it may.
    pub scans: Option<&'static str>,
}

inventory::collect!(Statement);

/// A SQL text, registered so that a test prepares it on both engines and reads its plan.
///
/// `sql!("SELECT ..")`, or `sql!("SELECT ..", scans: "why reading the whole table is right")`.
#[macro_export]
macro_rules! sql {
    ($sql:expr) => {{
        $crate::inventory::submit! { $crate::db::Statement {
            sql: $sql, at: concat!(file!(), ":", line!()), scans: None,
        } }
        $sql
    }};
    ($sql:expr, scans: $why:expr) => {{
        $crate::inventory::submit! { $crate::db::Statement {
            sql: $sql, at: concat!(file!(), ":", line!()), scans: Some($why),
        } }
        $sql
    }};
}

/// Which database this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file inside the process's data folder.
    Sqlite,
    /// A server.
    Postgres,
}

impl Engine {
    /// Name for people and logs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Engine::Sqlite => "SQLite",
            Engine::Postgres => "PostgreSQL",
        }
    }
}

/// A database, cheap to clone.
#[derive(Clone)]
pub enum Db {
    /// SQLite: many readers, one writer thread with group commit.
    Sqlite(Arc<sqlite::Sqlite>),
    /// PostgreSQL: a pool, a transaction a set.
    Postgres(Arc<postgres::Postgres>),
}

/// No stored text holds a null character, and PostgreSQL would not even look for one.
fn without_nulls(mut binds: Vec<Value>) -> Vec<Value> {
    for bind in &mut binds {
        if let Value::Text(text) = bind
            && text.contains('\0')
        {
            *text = text.replace('\0', "\u{fffd}");
        }
    }
    binds
}

impl Db {
    /// Opens or creates a SQLite file.
    ///
    /// # Errors
    /// Unavailable when the file cannot be opened or another process owns it.
    pub fn sqlite(path: &Path) -> Result<Db, Fault> {
        sqlite::Sqlite::open(path).map(|s| Db::Sqlite(Arc::new(s)))
    }

    /// Opens a SQLite file for reading only, beside a server that may own it.
    ///
    /// # Errors
    /// Unavailable when there is no such file.
    pub fn sqlite_read_only(path: &Path) -> Result<Db, Fault> {
        sqlite::Sqlite::open_read_only(path).map(|s| Db::Sqlite(Arc::new(s)))
    }

    /// Connects to PostgreSQL by a connection string, with at most this many connections.
    ///
    /// # Errors
    /// Unavailable when the string is wrong; the server itself is first asked at first use.
    pub fn postgres(url: &str, connections_max: usize) -> Result<Db, Fault> {
        postgres::Postgres::open(url, connections_max).map(|p| Db::Postgres(Arc::new(p)))
    }

    /// Which engine.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        match self {
            Db::Sqlite(_) => Engine::Sqlite,
            Db::Postgres(_) => Engine::Postgres,
        }
    }

    /// Reads rows.
    ///
    /// # Errors
    /// Unavailable when the database is away; a bug when the SQL is wrong.
    pub fn fetch(
        &self,
        sql: impl Into<Cow<'static, str>>,
        binds: Vec<Value>,
    ) -> BoxFuture<'_, Result<Vec<DbRow>, Fault>> {
        self.fetch_text(sql.into(), binds)
    }

    fn fetch_text(
        &self,
        sql: Cow<'static, str>,
        binds: Vec<Value>,
    ) -> BoxFuture<'_, Result<Vec<DbRow>, Fault>> {
        let binds = without_nulls(binds);
        Box::pin(async move {
            match self {
                Db::Sqlite(s) => s.fetch(sql, binds).await,
                Db::Postgres(p) => p.fetch(sql, binds).await,
            }
        })
    }

    /// Reads a few rows by their key, such as those of one stream: what every command waits for.
    ///
    /// # Errors
    /// As [`Db::fetch`].
    pub fn look_up(
        &self,
        sql: &'static str,
        binds: Vec<Value>,
    ) -> BoxFuture<'_, Result<Vec<DbRow>, Fault>> {
        let binds = without_nulls(binds);
        Box::pin(async move {
            match self {
                Db::Sqlite(s) => s.look_up(sql.into(), binds).await,
                Db::Postgres(p) => p.fetch(sql.into(), binds).await,
            }
        })
    }

    /// Reads at most one row.
    ///
    /// # Errors
    /// As [`Db::fetch`].
    pub async fn fetch_optional(
        &self,
        sql: impl Into<Cow<'static, str>>,
        binds: Vec<Value>,
    ) -> Result<Option<DbRow>, Fault> {
        Ok(self.fetch(sql, binds).await?.into_iter().next())
    }

    /// Commits a set durably: when this returns, the set survives a power cut.
    ///
    /// # Errors
    /// See [`CommitError`].
    pub fn commit(&self, mut set: WriteSet) -> BoxFuture<'_, Result<(), CommitError>> {
        Box::pin(async move {
            set.without_nulls()?;
            let outcome = match self {
                Db::Sqlite(s) => s.commit(set).await,
                Db::Postgres(p) => {
                    // In a task of its own: a caller that goes away must not leave a transaction open.
                    let p = Arc::clone(p);
                    let task = tokio::spawn(async move { p.commit(set).await });
                    task.await.map_err(|e| CommitError::Fault(Fault::bug(e)))?
                }
            };
            self.writable_flag()
                .store(!matches!(outcome, Err(CommitError::Fault(_))), Ordering::Relaxed);
            outcome
        })
    }

    /// Did the last commit succeed? False for a database opened for reading only.
    #[must_use]
    pub fn writable(&self) -> bool {
        self.writable_flag().load(Ordering::Relaxed)
    }

    fn writable_flag(&self) -> &AtomicBool {
        match self {
            Db::Sqlite(s) => &s.writable,
            Db::Postgres(p) => &p.writable,
        }
    }

    /// Commits audit rows alone, durably.
    ///
    /// # Errors
    /// A fault when the database is away or full.
    pub async fn commit_audit(&self, entries: Vec<AuditEntry>) -> Result<(), Fault> {
        let set = WriteSet { audit: entries, ..WriteSet::default() };
        self.commit(set).await.map_err(|e| match e {
            CommitError::Fault(fault) | CommitError::Retry(fault) => fault,
            CommitError::Missed(miss) => Fault::message(format!("audit rows missed: {miss:?}")),
        })
    }
}
