//! What is known of a case: a fold over its events.

use std::collections::BTreeMap;

use kernel::{Access, Class, Date, Meta, Refusal, Row, State, Ts, UserId};
use uuid::Uuid;

use crate::clock::{Clock, ClockRule};
use crate::events::{CaseEvent, Document, Outcome, Priority};
use crate::ids::{CaseId, PersonId, TaskId};
use crate::model::{CaseNumber, Headline};
use crate::rows;

/// A case as known now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Case {
    /// No such case.
    #[default]
    Unknown,
    /// A case.
    Known(Box<KnownCase>),
}

/// What is known of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownCase {
    /// Its number.
    pub number: CaseNumber,
    /// What it is about; nothing once erased.
    pub headline: Option<Headline>,
    /// Whom it concerns.
    pub applicant: PersonId,
    /// Code of its unit.
    pub unit: String,
    /// How protected.
    pub class: Class,
    /// Pending or not.
    pub status: Status,
    /// Who has it.
    pub handler: Option<UserId>,
    /// When it was opened.
    pub opened: Ts,
    /// When something last happened.
    pub changed: Ts,
    /// Tasks by id, which is the order they came in.
    pub tasks: BTreeMap<TaskId, Task>,
    /// Time limits by the name of their rule.
    pub clocks: BTreeMap<String, (ClockRule, Clock)>,
    /// Files, oldest first.
    pub documents: Vec<(Ts, UserId, Document)>,
    /// Other cases that have to do with it.
    pub linked: Vec<CaseId>,
}

/// Whether a case is pending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Pending.
    Open,
    /// Pending no longer.
    Closed {
        /// Why.
        outcome: Outcome,
        /// Since when.
        at: Ts,
    },
}

impl Status {
    /// Code for rows and texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Closed { .. } => "closed",
        }
    }
}

/// Something to do on a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What kind: a code with a text.
    pub what: String,
    /// How urgent.
    pub priority: Priority,
    /// By when.
    pub due: Date,
    /// How it stands.
    pub state: TaskState,
}

/// How a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskState {
    /// Nobody has it.
    Open,
    /// An official has it.
    Taken(UserId),
    /// Done.
    Done,
}

impl TaskState {
    /// Code for rows and texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            TaskState::Open => "open",
            TaskState::Taken(_) => "taken",
            TaskState::Done => "done",
        }
    }
}

impl Case {
    /// The case, if it is there and pending: for acts.
    ///
    /// # Errors
    /// `case-unknown`, `case-closed`.
    pub fn open(&self) -> Result<&KnownCase, Refusal> {
        let known = self.known().ok_or_else(|| Refusal::new("case-unknown"))?;
        match known.status {
            Status::Open => Ok(known),
            Status::Closed { .. } => Err(Refusal::new("case-closed")),
        }
    }

    /// The case, if there is one.
    #[must_use]
    pub fn known(&self) -> Option<&KnownCase> {
        match self {
            Case::Unknown => None,
            Case::Known(known) => Some(known),
        }
    }
}

impl KnownCase {
    /// The earliest of the running time limits and open tasks.
    #[must_use]
    pub fn next_date(&self) -> Option<Date> {
        if self.status != Status::Open {
            return None;
        }
        let clocks = self.clocks.values().filter_map(|(_, clock)| clock.due());
        let tasks = self.tasks.values().filter(|t| t.state != TaskState::Done).map(|t| t.due);
        clocks.chain(tasks).min()
    }
}

impl State for Case {
    const STREAM: &'static str = "case";
    type Event = CaseEvent;

    fn apply(&mut self, event: CaseEvent, meta: Meta<'_>) {
        if let CaseEvent::Opened { number, headline, applicant, unit, class } = event {
            *self = Case::Known(Box::new(KnownCase {
                number,
                headline: headline.into_option(),
                applicant,
                unit,
                class,
                status: Status::Open,
                handler: None,
                opened: meta.at(),
                changed: meta.at(),
                tasks: BTreeMap::new(),
                clocks: BTreeMap::new(),
                documents: Vec::new(),
                linked: Vec::new(),
            }));
        } else if let Case::Known(known) = self {
            known.changed = meta.at();
            known.take(event, meta);
        }
    }

    fn rows(&self, stream: Uuid) -> Vec<Row> {
        self.known().map_or_else(Vec::new, |known| rows::case(CaseId(stream), known))
    }

    fn access(&self) -> Option<Access> {
        let known = self.known()?;
        Some(Access { unit: known.unit.clone(), class: known.class, compartment: None })
    }
}

impl KnownCase {
    fn take(&mut self, event: CaseEvent, meta: Meta<'_>) {
        match event {
            CaseEvent::Assigned { handler } => self.handler = handler,
            CaseEvent::DocumentAdded { document } => {
                self.documents.push((meta.at(), UserId(meta.actor()), document));
            }
            CaseEvent::TaskAdded { task, what, priority, due } => {
                self.tasks.insert(task, Task { what, priority, due, state: TaskState::Open });
            }
            CaseEvent::TaskTaken { task, by } => self.set_task(task, TaskState::Taken(by)),
            CaseEvent::TaskReleased { task } => self.set_task(task, TaskState::Open),
            CaseEvent::TaskDone { task } => self.set_task(task, TaskState::Done),
            CaseEvent::ClockStarted { name, rule, clock } => {
                self.clocks.insert(name, (rule, clock));
            }
            CaseEvent::ClockChanged { name, clock: new } => {
                if let Some((_, clock)) = self.clocks.get_mut(&name) {
                    *clock = new;
                }
            }
            CaseEvent::Linked { other } => self.linked.push(other),
            CaseEvent::Closed { outcome } => {
                self.status = Status::Closed { outcome, at: meta.at() }
            }
            CaseEvent::Reopened { .. } => self.status = Status::Open,
            // Notes stand in the timeline alone; a case is opened once.
            CaseEvent::NoteAdded { .. } | CaseEvent::Opened { .. } => {}
        }
    }

    fn set_task(&mut self, task: TaskId, state: TaskState) {
        if let Some(task) = self.tasks.get_mut(&task) {
            task.state = state;
        }
    }
}
