//! Jobs: work to be done later or for long, enqueued with the events that call for it.
//!
//! A job is leased for half a minute and the lease renewed while it runs; when its process dies,
//! another takes it over. Jobs are idempotent: they may start again from their progress.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde_json::Value as Json;
use uuid::Uuid;

use crate::db::{Miss, Write};
use crate::reaction::pause_seconds;
use crate::refusal::Fault;
use crate::sql;
use crate::store::{BoxFuture, Kernel};
use crate::time::Ts;

/// How long a job is ours without a sign of life.
const LEASE_SECONDS: i64 = 30;
/// How often a running job renews its lease and shows its progress.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// Jobs looked at in one round.
const ROUND_MAX: i64 = 16;
/// Tries before a job is set aside for a person to look at.
const ATTEMPTS_MAX: i64 = 12;

type Work = Arc<dyn Fn(JobRun) -> BoxFuture<'static, Result<(), Fault>> + Send + Sync>;

/// A kind of job and what it does.
#[derive(Clone)]
pub struct JobKind {
    /// Stable dotted name; stored with the job.
    pub name: &'static str,
    /// Runs every so many seconds, claimed once across all processes.
    pub every_seconds: Option<i64>,
    work: Work,
}

impl JobKind {
    /// A job that runs when enqueued.
    pub fn new<F>(name: &'static str, work: F) -> JobKind
    where
        F: Fn(JobRun) -> BoxFuture<'static, Result<(), Fault>> + Send + Sync + 'static,
    {
        JobKind { name, every_seconds: None, work: Arc::new(work) }
    }

    /// Makes it run every so many seconds too.
    #[must_use]
    pub const fn every(mut self, seconds: i64) -> JobKind {
        self.every_seconds = Some(seconds);
        self
    }
}

/// A job while it runs.
#[derive(Clone)]
pub struct JobRun {
    /// The kernel it works on.
    pub kernel: Kernel,
    /// The job's id: the cause of the acts it runs.
    pub id: Uuid,
    /// What it was told.
    pub payload: Json,
    /// Items done before, when it starts again.
    pub done_before: i64,
    done: Arc<AtomicI64>,
    total: Arc<AtomicI64>,
}

impl JobRun {
    /// Says how far it is; stored with the next heartbeat and shown to people.
    pub fn progress(&self, done: i64, total: i64) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }
}

/// How a job stands, for pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobStatus {
    /// Kind.
    pub kind: String,
    /// `waiting`, `running`, `done` or `failed`.
    pub state: String,
    /// Items done.
    pub done: i64,
    /// Items in all; 0 when not known.
    pub total: i64,
}

