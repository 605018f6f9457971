//! Jobs: work to be done later or for long, enqueued with the events that call for it.
//!
//! A job is leased for half a minute and the lease renewed while it runs; when its process dies,
//! another takes it over. Jobs are idempotent: they may start again from their progress.

use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use serde_json::Value as Json;
use tokio::sync::{Semaphore, watch};
use uuid::Uuid;

use crate::db::{Miss, Write};
use crate::deciding::BoxFuture;
use crate::reaction::pause_seconds;
use crate::refusal::Fault;
use crate::sql;
use crate::store::Kernel;
use crate::time::Ts;

/// How long a job is ours without a sign of life.
const LEASE_SECONDS: i64 = 30;
/// A clock that was ahead of now by more than this was wrong: longer than the longest pause between
/// tries, and than the clocks of two servers differ.
const AHEAD_SECONDS: i64 = 660;
/// How often a running job renews its lease and shows its progress.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// Jobs looked at in one round.
const ROUND_MAX: i64 = 16;
/// Tries before a job is set aside for a person to look at.
const ATTEMPTS_MAX: i64 = 12;

/// Jobs that run at once in one process: they share the machine with people's clicks.
const JOBS_MAX: usize = 4;
/// How often a queue is looked at when nothing woke us.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

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
    /// Until when the job is ours, as stored: whoever took it over has stored another instant.
    lease: Arc<AtomicI64>,
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
    /// Runs what is due, one round, and waits for it. Returns how many jobs ran.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn run_due_jobs(&self) -> Result<usize, Fault> {
        let leased = self.lease_due(ROUND_MAX).await?;
        let ran = leased.len();
        for job in leased {
            job.run().await?;
        }
        Ok(ran)
    }

    async fn lease_due(&self, at_most: i64) -> Result<Vec<Leased>, Fault> {
        self.enqueue_periodic().await?;
        let select = sql!(
            "SELECT id, kind, payload, attempts, done, due FROM job WHERE state IN ('waiting', 'running') AND due <= $1 ORDER BY due LIMIT $2"
        );
        let rows = self.db().fetch(select, vec![self.now().into(), at_most.into()]).await?;
        if rows.is_empty() {
            self.recall_leases().await?;
        }
        let mut leased = Vec::with_capacity(rows.len());
        for row in rows {
            let (id, payload, done): (Uuid, String, i64) = (row.get(0)?, row.get(2)?, row.get(4)?);
            let (attempts, due): (i64, Ts) = (row.get(3)?, row.get(5)?);
            if attempts >= ATTEMPTS_MAX {
                self.set_aside(id, due).await?;
                continue;
            }
            let Some(until) = self.lease(id, due).await? else { continue };
            let run = JobRun {
                kernel: self.clone(),
                id,
                payload: serde_json::from_str(&payload)?,
                done_before: done,
                done: Arc::new(AtomicI64::new(done)),
                total: Arc::new(AtomicI64::new(0)),
                lease: Arc::new(AtomicI64::new(until.micros())),
            };
            leased.push(Leased { kind: row.get(1)?, attempts, run });
        }
        Ok(leased)
    }

    /// No lease ends further ahead than this: one that does was taken while the clock was ahead, and
    /// is given back, else a dead worker's job would wait until the clock is there again.
    async fn recall_leases(&self) -> Result<(), Fault> {
        let distant = self.now().plus_seconds(AHEAD_SECONDS);
        let select =
            sql!("SELECT id FROM job WHERE state = 'running' AND due > $1 ORDER BY due LIMIT 1");
        if self.db().fetch_optional(select, vec![distant.into()]).await?.is_some() {
            let update = sql!("UPDATE job SET due = $1 WHERE state = 'running' AND due > $2");
            self.write(Write::new(update, vec![self.now().into(), distant.into()])).await?;
        }
        Ok(())
    }

    /// Calls back what waits too long since a clock that was ahead: jobs that were to run at once,
    /// and pauses after a failure. A job that was given its instant keeps it.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub(crate) async fn tidy_jobs(&self) -> Result<(), Fault> {
        let update = sql!(
            "UPDATE job SET due = $1 WHERE state = 'waiting' AND due > $2 AND (attempts > 0 OR due = created_at)"
        );
        let distant = self.now().plus_seconds(AHEAD_SECONDS);
        self.write(Write::new(update, vec![self.now().into(), distant.into()])).await.map(drop)
    }

    /// Sets a job aside that was begun as often as any may be and never ended: its process died
    /// each time, and the next one would too.
    async fn set_aside(&self, id: Uuid, due: Ts) -> Result<(), Fault> {
        tracing::error!(%id, "a job's process died at every try, so it is set aside");
        let update = sql!(
            "UPDATE job SET state = 'failed', trouble = 'its process died at every try' WHERE id = $1 AND due = $2 AND state = 'running'"
        );
        self.write(Write::new(update, vec![id.into(), due.into()])).await.map(drop)
    }

    /// A running job's `due` is the end of its lease; taking it needs the `due` one has seen. A try
    /// counts from here on, also when its process dies.
    async fn lease(&self, id: Uuid, due: Ts) -> Result<Option<Ts>, Fault> {
        let update = sql!(
            "UPDATE job SET state = 'running', due = $3, attempts = attempts + 1 WHERE id = $1 AND due = $2 AND state IN ('waiting', 'running')"
        );
        let until = self.now().plus_seconds(LEASE_SECONDS);
        let take = Write::new(update, vec![id.into(), due.into(), until.into()]);
        Ok(self.write(take.one_else(Miss::Gone)).await?.then_some(until))
    }

    /// Does the work of a job; nothing when its lease was lost to another worker meanwhile.
    async fn work(&self, kind: &str, run: &JobRun) -> Option<Result<(), Fault>> {
        let known = self.0.registry.jobs.iter().find(|k| k.name == kind);
        let Some(known) = known else {
            return Some(Err(Fault::message(format!("no job of kind {kind} in this version"))));
        };
        let mut work = pin!(caught((known.work)(run.clone())));
        loop {
            tokio::select! {
                outcome = &mut work => return self.beat(run).await.then_some(outcome),
                () = tokio::time::sleep(HEARTBEAT) => {
                    if !self.beat(run).await {
                        return None;
                    }
                }
            }
        }
    }

    /// Renews the lease and stores the progress; false when another worker holds the lease.
    async fn beat(&self, run: &JobRun) -> bool {
        let update = sql!(
            "UPDATE job SET due = $2, done = $3, total = $4 WHERE id = $1 AND state = 'running' AND due = $5"
        );
        let until = self.now().plus_seconds(LEASE_SECONDS);
        let held = Ts::from_micros(run.lease.load(Ordering::Relaxed));
        let (done, total) = (run.done.load(Ordering::Relaxed), run.total.load(Ordering::Relaxed));
        let binds = vec![run.id.into(), until.into(), done.into(), total.into(), held.into()];
        match self.write(Write::new(update, binds).one_else(Miss::Gone)).await {
            Ok(ours) => {
                if ours {
                    run.lease.store(until.micros(), Ordering::Relaxed);
                }
                ours
            }
            Err(fault) => {
                tracing::warn!(id = %run.id, %fault, "a job's lease could not be renewed");
                true
            }
        }
    }

    async fn finish(
        &self,
        run: &JobRun,
        attempts: i64,
        outcome: Result<(), Fault>,
    ) -> Result<(), Fault> {
        let update = sql!(
            "UPDATE job SET state = $2, due = $3, trouble = $4 WHERE id = $1 AND state = 'running' AND due = $5"
        );
        let now = self.now();
        let (state, due, trouble) = match outcome {
            Ok(()) => ("done", now, String::new()),
            Err(fault) => {
                tracing::warn!(id = %run.id, attempts, %fault, "a job failed");
                let state = if attempts + 1 >= ATTEMPTS_MAX { "failed" } else { "waiting" };
                (state, now.plus_seconds(pause_seconds(attempts)), fault.to_string())
            }
        };
        let held = Ts::from_micros(run.lease.load(Ordering::Relaxed));
        let binds = vec![run.id.into(), state.into(), due.into(), trouble.into(), held.into()];
        self.write(Write::new(update, binds)).await.map(drop)
    }

    async fn enqueue_periodic(&self) -> Result<(), Fault> {
        for kind in &self.0.registry.jobs {
            let Some(every) = kind.every_seconds else { continue };
            let now = self.now();
            let step = every.saturating_mul(1_000_000).max(1);
            let due = Ts::from_micros(now.micros() - now.micros().rem_euclid(step));
            if self.0.periods.lock().unwrap_or_else(PoisonError::into_inner).get(kind.name)
                == Some(&due)
            {
                continue;
            }
            let select = sql!("SELECT due FROM periodic WHERE name = $1 AND due = $2");
            let claimed = self.db().fetch_optional(select, vec![kind.name.into(), due.into()]);
            if claimed.await?.is_none() {
                self.claim_periodic(kind.name, due, now).await?;
            }
            self.0.periods.lock().unwrap_or_else(PoisonError::into_inner).insert(kind.name, due);
        }
        Ok(())
    }

    async fn claim_periodic(&self, name: &'static str, due: Ts, now: Ts) -> Result<(), Fault> {
        let claim = Write::new(
            sql!("INSERT INTO periodic (name, due, at) VALUES ($1, $2, $3)"),
            vec![name.into(), due.into(), now.into()],
        )
        .free_else(Miss::Taken("periodic".into()));
        let job = crate::act::NewJob { id: None, kind: name, payload: Json::Null, due: None };
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
    /// committed here, and looks every second for what other processes left. A job that is still
    /// running at the stop is taken over when its lease ends.
    pub async fn work_until(&self, stop: watch::Receiver<bool>) {
        if let Err(fault) = self.suspect_due().await {
            tracing::error!(%fault, "what waits could not be counted as tried");
        }
        let outbox = self.repeat(stop.clone(), || async { Ok(self.deliver_due().await? > 0) });
        let permits = Arc::new(Semaphore::new(JOBS_MAX));
        let jobs = self.repeat(stop, || async {
            let free = i64::try_from(permits.available_permits()).unwrap_or(0).min(ROUND_MAX);
            let leased = if free > 0 { self.lease_due(free).await? } else { Vec::new() };
            let any = !leased.is_empty();
            for job in leased {
                let (kernel, hands) = (self.clone(), Arc::clone(&permits));
                let permit = Arc::clone(&permits).acquire_owned().await.map_err(Fault::bug)?;
                tokio::spawn(async move {
                    if let Err(fault) = job.run().await {
                        tracing::error!(%fault, "the end of a job could not be stored");
                    }
                    let all_busy = hands.available_permits() == 0;
                    drop(permit);
                    if all_busy {
                        // The round that found no hand free goes on now, and not when it looks again.
                        kernel.0.wake.notify_waiters();
                    }
                });
            }
            Ok(any)
        });
        futures_util::join!(outbox, jobs);
    }

    /// Repeats a round while there is work, and waits for more when there is none.
    async fn repeat<F>(&self, mut stop: watch::Receiver<bool>, round: impl Fn() -> F)
    where
        F: Future<Output = Result<bool, Fault>>,
    {
        while !*stop.borrow() {
            let wake = self.0.wake.notified();
            tokio::pin!(wake);
            wake.as_mut().enable();
            let busy = round().await.unwrap_or_else(|fault| {
                tracing::error!(%fault, "the queue of work could not be read");
                false
            });
            if busy {
                continue;
            }
            tokio::select! {
                () = &mut wake => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Forgets claims of periodic runs that are long past.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn tidy_periodic(&self) -> Result<(), Fault> {
        let delete =
            sql!("DELETE FROM periodic WHERE due < $1", scans: "a few rows a day, once an hour");
        let old = self.now().plus_seconds(-30 * 24 * 3600);
        self.write(Write::new(delete, vec![old.into()])).await.map(drop)
    }
}

/// A job that is ours until its lease ends.
struct Leased {
    kind: String,
    /// Tries before this one.
    attempts: i64,
    run: JobRun,
}

impl Leased {
    async fn run(self) -> Result<(), Fault> {
        let kernel = self.run.kernel.clone();
        match kernel.work(&self.kind, &self.run).await {
            Some(outcome) => kernel.finish(&self.run, self.attempts, outcome).await,
            None => Ok(()),
        }
    }
}

/// A panic in somebody's work is a fault of that work, not the end of the worker.
pub(crate) async fn caught<T>(
    work: impl Future<Output = Result<T, Fault>> + Send,
) -> Result<T, Fault> {
    let outcome = AssertUnwindSafe(work).catch_unwind().await;
    outcome.unwrap_or_else(|_| Err(Fault::message("it panicked; the log says where")))
}
