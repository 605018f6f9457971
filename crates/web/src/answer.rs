//! From a reply or problem to bytes: the frame, the status, the headers that guard it.

use askama::Template;
use axum::body::Body;
use axum::response::Response;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION,
    REFERRER_POLICY, RETRY_AFTER, SET_COOKIE, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue, StatusCode};
use kernel::{IDLE_SECONDS, Kernel};

use crate::app::App;
use crate::cookies::{DONE, SESSION};
use crate::form::text_key;
use crate::html::Html;
use crate::page::{self, Frame, FrameAssets, Page};
use crate::reply::{Content, File, Problem, Reply};
use crate::texts::Arg;
use crate::ui::Ui;

/// How long before its end a session says so.
const WARN_SECONDS: i64 = 5 * 60;

/// What an answer is made with.
pub(crate) struct Answering<'a> {
    pub(crate) app: &'a App,
    pub(crate) ui: Ui,
    /// Text key of what was just done.
    pub(crate) done: Option<String>,
    /// Where to go after signing in, when that has to come first.
    pub(crate) next: String,
    /// A script asked for a part of a page.
    pub(crate) part: bool,
}

#[derive(Template)]
#[template(path = "entry/problem.html")]
struct ProblemPage<'a> {
    ui: &'a Ui,
    heading: String,
    text: String,
    reference: Option<String>,
    again: bool,
    whole: bool,
    home: bool,
    sign_in: bool,
}

/// Makes the answer.
pub(crate) fn answer(with: &Answering<'_>, outcome: Result<Reply, Problem>) -> Response {
    let mut response = match outcome {
        Ok(reply) => reply_response(with, reply),
        Err(problem) => problem_response(with, &problem),
    };
    guard_headers(with.app, &with.ui, &mut response);
    response
}

fn reply_response(with: &Answering<'_>, reply: Reply) -> Response {
    match reply {
        Reply::Page(page) => page_response(with, &page),
        Reply::Redirect(to) => redirect(&to),
        Reply::Done(to, key) => {
            let mut response = redirect(&to);
            // One minute: shown on the next page, or not at all.
            add_cookie(&mut response, &with.app.jar().set(DONE, &key, Some(60)));
            response
        }
        Reply::WithCookies(cookies, inner) => {
            let mut response = reply_response(with, *inner);
            cookies.iter().for_each(|cookie| add_cookie(&mut response, cookie));
            response
        }
        Reply::File(file) => file_response(&with.app.kernel, file),
        Reply::Raw(response) => *response,
    }
}

fn redirect(to: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    // Only paths of our own, whatever a form or query said.
    let local = to.starts_with('/') && !to.starts_with("//") && !to.starts_with("/\\");
    let to = if local { to } else { "/" };
    let value = HeaderValue::try_from(to).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(LOCATION, value);
    response
}

/// Tells the script that asked for a part to load a whole page: a redirect would lead it to put
/// the part of another page, which has none, in place of what is shown.
fn whole_page(to: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    if let Ok(value) = HeaderValue::try_from(to) {
        response.headers_mut().insert(HeaderName::from_static("hx-redirect"), value);
    }
    response
}

fn add_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

