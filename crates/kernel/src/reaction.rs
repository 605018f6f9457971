//! Reactions: what a system does when an event it listens for was recorded.
//!
//! The outbox entry is written with the event and deleted with the act the reaction runs, so each
//! event is answered exactly once, in the order of its stream, whatever dies in between.

use std::sync::Arc;

use uuid::Uuid;

use crate::act::{Cause, Run};
use crate::db::{CommitError, Miss, Write, WriteSet};
use crate::deciding::{AnyAct, BoxFuture};
use crate::event::Recorded;
use crate::job::caught;
use crate::refusal::{Fault, NotDone};
use crate::rights::Who;
use crate::sql;
use crate::store::{Kernel, open_all, recorded};
use crate::time::Ts;

/// Entries looked at in one round.
const ROUND_MAX: i64 = 64;
/// Longest pause between tries of an entry that fails, in seconds.
const PAUSE_MAX_SECONDS: i64 = 600;

/// How long an entry waits that was due when two processes began: long enough that people can work
/// between deaths, should it be what kills them.
const SUSPECT_SECONDS: i64 = 60;

/// What a reaction answers: nothing, or one act to run. One act may write several streams.
pub type Answer = Option<Box<dyn AnyAct>>;

type Respond = Arc<
    dyn for<'a> Fn(&'a Kernel, &'a Recorded) -> BoxFuture<'a, Result<Answer, Fault>> + Send + Sync,
>;

/// A listener for kinds of events.
#[derive(Clone)]
pub struct Reaction {
    /// Stable dotted name; stored in the outbox.
    pub name: &'static str,
    /// Kinds of events it hears.
    pub on: &'static [&'static str],
    /// Of several such events of one commit on one stream it hears the last alone.
    latest: bool,
    respond: Respond,
}

