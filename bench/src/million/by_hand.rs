//! The peer of the chain: the very rows it leaves, written again by hand into the same tables with the
//! same indexes, in as many durable transactions, and read back. No HTTP, rights, folds, sealing,
//! hashing or pages; what is copied is at hand, so that nothing is looked for.

use std::fmt::Write as _;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use kernel::{Ids as _, SystemClock, SystemIds};
use rusqlite::Connection;
use tokio_postgres::NoTls;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::chain::{CHAINS, OPENED};
use super::millis;
use super::server::House;

/// Rows copied from those of a case that the program made. `$1` is the new case, `$2` that case.
#[derive(Debug)]
struct Copy {
    table: &'static str,
    /// Columns that hold the case, or the file that stands for it.
    case: &'static [&'static str],
    /// Columns that are new in each row.
    fresh: &'static [&'static str],
    /// Which of its rows.
    of: String,
}

impl Copy {
    fn of(table: &'static str, of: impl Into<String>) -> Copy {
        Copy { table, case: &["stream_id"], fresh: &[], of: of.into() }
    }

    fn fresh(mut self, columns: &'static [&'static str]) -> Copy {
        self.fresh = columns;
        self
    }

    fn case(mut self, columns: &'static [&'static str]) -> Copy {
        self.case = columns;
        self
    }

    /// Keeps the rows at hand, under a number.
    fn keep(&self, number: usize, like: &str) -> String {
        let of = self.of.replace("$2", like);
        format!("CREATE TEMP TABLE kept_{number} AS SELECT * FROM {} WHERE {of}", self.table)
    }

    fn sql(&self, number: usize, columns: &[String], random: &str) -> String {
        let expressions = columns.iter().map(|column| match column.as_str() {
            column if self.case.contains(&column) => "$1".to_owned(),
            // A claim is a text, the others are ids.
            "value" if self.fresh.contains(&"value") => format!("CAST({random} AS TEXT)"),
            column if self.fresh.contains(&column) => random.to_owned(),
            column => column.to_owned(),
        });
        let mut sql = format!("INSERT INTO {} ({}) SELECT ", self.table, columns.join(", "));
        // Writing into a String cannot fail.
        write!(sql, "{}", expressions.collect::<Vec<_>>().join(", ")).ok();
        write!(sql, " FROM kept_{number}").ok();
        sql
    }
}

/// What one of the transactions does: copies, and changes of what stands.
struct Step {
    copies: Vec<Copy>,
    changes: &'static [&'static str],
}

/// The look at a stream and its case that every act and page begins with is read once.
const READ: &str =
    "SELECT version, kind, body, hash FROM event WHERE stream_id = $1 ORDER BY version";
const MOVED: &str = "UPDATE stream SET version = version + 1 WHERE stream_id = $1";
const SET: &str = "UPDATE casefile_case SET status_word = 'measured', changed_at = opened_at WHERE stream_id = $1";
const CHANGED: &str = "UPDATE casefile_case SET changed_at = (SELECT changed_at FROM casefile_case c WHERE c.stream_id = $2) WHERE stream_id = $1";

/// Opening with its time limit and task, the status, the document, the recorded look.
fn steps() -> Vec<Step> {
    let audit = |kind: &str, n: usize| {
        let of = format!(
            "(lane, seq) IN (SELECT lane, seq FROM audit WHERE subject = $2 AND kind = '{kind}' ORDER BY at LIMIT 1 OFFSET {n})"
        );
        Copy::of("audit", of).case(&["subject"]).fresh(&["lane"])
    };
    let event =
        |of: String| Copy::of("event", format!("stream_id = $2 AND version {of}")).fresh(&["id"]);
    let command = |version: usize| {
        let of = format!("stream_id = $2 AND version = {version}");
        Copy::of("command", of).fresh(&["id"])
    };
    let whole = |table| Copy::of(table, "stream_id = $2");
    vec![
        Step {
            copies: vec![
                whole("stream"),
                event(format!("<= {OPENED}")),
                whole("casefile_case"),
                whole("casefile_task"),
                whole("casefile_case_word"),
                whole("casefile_party"),
                whole("claim").fresh(&["value"]),
                command(OPENED),
                audit("write", 0),
            ],
            changes: &[],
        },
        Step {
            copies: vec![
                event(format!("= {}", OPENED + 1)),
                command(OPENED + 1),
                audit("write", 1),
            ],
            changes: &[MOVED, SET],
        },
        Step {
            copies: vec![
                event(format!("= {}", OPENED + 2)),
                Copy::of("file", "subject = $2").case(&["subject", "file_id"]),
                Copy::of("file_chunk", "file_id IN (SELECT file_id FROM file WHERE subject = $2)")
                    .case(&["file_id"]),
                command(OPENED + 2),
                audit("write", 2),
            ],
            changes: &[MOVED, CHANGED],
        },
        Step { copies: vec![audit("read", 0)], changes: &[] },
    ]
}

/// Tables with what was copied, by the column that holds the case.
const LEFT: [(&str, &str); 10] = [
    ("stream", "stream_id"),
    ("event", "stream_id"),
    ("casefile_case", "stream_id"),
    ("casefile_task", "stream_id"),
    ("casefile_case_word", "stream_id"),
    ("casefile_party", "stream_id"),
    ("claim", "stream_id"),
    ("command", "stream_id"),
    ("audit", "subject"),
    ("file", "subject"),
];

