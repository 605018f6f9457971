//! PostgreSQL: a pool, and one pipelined transaction a set.
//!
//! The statements of a set travel together: `BEGIN` and all writes in one round trip, `COMMIT` in
//! the next. Every transaction may be run again, so serialisation failures are told apart.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use futures_util::future::{join_all, try_join_all};
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{NoTls, Statement};

use super::chain::Chain;
use super::together::{self, ColumnTypes, Sent};
use super::value::{DbRow, Value};
use super::write::{Check, CommitError, Inserts, Miss, Write, WriteSet};
use crate::refusal::Fault;

/// How long a caller waits for a free connection before the page says the database is away.
const WAIT: Duration = Duration::from_secs(10);

/// How long the network may be silent before a connection counts as lost.
const SILENCE: Duration = Duration::from_secs(30);
/// A statement is planned once a connection, as the tests read its plan, and not anew for every value:
/// planning would cost more than most statements do.
const PLANS: &str = "-c plan_cache_mode=force_generic_plan";

pub struct Postgres {
    pool: Pool,
    /// Audit chains that no transaction holds; as many as ever ran at once.
    chains: Mutex<Vec<Chain>>,
    /// Types of the columns that rows go to, as far as rows went there.
    types: Mutex<ColumnTypes>,
    /// False after a commit failed, until one succeeds.
    pub(super) writable: AtomicBool,
}

impl Postgres {
    pub(super) fn open(url: &str, connections_max: usize) -> Result<Postgres, Fault> {
        let mut config: tokio_postgres::Config = url.parse().map_err(Fault::unavailable)?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(5));
        }
        config.application_name("uma");
        let options = format!("{PLANS} {}", config.get_options().unwrap_or_default());
        config.options(options);
        // A server that vanished without a word is noticed, also in the middle of an answer.
        config.tcp_user_timeout(SILENCE).keepalives_idle(SILENCE);
        let recycle = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let pool = Pool::builder(Manager::from_config(config, NoTls, recycle))
            .max_size(connections_max)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(WAIT))
            .recycle_timeout(Some(WAIT))
            .build()
            .map_err(Fault::unavailable)?;
        let (chains, types) = (Mutex::default(), Mutex::default());
        Ok(Postgres { pool, chains, types, writable: AtomicBool::new(true) })
    }

    async fn connection(&self) -> Result<Object, Fault> {
        self.pool.get().await.map_err(Fault::unavailable)
    }

    pub(super) async fn fetch(
        &self,
        sql: Cow<'static, str>,
        binds: Vec<Value>,
    ) -> Result<Vec<DbRow>, Fault> {
        let client = self.connection().await?;
        let statement = client.prepare_cached(&sql).await.map_err(|e| fault(&e))?;
        let rows = client.query(&statement, &params(&binds)).await.map_err(|e| fault(&e))?;
        rows.iter()
            .map(|row| {
                let values = (0..row.len()).map(|i| row.try_get::<_, Value>(i));
                values.collect::<Result<_, _>>().map(DbRow).map_err(|e| fault(&e))
            })
            .collect()
    }

    pub(super) async fn commit(&self, set: WriteSet) -> Result<(), CommitError> {
        let client = self.connection().await?;
        let mut chain = None;
        let mut writes = set.writes;
        if !set.audit.is_empty() {
            let free = self.chains.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut next = free.unwrap_or_else(Chain::start);
            let held = next.clone();
            writes.extend(set.audit.iter().flat_map(|entry| next.append(entry)));
            chain = Some((held, next));
        }
        let mut guards = set.guards;
        guards.sort_unstable_by_key(|g| g.stream);
        let outcome = async {
            let sent = self.sent(&client, writes).await?;
            transact(&client, &guards, &sent, &set.inserts).await
        }
        .await;
        // The chain moves on only with a certain commit, stays with a certain rollback, and is
        // given up when nobody knows: a new one starts, and verification sees both as whole.
        if let Some((held, next)) = chain {
            let keep = match &outcome {
                Ok(()) => Some(next),
                Err(CommitError::Missed(_) | CommitError::Retry(_)) => Some(held),
                Err(CommitError::Fault(_)) => None,
            };
            self.chains.lock().unwrap_or_else(PoisonError::into_inner).extend(keep);
        }
        if matches!(outcome, Err(CommitError::Fault(_))) {
            // A connection that failed in the middle is not given to anyone else.
            drop(Object::take(client));
        }
        outcome
    }

    /// The writes as they go to the server, with the types of columns asked for once.
    async fn sent(&self, client: &Object, writes: Vec<Write>) -> Result<Vec<Sent>, Fault> {
        let known = || self.types.lock().unwrap_or_else(PoisonError::into_inner);
        let heads: BTreeSet<&str> = together::heads(&writes).collect();
        let missing: Vec<&str> = heads.into_iter().filter(|h| !known().contains_key(*h)).collect();
        for head in missing {
            let Some(shape) = together::shape(head) else { continue };
            let statement = client.prepare(&shape).await.map_err(|e| fault(&e))?;
            let types = statement.columns().iter().map(|c| c.type_().clone()).collect();
            known().insert(head.to_owned(), types);
        }
        Ok(together::together(writes, &known()))
    }
}

