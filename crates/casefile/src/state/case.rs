//! What is known of a case: a fold over its events.

use std::collections::BTreeMap;

use kernel::{
    Access, BlindIndex, Class, Date, FileId, Meta, Refusal, Row, Sealed, State, Ts, UserId,
};
use uuid::Uuid;

use super::task::{Task, TaskState};
use crate::clock::{Clock, ClockRule};
use crate::events::{CaseEvent, Document, LinkKind, Outcome, Party};
use crate::ids::{CaseId, PersonId, TaskId};
use crate::model::{CaseNumber, Headline};
use crate::rows;

/// The role of whom a case concerns.
pub const APPLICANT: &str = "applicant";

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
    /// Code of its kind.
    pub case_type: String,
    /// How it stands, in a word of its kind, while it is pending.
    pub status_word: String,
    /// Code of how much of an official it takes, once somebody weighed it.
    pub processing: Option<String>,
    /// Code of its unit.
    pub unit: String,
    /// How protected.
    pub class: Class,
    /// The circle of those who see it.
    pub compartment: Option<Uuid>,
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
    /// Whom it waits for, by the name of the time limit that stands still.
    pub waiting: BTreeMap<String, Waiting>,
    /// Files, oldest first.
    pub documents: Vec<(Ts, UserId, Document)>,
    /// Newer versions, by the file they replace.
    pub replaced: BTreeMap<FileId, FileId>,
    /// Documents that count no more, and why; nothing once erased.
    pub set_aside: BTreeMap<FileId, Option<String>>,
    /// Notes, oldest first; of an erased one the text is gone.
    pub notes: Vec<(Ts, Option<String>)>,
    /// Its parties beside the applicant, by role, oldest first.
    pub parties: Vec<(Party, String)>,
    /// Other cases that have to do with it, and what they are to it.
    pub linked: BTreeMap<CaseId, LinkKind>,
}

/// Whom a case waits for while a time limit stands still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Code of whom, with a text.
    pub whom: String,
    /// What for; nothing when it was not said, or once erased.
    pub reason: Option<String>,
    /// Since when.
    pub since: Ts,
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
    /// Does plain text about it stand in rows?
    #[must_use]
    pub const fn is_plain(&self) -> bool {
        matches!(self.class, Class::Normal) && self.compartment.is_none()
    }

    /// The texts it is found by: its headline, its notes, what is to be done on it in somebody's words,
    /// the names of its documents.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let tasks = self.tasks.values().filter_map(|task| task.words.as_ref());
        let lines = self.headline.iter().chain(tasks).map(Headline::as_str);
        let notes = self.notes.iter().filter_map(|(_, text)| text.as_deref());
        let documents = self.documents.iter().filter_map(|(_, _, document)| document.name.get());
        lines.chain(notes).chain(documents.map(String::as_str))
    }

    /// A document by its file.
    #[must_use]
    pub fn document(&self, file: FileId) -> Option<&(Ts, UserId, Document)> {
        self.documents.iter().find(|(_, _, d)| d.file == file)
    }

    /// The newest version of each document, oldest first.
    pub fn current_documents(&self) -> impl DoubleEndedIterator<Item = &(Ts, UserId, Document)> {
        self.documents.iter().filter(|(_, _, d)| !self.replaced.contains_key(&d.file))
    }

    /// Which version of a document a file is, from one.
    #[must_use]
    pub fn version_of(&self, file: FileId) -> usize {
        let (mut version, mut at) = (1, file);
        while let Some((old, _)) = self.replaced.iter().find(|(_, new)| **new == at) {
            (version, at) = (version + 1, *old);
            if version > self.documents.len() {
                break;
            }
        }
        version
    }

    /// Is somebody a party to it in a role? The applicant is one.
    #[must_use]
    pub fn has_party(&self, party: Party, role: &str) -> bool {
        (role == APPLICANT && party == Party::Person(self.applicant))
            || self.parties.iter().any(|(p, r)| *p == party && r == role)
    }

    /// Everybody who is a party to it, the applicant first.
    pub fn all_parties(&self) -> impl Iterator<Item = (Party, &str)> {
        let applicant = (Party::Person(self.applicant), APPLICANT);
        std::iter::once(applicant).chain(self.parties.iter().map(|(p, r)| (*p, r.as_str())))
    }

    /// The persons among them.
    pub fn persons(&self) -> impl Iterator<Item = PersonId> {
        self.all_parties().filter_map(|(party, _)| match party {
            Party::Person(person) => Some(person),
            Party::Organisation(_) => None,
        })
    }

    /// The earliest day that law sets: of the running time limits.
    #[must_use]
    pub fn legal_date(&self) -> Option<Date> {
        if self.status != Status::Open {
            return None;
        }
        self.clocks.values().filter_map(|(_, clock)| clock.due()).min()
    }

    /// The first day on which one of them is near, by its own rule.
    #[must_use]
    pub fn warn_on(&self) -> Option<Date> {
        if self.status != Status::Open {
            return None;
        }
        self.clocks.values().filter_map(|(_, clock)| clock.warn_on()).min()
    }

    /// Is the earliest of them near, by its own rule?
    #[must_use]
    pub fn is_near(&self, today: Date) -> bool {
        self.clocks.values().filter_map(|(_, clock)| clock.warn_on()).any(|from| from <= today)
    }

    /// What is to be done next: the most urgent task that is not done.
    #[must_use]
    pub fn next_task(&self) -> Option<&Task> {
        let undone = self.tasks.values().filter(|t| t.state != TaskState::Done);
        undone.min_by_key(|t| (t.priority, self.due(t))).filter(|_| self.status == Status::Open)
    }

    /// Does it wait for somebody: a time limit stands still?
    #[must_use]
    pub fn waits(&self) -> bool {
        self.status == Status::Open
            && self.clocks.values().any(|(_, clock)| matches!(clock, Clock::Stopped { .. }))
    }

    /// Does another time limit stand still than this one?
    #[must_use]
    pub fn waits_beside(&self, name: &str) -> bool {
        let mut others = self.clocks.iter().filter(|(other, _)| *other != name);
        others.any(|(_, (_, clock))| matches!(clock, Clock::Stopped { .. }))
    }

    /// The earliest of the running time limits and open tasks.
    #[must_use]
    pub fn next_date(&self) -> Option<Date> {
        if self.status != Status::Open {
            return None;
        }
        let clocks = self.clocks.values().filter_map(|(_, clock)| clock.due());
        let undone = self.tasks.values().filter(|t| t.state != TaskState::Done);
        let tasks = undone.filter(|t| !self.stands_still(t)).map(|t| self.due(t));
        clocks.chain(tasks).min()
    }
}

