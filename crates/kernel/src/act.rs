//! Acts: the verbs. An act gathers inputs, decides purely, and the kernel does the rest.

use std::future::Future;

use serde::Serialize;
use uuid::Uuid;

use crate::event::{EventSet, NewEvent, State};
use crate::id::StreamKey;
use crate::refusal::{Fault, Refusal};
use crate::rights::{Ctx, Right};
use crate::store::Read;
use crate::time::Ts;

/// Something a person or the machine does, on one main stream.
pub trait Act: Send + Sync + 'static {
    /// Stable dotted name, such as `case.open`; stored with every event and audit row.
    const NAME: &'static str;
    /// Who may do it.
    const RIGHT: Right;
    /// Runs again when a claimed value is taken, because `inputs` proposes another one then: for
    /// numbers that the act itself hands out.
    const TAKEN_IS_RETRIED: bool = false;
    /// The fold it decides on.
    type State: State;
    /// What else it has to know, as plain values.
    type Inputs: Send + Sync;

    /// The stream it acts on; for a new thing, the id the new thing gets.
    fn stream(&self) -> Uuid;

    /// Fetches other folds, rows and facts. Every stream read here becomes part of the basis;
    /// those read with `guard` are checked to be unchanged when the act commits.
    fn inputs(
        &self,
        read: &mut Read<'_>,
    ) -> impl Future<Output = Result<Self::Inputs, Fault>> + Send;

    /// Decides, purely: the same state, inputs and context give the same changes.
    ///
    /// # Errors
    /// A refusal that the page translates.
    fn decide(
        &self,
        state: &Self::State,
        inputs: &Self::Inputs,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal>;
}

/// What an act brings about. All of it is committed together, or nothing.
#[derive(Debug, Default)]
pub struct Changes {
    pub(crate) events: Vec<Result<NewEvent, Fault>>,
    pub(crate) claims: Vec<Claim>,
    pub(crate) jobs: Vec<NewJob>,
}

/// A value that at most one stream may hold, such as a case number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claim {
    pub(crate) kind: &'static str,
    pub(crate) value: String,
    pub(crate) stream: Uuid,
    pub(crate) take: bool,
}

/// Work to be done later, enqueued together with the events that call for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// Its id, where whoever orders it shows how far it is; else it gets one.
    pub id: Option<Uuid>,
    /// Name of the job kind.
    pub kind: &'static str,
    /// What the job has to know.
    pub payload: serde_json::Value,
    /// Not before this instant; nothing means at once.
    pub due: Option<Ts>,
}

impl Changes {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Changes {
        Changes::default()
    }

    /// One event and nothing else.
    #[must_use]
    pub fn one<E: EventSet>(stream: impl StreamKey, event: &E) -> Changes {
        Changes::new().record(stream, event)
    }

    /// Records an event on a stream; several streams may be written.
    #[must_use]
    pub fn record<K: StreamKey, E: EventSet>(mut self, stream: K, event: &E) -> Changes {
        self.events.push(NewEvent::encode(K::KIND, stream.uuid(), event));
        self
    }

    /// Takes a unique value for a stream; the act is refused as taken when another holds it.
    #[must_use]
    pub fn claim(
        mut self,
        kind: &'static str,
        value: impl Into<String>,
        stream: impl StreamKey,
    ) -> Changes {
        let (value, stream) = (value.into(), stream.uuid());
        self.claims.push(Claim { kind, value, stream, take: true });
        self
    }

    /// Gives a unique value back.
    #[must_use]
    pub fn release(
        mut self,
        kind: &'static str,
        value: impl Into<String>,
        stream: impl StreamKey,
    ) -> Changes {
        let (value, stream) = (value.into(), stream.uuid());
        self.claims.push(Claim { kind, value, stream, take: false });
        self
    }

    /// Enqueues a job.
    ///
    /// A payload that does not serialise is a bug and stops the act.
    #[must_use]
    pub fn job(mut self, kind: &'static str, payload: &impl Serialize, due: Option<Ts>) -> Changes {
        match serde_json::to_value(payload) {
            Ok(payload) => self.jobs.push(NewJob { id: None, kind, payload, due }),
            Err(e) => self.events.push(Err(Fault::bug(e))),
        }
        self
    }

    /// Enqueues a job at once under an id of one's own, by which its progress is shown. An id is
    /// that of one job.
    #[must_use]
    pub fn job_as(mut self, id: Uuid, kind: &'static str, payload: &impl Serialize) -> Changes {
        self = self.job(kind, payload, None);
        if let Some(job) = self.jobs.last_mut().filter(|job| job.kind == kind) {
            job.id = Some(id);
        }
        self
    }

    /// Joins the changes another system's pure function returned.
    #[must_use]
    pub fn and(mut self, other: Changes) -> Changes {
        self.events.extend(other.events);
        self.claims.extend(other.claims);
        self.jobs.extend(other.jobs);
        self
    }

    /// The jobs it enqueues.
    #[must_use]
    pub fn jobs(&self) -> &[NewJob] {
        &self.jobs
    }

    /// Does any text hold a null character? PostgreSQL cannot store it, so neither engine does.
    pub(crate) fn holds_null(&self) -> bool {
        let mut bodies = self.events.iter().flatten().map(|e| &e.body);
        bodies.any(has_null)
            || self.claims.iter().any(|c| c.value.contains('\0'))
            || self.jobs.iter().any(|j| has_null(&j.payload))
    }

    /// The encoded events, in order: what tests compare.
    ///
    /// # Errors
    /// A bug when an event did not encode.
    pub fn into_events(self) -> Result<Vec<NewEvent>, Fault> {
        self.events.into_iter().collect()
    }
}

fn has_null(json: &serde_json::Value) -> bool {
    use serde_json::Value::{Array, Bool, Null, Number, Object, String};
    match json {
        String(text) => text.contains('\0'),
        Array(items) => items.iter().any(has_null),
        Object(map) => map.iter().any(|(name, value)| name.contains('\0') || has_null(value)),
        Null | Bool(_) | Number(_) => false,
    }
}

/// How a run goes: the version the user saw, the token that makes a double submit one, the cause.
#[derive(Debug, Clone, Default)]
pub struct Run {
    /// Version of the main stream that the user looked at; nothing appends at the head.
    pub seen: Option<i64>,
    /// Token of the form or request; the same token twice is done once.
    pub once: Option<Uuid>,
    /// What caused it, when a reaction or job runs it.
    pub cause: Cause,
}

/// What made an act happen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Cause {
    /// A person, through a page, the API or the command line.
    #[default]
    Person,
    /// A reaction to an event; its outbox entry is taken in the same transaction.
    Reaction {
        /// Name of the reaction.
        reaction: String,
        /// Stream of the event.
        stream: Uuid,
        /// Version of the event.
        version: i64,
    },
    /// A job.
    Job(Uuid),
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The act's main stream.
    pub stream: Uuid,
    /// Its version now.
    pub version: i64,
    /// True when the same token had been done before and nothing new was recorded.
    pub again: bool,
}