async fn transact(
    client: &Object,
    guards: &[super::Guard],
    writes: &[Sent],
    inserts: &[Inserts],
) -> Result<(), CommitError> {
    let guard_sql = "SELECT version FROM stream WHERE stream_id = $1 FOR SHARE";
    let statements = try_join_all(writes.iter().map(|w| client.prepare_cached(&w.sql)))
        .await
        .map_err(|e| fault(&e))?;
    let guard_statement = match guards {
        [] => None,
        _ => Some(client.prepare_cached(guard_sql).await.map_err(|e| fault(&e))?),
    };
    let outcome = async {
        let Some(guard_statement) = guard_statement else {
            // Polled in order, so BEGIN is on the wire before the writes.
            let (begun, written) = futures_util::join!(
                client.batch_execute("BEGIN"),
                run_all(client, &statements, writes)
            );
            begun.map_err(classify).and(written)?;
            return copy_all(client, inserts).await;
        };
        client.batch_execute("BEGIN").await.map_err(classify)?;
        for guard in guards {
            if guard.version == 0 {
                hold_absent(client, guard.stream).await?;
                continue;
            }
            let row =
                client.query_opt(&guard_statement, &[&guard.stream]).await.map_err(classify)?;
            if row.map_or(0, |r| r.get::<_, i64>(0)) != guard.version {
                return Err(CommitError::Missed(Miss::Stale(guard.stream)));
            }
        }
        run_all(client, &statements, writes).await?;
        copy_all(client, inserts).await?;
        for guard in guards.iter().filter(|g| g.version == 0) {
            let delete = "DELETE FROM stream WHERE stream_id = $1";
            let delete = client.prepare_cached(delete).await.map_err(classify)?;
            client.execute(&delete, &[&guard.stream]).await.map_err(classify)?;
        }
        Ok(())
    }
    .await;
    match outcome {
        Ok(()) => client.batch_execute("COMMIT").await.map_err(classify),
        Err(error) => {
            client.batch_execute("ROLLBACK").await.map_err(|e| fault(&e))?;
            Err(error)
        }
    }
}

/// Holds the place of a stream that must not come into being: whoever creates it waits for us, and
/// we for them. The placeholder is gone before the transaction ends.
async fn hold_absent(client: &Object, stream: uuid::Uuid) -> Result<(), CommitError> {
    let insert = "INSERT INTO stream (stream_id, kind, version, head) VALUES ($1, '', 0, '')";
    let insert = client.prepare_cached(insert).await.map_err(classify)?;
    match client.execute(&insert, &[&stream]).await {
        Ok(_) => Ok(()),
        Err(e) if e.code() == Some(&SqlState::UNIQUE_VIOLATION) => {
            Err(CommitError::Missed(Miss::Stale(stream)))
        }
        Err(e) => Err(classify(e)),
    }
}

/// Sends all statements at once and looks at the answers in order: the first that failed tells why.
async fn run_all(
    client: &Object,
    statements: &[Statement],
    writes: &[Sent],
) -> Result<(), CommitError> {
    let params: Vec<_> = writes.iter().map(|w| params(&w.params)).collect();
    let running = statements.iter().zip(&params).map(|(s, p)| client.execute(s, p));
    for (write, answer) in writes.iter().zip(join_all(running).await) {
        match (answer, &write.check) {
            (Ok(touched), Check::One(miss)) if touched != 1 => {
                return Err(CommitError::Missed(miss.clone()));
            }
            (Ok(_), _) => {}
            (Err(e), check) if e.code() == Some(&SqlState::UNIQUE_VIOLATION) => {
                let miss = match check {
                    Check::Free(miss) => Some(miss),
                    Check::Any | Check::One(_) => {
                        let table = e.as_db_error().and_then(|db| db.table());
                        let of = |(free, _): &&(String, Miss)| Some(free.as_str()) == table;
                        write.free.iter().find(of).map(|(_, miss)| miss)
                    }
                };
                return Err(miss.cloned().map_or_else(|| classify(e), CommitError::Missed));
            }
            (Err(e), _) => return Err(classify(e)),
        }
    }
    Ok(())
}

/// Copies rows in: many times faster than a statement each.
async fn copy_all(client: &Object, inserts: &[Inserts]) -> Result<(), CommitError> {
    for Inserts { table, columns, rows } in inserts {
        let columns = columns.join(", ");
        let shape = client.prepare_cached(&format!("SELECT {columns} FROM {table}")).await;
        let shape = shape.map_err(classify)?;
        let types: Vec<Type> = shape.columns().iter().map(|c| c.type_().clone()).collect();
        let copy = format!("COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)");
        let sink = client.copy_in(&copy).await.map_err(classify)?;
        let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
        for row in rows {
            writer.as_mut().write(&params(row)).await.map_err(classify)?;
        }
        writer.finish().await.map_err(classify)?;
    }
    Ok(())
}

fn params<P: ToSql + Sync>(binds: &[P]) -> Vec<&(dyn ToSql + Sync)> {
    binds.iter().map(|v| -> &(dyn ToSql + Sync) { v }).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "used as map_err(classify)")]
fn classify(e: tokio_postgres::Error) -> CommitError {
    match e.code() {
        Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED) => {
            CommitError::Retry(fault(&e))
        }
        _ => CommitError::Fault(fault(&e)),
    }
}

fn fault(e: &tokio_postgres::Error) -> Fault {
    let text = match e.as_db_error() {
        Some(db) => anyhow::anyhow!("{} ({})", db.message(), db.code().code()),
        None => anyhow::anyhow!("{e}"),
    };
    let away = |code: &SqlState| {
        // Connection exceptions, insufficient resources (disk full), operator intervention.
        ["08", "53", "57"].iter().any(|class| code.code().starts_with(class))
    };
    match e.code() {
        Some(code) if away(code) => Fault::unavailable(text),
        None => Fault::unavailable(text),
        Some(_) => Fault::bug(text),
    }
}