/// A file, chunk by chunk, sandboxed.
pub(crate) fn file_response(kernel: &Kernel, file: File) -> Response {
    let body = match file.content {
        Content::Bytes(bytes) => Body::from(bytes),
        Content::Stored(id) => {
            let kernel = kernel.clone();
            Body::from_stream(futures_util::stream::try_unfold(0_i64, move |n| {
                let kernel = kernel.clone();
                async move {
                    let chunk = kernel.file_chunk(id, n).await.map_err(|fault| {
                        tracing::error!(%fault, "a file broke off while it was sent");
                        std::io::Error::other("the file broke off")
                    })?;
                    Ok::<_, std::io::Error>(chunk.map(|bytes| (bytes, n + 1)))
                }
            }))
        }
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    let kind = HeaderValue::try_from(file.media_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(CONTENT_TYPE, kind);
    let how = if file.inline { "inline" } else { "attachment" };
    let named: String = form_urlencoded::byte_serialize(file.name.as_bytes()).collect();
    let disposition =
        format!("{how}; filename*=UTF-8''{}", named.replace('+', "%20").replace('*', "%2A"));
    if let Ok(value) = HeaderValue::try_from(disposition) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    // Whatever it holds, it runs nothing and reaches nothing; only our own pages frame it.
    let sandbox = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
                   frame-ancestors 'self'";
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(sandbox));
    response
}

/// What the page about a problem says: key of heading and text, variables, and which ways on.
struct Saying {
    key: String,
    args: Vec<(&'static str, Arg)>,
    again: bool,
    home: bool,
}

fn saying(problem: &Problem) -> Saying {
    let plain =
        |key: &str| Saying { key: key.to_owned(), args: Vec::new(), again: false, home: true };
    match problem {
        Problem::NotFound => plain("web-not-found"),
        Problem::NotAllowed | Problem::SignIn => plain("web-not-allowed"),
        Problem::SignedOut => Saying { home: false, ..plain("web-signed-out") },
        Problem::Bad(key) | Problem::TooLarge(key) => Saying { again: true, ..plain(key) },
        Problem::FilesTooLarge(most) => Saying {
            args: vec![("max", Arg::Text(most.to_string()))],
            again: true,
            ..plain("web-too-large-files")
        },
        Problem::TooMany(seconds) => {
            let minutes = i64::from(seconds.div_ceil(60).max(1));
            Saying { args: vec![("minutes", Arg::Number(minutes))], ..plain("web-too-many") }
        }
        Problem::Refused(refusal) => {
            let args = refusal.args.iter().map(|(n, v)| (*n, Arg::Text(v.clone()))).collect();
            Saying { args, again: true, ..plain(&format!("refusal-{}", refusal.code)) }
        }
        Problem::Taken(kind) => {
            Saying { again: true, ..plain(&format!("refusal-taken-{}", text_key(kind))) }
        }
        Problem::NoVersion => plain("api-no-version"),
        Problem::Stale { .. } => Saying { again: true, ..plain("web-stale-page") },
        Problem::Fault(fault) if fault.kind == kernel::FaultKind::Unavailable => {
            Saying { again: true, ..plain("web-away") }
        }
        Problem::Fault(_) => plain("web-fault"),
    }
}

/// A problem in words.
pub(crate) struct Said {
    /// Stable code.
    pub(crate) code: String,
    pub(crate) heading: String,
    pub(crate) text: String,
    again: bool,
    home: bool,
}

/// What is said of a problem.
pub(crate) fn said(ui: &Ui, problem: &Problem) -> Said {
    let Saying { key, args, again, home } = saying(problem);
    // Refusals are one sentence; the pages of our own have a heading and a text.
    let text_of = |suffix: &str| {
        let text = ui.t(format!("{key}{suffix}"));
        args.iter().fold(text, |text, (name, value)| text.arg(name, value.clone())).plain()
    };
    let (heading, text) = if ui.has(&format!("{key}.text")) {
        (text_of(""), text_of(".text"))
    } else {
        (ui.t("web-refused").plain(), text_of(""))
    };
    let code = ["refusal-", "web-", "api-"].iter().find_map(|prefix| key.strip_prefix(prefix));
    let code = code.unwrap_or(&key).to_owned();
    Said { code, heading, text, again, home }
}

/// Writes a fault into the log, once; the number under which it stands there.
pub(crate) fn logged(app: &App, ui: &Ui, problem: &Problem) -> Option<String> {
    let Problem::Fault(fault) = problem else { return None };
    let id = (app.next_id)().simple().to_string();
    let short: String = id.chars().rev().take(8).collect::<String>().to_uppercase();
    tracing::error!(reference = %short, path = ui.path(), %fault, "a fault");
    Some(short)
}

fn problem_response(with: &Answering<'_>, problem: &Problem) -> Response {
    let ui = &with.ui;
    if matches!(problem, Problem::SignIn) {
        let next: String = form_urlencoded::byte_serialize(with.next.as_bytes()).collect();
        let to = format!("/sign-in?next={next}");
        return if with.part { whole_page(&to) } else { redirect(&to) };
    }
    let reference = logged(with.app, ui, problem);
    let Said { heading, text, again, home, .. } = said(ui, problem);
    let sign_in = matches!(problem, Problem::SignedOut);
    // A filter or place in a list that cannot be read stands in the address: on without it.
    let whole = matches!(problem, Problem::Refused(refusal) if refusal.code.starts_with("list-"));
    let again = again && !whole;
    let title = heading.clone();
    let body = ProblemPage { ui, heading: title, text, reference, again, whole, home, sign_in };
    let page = Page::new(heading, &body).map(|p| p.narrow().status(problem.status()));
    let mut response = match page {
        Ok(page) => page_response(with, &page),
        Err(_) => Response::new(Body::empty()),
    };
    *response.status_mut() = problem.status();
    if let Problem::TooMany(seconds) = problem {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(*seconds));
    }
    response
}

fn page_response(with: &Answering<'_>, page: &Page) -> Response {
    let (app, ui) = (with.app, &with.ui);
    let menu = page::menu(ui, &app.menu);
    let service = ui.t("web-service").plain();
    let title = format!("{} – {service}", page.title);
    let title =
        if page.error { ui.t("web-error-title").arg("title", title).plain() } else { title };
    // htmx is for staff; whoever has no menu gets pages without scripts, but for islands.
    let htmx = page.staff || !menu.is_empty();
    let paths =
        |names: &[&str]| -> Vec<String> { names.iter().map(|n| app.assets.path(n)).collect() };
    let styles = if htmx { paths(&["main.css", "staff.css"]) } else { paths(&["main.css"]) };
    let mut scripts = if htmx { paths(&["htmx.js", "staff.js"]) } else { Vec::new() };
    let signed_in = ui.who().is_signed_in();
    if signed_in {
        scripts.push(app.assets.path("session.js"));
    }
    scripts.extend(page.islands.iter().map(|name| app.assets.path(&format!("{name}.js"))));
    let done = with.done.as_deref().filter(|k| k.ends_with(".done") && ui.has(k)).map(|k| ui.t(k));
    // Whoever may not open the page that searches is not asked to search.
    let search = app.search.filter(|(_, right)| ui.may(*right)).map(|(path, _)| path);
    let frame = Frame {
        ui,
        page,
        title,
        menu,
        languages: page::languages(ui, &app.languages()),
        schemes: page::schemes(ui),
        densities: page::densities(ui),
        assets: FrameAssets { styles, scripts },
        done,
        demo: app.config.demo,
        search,
        htmx,
        warn_after: signed_in.then_some(IDLE_SECONDS - WARN_SECONDS),
        warn_minutes: WARN_SECONDS / 60,
    };
    let mut response = Response::new(Body::from(Html::part(&frame).into_string()));
    *response.status_mut() = page.status;
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, html);
    if with.done.is_some() {
        add_cookie(&mut response, &app.jar().clear(DONE));
    }
    response
}

/// Headers every answer carries.
pub(crate) fn guard_headers(app: &App, ui: &Ui, response: &mut Response) {
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{}' 'strict-dynamic'; style-src 'self'; \
         img-src 'self' data: blob:; frame-src 'self'; font-src 'self'; connect-src 'self'; \
         form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types htmx ProseMirrorClipboard uma",
        ui.nonce()
    );
    let headers = response.headers_mut();
    if !headers.contains_key(CONTENT_SECURITY_POLICY)
        && let Ok(policy) = HeaderValue::try_from(policy)
    {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    let fixed = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // `same-origin`, since browsers hide the origin of our own posts under `no-referrer`.
        (REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
        (VARY, "cookie, accept-language"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Personal data stays out of every cache; a visitor's page may be kept and asked about.
    let cache = if ui.who().is_signed_in() { "no-store" } else { "private, no-cache" };
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    }
    if app.config.https {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(HeaderName::from_static("strict-transport-security"), year);
    }
}

/// Cookies that start a session.
pub(crate) fn session_cookie(app: &App, token: &str) -> String {
    app.jar().set(SESSION, token, None)
}
