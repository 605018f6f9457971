//! The one way every act form is shown and posted.

use std::marker::PhantomData;
use std::sync::Arc;

use askama::Template;
use http::StatusCode;
use kernel::{BoxFuture, Cause, Done, FaultKind, NotDone, Recorded, Run, State, StreamKey};
use uuid::Uuid;

use super::draft::Draft;
use super::field::{Field, FieldKind, Shown};
use super::reader::{FieldError, Reader};
use super::view::{FieldView, error_text, field_views, keys_needed};
use super::{FormAct, Variant, kept, text_key};
use crate::api::{IDEMPOTENCY_KEY, failed, stale};
use crate::html::Html;
use crate::page::Page;
use crate::parts::ErrorSummary;
use crate::reply::{Problem, Reply};
use crate::request::{Request, Values};
use crate::ui::Ui;

/// The form of an act with its type erased.
pub(crate) trait FormRoute: Send + Sync {
    /// Shows the form.
    fn show(&self, request: Request) -> BoxFuture<'static, Result<Reply, Problem>>;
    /// Does the act.
    fn submit(&self, request: Request) -> BoxFuture<'static, Result<Reply, Problem>>;
    /// Does the act for a program.
    fn call(&self, request: Request) -> BoxFuture<'static, Result<Reply, Problem>>;
    /// Name of the act.
    fn act(&self) -> &'static str;
    /// Whose key seals its files.
    fn file_subject(&self, request: &Request) -> Option<kernel::Subject>;
    /// Its fields, as far as they do not depend on what it is about.
    fn fields(&self) -> Vec<Field>;
    /// Its fields for what a request is about.
    fn fields_of(&self, request: &Request) -> Vec<Field>;
    /// The forms it stands for, when it stands for several.
    fn variants(&self) -> Vec<Variant>;
    /// Text keys it cannot do without.
    fn keys(&self) -> Vec<String>;
}

pub(crate) fn route<A: FormAct>() -> Arc<dyn FormRoute> {
    Arc::new(Route::<A>(PhantomData))
}

struct Route<A>(PhantomData<fn() -> A>);

impl<A: FormAct> FormRoute for Route<A> {
    fn show(&self, request: Request) -> BoxFuture<'static, Result<Reply, Problem>> {
        Box::pin(show::<A>(request))
    }

    fn submit(&self, request: Request) -> BoxFuture<'static, Result<Reply, Problem>> {
        Box::pin(submit::<A>(request))
    }

    fn call(&self, request: Request) -> BoxFuture<'static, Result<Reply, Problem>> {
        Box::pin(call::<A>(request))
    }

    fn act(&self) -> &'static str {
        A::NAME
    }

    fn file_subject(&self, request: &Request) -> Option<kernel::Subject> {
        A::file_subject(request)
    }

    fn fields(&self) -> Vec<Field> {
        A::fields()
    }

    fn fields_of(&self, request: &Request) -> Vec<Field> {
        A::fields_of(request)
    }

    fn variants(&self) -> Vec<Variant> {
        A::variants()
    }

    fn keys(&self) -> Vec<String> {
        keys_needed(A::NAME, &A::fields())
    }
}

/// Value of `resume` that says: the form is from a session before this one.
pub(crate) const RENEWED: &str = "renewed";

/// Why a form that was not done is shown with what was typed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Resumed {
    /// The session had ended, and the form was kept.
    Kept,
    /// Its token is one of another session.
    Renewed,
}

/// What a form shows beyond its draft.
struct Filled {
    values: Values,
    errors: Vec<FieldError>,
    status: StatusCode,
    once: Uuid,
    seen: Option<i64>,
    stale: Option<Vec<String>>,
    resumed: Option<Resumed>,
}

#[derive(Template)]
#[template(path = "form/fields.html")]
struct Fields<'a> {
    ui: &'a Ui,
    fields: &'a [FieldView<'a>],
}

#[derive(Template)]
#[template(path = "form/form.html")]
struct FormPage<'a> {
    ui: &'a Ui,
    summary: Html,
    heading: String,
    intro: String,
    submit: String,
    second: Option<(&'static str, String)>,
    aside: &'a Html,
    fields: Html,
    once: Uuid,
    seen: Option<i64>,
    stale: Option<Vec<String>>,
    back: Option<String>,
    upload: bool,
    resumed: Option<String>,
}

