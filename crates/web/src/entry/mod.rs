//! Pages of the house itself: the way in and out, health, the accessibility statement.

mod gallery;
mod progress;
mod provider;

pub(crate) use provider::proven;

use std::sync::Arc;

use askama::Template;
use http::{Method, StatusCode};
use kernel::{IDLE_SECONDS, NotSignedIn, Right, SignedIn, UserId};

use crate::answer::session_cookie;
use crate::app::{App, Config};
use crate::cookies::PARKED;
use crate::form::{Draft, Field, FieldError, field_views, render_fields};
use crate::html::Html;
use crate::page::{Page, menu};
use crate::park::Parked;
use crate::parts::ErrorSummary;
use crate::reply::{Problem, Reply};
use crate::request::{Request, Values};
use crate::system::PageRoute;
use crate::ui::Ui;

/// Method, path and right of every page of this crate.
pub(crate) fn paths(config: &Config) -> Vec<(Method, &'static str, Right)> {
    let mut all = vec![
        (Method::GET, "/", Right::PUBLIC),
        (Method::GET, "/sign-in", Right::PUBLIC),
        (Method::POST, "/sign-in", Right::PUBLIC),
        (Method::POST, "/sign-out", Right::PUBLIC),
        (Method::GET, "/resume", Right::SIGNED_IN),
        (Method::POST, "/resume", Right::SIGNED_IN),
        (Method::GET, "/stay", Right::SIGNED_IN),
        (Method::GET, "/progress/{id}", Right::SIGNED_IN),
        (Method::GET, "/progress/{id}/events", Right::SIGNED_IN),
        (Method::GET, "/accessibility", Right::PUBLIC),
        (Method::GET, "/health/live", Right::PUBLIC),
        (Method::GET, "/health/ready", Right::PUBLIC),
    ];
    if config.strong.is_some() {
        all.push((Method::GET, "/sign-in/strong", Right::PUBLIC));
        all.push((Method::GET, "/sign-in/return", Right::PUBLIC));
    }
    if config.demo {
        all.push((Method::POST, "/sign-in/persona", Right::PUBLIC));
        all.push((Method::GET, "/gallery", Right::PUBLIC));
    }
    all
}

/// The pages, in the order of [`paths`].
pub(crate) fn pages(app: &Arc<App>) -> Vec<PageRoute> {
    let with = |f: fn(Arc<App>, Request) -> kernel::BoxFuture<'static, Result<Reply, Problem>>| {
        let app = app.clone();
        move |request: Request| f(app.clone(), request)
    };
    let page = |(method, path, right): (Method, &'static str, Right)| match (
        path,
        method == Method::GET,
    ) {
        ("/", _) => PageRoute::get(path, right, with(|a, r| Box::pin(async move { home(&a, &r) }))),
        ("/sign-in", true) => {
            PageRoute::get(path, right, with(|a, r| Box::pin(async move { sign_in_page(&a, &r) })))
        }
        ("/sign-in", false) => PageRoute::post(path, right, with(|a, r| Box::pin(sign_in(a, r)))),
        ("/sign-in/persona", _) => {
            PageRoute::post(path, right, with(|a, r| Box::pin(sign_in_persona(a, r))))
        }
        ("/sign-in/strong", _) => {
            PageRoute::get(path, right, with(|a, r| Box::pin(provider::leave(a, r))))
        }
        ("/sign-in/return", _) => {
            PageRoute::get(path, right, with(|a, r| Box::pin(provider::come_back(a, r))))
        }
        ("/sign-out", _) => PageRoute::post(path, right, sign_out),
        ("/resume", false) => PageRoute::post(path, right, with(|a, r| Box::pin(discard(a, r)))),
        ("/resume", true) => PageRoute::get(path, right, with(|a, r| Box::pin(resume(a, r)))),
        ("/stay", _) => PageRoute::get(path, right, stay),
        ("/progress/{id}", _) => PageRoute::get(path, right, progress::page),
        ("/progress/{id}/events", _) => PageRoute::get(path, right, progress::events).streaming(),
        ("/accessibility", _) => PageRoute::get(path, right, accessibility),
        ("/health/live", _) => PageRoute::get(path, right, live),
        ("/health/ready", _) => PageRoute::get(path, right, ready),
        _ => PageRoute::get(path, right, gallery::page),
    };
    paths(&app.config).into_iter().map(page).collect()
}

