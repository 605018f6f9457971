//! The shapes that all answers share, and refusals with their codes.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a register found.
#[derive(Debug, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub(crate) enum Answer<T> {
    /// One record.
    Found {
        /// The record.
        record: T,
    },
    /// None.
    Unknown,
    /// More than one, and nothing tells which is meant.
    Several {
        /// How many.
        count: usize,
    },
}

/// Why nothing is answered: a status, and a code that programs can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) StatusCode, pub(crate) &'static str);

impl Refused {
    /// What was asked does not fit.
    pub(crate) const fn unfit(code: &'static str) -> Refused {
        Refused(StatusCode::UNPROCESSABLE_ENTITY, code)
    }
}

#[derive(Serialize)]
struct Problem {
    error: &'static str,
}

/// JSON with a status.
pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => (status, [(header::CONTENT_TYPE, "application/json")], bytes).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

impl From<Refused> for Response {
    fn from(Refused(status, error): Refused) -> Response {
        json(status, &Problem { error })
    }
}

/// Reads a question and writes the answer to it.
pub(crate) fn query<Q: DeserializeOwned, A: Serialize>(
    body: &[u8],
    answer: impl FnOnce(Q) -> Result<A, Refused>,
) -> Response {
    let asked = serde_json::from_slice(body)
        .map_err(|_| Refused(StatusCode::BAD_REQUEST, "question-unreadable"));
    match asked.and_then(answer) {
        Ok(answer) => json(StatusCode::OK, &answer),
        Err(refused) => refused.into(),
    }
}
