//! The one way every act form is shown and posted.

use std::marker::PhantomData;
use std::sync::Arc;

use askama::Template;
use http::StatusCode;
use kernel::{AnyAct, BoxFuture, Cause, Done, FaultKind, NotDone, Recorded, Run, State, StreamKey};
use uuid::Uuid;

use super::draft::Draft;
use super::field::{Field, FieldKind, Shown};
use super::reader::{FieldError, Reader};
use super::view::{FieldView, error_text, field_views, keys_needed};
use super::{FileCheck, FormAct, Variant, kept, text_key};
use crate::api::{IDEMPOTENCY_KEY, failed, stale};
use crate::html::Html;
use crate::page::Page;
use crate::parts::ErrorSummary;
use crate::reply::{Problem, Reply};
use crate::request::{Request, Values};
use crate::ui::Ui;

/// The form of an act with its type erased: what only its system knows. All that forms share is done once, below,
/// so that an act costs little to compile.
pub(crate) trait FormRoute: Send + Sync {
    /// Name of the act.
    fn act(&self) -> &'static str;
    /// The act whose text says afterwards that it is done.
    fn done_as(&self) -> &'static str;
    /// What the keys of heading and fields begin with, where they are not the act's own.
    fn asked_as(&self, request: &Request) -> Option<String>;
    /// What the form starts from.
    fn draft<'a>(&self, request: &'a Request) -> BoxFuture<'a, Result<Draft, Problem>>;
    /// Turns what was typed in a reference field into the id it means.
    fn resolve<'a>(
        &self,
        request: &'a Request,
        field: &'a str,
        typed: &'a str,
    ) -> BoxFuture<'a, Result<Option<String>, Problem>>;
    /// Reads the posted form.
    fn read(&self, form: &mut Reader<'_>) -> Option<Box<dyn AnyAct>>;
    /// Where to go afterwards.
    fn after(&self, done: &Done, request: &Request) -> String;
    /// What happened on a stream of the act's kind; nothing when it is not theirs to see.
    fn happened<'a>(&self, request: &'a Request, stream: Uuid)
    -> BoxFuture<'a, Arc<Vec<Recorded>>>;
    /// Whose key seals its files.
    fn file_subject(&self, request: &Request) -> Option<kernel::Subject>;
    /// What is made sure of before a file of it is kept.
    fn file_check(&self) -> Option<FileCheck>;
    /// Its fields, as far as they do not depend on what it is about.
    fn fields(&self) -> Vec<Field>;
    /// Its fields for what a request is about.
    fn fields_of(&self, request: &Request) -> Vec<Field>;
    /// The forms it stands for, when it stands for several.
    fn variants(&self) -> Vec<Variant>;
}

pub(crate) fn route<A: FormAct>() -> Arc<dyn FormRoute> {
    Arc::new(Route::<A>(PhantomData))
}

struct Route<A>(PhantomData<fn() -> A>);

impl<A: FormAct> FormRoute for Route<A> {
    fn act(&self) -> &'static str {
        A::NAME
    }

    fn done_as(&self) -> &'static str {
        A::done_as()
    }

    fn asked_as(&self, request: &Request) -> Option<String> {
        A::asked_as(request)
    }

    fn draft<'a>(&self, request: &'a Request) -> BoxFuture<'a, Result<Draft, Problem>> {
        Box::pin(A::draft(request))
    }

    fn resolve<'a>(
        &self,
        request: &'a Request,
        field: &'a str,
        typed: &'a str,
    ) -> BoxFuture<'a, Result<Option<String>, Problem>> {
        Box::pin(A::resolve(request, field, typed))
    }

    fn read(&self, form: &mut Reader<'_>) -> Option<Box<dyn AnyAct>> {
        let act: Box<dyn AnyAct> = Box::new(A::read(form)?);
        Some(act)
    }

    fn after(&self, done: &Done, request: &Request) -> String {
        A::after(done, request)
    }

    fn happened<'a>(
        &self,
        request: &'a Request,
        stream: Uuid,
    ) -> BoxFuture<'a, Arc<Vec<Recorded>>> {
        let id = StreamOf::<A::State>(stream, PhantomData);
        let opened = request.kernel.open::<A::State>(&request.who, id, A::RIGHT, A::NAME);
        Box::pin(async move { opened.await.map(|opened| opened.events).unwrap_or_default() })
    }

    fn file_subject(&self, request: &Request) -> Option<kernel::Subject> {
        A::file_subject(request)
    }

    fn file_check(&self) -> Option<FileCheck> {
        A::file_check()
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
}