impl Kernel {
    /// Runs what is due, one round. Returns how many jobs ran.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn run_due_jobs(&self) -> Result<usize, Fault> {
        self.enqueue_periodic().await?;
        let select = sql!(
            "SELECT id, kind, payload, attempts, done, due, state FROM job WHERE state IN ('waiting', 'running') AND due <= $1 ORDER BY due LIMIT $2"
        );
        let now = self.now();
        let rows = self.db().fetch(select, vec![now.into(), ROUND_MAX.into()]).await?;
        let mut ran = 0;
        for row in rows {
            let (id, kind): (Uuid, String) = (row.get(0)?, row.get(1)?);
            let (payload, attempts, done): (String, i64, i64) =
                (row.get(2)?, row.get(3)?, row.get(4)?);
            if !self.lease(id, row.get(5)?).await? {
                continue;
            }
            let total = Arc::new(AtomicI64::new(0));
            let progress = Arc::new(AtomicI64::new(done));
            let payload = serde_json::from_str(&payload)?;
            let run = JobRun {
                kernel: self.clone(),
                id,
                payload,
                done_before: done,
                done: progress,
                total,
            };
            let outcome = self.work(&kind, run).await;
            self.finish(id, attempts, outcome).await?;
            ran += 1;
        }
        Ok(ran)
    }

    /// A running job's `due` is the end of its lease; taking it needs the `due` one has seen.
    async fn lease(&self, id: Uuid, due: Ts) -> Result<bool, Fault> {
        let update = sql!(
            "UPDATE job SET state = 'running', due = $3 WHERE id = $1 AND due = $2 AND state IN ('waiting', 'running')"
        );
        let until = self.now().plus_seconds(LEASE_SECONDS);
        self.write(
            Write::new(update, vec![id.into(), due.into(), until.into()]).one_else(Miss::Gone),
        )
        .await
    }

    async fn work(&self, kind: &str, run: JobRun) -> Result<(), Fault> {
        let known = self.0.registry.jobs.iter().find(|k| k.name == kind);
        let Some(known) = known else {
            return Err(Fault::message(format!("no job of kind {kind} in this version")));
        };
        let mut work = (known.work)(run.clone());
        loop {
            tokio::select! {
                outcome = &mut work => {
                    self.beat(&run).await?;
                    return outcome;
                }
                () = tokio::time::sleep(HEARTBEAT) => self.beat(&run).await?,
            }
        }
    }

    async fn beat(&self, run: &JobRun) -> Result<(), Fault> {
        let update = sql!(
            "UPDATE job SET due = $2, done = $3, total = $4 WHERE id = $1 AND state = 'running'"
        );
        let until = self.now().plus_seconds(LEASE_SECONDS);
        let (done, total) = (run.done.load(Ordering::Relaxed), run.total.load(Ordering::Relaxed));
        let binds = vec![run.id.into(), until.into(), done.into(), total.into()];
        self.write(Write::new(update, binds)).await.map(drop)
    }

    async fn finish(
        &self,
        id: Uuid,
        attempts: i64,
        outcome: Result<(), Fault>,
    ) -> Result<(), Fault> {
        let update =
            sql!("UPDATE job SET state = $2, due = $3, attempts = $4, trouble = $5 WHERE id = $1");
        let now = self.now();
        let (state, due, trouble) = match outcome {
            Ok(()) => ("done", now, String::new()),
            Err(fault) => {
                tracing::warn!(%id, attempts, %fault, "a job failed");
                let state = if attempts + 1 >= ATTEMPTS_MAX { "failed" } else { "waiting" };
                (state, now.plus_seconds(pause_seconds(attempts)), fault.to_string())
            }
        };
        let binds =
            vec![id.into(), state.into(), due.into(), (attempts + 1).into(), trouble.into()];
        self.write(Write::new(update, binds)).await.map(drop)
    }

    async fn enqueue_periodic(&self) -> Result<(), Fault> {
        for kind in &self.0.registry.jobs {
            let Some(every) = kind.every_seconds else { continue };
            let now = self.now();
            let step = every.saturating_mul(1_000_000).max(1);
            let due = Ts::from_micros(now.micros() - now.micros().rem_euclid(step));
            let select = sql!("SELECT due FROM periodic WHERE name = $1 AND due = $2");
            if self.db().fetch_optional(select, vec![kind.name.into(), due.into()]).await?.is_some()
            {
                continue;
            }
            self.claim_periodic(kind.name, due, now).await?;
        }
        Ok(())
    }

    async fn claim_periodic(&self, name: &'static str, due: Ts, now: Ts) -> Result<(), Fault> {
        let claim = Write::new(
            sql!("INSERT INTO periodic (name, due, at) VALUES ($1, $2, $3)"),
            vec![name.into(), due.into(), now.into()],
        )
        .free_else(Miss::Taken("periodic".into()));
        let job = crate::act::NewJob { kind: name, payload: Json::Null, due: None };
        let enqueue = crate::commit::job_write(self, &crate::rights::Who::machine(), &job, now)?;
        let set = crate::db::WriteSet { writes: vec![claim, enqueue], ..Default::default() };
        match self.db().commit(set).await {
            // Taken: another process was first, and the job is there.
            Ok(()) | Err(crate::db::CommitError::Missed(_)) => Ok(()),
            Err(crate::db::CommitError::Fault(f) | crate::db::CommitError::Retry(f)) => Err(f),
        }
    }

    /// How a job stands.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn job_status(&self, id: Uuid) -> Result<Option<JobStatus>, Fault> {
        let select = sql!("SELECT kind, state, done, total FROM job WHERE id = $1");
        let row = self.db().fetch_optional(select, vec![id.into()]).await?;
        row.map(|r| {
            Ok(JobStatus { kind: r.get(0)?, state: r.get(1)?, done: r.get(2)?, total: r.get(3)? })
        })
        .transpose()
    }

    /// Delivers reactions and runs jobs until told to stop. Wakes at once for what was just
    /// committed here, and looks every second for what other processes left.
    pub async fn work_until(&self, mut stop: tokio::sync::watch::Receiver<bool>) {
        loop {
            let wake = self.0.wake.notified();
            tokio::pin!(wake);
            wake.as_mut().enable();
            let busy = self.work_once().await;
            if *stop.borrow() {
                return;
            }
            if busy {
                continue;
            }
            tokio::select! {
                () = &mut wake => {}
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
                _ = stop.changed() => {}
            }
        }
    }

    async fn work_once(&self) -> bool {
        let delivered = self.deliver_due().await.unwrap_or_else(|fault| {
            tracing::error!(%fault, "the outbox could not be read");
            0
        });
        let ran = self.run_due_jobs().await.unwrap_or_else(|fault| {
            tracing::error!(%fault, "the jobs could not be read");
            0
        });
        delivered + ran > 0
    }
}
