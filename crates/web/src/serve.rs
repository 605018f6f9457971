//! One request from its first header to its last: who, language, right, body, handler, answer.

use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, FromRequestParts, RawPathParams};
use axum::response::Response;
use bytes::Bytes;
use futures_util::FutureExt;
use http::header::ACCEPT_LANGUAGE;
use http::{HeaderMap, Method};
use kernel::{AuditKind, Fault, Kernel, Right, UserId, Who};
use outside::openid::Proven;

use crate::answer::{Answering, answer};
use crate::app::App;
use crate::body;
use crate::cookies::{DAY_SECONDS, DENSITY, DONE, LANG, PARKED, SCHEME, SESSION, YEAR_SECONDS};
use crate::entry;
use crate::form::kept::AHEAD;
use crate::form::{Field, FieldKind, FormRoute, RENEWED};
use crate::guard;
use crate::lang::Lang;
use crate::park::Parked;
use crate::reply::{Problem, Reply};
use crate::request::{Request, Values};
use crate::system::Handler;
use crate::ui::{Density, Look, Scheme, Ui, UiParts};

/// The longest a page may take before it is given up: far beyond what anybody waits for.
const PAGE_SECONDS: u64 = 30;
/// The longest a post may take: 50 MB on a slow line.
const POST_SECONDS: u64 = 600;

/// The longest a stream may take to begin; what follows has no end of its own.
const STREAM_SECONDS: u64 = 60;

/// A way to a handler, as the router keeps it.
pub(crate) struct Route {
    pub(crate) right: Right,
    pub(crate) method: Method,
    pub(crate) handler: Handler,
    pub(crate) form: Option<Arc<dyn FormRoute>>,
    pub(crate) streaming: bool,
    /// Other programs tell something here: what they post is read as it is.
    pub(crate) hears: bool,
}

/// The session of a request.
#[derive(Default)]
struct Session {
    token: Option<String>,
    who: Option<Who>,
}

impl Session {
    /// Whom the provider proved in it.
    fn proven(&self, app: &App, headers: &HeaderMap) -> Option<Proven> {
        let token = self.token.as_deref().filter(|_| self.who.is_some())?;
        entry::proven(app, headers, token)
    }
}

/// Serves one request.
pub(crate) async fn serve(
    app: Arc<App>,
    route: Arc<Route>,
    request: axum::extract::Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let params = params(&mut parts).await;
    let mut headers = parts.headers;
    // The address the connection came from; systems do not trust what a header claims.
    headers.remove("x-uma-address");
    if let Some(ConnectInfo(address)) = parts.extensions.get::<ConnectInfo<SocketAddr>>()
        && let Ok(value) = address.ip().to_string().parse()
    {
        headers.insert("x-uma-address", value);
    }
    let token = app.jar().get(&headers, SESSION);
    let (session, away) = match &token {
        None => (Session::default(), None),
        Some(token) => match app.kernel.session(token).await {
            Ok(who) => (Session { token: Some(token.clone()), who }, None),
            Err(fault) => (Session { token: Some(token.clone()), who: None }, Some(fault)),
        },
    };
    let who = session.who.clone().unwrap_or_else(Who::visitor);
    let ui = view(
        &app,
        &headers,
        parts.uri.path(),
        parts.uri.query().unwrap_or(""),
        who.clone(),
        token.as_deref(),
    );
    let answering = Answering {
        app: &app,
        ui: ui.clone(),
        done: app.jar().get(&headers, DONE),
        next: next(&route, &ui, &headers),
        part: headers.contains_key("hx-request"),
    };
    if let Some(fault) = away.filter(|_| route.right != Right::PUBLIC) {
        return answer(&answering, Err(fault.into()));
    }
    if let Some(there) = look(&app, &ui, &route.method, parts.uri.query().unwrap_or("")) {
        return answer(&answering, Ok(there));
    }
    let query = Values::parse(parts.uri.query().unwrap_or("").as_bytes());
    let form = Values::default();
    let request = Request {
        kernel: app.kernel.clone(),
        who,
        ui,
        params,
        query,
        form,
        files: Vec::new(),
        body: Bytes::new(),
        proven: session.proven(&app, &headers),
        headers,
        token: session.token,
        panels: Arc::clone(&app.panels),
    };
    let seconds = match (route.streaming, &route.method) {
        (true, _) => STREAM_SECONDS,
        (false, method) if *method == Method::GET => PAGE_SECONDS,
        (false, _) => POST_SECONDS,
    };
    let work = AssertUnwindSafe(handle(&app, &route, request, body)).catch_unwind();
    let outcome = match tokio::time::timeout(Duration::from_secs(seconds), work).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(panic)) => Err(Fault::message(panic_words(&*panic)).into()),
        Err(_) => Err(Fault::unavailable(std::io::Error::other("a handler took too long")).into()),
    };
    answer(&answering, outcome)
}

