//! Requests: how one system asks another for work, on the stream of the case it is about.
//!
//! The asking system's act records [`Request::Wanted`]; the reaction of the system that does this
//! kind of work answers with an act that records [`Request::Answered`] among its own events.

use kernel::{EventSet, Kind};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Work wanted, and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum Request {
    /// One system wants work done by another.
    #[serde(rename = "request.wanted")]
    Wanted {
        /// The request, for its answer.
        request: Uuid,
        /// What work: a code the doing system publishes, such as `interview.booking`, with a
        /// text `request-interview-booking` for the history of the case.
        what: String,
        /// The person or thing it is about, besides the case.
        subject: Option<Uuid>,
        /// Files and events that show why.
        evidence: Vec<Uuid>,
    },
    /// The work was taken on, done, or cannot be done.
    #[serde(rename = "request.answered")]
    Answered {
        /// Which request.
        request: Uuid,
        /// How: a code the doing system publishes, such as `interview.booked`, with a text
        /// `answer-interview-booked`.
        answer: String,
    },
}

/// Kind of [`Request::Wanted`], for reactions.
pub const WANTED: &str = "request.wanted";
/// Kind of [`Request::Answered`], for reactions.
pub const ANSWERED: &str = "request.answered";

impl EventSet for Request {
    const KINDS: &'static [Kind] =
        &[Kind { name: WANTED, schema: 1 }, Kind { name: ANSWERED, schema: 1 }];
}