impl Reaction {
    /// A reaction that looks at the event and answers with an act, or not.
    pub fn new<F>(name: &'static str, on: &'static [&'static str], respond: F) -> Reaction
    where
        F: for<'a> Fn(&'a Kernel, &'a Recorded) -> BoxFuture<'a, Result<Answer, Fault>>
            + Send
            + Sync
            + 'static,
    {
        Reaction { name, on, latest: false, respond: Arc::new(respond) }
    }

    /// The same for whoever asks how things stand now: of several events of one commit on one stream it
    /// hears the last alone.
    #[must_use]
    pub fn of_latest(self) -> Reaction {
        Reaction { latest: true, ..self }
    }

    /// Does it hear this event, of those that one commit records on a stream?
    pub(crate) fn hears(&self, event: &Recorded, recorded: &[Recorded]) -> bool {
        let on = |event: &Recorded| self.on.contains(&event.kind.as_str());
        let later = |other: &Recorded| other.version > event.version && on(other);
        on(event) && !(self.latest && recorded.iter().any(later))
    }
}

struct Entry {
    stream: Uuid,
    version: i64,
    reaction: String,
    attempts: i64,
}

impl Kernel {
    /// Delivers what is due, one round. Returns how many entries were answered.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn deliver_due(&self) -> Result<usize, Fault> {
        let select = sql!(
            "SELECT o.stream_id, o.version, o.reaction, o.attempts FROM outbox o WHERE o.due <= $1 \
             AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.stream_id = o.stream_id AND p.version < o.version AND p.reaction = o.reaction) \
             ORDER BY o.due, o.stream_id, o.version LIMIT $2"
        );
        let rows = self.db().fetch(select, vec![self.now().into(), ROUND_MAX.into()]).await?;
        if rows.is_empty() {
            self.recall_distant().await?;
        }
        let mut answered = 0;
        for row in rows {
            let entry = Entry {
                stream: row.get(0)?,
                version: row.get(1)?,
                reaction: row.get(2)?,
                attempts: row.get(3)?,
            };
            match caught(self.answer(&entry)).await {
                Ok(()) => answered += 1,
                Err(fault) => self.postpone(&entry, &fault).await?,
            }
        }
        Ok(answered)
    }

    /// Counts a try for all that is due when a process begins: what killed the one before may be among
    /// it. What is due at two beginnings waits, and the rest is answered first.
    pub(crate) async fn suspect_due(&self) -> Result<(), Fault> {
        let update = sql!(
            "UPDATE outbox SET attempts = attempts + 1, due = CASE WHEN attempts = 0 THEN due ELSE $2 END WHERE due <= $1"
        );
        let now = self.now();
        let binds = vec![now.into(), now.plus_seconds(SUSPECT_SECONDS).into()];
        self.write(Write::new(update, binds)).await.map(drop)
    }

    /// No entry is ever put off further than the longest pause; one that is due later stems from a
    /// clock that was ahead and has been put right.
    async fn recall_distant(&self) -> Result<(), Fault> {
        let (now, distant) = (self.now(), self.now().plus_seconds(PAUSE_MAX_SECONDS + 1));
        let select = sql!("SELECT due FROM outbox WHERE due > $1 ORDER BY due LIMIT 1");
        if self.db().fetch_optional(select, vec![distant.into()]).await?.is_some() {
            let update = sql!("UPDATE outbox SET due = $1 WHERE due > $2");
            self.write(Write::new(update, vec![now.into(), distant.into()])).await?;
        }
        Ok(())
    }

    async fn answer(&self, entry: &Entry) -> Result<(), Fault> {
        let reaction = self.0.registry.reactions.iter().find(|r| r.name == entry.reaction);
        let Some(reaction) = reaction else {
            // A reaction that was removed from the code has nothing to say any more.
            return self.forget(entry).await;
        };
        let event = self.event(entry.stream, entry.version).await?;
        let Some(act) = (reaction.respond)(self, &event).await? else {
            return self.forget(entry).await;
        };
        let cause = Cause::Reaction {
            reaction: entry.reaction.clone(),
            stream: entry.stream,
            version: entry.version,
        };
        let run = Run { cause, ..Run::default() };
        match act.run_boxed(self, &Who::machine(), run).await {
            Ok(_) => Ok(()),
            Err(NotDone::Refused(refusal)) => {
                // The act had its say: the world moved on, and there is nothing to repeat.
                tracing::info!(
                    reaction = entry.reaction,
                    code = refusal.code,
                    "a reaction was refused"
                );
                self.forget(entry).await
            }
            Err(NotDone::Fault(fault)) => Err(fault),
            Err(other) => Err(Fault::message(format!("{other:?}"))),
        }
    }

    async fn event(&self, stream: Uuid, version: i64) -> Result<Recorded, Fault> {
        let select = sql!(
            "SELECT version, id, kind, schema_version, at, actor, on_behalf_of, act, body, hash FROM event WHERE stream_id = $1 AND version = $2"
        );
        let row = self.db().fetch_optional(select, vec![stream.into(), version.into()]).await?;
        let row = row.ok_or_else(|| {
            Fault::corrupt(format!("outbox names event {version} of {stream}, which is not there"))
        })?;
        let mut events = [recorded(stream, &row)?];
        open_all(self.keys(), &mut events).await?;
        let [event] = events;
        Ok(event)
    }

    async fn forget(&self, entry: &Entry) -> Result<(), Fault> {
        let delete =
            sql!("DELETE FROM outbox WHERE stream_id = $1 AND version = $2 AND reaction = $3");
        let binds = vec![entry.stream.into(), entry.version.into(), entry.reaction.as_str().into()];
        self.write(Write::new(delete, binds)).await.map(drop)
    }

    async fn postpone(&self, entry: &Entry, fault: &Fault) -> Result<(), Fault> {
        tracing::warn!(reaction = entry.reaction, attempts = entry.attempts, %fault, "a reaction failed and will be tried again");
        let update = sql!(
            "UPDATE outbox SET attempts = attempts + 1, due = $4, trouble = $5 WHERE stream_id = $1 AND version = $2 AND reaction = $3"
        );
        let due = self.now().plus_seconds(pause_seconds(entry.attempts));
        let binds = vec![
            entry.stream.into(),
            entry.version.into(),
            entry.reaction.as_str().into(),
            due.into(),
            fault.to_string().into(),
        ];
        self.write(Write::new(update, binds)).await.map(drop)
    }

    /// Writes one statement; false when its check missed.
    pub(crate) async fn write(&self, write: Write) -> Result<bool, Fault> {
        let set = WriteSet { writes: vec![write], ..WriteSet::default() };
        match self.db().commit(set).await {
            Ok(()) => Ok(true),
            Err(CommitError::Missed(
                Miss::Gone | Miss::Again | Miss::Taken(_) | Miss::Stale(_),
            )) => Ok(false),
            Err(CommitError::Fault(f) | CommitError::Retry(f)) => Err(f),
        }
    }

    /// The oldest entry that waits, for the health page.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn oldest_outbox(&self) -> Result<Option<Ts>, Fault> {
        let row = self
            .db()
            .fetch_optional(sql!("SELECT due FROM outbox ORDER BY due LIMIT 1"), vec![])
            .await?;
        row.map(|r| r.get(0)).transpose()
    }
}

/// Doubles from one second to ten minutes.
pub(crate) fn pause_seconds(attempts: i64) -> i64 {
    let doublings = u32::try_from(attempts.clamp(0, 16)).unwrap_or(16);
    2_i64.pow(doublings).min(PAUSE_MAX_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded(version: i64, kind: &str) -> Recorded {
        Recorded {
            stream: Uuid::nil(),
            version,
            id: Uuid::nil(),
            kind: kind.to_owned(),
            schema: 1,
            at: Ts::from_micros(0),
            actor: Uuid::nil(),
            on_behalf_of: None,
            act: String::new(),
            body: serde_json::Value::Null,
            hash: [0; 32],
        }
    }

    #[test]
    fn whoever_asks_how_things_stand_hears_the_last_of_a_commit_alone() {
        let all = || Reaction::new("a", &["told", "settled"], |_, _| Box::pin(async { Ok(None) }));
        let commit = [
            recorded(4, "told"),
            recorded(5, "told"),
            recorded(6, "settled"),
            recorded(7, "other"),
        ];
        let heard = |reaction: &Reaction| -> Vec<i64> {
            commit.iter().filter(|e| reaction.hears(e, &commit)).map(|e| e.version).collect()
        };
        assert_eq!(heard(&all()), [4, 5, 6]);
        assert_eq!(heard(&all().of_latest()), [6]);
    }
}
