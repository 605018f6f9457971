//! What happens to cases.

use kernel::{Class, EventSet, FileId, Kind, Sealed, UserId};
use serde::{Deserialize, Serialize};

use crate::clock::{Clock, ClockRule};
use crate::ids::{CaseId, PersonId, TaskId};
use crate::model::{CaseNumber, Headline};

/// Why a case was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// What was asked for was done.
    Done,
    /// The applicant took it back.
    Withdrawn,
    /// The same matter is open as another case.
    Duplicate,
}

/// How urgent a task is; the order is the order of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Before everything else.
    Urgent,
    /// In its turn.
    Normal,
}

/// A file attached to a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The stored file.
    pub file: FileId,
    /// The name its sender gave it.
    pub name: Sealed<String>,
    /// Media type found in its content.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the content, hex.
    pub sha256: String,
}

/// What happens to a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum CaseEvent {
    /// The matter is pending from now on.
    #[serde(rename = "case.opened")]
    Opened {
        /// Its number.
        number: CaseNumber,
        /// What it is about, in a line.
        headline: Sealed<Headline>,
        /// Whom it concerns.
        applicant: PersonId,
        /// Code of the unit that handles it.
        unit: String,
        /// How protected it is.
        class: Class,
    },
    /// An official has it now, or nobody.
    #[serde(rename = "case.assigned")]
    Assigned {
        /// Who has it.
        handler: Option<UserId>,
    },
    /// A note for the file.
    #[serde(rename = "case.note_added")]
    NoteAdded {
        /// Its words.
        text: Sealed<String>,
    },
    /// A file was attached.
    #[serde(rename = "case.document_added")]
    DocumentAdded {
        /// The file.
        document: Document,
    },
    /// There is something to do.
    #[serde(rename = "case.task_added")]
    TaskAdded {
        /// The task.
        task: TaskId,
        /// What kind: a code with a text.
        what: String,
        /// How urgent.
        priority: Priority,
        /// By when.
        due: kernel::Date,
    },
    /// An official works on it.
    #[serde(rename = "case.task_taken")]
    TaskTaken {
        /// The task.
        task: TaskId,
        /// Who.
        by: UserId,
    },
    /// It was given back undone.
    #[serde(rename = "case.task_released")]
    TaskReleased {
        /// The task.
        task: TaskId,
    },
    /// It is done.
    #[serde(rename = "case.task_done")]
    TaskDone {
        /// The task.
        task: TaskId,
    },
    /// A time limit runs.
    #[serde(rename = "case.clock_started")]
    ClockStarted {
        /// Name of the rule, such as `general-matter`.
        name: String,
        /// The rule as it was that day.
        rule: ClockRule,
        /// How it stands.
        clock: Clock,
    },
    /// A time limit was stopped, resumed, extended or ended.
    #[serde(rename = "case.clock_changed")]
    ClockChanged {
        /// Name of the rule.
        name: String,
        /// How it stands now.
        clock: Clock,
    },
    /// Another case has to do with it.
    #[serde(rename = "case.linked")]
    Linked {
        /// The other.
        other: CaseId,
    },
    /// The matter is no longer pending here.
    #[serde(rename = "case.closed")]
    Closed {
        /// Why.
        outcome: Outcome,
    },
    /// It is pending again.
    #[serde(rename = "case.reopened")]
    Reopened {
        /// Why.
        reason: Sealed<String>,
    },
}

impl EventSet for CaseEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "case.opened", schema: 1 },
        Kind { name: "case.assigned", schema: 1 },
        Kind { name: "case.note_added", schema: 1 },
        Kind { name: "case.document_added", schema: 1 },
        Kind { name: "case.task_added", schema: 1 },
        Kind { name: "case.task_taken", schema: 1 },
        Kind { name: "case.task_released", schema: 1 },
        Kind { name: "case.task_done", schema: 1 },
        Kind { name: "case.clock_started", schema: 1 },
        Kind { name: "case.clock_changed", schema: 1 },
        Kind { name: "case.linked", schema: 1 },
        Kind { name: "case.closed", schema: 1 },
        Kind { name: "case.reopened", schema: 1 },
    ];
}

impl std::str::FromStr for Outcome {
    type Err = ();

    fn from_str(code: &str) -> Result<Outcome, ()> {
        super::from_code(code).ok_or(())
    }
}