/// Renders fields alone, for forms that are not acts.
///
/// # Errors
/// A fault when the template does not render.
pub fn render_fields(ui: &Ui, fields: &[FieldView<'_>]) -> Result<Html, Problem> {
    Html::render(&Fields { ui, fields })
}

async fn show<A: FormAct>(request: Request) -> Result<Reply, Problem> {
    let draft = A::draft(&request).await?;
    let mut values = draft.values.clone();
    // A link may fill a form in: `?person=...`.
    for field in A::fields_of(&request) {
        if let Some(value) = request.query.get(field.name) {
            values.set(field.name, value);
        }
    }
    let seen = draft.seen.map(|(_, version)| version);
    let once = request.ui.once();
    let (status, errors) = (StatusCode::OK, Vec::new());
    let filled = Filled { values, errors, status, once, seen, stale: None, resumed: None };
    page::<A>(&request, &draft, filled)
}

/// Does the act. The look at what the form is about and the act are one errand: what the draft has
/// read is not read again, and the look is recorded with the act, or else before the answer.
async fn submit<A: FormAct>(mut request: Request) -> Result<Reply, Problem> {
    request.kernel = request.kernel.errand();
    let kernel = request.kernel.clone();
    let reply = read_and_done::<A>(request).await;
    kernel.settle().await?;
    reply
}

async fn read_and_done<A: FormAct>(mut request: Request) -> Result<Reply, Problem> {
    let subject = A::file_subject(&request);
    if request.form.get(kept::AHEAD).is_some() {
        // Opening what the form is about says whether they may see it at all.
        A::draft(&request).await?;
        return kept::answer(&request, &prefix::<A>(&request), &A::fields_of(&request), subject);
    }
    let fields = A::fields_of(&request);
    kept::restore(&mut request, &fields, subject);
    let draft = A::draft(&request).await?;
    let once: Option<Uuid> = request.form.get("once").and_then(|v| v.parse().ok());
    let seen: Option<i64> = request.form.get("seen").and_then(|v| v.parse().ok());
    let (Some(once), true) = (once, draft.seen.is_none() || seen.is_some()) else {
        return Err(Problem::Bad("web-bad-form"));
    };
    let values = request.form.clone();
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let mut filled =
        Filled { values, errors: Vec::new(), status, once, seen, stale: None, resumed: None };
    if let Some(how) = request.form.get("resume") {
        (filled.status, filled.resumed) = match how {
            RENEWED => (StatusCode::BAD_REQUEST, Some(Resumed::Renewed)),
            _ => (StatusCode::OK, Some(Resumed::Kept)),
        };
        return page::<A>(&request, &draft, filled);
    }
    let run = Run { seen, once: Some(once), cause: Cause::Person };
    match attempt::<A>(&request, &draft, run).await? {
        Ok(done) => {
            let key = format!("act-{}.done", text_key(A::NAME));
            Ok(Reply::Done(A::after(&done, &request), key))
        }
        Err(Undone::Wrong(errors)) => {
            filled.errors = errors;
            page::<A>(&request, &draft, filled)
        }
        Err(Undone::Not(not_done)) => not_run::<A>(&request, &draft, filled, not_done).await,
    }
}

/// Why a form was not done.
enum Undone {
    /// What was typed is wrong.
    Wrong(Vec<FieldError>),
    /// The kernel said no.
    Not(NotDone),
}

/// Reads the form and does the act.
async fn attempt<A: FormAct>(
    request: &Request,
    draft: &Draft,
    run: Run,
) -> Result<Result<Done, Undone>, Problem> {
    let act = match read::<A>(request, draft).await? {
        Ok(act) => act,
        Err(errors) => return Ok(Err(Undone::Wrong(errors))),
    };
    Ok(request.kernel.run(&request.who, act, run).await.map_err(Undone::Not))
}

/// What a program is told of an act that was done.
#[derive(serde::Serialize)]
struct Called {
    stream: Uuid,
    version: i64,
    page: String,
}

/// Does the act for a program: what its form carries unseen is taken from the draft, the rest from
/// the call. Its look and its act are one errand as well.
async fn call<A: FormAct>(mut request: Request) -> Result<Reply, Problem> {
    request.kernel = request.kernel.errand();
    let kernel = request.kernel.clone();
    let reply = called::<A>(request).await;
    kernel.settle().await?;
    reply
}

async fn called<A: FormAct>(mut request: Request) -> Result<Reply, Problem> {
    let header = |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok());
    let once = header(IDEMPOTENCY_KEY).and_then(|key| key.trim().parse::<Uuid>().ok());
    let once = once.ok_or(Problem::Bad("api-no-key"))?;
    let seen = header("if-match").map(|tag| tag.trim().trim_matches('"').parse::<i64>());
    let seen = seen.transpose().map_err(|_| Problem::Bad("api-version-wrong"))?;
    let draft = A::draft(&request).await?;
    if draft.seen.is_some() && seen.is_none() {
        return Err(Problem::NoVersion);
    }
    for field in A::fields_of(&request).iter().filter(|field| field.kind == FieldKind::Hidden) {
        if let (None, Some(value)) = (request.form.get(field.name), draft.values.get(field.name)) {
            let value = value.to_owned();
            request.form.set(field.name, value);
        }
    }
    let run = Run { seen, once: Some(once), cause: Cause::Person };
    let (ui, prefix) = (&request.ui, prefix::<A>(&request));
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    match attempt::<A>(&request, &draft, run).await? {
        Ok(done) => {
            let (stream, version) = (done.stream, done.version);
            let page = A::after(&done, &request);
            Reply::json(StatusCode::OK, &Called { stream, version, page })
        }
        Err(Undone::Wrong(errors)) => failed(ui, &prefix, wrong, &errors),
        Err(Undone::Not(NotDone::Refused(refusal))) => {
            let field = refusal.field.unwrap_or("");
            failed(ui, &prefix, wrong, &[FieldError::of_refusal(&refusal, field)])
        }
        Err(Undone::Not(NotDone::Stale { now, .. })) => stale(ui, now),
        Err(Undone::Not(other)) => Err(other.into()),
    }
}

