//! The same house for programs: every form as a call under `/api/v1`, and what systems offer to read. One act has one set of fields, one right and one set of errors, whoever does it.
//!
//! A program acts for a user by a token (`Authorization: Bearer`). A call carries an
//! `Idempotency-Key`, so that one that was sent twice is done once, and where a form would carry the
//! version that was looked at, `If-Match`. What is wrong is told as RFC 9457 says. `/api/v1/openapi.json`
//! describes all of it, made from the fields themselves.

mod body;
mod openapi;
mod problem;
mod serve;

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use http::{Method, StatusCode};
use kernel::{Fault, Right};
use serde_json::Value;

use crate::form::{self, FormRoute};
use crate::reply::{Problem, Reply};
use crate::request::Request;
use crate::system::{Handler, System};
use crate::texts::Texts;

pub(crate) use problem::{failed, stale};
pub(crate) use serve::{nowhere, serve};

/// Where all of it begins.
pub(crate) const ROOT: &str = "/api/v1";
/// The header that makes a call safe to send again.
pub(crate) const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Something that programs read.
#[derive(Clone)]
pub struct ApiRoute {
    /// Path below `/api/v1`, parts in braces.
    pub path: &'static str,
    /// Who may read it.
    pub right: Right,
    /// Text key of what it is.
    pub key: &'static str,
    /// Names it understands after `?`.
    pub query: &'static [&'static str],
    /// JSON schema of the answer; none of a file.
    pub schema: Option<fn() -> Value>,
    pub(crate) handler: Handler,
}

impl ApiRoute {
    /// Something to read, answered with [`Reply::json`].
    pub fn get<F, R>(
        path: &'static str,
        right: Right,
        key: &'static str,
        schema: fn() -> Value,
        handler: F,
    ) -> ApiRoute
    where
        F: Fn(Request) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Reply, Problem>> + Send + 'static,
    {
        ApiRoute { schema: Some(schema), ..ApiRoute::file(path, right, key, handler) }
    }

    /// A file to read, answered with [`Reply::File`].
    pub fn file<F, R>(path: &'static str, right: Right, key: &'static str, handler: F) -> ApiRoute
    where
        F: Fn(Request) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Reply, Problem>> + Send + 'static,
    {
        let handler: Handler = Arc::new(move |request| Box::pin(handler(request)));
        ApiRoute { path, right, key, query: &[], schema: None, handler }
    }

    /// With names it understands after `?`.
    #[must_use]
    pub const fn query(mut self, names: &'static [&'static str]) -> ApiRoute {
        self.query = names;
        self
    }
}

/// A way in for programs.
pub(crate) struct Call {
    pub(crate) right: Right,
    pub(crate) method: Method,
    pub(crate) handler: Handler,
    /// The form it fills in, when it does something.
    pub(crate) form: Option<Arc<dyn FormRoute>>,
}

/// Every way in, by path and method.
pub(crate) type Calls = BTreeMap<(String, Method), Arc<Call>>;

/// The ways in of these systems, and one that describes them.
///
/// # Errors
/// A bug when two are the same, or the description cannot be made.
pub(crate) fn calls(systems: &[System], texts: &Texts) -> Result<Calls, Fault> {
    let document = openapi::document(systems, texts);
    let document = Bytes::from(serde_json::to_vec(&document).map_err(Fault::bug)?);
    let mut calls = Calls::new();
    let mut add = |path: String, call: Call| {
        let key = (path, call.method.clone());
        match calls.insert(key.clone(), Arc::new(call)) {
            None => Ok(()),
            Some(_) => Err(Fault::message(format!("two calls {} {}", key.1, key.0))),
        }
    };
    let described: Handler = Arc::new(move |_| {
        let reply = Reply::json_bytes(StatusCode::OK, document.clone());
        Box::pin(async move { Ok(reply) })
    });
    let own = Call { right: Right::PUBLIC, method: Method::GET, handler: described, form: None };
    add(format!("{ROOT}/openapi.json"), own)?;
    for system in systems {
        for route in &system.api {
            let (right, handler) = (route.right, Arc::clone(&route.handler));
            let call = Call { right, method: Method::GET, handler, form: None };
            add(format!("{ROOT}{}", route.path), call)?;
        }
        for act in &system.acts {
            let called = Arc::new(act.clone());
            let handler: Handler = Arc::new(move |request| {
                let act = Arc::clone(&called);
                Box::pin(async move { form::call(act.form_of(&request).await?, request).await })
            });
            let form = Some(Arc::clone(&act.form));
            let call = Call { right: act.right, method: Method::POST, handler, form };
            add(format!("{ROOT}{}", act.path), call)?;
        }
    }
    Ok(calls)
}