/// The parts of the path in braces.
pub(crate) async fn params(parts: &mut http::request::Parts) -> Values {
    match RawPathParams::from_request_parts(parts, &()).await {
        Ok(params) => params.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
        Err(_) => Values::default(),
    }
}

/// Where somebody who has to sign in first wants to go: an address that only takes posts has no
/// page, so it is the page with the button.
fn next(route: &Route, ui: &Ui, headers: &HeaderMap) -> String {
    if route.method == Method::GET || route.form.is_some() {
        return ui.here();
    }
    guard::came_from(headers).unwrap_or_else(|| "/".to_owned())
}

fn panic_words(panic: &(dyn std::any::Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
    words
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic".to_owned())
}

/// Right, token, body, handler.
async fn handle(
    app: &App,
    route: &Route,
    mut request: Request,
    body: Body,
) -> Result<Reply, Problem> {
    if route.hears {
        request.body = body::whole(body).await?;
        return (route.handler)(request).await;
    }
    let posted = route.method == Method::POST;
    if posted {
        guard::same_origin(&request.headers)?;
    }
    if !request.who.may(route.right) {
        if request.who.is_signed_in() {
            let entry = request.kernel.entry(&request.who, AuditKind::Denied, request.ui.path());
            request.kernel.audit(entry).await?;
            return Err(Problem::NotAllowed);
        }
        if posted && route.form.is_some() {
            return park(app, route, request, body).await;
        }
        return Err(Problem::SignIn);
    }
    if posted {
        read(route, &mut request, body).await?;
        let token = request.form.get("csrf").unwrap_or("");
        if !guard::token_fits(request.token.as_deref(), token) {
            return renew(route, request).await;
        }
    }
    let parked = Sent::of(app, route, &request);
    let outcome = (route.handler)(request).await;
    let done = matches!(outcome, Ok(Reply::Done(..)));
    let Some(sent) = parked.filter(|_| done) else { return outcome };
    if !sent.forget().await {
        return outcome;
    }
    Ok(Reply::WithCookies(vec![app.jar().clear(PARKED)], Box::new(outcome?)))
}

/// A form is sent while one is kept.
struct Sent {
    kernel: Kernel,
    user: UserId,
    key: String,
    once: Option<String>,
}

impl Sent {
    fn of(app: &App, route: &Route, request: &Request) -> Option<Sent> {
        let key = app.jar().get(&request.headers, PARKED)?;
        let once = request.form.get("once").map(str::to_owned);
        let (kernel, user) = (request.kernel.clone(), request.who.user);
        route.form.as_ref().map(|_| Sent { kernel, user, key, once })
    }

    /// Forgets the kept form when it is the one that was sent, which is done by now: trouble here
    /// only means that it is kept for the rest of its day.
    async fn forget(&self) -> bool {
        let Ok(Some(bytes)) = self.kernel.parked_form(self.user, &self.key).await else {
            return false;
        };
        let parked = Parked::from_bytes(&bytes);
        let same = parked.is_ok_and(|p| p.values.get("once") == self.once.as_deref());
        same && self.kernel.forget_parked_form(self.user, &self.key).await.is_ok()
    }
}

/// A form from before somebody signed out and in again: shown once more with what was typed and
/// a token of the session they are in now. Nothing is done.
async fn renew(route: &Route, mut request: Request) -> Result<Reply, Problem> {
    if route.form.is_none() || !request.who.is_signed_in() {
        return Err(Problem::Bad("web-bad-token"));
    }
    request.form.set("resume", RENEWED);
    match (route.handler)(request).await {
        // Not one of our forms at all.
        Err(Problem::Bad(_)) => Err(Problem::Bad("web-bad-token")),
        outcome => outcome,
    }
}

async fn read(route: &Route, request: &mut Request, body: Body) -> Result<(), Problem> {
    let fields: Vec<Field> = route.form.as_ref().map(|f| f.fields_of(request)).unwrap_or_default();
    let skip = !request.who.is_signed_in();
    let subject = route.form.as_ref().filter(|_| !skip).and_then(|f| f.file_subject(request));
    let session = request.token.clone();
    let session = session.as_deref();
    let check = route.form.as_ref().and_then(|form| form.file_check());
    let files = body::Files { fields: &fields, subject, check, session, skip, by_program: false };
    body::read(request, body, &files).await
}

/// The session ended while somebody typed: keeps the form, sealed, for the same user. Whose it is
/// tells the token of the ended session alone: were it kept for whoever signs in next, people who
/// share a computer would read each other's words.
async fn park(
    app: &App,
    route: &Route,
    mut request: Request,
    body: Body,
) -> Result<Reply, Problem> {
    let user = match &request.token {
        Some(token) => request.kernel.session_user(token).await?,
        None => None,
    };
    read(route, &mut request, body).await?;
    if request.form.get(AHEAD).is_some() {
        // A file ahead of its form: the form itself is still open in the browser.
        return Err(Problem::SignIn);
    }
    let fits = guard::token_fits(request.token.as_deref(), request.form.get("csrf").unwrap_or(""));
    let Some(user) = user.filter(|_| fits) else {
        return Err(if typed(route, &request) { Problem::SignedOut } else { Problem::SignIn });
    };
    let parked = Parked { path: request.ui.path().to_owned(), values: request.form.clone() };
    let key = request.kernel.park_form(user, &parked.to_bytes()?).await?;
    let cookie = app.jar().set(PARKED, &key, Some(DAY_SECONDS));
    Ok(Reply::WithCookies(vec![cookie], Box::new(Reply::redirect("/sign-in?ended=1"))))
}

/// Does a posted form hold anything but what its page put there unseen?
fn typed(route: &Route, request: &Request) -> bool {
    let fields: Vec<Field> = route.form.as_ref().map(|f| f.fields_of(request)).unwrap_or_default();
    let seen = |name: &str| {
        let of = |f: &Field| {
            let part = name.strip_prefix(f.name);
            f.kind != FieldKind::Hidden && part.is_some_and(|p| p.is_empty() || p.starts_with('-'))
        };
        fields.iter().any(of)
    };
    request.form.iter().any(|(name, value)| seen(name) && !value.trim().is_empty())
}

/// What templates speak through, from cookies and headers.
pub(crate) fn view(
    app: &App,
    headers: &HeaderMap,
    path: &str,
    query: &str,
    who: Who,
    session: Option<&str>,
) -> Ui {
    let cookie = |name| app.jar().get(headers, name);
    let accepted =
        || headers.get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).and_then(Lang::negotiate);
    let chosen = cookie(LANG).and_then(|code| Lang::from_code(&code, app.config.mirror));
    let scheme = cookie(SCHEME).and_then(|c| Scheme::ALL.into_iter().find(|s| s.code() == c));
    let density = cookie(DENSITY).and_then(|c| Density::ALL.into_iter().find(|d| d.code() == c));
    let usual = if who.is_signed_in() { Density::Desk } else { Density::Roomy };
    let nonce: [u8; 16] = rand::random();
    Ui {
        inner: Arc::new(UiParts {
            lang: chosen.or_else(accepted).unwrap_or_default(),
            texts: app.texts.clone(),
            who,
            now: app.kernel.now(),
            path: path.to_owned(),
            query: query.to_owned(),
            csrf: guard::token(session),
            nonce: nonce.iter().map(|b| format!("{b:02x}")).collect(),
            next_id: app.next_id.clone(),
            look: Look { scheme: scheme.unwrap_or_default(), density: density.unwrap_or(usual) },
        }),
    }
}

/// `?lang=sv`, `?scheme=dark` and `?density=md` on any page: remembered, and taken out of the
/// address again.
fn look(app: &App, ui: &Ui, method: &Method, query: &str) -> Option<Reply> {
    if *method != Method::GET {
        return None;
    }
    let values = Values::parse(query.as_bytes());
    let lang = values.get("lang").and_then(|c| Lang::from_code(c, app.config.mirror));
    let scheme = values.get("scheme").and_then(|c| Scheme::ALL.into_iter().find(|s| s.code() == c));
    let density =
        values.get("density").and_then(|c| Density::ALL.into_iter().find(|d| d.code() == c));
    let chosen = [
        ("lang", LANG, lang.map(Lang::code)),
        ("scheme", SCHEME, scheme.map(Scheme::code)),
        ("density", DENSITY, density.map(Density::code)),
    ];
    let (name, cookie, code) = chosen.into_iter().find(|(_, _, code)| code.is_some())?;
    let set = app.jar().set(cookie, code?, Some(YEAR_SECONDS));
    Some(Reply::WithCookies(vec![set], Box::new(Reply::redirect(ui.with_query(name, "")))))
}
