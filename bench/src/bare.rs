//! The bare loop: rusqlite alone, writing the same rows into the same tables, in the same groups.

use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result};
use rusqlite::types::Value;
use rusqlite::{Connection, Params, params, params_from_iter};

use crate::notes::HEADLINE;

/// The settings of the kernel's own writer.
const SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
    PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864; \
    PRAGMA secure_delete = ON; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;";

type Cells = Vec<Value>;

/// All that one command wrote.
pub struct Command {
    version: i64,
    event: Cells,
    outbox: Cells,
    token: Cells,
    audit: Cells,
}

/// Reads back what commands wrote, in the order they were done.
pub fn read(path: &Path) -> Result<Vec<Command>> {
    let db = Connection::open(path)?;
    let by_event = |sql: &str| -> Result<HashMap<(Vec<u8>, i64), Cells>> {
        let rows = all(&db, sql)?;
        rows.into_iter().map(|cells| Ok((key(&cells)?, cells))).collect()
    };
    let mut outbox =
        by_event("SELECT stream_id, version, reaction, due, attempts, trouble FROM outbox")?;
    let mut tokens = by_event("SELECT stream_id, version, id, at, actor, act FROM command")?;
    let mut audit = all(
        &db,
        "SELECT lane, seq, at, actor, session, kind, act, subject_kind, subject, detail, hash \
         FROM audit WHERE kind = 'write' ORDER BY seq",
    )?
    .into_iter();
    let events = all(
        &db,
        "SELECT stream_id, version, id, kind, schema_version, at, actor, on_behalf_of, act, cause, \
         basis, body, hash FROM event ORDER BY id",
    )?;
    events
        .into_iter()
        .map(|event| {
            let key = key(&event)?;
            Ok(Command {
                version: key.1,
                outbox: outbox.remove(&key).context("an event without its outbox entry")?,
                token: tokens.remove(&key).context("an event without its token")?,
                audit: audit.next().context("an event without its audit row")?,
                event,
            })
        })
        .collect()
}

fn all(db: &Connection, sql: &str) -> Result<Vec<Cells>> {
    let mut statement = db.prepare(sql)?;
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| (0..columns).map(|n| row.get(n)).collect())?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn key(cells: &Cells) -> Result<(Vec<u8>, i64)> {
    match cells.as_slice() {
        [Value::Blob(stream), Value::Integer(version), ..] => Ok((stream.clone(), *version)),
        _ => anyhow::bail!("not a stream and a version"),
    }
}

/// Writes commands into an empty database with the tables made; commands a second.
pub fn write(path: &Path, commands: &[Command], group: u32) -> Result<f64> {
    let db = Connection::open(path)?;
    db.set_prepared_statement_cache_capacity(64);
    db.execute_batch(SETTINGS)?;
    let start = Instant::now();
    for group in commands.chunks(usize::try_from(group)?) {
        db.execute_batch("BEGIN IMMEDIATE")?;
        for command in group {
            write_one(&db, command)?;
        }
        db.execute_batch("COMMIT")?;
    }
    Ok(f64::from(u32::try_from(commands.len())?) / start.elapsed().as_secs_f64())
}

fn write_one(db: &Connection, command: &Command) -> Result<()> {
    let stream = command.event.first().context("an event without a stream")?;
    let head = command.event.last().context("an event without a hash")?;
    let version = command.version;
    if version == 1 {
        let insert = "INSERT INTO stream (stream_id, kind, version, head) VALUES (?1, ?2, ?3, ?4)";
        execute(db, insert, params![stream, "bench-notes", version, head])?;
        let insert =
            "INSERT INTO bench_notes (stream_id, headline, notes, erased) VALUES (?1, ?2, ?3, ?4)";
        execute(db, insert, params![stream, HEADLINE, version, 0])?;
    } else {
        let update =
            "UPDATE stream SET version = ?3, head = ?4 WHERE stream_id = ?1 AND version = ?2";
        execute(db, update, params![stream, version - 1, version, head])?;
        let update =
            "UPDATE bench_notes SET headline = ?2, notes = ?3, erased = ?4 WHERE stream_id = ?1";
        execute(db, update, params![stream, HEADLINE, version, 0])?;
    }
    execute(
        db,
        "INSERT INTO event (stream_id, version, id, kind, schema_version, at, actor, on_behalf_of, \
         act, cause, basis, body, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params_from_iter(&command.event),
    )?;
    execute(
        db,
        "INSERT INTO outbox (stream_id, version, reaction, due, attempts, trouble) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params_from_iter(&command.outbox),
    )?;
    execute(
        db,
        "INSERT INTO command (stream_id, version, id, at, actor, act) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params_from_iter(&command.token),
    )?;
    execute(
        db,
        "INSERT INTO audit (lane, seq, at, actor, session, kind, act, subject_kind, subject, detail, \
         hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params_from_iter(&command.audit),
    )
}

fn execute(db: &Connection, sql: &str, params: impl Params) -> Result<()> {
    db.prepare_cached(sql)?.execute(params)?;
    Ok(())
}