impl State for Case {
    const STREAM: &'static str = "case";
    type Event = CaseEvent;

    fn apply(&mut self, event: CaseEvent, meta: Meta<'_>) {
        if let CaseEvent::Opened { number, headline, applicant, unit, class, case_type, status } =
            event
        {
            *self = Case::Known(Box::new(KnownCase {
                number,
                headline: headline.into_option(),
                applicant,
                case_type,
                status_word: status,
                processing: None,
                unit,
                class,
                compartment: None,
                status: Status::Open,
                handler: None,
                opened: meta.at(),
                changed: meta.at(),
                tasks: BTreeMap::new(),
                clocks: BTreeMap::new(),
                waiting: BTreeMap::new(),
                documents: Vec::new(),
                replaced: BTreeMap::new(),
                set_aside: BTreeMap::new(),
                notes: Vec::new(),
                parties: Vec::new(),
                linked: BTreeMap::new(),
            }));
        } else if let Case::Known(known) = self {
            known.changed = meta.at();
            known.take(event, meta);
        }
    }

    fn rows(&self, stream: Uuid, blind: &BlindIndex) -> Vec<Row> {
        self.known().map_or_else(Vec::new, |known| rows::case(CaseId(stream), known, blind))
    }

    fn access(&self) -> Option<Access> {
        let known = self.known()?;
        let (class, compartment) = (known.class, known.compartment);
        Some(Access { unit: known.unit.clone(), class, compartment })
    }
}

impl KnownCase {
    fn take(&mut self, event: CaseEvent, meta: Meta<'_>) {
        match event {
            CaseEvent::Assigned { handler } => self.handler = handler,
            CaseEvent::DocumentAdded { document, replaces } => {
                self.replaced.extend(replaces.map(|old| (old, document.file)));
                self.documents.push((meta.at(), UserId(meta.actor()), document));
            }
            CaseEvent::DocumentSetAside { file, reason } => {
                self.set_aside.insert(file, reason.into_option());
            }
            CaseEvent::TaskAdded {
                task,
                what,
                priority,
                due,
                before_legal_date,
                urgent_days,
                competence,
                words,
                queue,
            } => {
                let (added, state) = (meta.at().date(), TaskState::Open);
                let new = Task {
                    what,
                    words: words.and_then(Sealed::into_option),
                    priority,
                    due,
                    before_legal_date,
                    urgent_days,
                    competence,
                    queue,
                    added,
                    state,
                };
                self.tasks.insert(task, new);
            }
            CaseEvent::TaskTaken { task, by } => self.set_task(task, TaskState::Taken(by)),
            CaseEvent::TaskReleased { task } => self.set_task(task, TaskState::Open),
            CaseEvent::TaskDone { task } => self.set_task(task, TaskState::Done),
            CaseEvent::ClockStarted { name, rule, clock } => {
                self.clocks.insert(name, (rule, clock));
            }
            CaseEvent::ClockChanged { name, clock, waits_for, reason } => {
                self.set_clock(name, clock, waits_for, reason, meta.at());
            }
            CaseEvent::StatusSet { status } => self.status_word = status,
            CaseEvent::ProcessingSet { processing } => self.processing = Some(processing),
            CaseEvent::PartyAdded { party, role } => self.parties.push((party, role)),
            CaseEvent::PartyRemoved { party, role, .. } => {
                self.parties.retain(|(p, r)| *p != party || *r != role);
            }
            CaseEvent::UnitChanged { unit, .. } => self.unit = unit,
            CaseEvent::ProtectionChanged { class, compartment, .. } => {
                (self.class, self.compartment) = (class, compartment);
            }
            CaseEvent::Linked { other, relation } => {
                self.linked.insert(other, relation);
            }
            CaseEvent::Unlinked { other, .. } => {
                self.linked.remove(&other);
            }
            CaseEvent::Closed { outcome } => {
                self.status = Status::Closed { outcome, at: meta.at() }
            }
            CaseEvent::Reopened { .. } => self.status = Status::Open,
            CaseEvent::NoteAdded { text } => self.notes.push((meta.at(), text.into_option())),
            // A case is opened once.
            CaseEvent::Opened { .. } => {}
        }
    }

    fn set_clock(
        &mut self,
        name: String,
        new: Clock,
        whom: Option<String>,
        reason: Option<Sealed<String>>,
        at: Ts,
    ) {
        self.waiting.remove(&name);
        let Some((_, clock)) = self.clocks.get_mut(&name) else { return };
        *clock = new;
        if let Some(whom) = whom {
            let reason = reason.and_then(Sealed::into_option);
            self.waiting.insert(name, Waiting { whom, reason, since: at });
        }
    }

    fn set_task(&mut self, task: TaskId, state: TaskState) {
        if let Some(task) = self.tasks.get_mut(&task) {
            task.state = state;
        }
    }
}
