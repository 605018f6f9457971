//! Erasure: everything sealed for a subject becomes unreadable, for good and everywhere.
//!
//! The act that decides on it records its own event, whose fold shows the person's rows no more,
//! and adds [`Changes::erase`]. What follows is a durable job that may be repeated: a tombstone is
//! written, the data key destroyed, the rows of every stream that held a value of the subject are
//! folded anew, and the log of the database is emptied, so that no plain copy is left in a file.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::act::{Changes, NewJob};
use crate::db::{Engine, Write};
use crate::job::JobKind;
use crate::refusal::Fault;
use crate::rights::{Class, Who};
use crate::seal::Subject;
use crate::sql;
use crate::store::Kernel;

const JOB: &str = "kernel.erase";
/// Erasures and keys looked at in one read.
const PAGE: i64 = 500;
/// When the job looks once more: after every act that had the key in its hands has ended, and
/// other processes have forgotten it.
const ONCE_MORE_SECONDS: i64 = 180;

#[derive(Serialize, Deserialize)]
struct Payload {
    subject: Subject,
    /// The second look.
    #[serde(default)]
    again: bool,
}

impl Changes {
    /// Erases, once these changes are committed, whatever was ever sealed for the subject. Whether
    /// law allows or forbids it is for the act to decide.
    #[must_use]
    pub fn erase(self, subject: impl Into<Subject>) -> Changes {
        self.job(JOB, &Payload { subject: subject.into(), again: false }, None)
    }
}

/// The job that erases, and the nightly one that makes sure nothing came back.
pub(crate) fn jobs() -> [JobKind; 2] {
    let erase = JobKind::new(JOB, |run| {
        Box::pin(async move {
            let Payload { subject, again } = serde_json::from_value(run.payload)?;
            run.kernel.erase(subject).await?;
            if again { Ok(()) } else { run.kernel.erase_once_more(subject).await }
        })
    });
    let reapply = JobKind::new("kernel.reapply_erasures", |run| {
        Box::pin(async move { run.kernel.reapply_erasures().await.map(drop) })
    });
    [erase, reapply.every(24 * 3600)]
}

impl Kernel {
    /// Erases at once what was sealed for a subject. Repeating it changes nothing.
    ///
    /// # Errors
    /// A fault when a store is away or somebody reads for long; repeat it then.
    pub async fn erase(&self, subject: Subject) -> Result<(), Fault> {
        let now = self.now();
        let tombstone = sql!(
            "INSERT INTO erasure (subject, at) VALUES ($1, $2) ON CONFLICT (subject) DO NOTHING"
        );
        self.write(Write::new(tombstone, vec![subject.into(), now.into()])).await?;
        // One that never had a key gets one, so that the destroyed key's place is held for ever.
        self.keys().ensure(&[subject].into(), Class::Normal, now).await?;
        self.keys().destroy(subject, now).await?;
        let select = sql!(
            "SELECT stream_id FROM subject_stream WHERE subject = $1 AND stream_id > $2 ORDER BY stream_id LIMIT $3"
        );
        self.rewrite_rows(subject.0).await?;
        let mut last = Uuid::nil();
        loop {
            let binds = vec![subject.into(), last.into(), PAGE.into()];
            let rows = self.db().fetch(select, binds).await?;
            for row in &rows {
                last = row.get(0)?;
                self.rewrite_rows(last).await?;
            }
            if rows.is_empty() {
                break;
            }
        }
        // One log is emptied by one at a time: a second one would fail at once, and try again much later.
        let _emptying = self.0.emptying.lock().await;
        empty_log(self.keys().db()).await?;
        empty_log(self.db()).await
    }

    async fn erase_once_more(&self, subject: Subject) -> Result<(), Fault> {
        let payload = serde_json::to_value(Payload { subject, again: true })?;
        let due = self.now().plus_seconds(ONCE_MORE_SECONDS);
        let job = NewJob { id: None, kind: JOB, payload, due: Some(due) };
        let write = crate::commit::job_write(self, &Who::machine(), &job, self.now())?;
        self.write(write).await.map(drop)
    }

    /// Erases again what a restored backup brought back: keys of subjects with a tombstone, and
    /// rows of subjects whose key is destroyed. For after a restore, and every night. Returns how
    /// many subjects had come back.
    ///
    /// # Errors
    /// A fault when a store is away; repeat it then.
    pub async fn reapply_erasures(&self) -> Result<usize, Fault> {
        let mut back = 0;
        let tombstones =
            sql!("SELECT subject FROM erasure WHERE subject > $1 ORDER BY subject LIMIT $2");
        let whole = sql!("SELECT subject FROM data_key WHERE subject = $1 AND wrapped IS NOT NULL");
        let mut last = Uuid::nil();
        loop {
            let rows = self.db().fetch(tombstones, vec![last.into(), PAGE.into()]).await?;
            for row in &rows {
                last = row.get(0)?;
                let key = self.keys().db().fetch_optional(whole, vec![last.into()]).await?;
                if key.is_some() {
                    self.erase(Subject(last)).await?;
                    back += 1;
                }
            }
            if rows.is_empty() {
                break;
            }
        }
        let destroyed = sql!(
            "SELECT subject FROM data_key WHERE wrapped IS NULL AND subject > $1 ORDER BY subject LIMIT $2"
        );
        let tombstone = sql!("SELECT subject FROM erasure WHERE subject = $1");
        let mut last = Uuid::nil();
        loop {
            let binds = vec![last.into(), PAGE.into()];
            let rows = self.keys().db().fetch(destroyed, binds).await?;
            for row in &rows {
                last = row.get(0)?;
                if self.db().fetch_optional(tombstone, vec![last.into()]).await?.is_none() {
                    self.erase(Subject(last)).await?;
                    back += 1;
                }
            }
            if rows.is_empty() {
                return Ok(back);
            }
        }
    }
}

/// Writes SQLite's log into its file and cuts it to nothing: deleted rows stand in it until then.
/// PostgreSQL keeps old row versions until its vacuum, and its log until it is recycled.
async fn empty_log(db: &crate::db::Db) -> Result<(), Fault> {
    if db.engine() != Engine::Sqlite {
        return Ok(());
    }
    let busy = db.fetch_optional("PRAGMA wal_checkpoint(TRUNCATE)", vec![]).await?;
    match busy.map(|row| row.get::<i64>(0)).transpose()? {
        Some(0) | None => Ok(()),
        Some(_) => Err(Fault::unavailable(anyhow::anyhow!(
            "somebody reads an old state of the database, so its log cannot be emptied yet"
        ))),
    }
}
