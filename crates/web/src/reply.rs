//! What a handler answers: a reply, or a problem that becomes a page people understand.

use bytes::Bytes;
use http::StatusCode;
use kernel::{Fault, NotDone, Refusal};
use uuid::Uuid;

use crate::page::Page;

/// A good answer.
pub enum Reply {
    /// A page in the frame.
    Page(Box<Page>),
    /// Go on there with GET (303).
    Redirect(String),
    /// Go on there, and say there that it is done: the text key.
    Done(String, String),
    /// A reply that also sets cookies.
    WithCookies(Vec<String>, Box<Reply>),
    /// A file to keep or to look at, sandboxed either way.
    File(File),
    /// Anything else, such as events or JSON; security headers are added to it.
    Raw(Box<axum::response::Response>),
}

/// A file in an answer.
pub struct File {
    /// Name shown to the user.
    pub name: String,
    /// Media type by content, never by name.
    pub media_type: String,
    /// Shown in the browser rather than saved.
    pub inline: bool,
    /// The content.
    pub content: Content,
}

/// Where a file's bytes come from.
pub enum Content {
    /// Made just now.
    Bytes(Bytes),
    /// From the store, chunk by chunk.
    Stored(kernel::FileId),
}

impl Reply {
    /// Go on there with GET.
    #[must_use]
    pub fn redirect(to: impl Into<String>) -> Reply {
        Reply::Redirect(to.into())
    }

    /// Plain text.
    #[must_use]
    pub fn text(status: StatusCode, text: impl Into<String>) -> Reply {
        let mut response = axum::response::Response::new(axum::body::Body::from(text.into()));
        *response.status_mut() = status;
        let plain = http::HeaderValue::from_static("text/plain; charset=utf-8");
        response.headers_mut().insert(http::header::CONTENT_TYPE, plain);
        Reply::Raw(Box::new(response))
    }

    /// JSON for machines and islands.
    ///
    /// # Errors
    /// A fault when the value does not serialise, which is a bug.
    pub fn json(status: StatusCode, value: &impl serde::Serialize) -> Result<Reply, Problem> {
        let body = serde_json::to_vec(value).map_err(Fault::bug)?;
        Ok(Reply::json_bytes(status, body))
    }

    /// What a program asked for.
    ///
    /// # Errors
    /// As [`Reply::json`].
    pub fn data(value: &impl serde::Serialize) -> Result<Reply, Problem> {
        Reply::json(StatusCode::OK, value)
    }

    /// The same of a thing that changes, with its version as the `ETag`.
    ///
    /// # Errors
    /// As [`Reply::json`].
    pub fn versioned(value: &impl serde::Serialize, version: i64) -> Result<Reply, Problem> {
        let mut reply = Reply::data(value)?;
        if let (Reply::Raw(response), Ok(tag)) =
            (&mut reply, http::HeaderValue::try_from(format!("\"{version}\"")))
        {
            response.headers_mut().insert(http::header::ETAG, tag);
        }
        Ok(reply)
    }

    /// JSON that was written before.
    pub(crate) fn json_bytes(status: StatusCode, json: impl Into<Bytes>) -> Reply {
        let mut response = axum::response::Response::new(axum::body::Body::from(json.into()));
        *response.status_mut() = status;
        let json = http::HeaderValue::from_static("application/json");
        response.headers_mut().insert(http::header::CONTENT_TYPE, json);
        Reply::Raw(Box::new(response))
    }
}

impl From<Page> for Reply {
    fn from(page: Page) -> Reply {
        Reply::Page(Box::new(page))
    }
}

/// Why there is no good answer. Each becomes a page in the user's language.
#[derive(Debug)]
pub enum Problem {
    /// No such page, or none this user may know of.
    NotFound,
    /// The user lacks the right.
    NotAllowed,
    /// Nobody is signed in.
    SignIn,
    /// Nobody is signed in, and a form was sent that nobody can be found for.
    SignedOut,
    /// The request makes no sense: text key that says why, such as `web-bad-token`.
    Bad(&'static str),
    /// More was sent than is read: text key.
    TooLarge(&'static str),
    /// A form with files is larger than all its files may be: megabytes.
    FilesTooLarge(usize),
    /// Too many tries; come back in so many seconds.
    TooMany(u32),
    /// An act said no.
    Refused(Refusal),
    /// A thing that must be unique is taken: claim kind.
    Taken(String),
    /// A program did not say which version it looked at.
    NoVersion,
    /// Someone changed the stream since the user looked.
    Stale {
        /// The stream that moved.
        stream: Uuid,
        /// The version the user saw.
        seen: i64,
        /// The version now.
        now: i64,
    },
    /// Something for us to mend.
    Fault(Fault),
}

impl Problem {
    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Problem::NotFound => StatusCode::NOT_FOUND,
            Problem::NotAllowed => StatusCode::FORBIDDEN,
            Problem::SignIn | Problem::SignedOut => StatusCode::UNAUTHORIZED,
            Problem::Bad(_) => StatusCode::BAD_REQUEST,
            Problem::TooLarge(_) | Problem::FilesTooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Problem::Refused(_) | Problem::Taken(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Problem::NoVersion => StatusCode::PRECONDITION_REQUIRED,
            Problem::Stale { .. } => StatusCode::CONFLICT,
            Problem::Fault(fault) => match fault.kind {
                kernel::FaultKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
                kernel::FaultKind::Corrupt | kernel::FaultKind::Bug => {
                    StatusCode::INTERNAL_SERVER_ERROR
                }
            },
        }
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Problem {
        Problem::Fault(fault)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        Problem::Refused(refusal)
    }
}

impl From<askama::Error> for Problem {
    fn from(error: askama::Error) -> Problem {
        Problem::Fault(Fault::bug(error))
    }
}

impl From<NotDone> for Problem {
    fn from(not_done: NotDone) -> Problem {
        match not_done {
            NotDone::Refused(refusal) => Problem::Refused(refusal),
            NotDone::NotAllowed => Problem::NotAllowed,
            NotDone::NotFound => Problem::NotFound,
            NotDone::Stale { stream, seen, now } => Problem::Stale { stream, seen, now },
            NotDone::Taken(kind) => Problem::Taken(kind),
            NotDone::Fault(fault) => Problem::Fault(fault),
        }
    }
}
