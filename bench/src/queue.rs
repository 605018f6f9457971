//! A million tasks: what the work list of an official costs who may take one kind of case, and of one
//! who may take two hundred.
//!
//! Which kinds somebody may take is said by competences, so an official has the queue of no competence
//! and of each they have, at most twenty. One kind stands alone under the first competence, and the
//! other hundred and ninety-nine under the others.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use casefile::TASKS;
use kernel::{
    Clock, Db, FileKeyRing, Kernel, KeyStore, ListQuery, Registry, SystemClock, SystemIds, UserId,
    Who,
};
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::{Line, Target, commands, pgbench, quantile};

/// Competences an official may have at most.
const COMPETENCES: i64 = 20;
const KINDS: i64 = 200;
/// Rows of a page, as the work list reads of the queue.
const ROWS: usize = 50;
/// Pages read by each of the two.
const LOOKS: usize = 1_000;
/// What the second may cost beside the first.
const RATIO: f64 = 1.2;

/// A million tasks of two hundred kinds in six units, two of five open, on different days.
const FILL: &str = "INSERT INTO casefile_task (stream_id, task, what, state, turn, due, handler, competence, \
    waits_for, number, headline, unit, class, compartment) \
    SELECT {id}, {id}, 'look-into', CASE WHEN n % 5 < 2 THEN 'open' ELSE 'done' END, {day}, {day}, NULL, \
    CASE WHEN n % 200 = 0 THEN 'c0' WHEN n % 211 < 40 THEN 'none' ELSE 'c' || CAST(1 + (n % 199) % 19 AS TEXT) END, \
    '', 'HEL-2026-' || CAST(n AS TEXT), 'A matter of an ordinary person', 'U' || CAST(n % 6 AS TEXT), 0, NULL FROM {numbers}";

/// The official, and the statement that puts them into a unit.
const OFFICIAL: Uuid = Uuid::from_u128(5);
const UNIT: &str = "INSERT INTO kernel_user_unit (stream_id, unit)";

/// On both engines.
pub fn run() -> Result<Vec<Line>> {
    let runtime = Runtime::new()?;
    let folder = tempfile::tempdir_in(commands::target())?;
    let server = pgbench::Server::given()?;
    let [events, keys] = [server.fresh("uma_queue")?, server.fresh("uma_queue_keys")?];
    let mut lines = Vec::new();
    let sqlite = runtime.block_on(on_sqlite(folder.path()))?;
    lines.extend(runtime.block_on(measure("SQLite", &sqlite))?);
    let postgres = runtime.block_on(on_postgres(folder.path(), &events, &keys))?;
    lines.extend(runtime.block_on(measure("PostgreSQL", &postgres))?);
    drop(postgres);
    server.gone("uma_queue")?;
    server.gone("uma_queue_keys")?;
    Ok(lines)
}

async fn on_sqlite(folder: &Path) -> Result<Kernel> {
    let path = folder.join("uma.db");
    let kernel = open(Db::sqlite(&path)?, Db::sqlite(&folder.join("keys.db"))?, folder).await?;
    let blob = "CAST(randomblob(16) AS BLOB)";
    let day = "date('2026-01-01', '+' || CAST(n * 7919 % 400 AS TEXT) || ' days')";
    let numbers = "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000000) SELECT n FROM c)";
    let fill = FILL.replace("{id}", blob).replace("{day}", day).replace("{numbers}", numbers);
    let user = format!("{UNIT} VALUES (x'{}', 'U0')", OFFICIAL.simple());
    rusqlite::Connection::open(&path)?.execute_batch(&format!("{fill}; {user}; ANALYZE;"))?;
    Ok(kernel)
}

async fn on_postgres(folder: &Path, events: &str, keys: &str) -> Result<Kernel> {
    let kernel = open(Db::postgres(events, 4)?, Db::postgres(keys, 2)?, folder).await?;
    let day = "date '2026-01-01' + (n * 7919 % 400)::int";
    let numbers = "generate_series(1::bigint, 1000000) AS c(n)";
    let fill = FILL.replace("{id}", "gen_random_uuid()").replace("{day}", day);
    let fill = fill.replace("{numbers}", numbers);
    let (client, connection) = tokio_postgres::connect(events, tokio_postgres::NoTls).await?;
    let connection = tokio::spawn(connection);
    client.batch_execute(&format!("{fill}; {UNIT} VALUES ('{OFFICIAL}', 'U0')")).await?;
    client.batch_execute("VACUUM ANALYZE casefile_task").await?;
    drop(client);
    connection.await??;
    Ok(kernel)
}

async fn open(db: Db, keys: Db, folder: &Path) -> Result<Kernel> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let tables = casefile::system().migrations;
    let all: Vec<_> = kernel::MIGRATIONS.iter().chain(tables).copied().collect();
    kernel::migrate(&db, &all, clock.now()).await?;
    let ring = FileKeyRing::open(&folder.join("ring"))?;
    let keys = KeyStore::open(keys, Arc::new(ring), clock.now()).await?;
    let ids = Arc::new(SystemIds(Arc::clone(&clock)));
    Ok(Kernel::new(db, keys, clock, ids, Registry::default()))
}

/// Both in turn, so that a busy moment of the machine falls on both.
async fn measure(engine: &str, kernel: &Kernel) -> Result<Vec<Line>> {
    let units = Arc::new(["U0".to_owned()].into());
    let who = Who { user: UserId(OFFICIAL), unit: "U0".into(), units, ..Who::visitor() };
    let (one, all) = (competences(1), competences(COMPETENCES));
    let (mut few, mut many) = (Vec::new(), Vec::new());
    for _ in 0..LOOKS {
        few.push(look(kernel, &who, &one).await?);
        many.push(look(kernel, &who, &all).await?);
    }
    few.sort_by(f64::total_cmp);
    many.sort_by(f64::total_cmp);
    let [few, many] = [quantile(&few, 50), quantile(&many, 50)];
    let of = |what: &str| format!("{engine}, queue of 1,000,000 tasks {what}");
    let ratio =
        Line::new(of("with 200 kinds beside 1"), many / few, "").target(Target::AtMost(RATIO));
    Ok(vec![
        Line::new(of("for 1 kind of case, p50"), few, "ms"),
        Line::new(of(&format!("for {KINDS}, p50")), many, "ms").against(few),
        ratio,
    ])
}

fn competences(n: i64) -> BTreeSet<String> {
    (0..n).map(|n| format!("c{n}")).collect()
}

/// The head of the queue: milliseconds.
async fn look(kernel: &Kernel, who: &Who, competences: &BTreeSet<String>) -> Result<f64> {
    let sets = casefile::queue_of(who, competences);
    let query = ListQuery { limit: ROWS, ..ListQuery::default() };
    let start = Instant::now();
    let page = TASKS.merged(kernel, who, &sets, &query).await;
    let waited = start.elapsed().as_secs_f64() * 1000.0;
    let page = page.map_err(|not_done| anyhow::anyhow!("{not_done:?}"))?;
    ensure!(page.rows.len() == ROWS, "{} rows", page.rows.len());
    page.next.context("the queue goes on")?;
    Ok(waited)
}
