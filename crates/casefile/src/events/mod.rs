//! What happens to persons and cases: facts in the past tense, kept for ever.

use kernel::{Class, EventSet, FileId, Kind, Sealed, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::{Clock, ClockRule};
use crate::ids::{CaseId, PersonId, TaskId};
use crate::model::{CaseNumber, Country, Headline, Name, PartialDate, Sex, TravelDocument};
use crate::residence_right::ResidenceRight;

/// What is known of who a person is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Particulars {
    /// Names in every script, the one to show first.
    pub names: Vec<Name>,
    /// Birth date as far as it is known.
    pub born: PartialDate,
    /// As in the travel document.
    pub sex: Sex,
    /// Nationalities, stateless and unknown among them as codes of their own.
    pub nationalities: Vec<Country>,
}

/// What happens to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum PersonEvent {
    /// The person is known here from now on.
    #[serde(rename = "person.registered")]
    Registered {
        /// Who they are.
        particulars: Sealed<Particulars>,
        /// How protected their data is.
        class: Class,
    },
    /// Something about who they are was wrong or changed.
    #[serde(rename = "person.corrected")]
    Corrected {
        /// All of it as it is now.
        particulars: Sealed<Particulars>,
        /// Why, in the official's words.
        reason: Sealed<String>,
    },
    /// A travel or identity document was seen.
    #[serde(rename = "person.document_added")]
    DocumentAdded {
        /// The document.
        document: Sealed<TravelDocument>,
    },
    /// A right to stay was recorded.
    #[serde(rename = "person.residence_right_recorded")]
    ResidenceRightRecorded {
        /// The right.
        right: Sealed<ResidenceRight>,
    },
}

impl EventSet for PersonEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "person.registered", schema: 1 },
        Kind { name: "person.corrected", schema: 1 },
        Kind { name: "person.document_added", schema: 1 },
        Kind { name: "person.residence_right_recorded", schema: 1 },
    ];
}

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

/// The code of a value that serialises as one word, for texts and rows.
#[must_use]
pub fn code<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}

/// Reads a code back.
#[must_use]
pub fn from_code<T: serde::de::DeserializeOwned>(code: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(code.to_owned())).ok()
}

impl std::str::FromStr for Outcome {
    type Err = ();

    fn from_str(code: &str) -> Result<Outcome, ()> {
        from_code(code).ok_or(())
    }
}

impl From<PersonId> for kernel::Subject {
    fn from(id: PersonId) -> kernel::Subject {
        kernel::Subject(id.0)
    }
}

impl From<CaseId> for kernel::Subject {
    fn from(id: CaseId) -> kernel::Subject {
        kernel::Subject(id.0)
    }
}

impl From<TaskId> for Uuid {
    fn from(id: TaskId) -> Uuid {
        id.0
    }
}
