//! Migrations: one statement at a time, forward only, each remembered with its hash.

use super::{CommitError, Db, Engine, Miss, Write, WriteSet, hash_parts};
use crate::refusal::Fault;
use crate::sql;
use crate::time::Ts;

/// A change of the tables: a file of portable SQL, statements ended by `;` at the end of a line.
///
/// Every statement must be safe to run again (`IF NOT EXISTS`, of tables, views, indexes and columns), since a
/// crash may come between two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    /// The system and a number that sorts, such as `casefile/0001_person`.
    pub name: &'static str,
    /// The file's text.
    pub sql: &'static str,
}

impl Migration {
    /// The statements, without comments and blank ones.
    #[must_use]
    pub fn statements(&self) -> Vec<String> {
        let code: String = self
            .sql
            .lines()
            .filter(|line| !line.trim_start().starts_with("--"))
            .collect::<Vec<_>>()
            .join("\n");
        code.split(";\n")
            .map(|s| s.trim().trim_end_matches(';').trim().to_owned())
            .filter(|s| !s.is_empty())
            .collect()
    }

    fn hash(&self) -> String {
        hash_parts(&[self.sql.as_bytes()]).iter().map(|b| format!("{b:02x}")).collect()
    }
}

/// One process at a time changes the shape: PostgreSQL lets two create one table at once, and one of
/// them then fails. The lock ends with the statement's transaction; its number is ours alone.
const TURN: &str = "SELECT pg_advisory_xact_lock(8274021963)";

/// How a migration makes a view.
const VIEW: &str = "CREATE VIEW IF NOT EXISTS";

/// How a migration adds a column.
const COLUMN: &str = " ADD COLUMN IF NOT EXISTS ";

const TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, hash TEXT NOT NULL, at TIMESTAMPTZ NOT NULL)";

/// Secondary indexes of the migrations: the statement that takes each away, and the one that makes
/// it.
pub(crate) fn indexes(migrations: &[Migration]) -> Vec<(String, String)> {
    let statements = migrations.iter().flat_map(Migration::statements);
    let made = statements.filter_map(|statement| {
        let rest = statement.strip_prefix("CREATE INDEX IF NOT EXISTS ")?;
        let name = rest.split_whitespace().next()?;
        Some((format!("DROP INDEX IF EXISTS {name}"), statement))
    });
    made.collect()
}

/// Brings the tables to today's shape; returns the names of what was new.
///
/// # Errors
/// A fault when a statement fails or a released migration was edited.
pub async fn migrate(
    db: &Db,
    migrations: &[Migration],
    at: Ts,
) -> Result<Vec<&'static str>, Fault> {
    run(db, TABLE.to_owned()).await?;
    let done = db
        .fetch(
            sql!("SELECT name, hash FROM migration", scans: "a few dozen rows, read once at start"),
            vec![],
        )
        .await?;
    let mut new = Vec::new();
    for migration in migrations {
        let known = done.iter().find(|row| row.get::<String>(0).is_ok_and(|n| n == migration.name));
        match known.map(|row| row.get::<String>(1)).transpose()? {
            Some(hash) if hash == migration.hash() => {}
            Some(_) => {
                return Err(Fault::message(format!(
                    "migration {} was changed after it had run here; write a new one instead",
                    migration.name
                )));
            }
            None => {
                for statement in migration.statements() {
                    run(db, statement).await?;
                }
                remember(db, migration, at).await?;
                new.push(migration.name);
            }
        }
    }
    Ok(new)
}

async fn run(db: &Db, statement: String) -> Result<(), Fault> {
    let writes = match db.engine() {
        Engine::Sqlite if has_column(db, &statement).await? => return Ok(()),
        Engine::Sqlite => {
            vec![Write::new(statement.replacen(COLUMN, " ADD COLUMN ", 1), vec![])]
        }
        Engine::Postgres => vec![
            Write::new(TURN, vec![]),
            // Safe to run again both ways; each engine knows only one of them.
            Write::new(statement.replacen(VIEW, "CREATE OR REPLACE VIEW", 1), vec![]),
        ],
    };
    db.commit(WriteSet { writes, ..WriteSet::default() }).await.map_err(|e| match e {
        CommitError::Fault(f) | CommitError::Retry(f) => f.context(statement),
        CommitError::Missed(m) => Fault::message(format!("{m:?} in: {statement}")),
    })
}

/// Is the column there already that a statement adds? SQLite has no way to say so in the statement.
async fn has_column(db: &Db, statement: &str) -> Result<bool, Fault> {
    let parts = statement.strip_prefix("ALTER TABLE ").and_then(|rest| rest.split_once(COLUMN));
    let Some((table, column)) = parts else { return Ok(false) };
    let column = column.split_whitespace().next().unwrap_or_default();
    let select = "SELECT 1 FROM pragma_table_info($1) WHERE name = $2";
    let found = db.fetch_optional(select, vec![table.trim().into(), column.into()]).await?;
    Ok(found.is_some())
}

async fn remember(db: &Db, migration: &Migration, at: Ts) -> Result<(), Fault> {
    let binds = vec![migration.name.into(), migration.hash().into(), at.into()];
    let insert =
        Write::new(sql!("INSERT INTO migration (name, hash, at) VALUES ($1, $2, $3)"), binds)
            .free_else(Miss::Again);
    match db.commit(WriteSet { writes: vec![insert], ..WriteSet::default() }).await {
        // Another process of the same version ran it at the same time: the statements are the same.
        Ok(()) | Err(CommitError::Missed(_)) => Ok(()),
        Err(CommitError::Fault(f) | CommitError::Retry(f)) => Err(f),
    }
}

/// Checks that a PostgreSQL database compares text by code point, as SQLite does: keyset pages and
/// unique values depend on it.
///
/// # Errors
/// Says how to create the database when it does not.
pub async fn check_collation(db: &Db) -> Result<(), Fault> {
    let Db::Postgres(_) = db else { return Ok(()) };
    let row = db
        .fetch_optional(
            "SELECT datcollate::text FROM pg_database WHERE datname = current_database()",
            vec![],
        )
        .await?;
    let found = row.map(|r| r.get::<String>(0)).transpose()?.unwrap_or_default();
    if ["C", "C.UTF-8", "C.utf8", "POSIX"].contains(&found.as_str()) {
        return Ok(());
    }
    Err(Fault::message(format!(
        "the database sorts text by {found}; create it with: CREATE DATABASE uma TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
    )))
}