/// What the keys of a form's fields begin with.
fn prefix<A: FormAct>(request: &Request) -> String {
    A::asked_as(request).unwrap_or_else(|| text_key(A::NAME))
}

/// Reads the form; the outer error is a problem with the request, the inner one the user's.
async fn read<A: FormAct>(
    request: &Request,
    draft: &Draft,
) -> Result<Result<A, Vec<FieldError>>, Problem> {
    let mut fields = A::fields_of(request);
    fields.retain(|field| draft.asks(field.name));
    let mut form = request.form.clone();
    let mut unknown = Vec::new();
    for field in fields.iter().filter(|f| f.kind == FieldKind::Reference) {
        let typed = form.get(field.name).unwrap_or("").trim().to_owned();
        // What is too long is left to the reader, which says so.
        if typed.is_empty() || typed.chars().count() > field.limit.max {
            continue;
        }
        match A::resolve(request, field.name, &typed).await? {
            Some(id) => form.set(field.name, id),
            None => unknown.push(field.name),
        }
    }
    let mut reader = Reader {
        fields: &fields,
        form: &form,
        params: &request.params,
        files: &request.files,
        draft,
        today: request.ui.today(),
        errors: Vec::new(),
    };
    let act = A::read(&mut reader);
    for name in unknown {
        reader.errors.retain(|e| e.field != name);
        let _: Option<()> = reader.fail(name, "reference");
    }
    let mut errors = reader.errors;
    // In the order of the page, so that the summary reads as the form does.
    errors.sort_by_key(|e| fields.iter().position(|f| f.name == e.field));
    match act {
        Some(act) if errors.is_empty() => Ok(Ok(act)),
        // A part of the path that does not parse: there is no such page.
        None if errors.is_empty() => Err(Problem::NotFound),
        _ => Ok(Err(errors)),
    }
}

async fn not_run<A: FormAct>(
    request: &Request,
    draft: &Draft,
    mut filled: Filled,
    not_done: NotDone,
) -> Result<Reply, Problem> {
    match not_done {
        NotDone::Refused(refusal) => {
            filled.errors.push(FieldError::of_refusal(&refusal, refusal.field.unwrap_or("")));
        }
        NotDone::Taken(kind) => {
            let code = format!("taken-{}", text_key(&kind));
            let (field, args) = (String::new(), Vec::new());
            filled.errors.push(FieldError { field, code, args, refusal: true });
        }
        NotDone::Stale { stream, seen, now } => {
            filled.status = StatusCode::CONFLICT;
            filled.stale = Some(changes::<A>(request, stream, seen).await?);
            filled.seen = Some(now);
        }
        NotDone::Fault(fault) if fault.kind == FaultKind::Unavailable => {
            tracing::warn!(%fault, act = A::NAME, "a store is away; the form was shown again");
            filled.status = StatusCode::SERVICE_UNAVAILABLE;
            let (field, code) = (String::new(), "away".to_owned());
            filled.errors.push(FieldError { field, code, args: Vec::new(), refusal: false });
        }
        other => return Err(other.into()),
    }
    page::<A>(request, draft, filled)
}