/// Text keys a form cannot do without.
pub(crate) fn keys(form: &dyn FormRoute) -> Vec<String> {
    keys_needed(form.act(), &form.fields())
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

/// Shows the form.
pub(crate) async fn show(form: Arc<dyn FormRoute>, request: Request) -> Result<Reply, Problem> {
    let draft = form.draft(&request).await?;
    let mut values = draft.values.clone();
    // A link may fill a form in: `?person=...`.
    for field in form.fields_of(&request) {
        if let Some(value) = request.query.get(field.name) {
            values.set(field.name, value);
        }
    }
    let seen = draft.seen.map(|(_, version)| version);
    let once = request.ui.once();
    let (status, errors) = (StatusCode::OK, Vec::new());
    let filled = Filled { values, errors, status, once, seen, stale: None, resumed: None };
    page(&*form, &request, &draft, filled)
}

/// Does the act. The look at what the form is about and the act are one errand: what the draft has
/// read is not read again, and the look is recorded with the act, or else before the answer.
pub(crate) async fn submit(
    form: Arc<dyn FormRoute>,
    mut request: Request,
) -> Result<Reply, Problem> {
    request.kernel = request.kernel.errand();
    let kernel = request.kernel.clone();
    let reply = read_and_done(&*form, request).await;
    kernel.settle().await?;
    reply
}

async fn read_and_done(form: &dyn FormRoute, mut request: Request) -> Result<Reply, Problem> {
    let subject = form.file_subject(&request);
    if request.form.get(kept::AHEAD).is_some() {
        // Opening what the form is about says whether they may see it at all.
        form.draft(&request).await?;
        let (prefix, fields) = (prefix(form, &request), form.fields_of(&request));
        return kept::answer(&request, &prefix, &fields, subject);
    }
    let fields = form.fields_of(&request);
    kept::restore(&mut request, &fields, subject);
    let draft = form.draft(&request).await?;
    let once: Option<Uuid> = request.form.get("once").and_then(|v| v.parse().ok());
    let seen = request.form.get("seen").and_then(|v| v.parse::<i64>().ok());
    let seen = seen.map(|shown| shown.saturating_sub(draft.seen_above));
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
        return page(form, &request, &draft, filled);
    }
    let run = Run { seen, once: Some(once), cause: Cause::Person };
    match attempt(form, &request, &draft, run).await? {
        Ok(done) => {
            let key = format!("act-{}.done", text_key(form.done_as()));
            Ok(Reply::Done(form.after(&done, &request), key))
        }
        Err(Undone::Wrong(errors)) => {
            filled.errors = errors;
            page(form, &request, &draft, filled)
        }
        Err(Undone::Not(not_done)) => not_run(form, &request, &draft, filled, not_done).await,
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
async fn attempt(
    form: &dyn FormRoute,
    request: &Request,
    draft: &Draft,
    run: Run,
) -> Result<Result<Done, Undone>, Problem> {
    let act = match read(form, request, draft).await? {
        Ok(act) => act,
        Err(errors) => return Ok(Err(Undone::Wrong(errors))),
    };
    Ok(act.run_boxed(&request.kernel, &request.who, run).await.map_err(Undone::Not))
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
pub(crate) async fn call(form: Arc<dyn FormRoute>, mut request: Request) -> Result<Reply, Problem> {
    request.kernel = request.kernel.errand();
    let kernel = request.kernel.clone();
    let reply = called(&*form, request).await;
    kernel.settle().await?;
    reply
}

async fn called(form: &dyn FormRoute, mut request: Request) -> Result<Reply, Problem> {
    let header = |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok());
    let once = header(IDEMPOTENCY_KEY).and_then(|key| key.trim().parse::<Uuid>().ok());
    let once = once.ok_or(Problem::Bad("api-no-key"))?;
    let seen = header("if-match").map(|tag| tag.trim().trim_matches('"').parse::<i64>());
    let seen = seen.transpose().map_err(|_| Problem::Bad("api-version-wrong"))?;
    let draft = form.draft(&request).await?;
    if draft.seen.is_some() && seen.is_none() {
        return Err(Problem::NoVersion);
    }
    for field in form.fields_of(&request).iter().filter(|field| field.kind == FieldKind::Hidden) {
        if let (None, Some(value)) = (request.form.get(field.name), draft.values.get(field.name)) {
            let value = value.to_owned();
            request.form.set(field.name, value);
        }
    }
    let run = Run { seen, once: Some(once), cause: Cause::Person };
    let (ui, prefix) = (&request.ui, prefix(form, &request));
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    match attempt(form, &request, &draft, run).await? {
        Ok(done) => {
            let (stream, version) = (done.stream, done.version);
            let page = form.after(&done, &request);
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
fn prefix(form: &dyn FormRoute, request: &Request) -> String {
    form.asked_as(request).unwrap_or_else(|| text_key(form.act()))
}

/// Reads the form; the outer error is a problem with the request, the inner one the user's.
async fn read(
    form: &dyn FormRoute,
    request: &Request,
    draft: &Draft,
) -> Result<Result<Box<dyn AnyAct>, Vec<FieldError>>, Problem> {
    let mut fields = form.fields_of(request);
    fields.retain(|field| draft.asks(field.name));
    let mut typed_in = request.form.clone();
    let mut unknown = Vec::new();
    for field in fields.iter().filter(|f| f.kind == FieldKind::Reference) {
        let typed = typed_in.get(field.name).unwrap_or("").trim().to_owned();
        // What is too long is left to the reader, which says so.
        if typed.is_empty() || typed.chars().count() > field.limit.max {
            continue;
        }
        match form.resolve(request, field.name, &typed).await? {
            Some(id) => typed_in.set(field.name, id),
            None => unknown.push(field.name),
        }
    }
    let mut reader = Reader {
        fields: &fields,
        form: &typed_in,
        params: &request.params,
        files: &request.files,
        draft,
        today: request.ui.today(),
        lang: request.ui.lang(),
        errors: Vec::new(),
    };
    let act = form.read(&mut reader);
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

async fn not_run(
    form: &dyn FormRoute,
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
            filled.stale = Some(changes(form, request, stream, seen).await);
            filled.seen = Some(now);
        }
        NotDone::Fault(fault) if fault.kind == FaultKind::Unavailable => {
            tracing::warn!(%fault, act = form.act(), "a store is away; the form was shown again");
            filled.status = StatusCode::SERVICE_UNAVAILABLE;
            let (field, code) = (String::new(), "away".to_owned());
            filled.errors.push(FieldError { field, code, args: Vec::new(), refusal: false });
        }
        other => return Err(other.into()),
    }
    page(form, request, draft, filled)
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

/// What others did on the stream since the user looked, in words, newest last. Where another stream than the one
/// shown moved, or it is no longer theirs to see, nothing.
async fn changes(form: &dyn FormRoute, request: &Request, stream: Uuid, seen: i64) -> Vec<String> {
    let happened = form.happened(request, stream).await;
    let ui = &request.ui;
    let mut words: Vec<String> = Vec::new();
    for event in happened.iter().filter(|e| e.version > seen) {
        let what = ui.t(said(ui, event)).plain();
        let line = ui.t("web-change").arg("what", what).arg("when", ui.when(event.at)).plain();
        if words.last() != Some(&line) {
            words.push(line);
        }
    }
    words
}

/// The text that says what happened: that of the act, or of the event where the act is a machine's
/// and has none.
fn said(ui: &Ui, event: &Recorded) -> String {
    let act = format!("act-{}", text_key(&event.act));
    if ui.has(&act) { act } else { format!("event-{}", text_key(&event.kind)) }
}

fn page(
    form: &dyn FormRoute,
    request: &Request,
    draft: &Draft,
    filled: Filled,
) -> Result<Reply, Problem> {
    let ui = &request.ui;
    let (prefix, fields) = (prefix(form, request), form.fields_of(request));
    let own = |key: String| ui.t(key).args(draft.args.iter().cloned());
    let of_act = format!("act-{}", text_key(form.act()));
    let heading_key = form.asked_as(request).unwrap_or_else(|| of_act.clone());
    let heading = own(heading_key.clone()).plain();
    let mut views = field_views(ui, &prefix, &fields, &filled.values, draft, &filled.errors);
    if let Some(subject) = form.file_subject(request) {
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
        seen: filled.seen.map(|version| version.saturating_add(draft.seen_above)),
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
