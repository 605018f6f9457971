//! How far a long job is: a page that moves by itself, and without scripts loads itself again.

use std::time::Duration;

use askama::Template;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use kernel::{JobStatus, Kernel};
use uuid::Uuid;

use crate::html::Html;
use crate::page::Page;
use crate::parts::Progress;
use crate::reply::{Problem, Reply};
use crate::request::Request;
use crate::ui::Ui;

/// How often a stream looks, as often as a job writes down how far it is.
const LOOK_SECONDS: u64 = 1;
/// A stream ends after this many looks; the browser opens the next one by itself.
const LOOKS_MAX: u32 = 600;
/// Without scripts the page loads itself again after so many seconds.
const REFRESH_SECONDS: u32 = 4;

/// The state of a job that did all it had to: whoever waited for it is led on.
const DONE: &str = "done";

#[derive(Template)]
#[template(path = "entry/progress.html")]
struct ProgressPage<'a> {
    ui: &'a Ui,
    id: Uuid,
    running: bool,
    progress: Html,
    to: Option<&'a str>,
}

pub(super) async fn page(request: Request) -> Result<Reply, Problem> {
    let id: Uuid = request.param("id")?;
    let status = request.kernel.job_status(id).await?.ok_or(Problem::NotFound)?;
    let running = is_running(&status);
    // Only paths of our own.
    let to = request.query.get("to").filter(|to| to.starts_with('/') && !to.starts_with("//"));
    if let (DONE, Some(to)) = (status.state.as_str(), to) {
        return Ok(Reply::redirect(to));
    }
    let progress = Progress::new(&request.ui, &status).html();
    let body = ProgressPage { ui: &request.ui, id, running, progress, to };
    let page = Page::new(request.ui.t("web-progress"), &body)?.narrow();
    Ok(if running { page.refresh(REFRESH_SECONDS) } else { page }.into())
}

fn is_running(status: &JobStatus) -> bool {
    matches!(status.state.as_str(), "waiting" | "running")
}

/// What the stream remembers between looks.
struct Looking {
    kernel: Kernel,
    ui: Ui,
    id: Uuid,
    looks: u32,
    ended: bool,
}

pub(super) async fn events(request: Request) -> Result<Reply, Problem> {
    let id: Uuid = request.param("id")?;
    let Request { kernel, ui, .. } = request;
    kernel.job_status(id).await?.ok_or(Problem::NotFound)?;
    let start = Looking { kernel, ui, id, looks: 0, ended: false };
    let stream = futures_util::stream::unfold(start, |mut at| async move {
        if at.ended || at.looks >= LOOKS_MAX {
            return None;
        }
        if at.looks > 0 {
            tokio::time::sleep(Duration::from_secs(LOOK_SECONDS)).await;
        }
        at.looks += 1;
        let event = match at.kernel.job_status(at.id).await {
            Ok(Some(status)) => {
                at.ended = !is_running(&status);
                message(&Progress::new(&at.ui, &status).html(), at.ended)
            }
            // The job was tidied away, or the database is: the page tells more.
            Ok(None) | Err(_) => {
                at.ended = true;
                message(&Html::default(), true)
            }
        };
        Some((Ok::<_, std::convert::Infallible>(Bytes::from(event)), at))
    });
    let mut response = Response::new(Body::from_stream(stream));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(Reply::Raw(Box::new(response)))
}

/// One message with markup, a `data:` for every line; `end` closes the stream.
fn message(html: &Html, last: bool) -> String {
    let mut text: String = html.as_str().lines().map(|line| format!("data: {line}\n")).collect();
    text.push('\n');
    if last {
        text.push_str("event: end\ndata: end\n\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_carries_every_line_and_ends_the_stream_once() {
        let message = message(&Html::default(), true);
        assert_eq!(message, "\nevent: end\ndata: end\n\n");
    }
}