/// Without a front page of a system, the first menu entry is it, or the home of whoever has no menu.
fn home(app: &App, request: &Request) -> Result<Reply, Problem> {
    let first = menu(&request.ui, &app.menu).into_iter().next().map(|link| link.href);
    let home = || app.homes.iter().find(|home| request.who.may(home.right));
    match first.or_else(|| home().map(|home| home.path.to_owned())) {
        Some(href) => Ok(Reply::Redirect(href)),
        None if request.who.is_signed_in() => {
            let body = Nothing { ui: &request.ui };
            Ok(Page::new(request.ui.t("web-nothing"), &body)?.narrow().into())
        }
        None => Ok(Reply::redirect("/sign-in")),
    }
}

#[derive(Template)]
#[template(path = "entry/nothing.html")]
struct Nothing<'a> {
    ui: &'a Ui,
}

#[derive(Template)]
#[template(path = "entry/sign_in.html")]
struct SignInPage<'a> {
    ui: &'a Ui,
    summary: Html,
    fields: Html,
    next: &'a str,
    ended: bool,
    /// What went wrong on the way to the provider and back: a text key.
    trouble: Option<&'static str>,
    /// The way to the provider, when there is one.
    strong: Option<String>,
    personas: Vec<PersonaView>,
}

/// What the sign-in page says besides its fields.
#[derive(Default)]
struct Told<'a> {
    /// Where to go afterwards.
    next: &'a str,
    /// What was typed.
    values: Values,
    errors: &'a [FieldError],
    trouble: Option<&'static str>,
}

