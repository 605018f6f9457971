//! A case opened, its status set, a document added, and the whole read back: with rights, sight, folds,
//! sealing and audit, beside the same durable rows written by hand.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use kernel::{Ids as _, SystemClock, SystemIds};
use rusqlite::Connection;
use tokio_postgres::NoTls;
use tokio_postgres::types::ToSql;

use super::millis;
use super::server::{House, Server};
use super::visitor::Visitor;
use crate::{Line, Target, quantile};

/// Chains, one after the other.
const CHAINS: u32 = 300;
/// Versions of a case as it is opened: opened, assigned, its time limit started, its task added.
const OPENED: usize = 4;
const TOO_SLOW: f64 = 5.0;

fn id() -> String {
    SystemIds(Arc::new(SystemClock)).next().to_string()
}

/// A new case; its address.
fn open(visitor: &mut Visitor, person: &str) -> Result<String> {
    let (case, once) = (id(), id());
    let pairs = [
        ("once", once.as_str()),
        ("case", &case),
        ("applicant", person),
        ("case_type", "general-matter"),
        ("headline", "Measured+matter"),
    ];
    visitor.post("/cases/new", &pairs)?;
    Ok(format!("/cases/{case}"))
}

fn attach(visitor: &mut Visitor, case: &str, seen: usize) -> Result<()> {
    let (once, seen) = (id(), seen.to_string());
    let pairs = [
        ("once", once.as_str()),
        ("seen", &seen),
        ("kind", "statement"),
        ("language", "en"),
        ("sender", ""),
        ("arrived", ""),
    ];
    visitor.attach(&format!("{case}/documents/new"), &pairs, &format!("statement {seen}.txt"))?;
    Ok(())
}

/// A case with so many documents.
pub fn large(visitor: &mut Visitor, person: &str, documents: usize) -> Result<String> {
    let case = open(visitor, person)?;
    for n in 0..documents {
        attach(visitor, &case, OPENED + n)?;
    }
    Ok(case)
}

fn chain(visitor: &mut Visitor, person: &str) -> Result<()> {
    let case = open(visitor, person)?;
    let (once, seen) = (id(), OPENED.to_string());
    let pairs = [("once", once.as_str()), ("seen", &seen), ("status", "being-prepared")];
    visitor.post(&format!("{case}/status"), &pairs)?;
    attach(visitor, &case, OPENED + 1)?;
    let page = visitor.get(&case)?;
    ensure!(
        page.contains(&format!("statement {}.txt", OPENED + 1)) && page.contains("Being prepared"),
        "{page}"
    );
    Ok(())
}

