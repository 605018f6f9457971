//! What went wrong, as RFC 9457 tells it: a status, words for people, codes for programs.

use http::header::{CONTENT_TYPE, ETAG, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde::Serialize;

use crate::answer::{Said, said};
use crate::form::{FieldError, error_text};
use crate::reply::{Problem, Reply};
use crate::ui::Ui;

/// A problem as it is sent.
#[derive(Serialize)]
struct Told {
    /// Every problem is told by its code: none has a page of its own.
    r#type: &'static str,
    title: String,
    status: u16,
    #[serde(skip_serializing_if = "String::is_empty")]
    detail: String,
    code: String,
    /// Number under which a fault of ours is found in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldTold>,
}

/// What is wrong with a field; with none when it is the whole that is refused.
#[derive(Serialize)]
struct FieldTold {
    #[serde(skip_serializing_if = "String::is_empty")]
    field: String,
    code: String,
    detail: String,
}

/// What the fields of a call lack.
pub(crate) fn failed(
    ui: &Ui,
    prefix: &str,
    status: StatusCode,
    errors: &[FieldError],
) -> Result<Reply, Problem> {
    let errors = errors.iter().map(|error| FieldTold {
        field: error.field.clone(),
        code: error.code.clone(),
        detail: error_text(ui, prefix, error),
    });
    let told = Told {
        r#type: "about:blank",
        title: ui.t("api-failed").plain(),
        status: status.as_u16(),
        detail: String::new(),
        code: "fields".to_owned(),
        reference: None,
        errors: errors.collect(),
    };
    reply(&told)
}

/// Somebody else changed it since the program looked: the version now is the answer's `ETag`.
pub(crate) fn stale(ui: &Ui, now: i64) -> Result<Reply, Problem> {
    let status = StatusCode::PRECONDITION_FAILED;
    let told = Told {
        r#type: "about:blank",
        title: ui.t("api-stale").plain(),
        status: status.as_u16(),
        detail: ui.t("api-stale.text").plain(),
        code: "stale".to_owned(),
        reference: None,
        errors: Vec::new(),
    };
    let mut reply = reply(&told)?;
    if let (Reply::Raw(response), Ok(etag)) =
        (&mut reply, HeaderValue::try_from(format!("\"{now}\"")))
    {
        response.headers_mut().insert(ETAG, etag);
    }
    Ok(reply)
}

/// A problem of any kind.
pub(super) fn told(
    ui: &Ui,
    problem: &Problem,
    reference: Option<String>,
) -> Result<Reply, Problem> {
    let Said { code, heading, text, .. } = said(ui, problem);
    let status = problem.status();
    let told = Told {
        r#type: "about:blank",
        title: heading,
        status: status.as_u16(),
        detail: text,
        code,
        reference,
        errors: Vec::new(),
    };
    let mut reply = reply(&told)?;
    if let Reply::Raw(response) = &mut reply {
        let headers = response.headers_mut();
        match problem {
            Problem::TooMany(seconds) => {
                headers.insert(RETRY_AFTER, HeaderValue::from(*seconds));
            }
            Problem::SignIn => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            _ => {}
        }
    }
    Ok(reply)
}

fn reply(told: &Told) -> Result<Reply, Problem> {
    let status = StatusCode::from_u16(told.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut reply = Reply::json(status, told)?;
    if let Reply::Raw(response) = &mut reply {
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(CONTENT_TYPE, kind);
    }
    Ok(reply)
}
