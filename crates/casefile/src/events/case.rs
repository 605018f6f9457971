//! What happens to cases.

use kernel::{Class, EventSet, FileId, Kind, Sealed, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::{Clock, ClockRule};
use crate::ids::{CaseId, OrganisationId, PersonId, TaskId};
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
    /// There is nobody left whom it concerns: the applicant has died.
    Lapsed,
}

/// How urgent a task is; the order is the order of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Before everything else.
    Urgent,
    /// In its turn.
    #[default]
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
    /// Code of what it is, with a text.
    #[serde(default = "other")]
    pub kind: String,
    /// Code of the language it is in.
    #[serde(default)]
    pub language: Option<String>,
    /// Who sent it, in the official's words.
    #[serde(default)]
    pub sender: Option<Sealed<String>>,
    /// The day it arrived, when it was not the day it was added.
    #[serde(default)]
    pub arrived: Option<kernel::Date>,
}

/// Documents had no kind at first.
fn other() -> String {
    "other".to_owned()
}

/// Somebody a case concerns, or who acts in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// A human being.
    Person(PersonId),
    /// An employer, a school or another organisation.
    Organisation(OrganisationId),
}

impl Party {
    /// The stream it is.
    #[must_use]
    pub const fn id(self) -> Uuid {
        match self {
            Party::Person(person) => person.0,
            Party::Organisation(organisation) => organisation.0,
        }
    }

    /// The page about it.
    #[must_use]
    pub fn href(self) -> String {
        match self {
            Party::Person(person) => format!("/persons/{person}"),
            Party::Organisation(organisation) => format!("/organisations/{organisation}"),
        }
    }
}

/// In addresses and forms: what it is and its id, such as `person:019cad8f-...`.
impl std::fmt::Display for Party {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Party::Person(person) => write!(formatter, "person:{person}"),
            Party::Organisation(organisation) => write!(formatter, "organisation:{organisation}"),
        }
    }
}

impl std::str::FromStr for Party {
    type Err = ();

    fn from_str(text: &str) -> Result<Party, ()> {
        match text.split_once(':') {
            Some(("person", id)) => id.parse().map(Party::Person).map_err(|_| ()),
            Some(("organisation", id)) => id.parse().map(Party::Organisation).map_err(|_| ()),
            _ => Err(()),
        }
    }
}

/// How another case has to do with this one: the other is, seen from this one, ...
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// About the same matter.
    SameMatter,
    /// A family member's.
    Family,
    /// An appeal against the decision in this one.
    Appeal,
    /// The one whose decision is appealed against here.
    Appealed,
    /// One that came before.
    Earlier,
    /// One that follows from it.
    FollowUp,
}

impl LinkKind {
    /// What this case is, seen from the other.
    #[must_use]
    pub const fn inverse(self) -> LinkKind {
        match self {
            LinkKind::SameMatter => LinkKind::SameMatter,
            LinkKind::Family => LinkKind::Family,
            LinkKind::Appeal => LinkKind::Appealed,
            LinkKind::Appealed => LinkKind::Appeal,
            LinkKind::Earlier => LinkKind::FollowUp,
            LinkKind::FollowUp => LinkKind::Earlier,
        }
    }
}

impl std::str::FromStr for LinkKind {
    type Err = ();

    fn from_str(code: &str) -> Result<LinkKind, ()> {
        super::from_code(code).ok_or(())
    }
}

/// Links had no kind at first.
const fn same_matter() -> LinkKind {
    LinkKind::SameMatter
}

/// Cases had no kind at first: all were general matters.
fn general_matter() -> String {
    crate::case_type::GENERAL_MATTER.to_owned()
}

/// How a general matter begins.
fn received() -> String {
    "received".to_owned()
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
        /// Code of its kind.
        #[serde(default = "general_matter")]
        case_type: String,
        /// The status word it begins with.
        #[serde(default = "received")]
        status: String,
    },
    /// It stands otherwise now.
    #[serde(rename = "case.status_set")]
    StatusSet {
        /// A status word of its kind.
        status: String,
    },
    /// It takes more or less of an official now.
    #[serde(rename = "case.processing_set")]
    ProcessingSet {
        /// Code of how much, with a text, such as `light`.
        processing: String,
    },
    /// Somebody is a party to it.
    #[serde(rename = "case.party_added")]
    PartyAdded {
        /// Who.
        party: Party,
        /// Code of the role, with a text.
        role: String,
    },
    /// Somebody is a party no longer, or never was one.
    #[serde(rename = "case.party_removed")]
    PartyRemoved {
        /// Who.
        party: Party,
        /// In which role.
        role: String,
        /// Why, in the official's words.
        reason: Sealed<String>,
    },
    /// Another unit handles it.
    #[serde(rename = "case.unit_changed")]
    UnitChanged {
        /// Code of the unit.
        unit: String,
        /// Why.
        reason: Sealed<String>,
    },
    /// It is protected more, or less.
    #[serde(rename = "case.protection_changed")]
    ProtectionChanged {
        /// How protected it is now.
        class: Class,
        /// The circle of those who see it; nothing when there is none.
        compartment: Option<Uuid>,
        /// Why, in the official's words.
        reason: Sealed<String>,
        /// Whose protection it follows, when nobody said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because_of: Option<Party>,
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
        /// The document that it is a new version of, which is kept.
        #[serde(default)]
        replaces: Option<FileId>,
    },
    /// A document counts no more; it is kept.
    #[serde(rename = "case.document_set_aside")]
    DocumentSetAside {
        /// Which.
        file: FileId,
        /// Why.
        reason: Sealed<String>,
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
        /// It is due so many days before the next day that law sets, wherever that moves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before_legal_date: Option<u32>,
        /// It is urgent so many days before that day; from when the time limit warns if not said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        urgent_days: Option<u32>,
        /// Code of the competence it needs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        competence: Option<String>,
        /// What is to be done, in the words of the official who set it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<Sealed<Headline>>,
        /// Code of the queue in which it goes before others.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        queue: Option<String>,
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
        /// Code of whom it waits for, when it was stopped.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        waits_for: Option<String>,
        /// Why, when it was stopped or extended.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Sealed<String>>,
    },
    /// Another case has to do with it.
    #[serde(rename = "case.linked")]
    Linked {
        /// The other.
        other: CaseId,
        /// What the other is to this one.
        #[serde(default = "same_matter")]
        relation: LinkKind,
    },
    /// The link was a mistake, or has ended.
    #[serde(rename = "case.unlinked")]
    Unlinked {
        /// The other.
        other: CaseId,
        /// Why.
        reason: Sealed<String>,
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
        Kind { name: "case.document_set_aside", schema: 1 },
        Kind { name: "case.task_added", schema: 1 },
        Kind { name: "case.task_taken", schema: 1 },
        Kind { name: "case.task_released", schema: 1 },
        Kind { name: "case.task_done", schema: 1 },
        Kind { name: "case.clock_started", schema: 1 },
        Kind { name: "case.clock_changed", schema: 1 },
        Kind { name: "case.status_set", schema: 1 },
        Kind { name: "case.processing_set", schema: 1 },
        Kind { name: "case.party_added", schema: 1 },
        Kind { name: "case.party_removed", schema: 1 },
        Kind { name: "case.unit_changed", schema: 1 },
        Kind { name: "case.protection_changed", schema: 1 },
        Kind { name: "case.linked", schema: 1 },
        Kind { name: "case.unlinked", schema: 1 },
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