pub fn measure(
    house: &House,
    server: &Server,
    visitor: &mut Visitor,
    person: &str,
    line: &dyn Fn(&str, f64, &'static str) -> Line,
) -> Result<Vec<Line>> {
    for _ in 0..CHAINS / 10 {
        chain(visitor, person)?;
    }
    house.forget_statements()?;
    let before = server.cpu_ms()?;
    let mut waits = Vec::new();
    for _ in 0..CHAINS {
        let start = Instant::now();
        chain(visitor, person)?;
        waits.push(millis(start.elapsed()));
    }
    let cpu = (server.cpu_ms()? - before) / f64::from(CHAINS);
    let statements = house.statements()?.map(|all| all / f64::from(CHAINS));
    waits.sort_by(f64::total_cmp);
    let mut floor = match house.database() {
        None => sqlite_floor(house)?,
        Some(address) => postgres_floor(address)?,
    };
    floor.sort_by(f64::total_cmp);
    let ours = quantile(&waits, 50);
    let name = "case + status + document, read back";
    let mut lines = vec![
        line(&format!("{name}, processor time"), cpu, "ms").target(Target::AtMost(12.0)),
        line(&format!("{name} p50"), ours, "ms").against(quantile(&floor, 50)),
        line(&format!("{name}, times the rows by hand"), ours / quantile(&floor, 50), "")
            .target(Target::AtMost(TOO_SLOW)),
    ];
    lines.extend(statements.map(|n| line(name, n, "statements").target(Target::AtMost(25.0))));
    Ok(lines)
}

/// The rows that a chain leaves, in the tables they stand in: three durable transactions and a read.
const ROWS: [&[&str]; 3] = [
    &[
        "INSERT INTO bench_floor (n, kind, body) VALUES ($1, 'stream', '')",
        "INSERT INTO bench_floor (n, kind, body) VALUES ($1, 'event', $2)",
        "INSERT INTO bench_floor (n, kind, body) VALUES ($1, 'event', $2)",
        "INSERT INTO bench_floor (n, kind, body) VALUES ($1, 'event', $2)",
        "INSERT INTO bench_floor (n, kind, body) VALUES ($1, 'row', $2)",
        "INSERT INTO bench_floor (n, kind, body) VALUES ($1, 'task', $2)",
        "INSERT INTO bench_floor (n, kind, body) VALUES ($1, 'party', '')",
        "INSERT INTO bench_floor (n, kind, body) VALUES ($1, 'claim', '')",
        "INSERT INTO bench_floor (n, kind, body) VALUES ($1, 'token', '')",
        "INSERT INTO bench_floor (n, kind, body) VALUES ($1, 'audit', $2)",
    ],
    &[
        "INSERT INTO bench_floor (n, kind, body) VALUES ($1, 'event', $2)",
        "INSERT INTO bench_floor (n, kind, body) VALUES ($1, 'row', $2)",
        "INSERT INTO bench_floor (n, kind, body) VALUES ($1, 'token', '')",
        "INSERT INTO bench_floor (n, kind, body) VALUES ($1, 'audit', $2)",
    ],
    &[
        "INSERT INTO bench_floor (n, kind, body) VALUES ($1, 'event', $2)",
        "INSERT INTO bench_floor (n, kind, body) VALUES ($1, 'row', $2)",
        "INSERT INTO bench_floor (n, kind, body) VALUES ($1, 'file', $2)",
        "INSERT INTO bench_floor (n, kind, body) VALUES ($1, 'chunk', $2)",
        "INSERT INTO bench_floor (n, kind, body) VALUES ($1, 'token', '')",
        "INSERT INTO bench_floor (n, kind, body) VALUES ($1, 'audit', $2)",
    ],
];
const TABLE: &str =
    "CREATE TABLE bench_floor (n BIGINT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL)";
const INDEX: &str = "CREATE INDEX bench_floor_by_n ON bench_floor (n)";
const READ: &str = "SELECT kind, body FROM bench_floor WHERE n = $1";
/// As long as an event is.
const BODY_BYTES: usize = 400;

fn sqlite_floor(house: &House) -> Result<Vec<f64>> {
    let path = house.folder().join("floor.db");
    let mut db = Connection::open(&path)?;
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;",
    )?;
    db.execute_batch(&format!("{TABLE}; {INDEX};"))?;
    let body = "x".repeat(BODY_BYTES);
    let mut waits = Vec::new();
    for n in 0..CHAINS {
        let n = i64::from(n);
        let start = Instant::now();
        for rows in ROWS {
            let writing = db.transaction()?;
            for sql in rows {
                let mut statement = writing.prepare_cached(sql)?;
                if sql.contains("$2") {
                    statement.execute((n, &body))?;
                } else {
                    statement.execute((n,))?;
                }
            }
            writing.commit()?;
        }
        let mut statement = db.prepare_cached(READ)?;
        let rows = statement.query_map((n,), |row| row.get::<_, String>(1))?;
        ensure!(rows.count() == ROWS.iter().map(|rows| rows.len()).sum::<usize>(), "rows");
        waits.push(millis(start.elapsed()));
    }
    drop(db);
    std::fs::remove_file(&path)?;
    Ok(waits)
}

fn postgres_floor(address: &str) -> Result<Vec<f64>> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let (client, connection) = tokio_postgres::connect(address, NoTls).await?;
        tokio::spawn(connection);
        client
            .batch_execute(&format!("DROP TABLE IF EXISTS bench_floor; {TABLE}; {INDEX};"))
            .await?;
        let body = "x".repeat(BODY_BYTES);
        let read = client.prepare(READ).await?;
        let with = client.prepare(ROWS[0].get(1).context("a row")?).await?;
        let mut waits = Vec::new();
        for n in 0..CHAINS {
            let n = i64::from(n);
            let start = Instant::now();
            for rows in ROWS {
                client.batch_execute("BEGIN").await?;
                let values: [&(dyn ToSql + Sync); 2] = [&n, &body];
                let writes = rows.iter().map(|_| client.execute(&with, &values));
                futures_util::future::try_join_all(writes).await?;
                client.batch_execute("COMMIT").await?;
            }
            client.query(&read, &[&n]).await?;
            waits.push(millis(start.elapsed()));
        }
        client.batch_execute("DROP TABLE bench_floor").await?;
        Ok(waits)
    })
}
