//! One call from its first header to its last: token, right, body, handler, answer.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::FutureExt;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, Method, StatusCode};
use kernel::{AuditKind, Fault, Right, Who};

use super::{Call, body, failed, problem};
use crate::answer::{file_response, guard_headers, logged};
use crate::app::App;
use crate::form::text_key;
use crate::reply::{Problem, Reply};
use crate::request::{Request, Values};
use crate::serve::{params, view};
use crate::system::Handler;

/// The longest a call may take before it is given up.
const CALL_SECONDS: u64 = 30;
/// The same of one that brings files: those of a whole application on a slow line.
const FILES_SECONDS: u64 = 600;

/// Answers a call of an address that there is not.
pub(crate) async fn nowhere(app: Arc<App>, request: axum::extract::Request) -> Response {
    let handler: Handler = Arc::new(|_| Box::pin(async { Err(Problem::NotFound) }));
    let (right, method) = (Right::PUBLIC, Method::GET);
    let call = Call { right, method, handler, form: None };
    serve(app, Arc::new(call), request).await
}

/// Serves one call.
pub(crate) async fn serve(
    app: Arc<App>,
    call: Arc<Call>,
    request: axum::extract::Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let params = params(&mut parts).await;
    let (headers, query) = (parts.headers, parts.uri.query().unwrap_or("").to_owned());
    let (who, trouble) = match who(&app, &headers).await {
        Ok(who) => (who, None),
        Err(problem) => (Who::visitor(), Some(problem)),
    };
    let ui = view(&app, &headers, parts.uri.path(), &query, who.clone(), None);
    let request = Request {
        kernel: app.kernel.clone(),
        who,
        ui: ui.clone(),
        params,
        query: Values::parse(query.as_bytes()),
        form: Values::default(),
        files: Vec::new(),
        body: Bytes::new(),
        headers,
        proven: None,
        token: None,
        panels: Arc::clone(&app.panels),
    };
    let outcome = match trouble {
        Some(problem) => Err(problem),
        None => {
            let work = AssertUnwindSafe(handle(&call, request, body)).catch_unwind();
            match tokio::time::timeout(Duration::from_secs(seconds(&call)), work).await {
                Ok(Ok(outcome)) => outcome,
                Ok(Err(_)) => Err(Fault::message("a call panicked").into()),
                Err(_) => {
                    Err(Fault::unavailable(std::io::Error::other("a call took too long")).into())
                }
            }
        }
    };
    let outcome = outcome.or_else(|problem| {
        let reference = logged(&app, &ui, &problem);
        problem::told(&ui, &problem, reference)
    });
    let mut response = match outcome {
        Ok(Reply::Raw(response)) => *response,
        Ok(Reply::File(file)) => file_response(&app.kernel, file),
        // Nothing else is answered to programs.
        Ok(_) | Err(_) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            response
        }
    };
    guard_headers(&app, &ui, &mut response);
    response
}

/// How long a call may take.
fn seconds(call: &Call) -> u64 {
    let files = call.form.as_ref().is_some_and(|form| body::takes_files(&form.fields()));
    if files { FILES_SECONDS } else { CALL_SECONDS }
}

/// Who acts by the token; a visitor when there is none.
async fn who(app: &App, headers: &HeaderMap) -> Result<Who, Problem> {
    let Some(value) = headers.get(AUTHORIZATION) else { return Ok(Who::visitor()) };
    let token = value.to_str().ok().and_then(|value| value.split_once(' '));
    let token = token.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let (_, token) = token.ok_or(Problem::SignIn)?;
    app.kernel.of_token(token.trim()).await?.ok_or(Problem::SignIn)
}

/// Right, body, handler.
async fn handle(call: &Call, mut request: Request, body: Body) -> Result<Reply, Problem> {
    if !request.who.may(call.right) {
        if !request.who.is_signed_in() {
            return Err(Problem::SignIn);
        }
        let entry = request.kernel.entry(&request.who, AuditKind::Denied, request.ui.path());
        request.kernel.audit(entry).await?;
        return Err(Problem::NotAllowed);
    }
    if let (Some(form), &Method::POST) = (&call.form, &call.method) {
        if !request.headers.contains_key(HeaderName::from_static(super::IDEMPOTENCY_KEY)) {
            return Err(Problem::Bad("api-no-key"));
        }
        let fields = form.fields_of(&request);
        let files = (form.file_subject(&request), form.file_check());
        let errors = body::read(&mut request, &fields, files, body).await?;
        if !errors.is_empty() {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return failed(&request.ui, &text_key(form.act()), status, &errors);
        }
    }
    (call.handler)(request).await
}