impl<'a> Told<'a> {
    fn at(next: &'a str) -> Told<'a> {
        Told { next, ..Told::default() }
    }
}

struct PersonaView {
    user: UserId,
    name: String,
    role: String,
    initials: String,
}

const FIELDS: &[Field] = &[
    Field::text("login", crate::form::Limit::NAME).autocomplete("username"),
    Field::password("password").autocomplete("current-password"),
];

fn sign_in_page(app: &App, request: &Request) -> Result<Reply, Problem> {
    let next = request.query.get("next").unwrap_or("/").to_owned();
    if request.who.is_signed_in() {
        return Ok(Reply::Redirect(next));
    }
    sign_in_form(app, request, &Told::at(&next), StatusCode::OK)
}

fn sign_in_form(
    app: &App,
    request: &Request,
    told: &Told<'_>,
    status: StatusCode,
) -> Result<Reply, Problem> {
    let ui = &request.ui;
    let Told { next, values, errors, trouble } = told;
    let views = field_views(ui, "web-sign-in", FIELDS, values, &Draft::new(), errors);
    let links = errors.iter().map(|e| {
        let id = FIELDS.iter().find(|f| f.name == e.field).map(Field::id);
        (id, crate::form::error_text(ui, "web-sign-in", e))
    });
    let persona = |p: &crate::app::Persona| PersonaView {
        user: p.user,
        name: p.name.clone(),
        role: ui.t(p.key).plain(),
        initials: p.name.split_whitespace().filter_map(|w| w.chars().next()).take(2).collect(),
    };
    let body = SignInPage {
        ui,
        summary: ErrorSummary::new(ui, links.collect()).html(),
        fields: render_fields(ui, &views)?,
        next,
        trouble: *trouble,
        strong: app.config.strong.as_ref().map(|_| {
            let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
            format!("/sign-in/strong?next={next}")
        }),
        ended: app.jar().get(&request.headers, PARKED).is_some(),
        personas: app.config.personas.iter().filter(|_| app.config.demo).map(persona).collect(),
    };
    let page = Page::new(ui.t("web-sign-in"), &body)?.narrow().status(status);
    let wrong = !errors.is_empty() || (trouble.is_some() && status != StatusCode::OK);
    Ok(if wrong { page.error() } else { page }.into())
}

fn error(field: &str, code: &str) -> FieldError {
    let (field, code) = (field.to_owned(), code.to_owned());
    FieldError { field, code, args: Vec::new(), refusal: false }
}

async fn sign_in(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    let value = |name| request.form.get(name).unwrap_or("").to_owned();
    let (login, password, next) = (value("login"), value("password"), value("next"));
    let again = |errors: &[FieldError], status| {
        let told = Told { values: request.form.clone(), errors, ..Told::at(&next) };
        sign_in_form(&app, &request, &told, status)
    };
    let mut errors = Vec::new();
    for (field, text) in FIELDS.iter().zip([&login, &password]) {
        if text.is_empty() {
            errors.push(error(field.name, "missing"));
        } else if text.chars().count() > field.limit.max {
            errors.push(error(field.name, "wrong"));
        }
    }
    if !errors.is_empty() {
        return again(&errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let address = request.headers.get("x-uma-address").and_then(|v| v.to_str().ok()).unwrap_or("");
    match request.kernel.sign_in(&login, &password, address).await {
        Ok(signed_in) => welcome(&app, &request, &signed_in, &next).await,
        Err(NotSignedIn::Wrong) => {
            again(&[error("login", "wrong")], StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(NotSignedIn::Wait(seconds)) => {
            Err(Problem::TooMany(u32::try_from(seconds).unwrap_or(u32::MAX)))
        }
        Err(NotSignedIn::Fault(fault)) => Err(fault.into()),
    }
}

/// The new session, and on to where the user wanted to go, or to what they had typed.
async fn welcome(
    app: &App,
    request: &Request,
    signed_in: &SignedIn,
    next: &str,
) -> Result<Reply, Problem> {
    let kept = match app.jar().get(&request.headers, PARKED) {
        Some(key) => request.kernel.parked_form(signed_in.who.user, &key).await?.is_some(),
        None => false,
    };
    let to = if kept { "/resume" } else { next };
    let cookies = vec![session_cookie(app, &signed_in.token)];
    Ok(Reply::WithCookies(cookies, Box::new(Reply::redirect(to))))
}

async fn sign_in_persona(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    let wanted: Option<UserId> = request.form.get("user").and_then(|v| v.parse().ok());
    let persona = app.config.personas.iter().find(|p| Some(p.user) == wanted);
    let persona = persona.filter(|_| app.config.demo).ok_or(Problem::NotFound)?;
    match request.kernel.sign_in_as(persona.user).await {
        Ok(signed_in) => {
            let next = request.form.get("next").unwrap_or("/");
            welcome(&app, &request, &signed_in, next).await
        }
        Err(NotSignedIn::Wrong) => Err(Problem::NotAllowed),
        Err(NotSignedIn::Wait(seconds)) => {
            Err(Problem::TooMany(u32::try_from(seconds).unwrap_or(u32::MAX)))
        }
        Err(NotSignedIn::Fault(fault)) => Err(fault.into()),
    }
}

async fn sign_out(request: Request) -> Result<Reply, Problem> {
    if let Some(token) = &request.token {
        request.kernel.sign_out(&request.who, token).await?;
    }
    // The cookie stays: its session has ended and opens nothing, but it still tells whose form it
    // is that comes from another tab.
    Ok(Reply::redirect("/sign-in"))
}

#[derive(Template)]
#[template(path = "entry/resume.html")]
struct ResumePage<'a> {
    ui: &'a Ui,
    parked: &'a Parked,
}

/// What was typed when the session ended: one button brings it back into its form.
async fn resume(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    let key = app.jar().get(&request.headers, PARKED).unwrap_or_default();
    let Some(bytes) = request.kernel.parked_form(request.who.user, &key).await? else {
        // It was sent or thrown away, or it is somebody else's and waits for them.
        return Ok(Reply::redirect("/"));
    };
    let parked = Parked::from_bytes(&bytes)?;
    let body = ResumePage { ui: &request.ui, parked: &parked };
    Ok(Page::new(request.ui.t("web-resumed"), &body)?.narrow().into())
}

/// What was typed is no longer wanted.
async fn discard(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    let key = app.jar().get(&request.headers, PARKED).unwrap_or_default();
    request.kernel.forget_parked_form(request.who.user, &key).await?;
    Ok(Reply::WithCookies(vec![app.jar().clear(PARKED)], Box::new(Reply::redirect("/"))))
}

#[derive(Template)]
#[template(path = "entry/accessibility.html")]
struct Accessibility<'a> {
    ui: &'a Ui,
    minutes: i64,
}

async fn accessibility(request: Request) -> Result<Reply, Problem> {
    let body = Accessibility { ui: &request.ui, minutes: IDLE_SECONDS / 60 };
    Ok(Page::new(request.ui.t("web-accessibility"), &body)?.narrow().into())
}

/// A request that does nothing but keep the session going.
async fn stay(_: Request) -> Result<Reply, Problem> {
    Reply::json(StatusCode::OK, &serde_json::json!({ "stay": true }))
}

/// The process answers.
async fn live(_: Request) -> Result<Reply, Problem> {
    Reply::json(StatusCode::OK, &serde_json::json!({ "live": true }))
}

/// People may be sent here.
async fn ready(request: Request) -> Result<Reply, Problem> {
    let health = request.kernel.health().await;
    let status = if health.is_ready() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let facts = serde_json::json!({
        "ready": health.is_ready(),
        "database": health.database,
        "writable": health.writable,
        "keys": health.keys,
        "oldest_reaction_seconds": health.oldest_reaction_seconds,
    });
    Reply::json(status, &facts)
}