/// Milliseconds of each chain by hand, after a case that the program made.
pub fn measure(house: &House, like: Uuid) -> Result<Vec<f64>> {
    match house.database() {
        None => on_sqlite(house, like),
        Some(address) => tokio::runtime::Runtime::new()?.block_on(on_postgres(address, like)),
    }
}

fn ids() -> Vec<Uuid> {
    let ids = SystemIds(std::sync::Arc::new(SystemClock));
    (0..CHAINS).map(|_| ids.next()).collect()
}

fn on_sqlite(house: &House, like: Uuid) -> Result<Vec<f64>> {
    let mut db = Connection::open(house.folder().join("uma.db"))?;
    db.execute_batch(
        "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cache_size = -16384;",
    )?;
    let mut work: Vec<Vec<String>> = Vec::new();
    let like_blob = format!("x'{}'", like.simple());
    let mut numbers = 0..;
    for step in steps() {
        let mut sqls = Vec::new();
        for (copy, number) in step.copies.iter().zip(&mut numbers) {
            db.execute_batch(&copy.keep(number, &like_blob))?;
            let mut names = db.prepare("SELECT name FROM pragma_table_info($1)")?;
            let columns = names.query_map([copy.table], |row| row.get(0))?;
            let columns = columns.collect::<Result<Vec<String>, _>>()?;
            sqls.push(copy.sql(number, &columns, "randomblob(16)"));
        }
        sqls.extend(step.changes.iter().map(|sql| (*sql).to_owned()));
        work.push(sqls);
    }
    let (mut waits, made) = (Vec::new(), ids());
    for id in &made {
        let start = Instant::now();
        for sqls in &work {
            let writing = db.transaction()?;
            for sql in sqls {
                let mut statement = writing.prepare_cached(&numbered(sql))?;
                let rows = match sql.contains("$2") {
                    true => statement.execute((key(id), key(&like)))?,
                    false => statement.execute((key(id),))?,
                };
                ensure!(rows > 0 || sql.contains("casefile_party"), "nothing was written: {sql}");
            }
            writing.commit()?;
        }
        let mut statement = db.prepare_cached(&numbered(READ))?;
        let events = statement.query_map((key(id),), |row| row.get::<_, String>(2))?.count();
        ensure!(events == OPENED + 2, "{events} events");
        waits.push(millis(start.elapsed()));
    }
    let writing = db.transaction()?;
    for id in &made {
        writing.execute("DELETE FROM file_chunk WHERE file_id = ?1", (key(id),))?;
        for (table, column) in LEFT {
            writing.execute(&format!("DELETE FROM {table} WHERE {column} = ?1"), (key(id),))?;
        }
    }
    writing.commit()?;
    Ok(waits)
}

/// An id as SQLite holds it.
fn key(id: &Uuid) -> &[u8] {
    id.as_bytes()
}

/// Marks that are bound by their number and not by their first place.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}

async fn on_postgres(address: &str, like: Uuid) -> Result<Vec<f64>> {
    let (client, connection) = tokio_postgres::connect(address, NoTls).await?;
    tokio::spawn(connection);
    let mut work = Vec::new();
    let mut numbers = 0..;
    for step in steps() {
        let mut prepared = Vec::new();
        for (copy, number) in step.copies.iter().zip(&mut numbers) {
            client.batch_execute(&copy.keep(number, &format!("'{like}'"))).await?;
            let names = "SELECT column_name::text FROM information_schema.columns \
                WHERE table_name = $1 AND table_schema = current_schema() ORDER BY ordinal_position";
            let columns = client.query(names, &[&copy.table]).await?;
            let columns: Vec<String> = columns.iter().map(|row| row.get(0)).collect();
            let sql = copy.sql(number, &columns, "gen_random_uuid()");
            prepared.push(client.prepare(&sql).await.context(sql)?);
        }
        for sql in step.changes {
            prepared.push(client.prepare(sql).await?);
        }
        work.push(prepared);
    }
    let read = client.prepare(READ).await?;
    let (mut waits, made) = (Vec::new(), ids());
    for id in &made {
        let both: [&(dyn ToSql + Sync); 2] = [id, &like];
        let start = Instant::now();
        for prepared in &work {
            client.batch_execute("BEGIN").await?;
            let writes = prepared.iter().map(|statement| {
                client.execute(statement, both.get(..statement.params().len()).unwrap_or(&both))
            });
            futures_util::future::try_join_all(writes).await?;
            client.batch_execute("COMMIT").await?;
        }
        let events = client.query(&read, &[id]).await?.len();
        ensure!(events == OPENED + 2, "{events} events");
        waits.push(millis(start.elapsed()));
    }
    client.execute("DELETE FROM file_chunk WHERE file_id = ANY($1)", &[&made]).await?;
    for (table, column) in LEFT {
        client.execute(&format!("DELETE FROM {table} WHERE {column} = ANY($1)"), &[&made]).await?;
    }
    Ok(waits)
}
