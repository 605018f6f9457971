//! What happens to persons and cases: facts in the past tense, kept for ever.

mod bulk;
mod case;
mod filter;
mod giving;
mod hold;
mod message;
mod official;
mod organisation;
mod person;

use serde::Serialize;
use uuid::Uuid;

pub use bulk::{BulkEnd, BulkEvent, BulkKind, Left, Move, PortionEvent, Skip, Work};
pub use case::{CaseEvent, Document, LinkKind, Outcome, Party, Priority};
pub use filter::FilterEvent;
pub use giving::{Area, Failed, GivingEvent, Hides, WHOLE};
pub use hold::{HoldEvent, StopsEvent};
pub use message::MessageEvent;
pub use official::OfficialEvent;
pub use organisation::OrganisationEvent;
pub use person::{Particulars, PersonEvent};

use crate::ids::{CaseId, OrganisationId, PersonId, TaskId};

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

impl From<PersonId> for kernel::Subject {
    fn from(id: PersonId) -> kernel::Subject {
        kernel::Subject(id.0)
    }
}

impl From<OrganisationId> for kernel::Subject {
    fn from(id: OrganisationId) -> kernel::Subject {
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