/// The stream of a state, without the typed id that only its system knows.
struct StreamOf<S>(Uuid, PhantomData<fn() -> S>);

impl<S> Clone for StreamOf<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for StreamOf<S> {}

impl<S: State> StreamKey for StreamOf<S> {
    const KIND: &'static str = S::STREAM;

    fn uuid(self) -> Uuid {
        self.0
    }
}

/// What others did on the stream since the user looked, in words, newest last.
async fn changes<A: FormAct>(
    request: &Request,
    stream: Uuid,
    seen: i64,
) -> Result<Vec<String>, Problem> {
    let id = StreamOf::<A::State>(stream, PhantomData);
    let opened = request.kernel.open::<A::State>(&request.who, id, A::RIGHT, A::NAME).await;
    let Ok(opened) = opened else {
        // Another stream than the one shown moved, or it is no longer theirs to see.
        return Ok(Vec::new());
    };
    let ui = &request.ui;
    let mut words: Vec<String> = Vec::new();
    for event in opened.events.iter().filter(|e| e.version > seen) {
        let what = ui.t(said(ui, event)).plain();
        let line = ui.t("web-change").arg("what", what).arg("when", ui.when(event.at)).plain();
        if words.last() != Some(&line) {
            words.push(line);
        }
    }
    Ok(words)
}

/// The text that says what happened: that of the act, or of the event where the act is a machine's
/// and has none.
fn said(ui: &Ui, event: &Recorded) -> String {
    let act = format!("act-{}", text_key(&event.act));
    if ui.has(&act) { act } else { format!("event-{}", text_key(&event.kind)) }
}

fn page<A: FormAct>(request: &Request, draft: &Draft, filled: Filled) -> Result<Reply, Problem> {
    let ui = &request.ui;
    let (prefix, fields) = (prefix::<A>(request), A::fields_of(request));
    let own = |key: String| ui.t(key).args(draft.args.iter().cloned());
    let of_act = format!("act-{}", text_key(A::NAME));
    let heading_key = A::asked_as(request).unwrap_or_else(|| of_act.clone());
    let heading = own(heading_key.clone()).plain();
    let mut views = field_views(ui, &prefix, &fields, &filled.values, draft, &filled.errors);
    if let Some(subject) = A::file_subject(request) {
        for view in &mut views {
            view.kept = kept::views(request, subject, view.field);
        }
    }
    let links = filled.errors.iter().map(|error| {
        let target = fields.iter().find(|f| f.name == error.field).map(Field::id);
        (target, error_text(ui, &prefix, error))
    });
    let failed = !filled.errors.is_empty() || filled.stale.is_some();
    let template = FormPage {
        ui,
        summary: ErrorSummary::new(ui, links.collect()).html(),
        heading: heading.clone(),
        intro: if ui.has(&format!("{heading_key}.intro")) {
            own(format!("{heading_key}.intro")).plain()
        } else {
            String::new()
        },
        submit: own(format!("{of_act}.submit")).plain(),
        second: draft.second.clone(),
        aside: &draft.aside,
        fields: render_fields(ui, &views)?,
        once: filled.once,
        seen: filled.seen,
        stale: filled.stale,
        back: draft.back.clone(),
        upload: fields.iter().any(|f| f.takes_files().is_some()),
        resumed: filled.resumed.map(|how| match how {
            Resumed::Kept => ui.t("web-resumed.here").plain(),
            Resumed::Renewed => ui.t("web-resumed.renewed").plain(),
        }),
    };
    let mut page = Page::new(heading, &template)?.narrow().status(filled.status);
    if fields.iter().any(|f| matches!(f.kind, FieldKind::Files(..))) {
        // Before the guard: a form that waits for its files is not yet on its way.
        page = page.island("upload");
    }
    for island in &draft.islands {
        page = page.island(island);
    }
    page = page.island("guard");
    for (label, href) in &draft.crumbs {
        page = page.crumb(label, href);
    }
    Ok(if failed { page.error() } else { page }.into())
}
