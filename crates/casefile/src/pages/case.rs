//! A case at one glance: header, time limits, tasks, documents, and what happened in words.

use kernel::{AuditKind, FileId, Recorded, State, UserId};
use web::form::text_key;
use web::parts::{SummaryList, Timeline, TimelineItem};
use web::{Content, File, Html, Page, Problem, Reply, Request, Ui};

use super::Names;
use crate::clock::Clock;
use crate::events::{CaseEvent, Document, code};
use crate::ids::{CaseId, TaskId};
use crate::requests;
use crate::rights::{AUDIT, SEE, WORK};
use crate::state::{Case, KnownCase, Person, Status, Task, TaskState};

#[derive(askama::Template)]
#[template(path = "pages/case.html")]
struct CasePage<'a> {
    ui: &'a Ui,
    id: CaseId,
    version: i64,
    case: &'a KnownCase,
    headline: String,
    open: bool,
    applicant: String,
    summary: SummaryList,
    clocks: Vec<ClockLine<'a>>,
    tasks: Vec<TaskRow<'a>>,
    documents: Vec<DocumentRow<'a>>,
    panels: Vec<Html>,
    history: Timeline,
    may_work: bool,
    may_audit: bool,
}

struct ClockLine<'a> {
    name: &'a str,
    clock: &'a Clock,
    words: String,
    late: bool,
}

struct TaskRow<'a> {
    id: TaskId,
    task: &'a Task,
    by: String,
    mine: bool,
}

struct DocumentRow<'a> {
    document: &'a Document,
    name: String,
    at: kernel::Ts,
    by: String,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let id: CaseId = request.param("id")?;
    let opened = request.kernel.open::<Case>(&request.who, id, SEE, "case").await?;
    let case = opened.state.known().ok_or(Problem::NotFound)?;
    let ui = &request.ui;
    let mut names = Names::new(&request);
    let applicant = applicant(&request, case).await?;
    let handler = match case.handler {
        Some(user) => names.of(user).await?,
        None => ui.t("casefile-nobody").plain(),
    };
    let body = CasePage {
        ui,
        id,
        version: opened.version,
        case,
        headline: case.headline.as_ref().map(ToString::to_string).unwrap_or_default(),
        open: case.status == Status::Open,
        summary: summary(ui, case, &handler, &applicant),
        applicant,
        clocks: clocks(ui, case),
        tasks: tasks(&request, case, &mut names).await?,
        documents: documents(ui, case, &mut names).await?,
        panels: request.panels(Case::STREAM, id).await?,
        history: Timeline::new(ui, history(ui, id, &opened.events, &mut names).await?),
        may_work: request.who.may(WORK),
        may_audit: request.who.may(AUDIT),
    };
    let title = case.number.to_string();
    Ok(Page::new(title, &body)?.crumb(ui.t("casefile-cases"), "/cases").into())
}

/// The applicant's name as far as the user may see it. The look at the case is recorded and names
/// the person; their page is not opened.
async fn applicant(request: &Request, case: &KnownCase) -> Result<String, Problem> {
    let (person, _) = request.kernel.peek::<Person>(case.applicant).await?;
    let visible = State::access(&person).is_some_and(|a| request.who.sees(&a));
    let name = person.shown().filter(|_| visible);
    Ok(name.unwrap_or_else(|| request.ui.t("casefile-erased").plain()))
}

fn summary(ui: &Ui, case: &KnownCase, handler: &str, applicant: &str) -> SummaryList {
    let next = case.next_date().map_or_else(|| ui.t("casefile-no-date").plain(), |d| ui.date(d));
    let status = match case.status {
        Status::Open => ui.t("case-status-open").plain(),
        Status::Closed { outcome, at } => {
            let outcome = ui.code("case-close-outcome-", code(outcome)).plain();
            ui.t("casefile-closed-as").arg("outcome", outcome).arg("date", ui.date(at)).plain()
        }
    };
    SummaryList::new()
        .row(ui.t("casefile-applicant"), applicant)
        .row(ui.t("casefile-status"), status)
        .row(ui.t("casefile-handler"), handler)
        .row(ui.t("casefile-unit"), &case.unit)
        .row(ui.t("casefile-next-date"), next)
        .row(ui.t("casefile-opened"), ui.date(case.opened))
}

fn clocks<'a>(ui: &Ui, case: &'a KnownCase) -> Vec<ClockLine<'a>> {
    let line = |(name, (_, clock)): (&'a String, &'a (_, Clock))| ClockLine {
        name,
        clock,
        words: clock_words(ui, clock),
        late: clock.is_late(ui.today()),
    };
    case.clocks.iter().map(line).collect()
}

async fn tasks<'a>(
    request: &Request,
    case: &'a KnownCase,
    names: &mut Names,
) -> Result<Vec<TaskRow<'a>>, Problem> {
    let mut rows = Vec::with_capacity(case.tasks.len());
    for (id, task) in &case.tasks {
        let (by, mine) = match task.state {
            TaskState::Taken(by) => (names.of(by).await?, by == request.who.user),
            TaskState::Open | TaskState::Done => (String::new(), false),
        };
        rows.push(TaskRow { id: *id, task, by, mine });
    }
    Ok(rows)
}

async fn documents<'a>(
    ui: &Ui,
    case: &'a KnownCase,
    names: &mut Names,
) -> Result<Vec<DocumentRow<'a>>, Problem> {
    let mut rows = Vec::with_capacity(case.documents.len());
    for (at, by, document) in &case.documents {
        rows.push(DocumentRow {
            document,
            name: document_name(ui, document),
            at: *at,
            by: names.of(*by).await?,
        });
    }
    Ok(rows)
}

fn document_name(ui: &Ui, document: &Document) -> String {
    document.name.get().cloned().unwrap_or_else(|| ui.t("casefile-erased").plain())
}

/// What happened, in words.
async fn history(
    ui: &Ui,
    id: CaseId,
    events: &[Recorded],
    names: &mut Names,
) -> Result<Vec<TimelineItem>, Problem> {
    let mut items = Vec::with_capacity(events.len());
    for event in events.iter().filter(|e| !e.kind.starts_with("signal.")) {
        let known = event.decode::<CaseEvent>()?;
        let title = match known.as_ref().and_then(clock_title) {
            Some(key) => ui.t(key).plain(),
            None => ui.t(format!("event-{}", text_key(&event.kind))).plain(),
        };
        let own = known.as_ref().is_some_and(own_words);
        let (text, link) = match known {
            Some(known) => details(ui, id, known, names).await?,
            None => (request_words(ui, event)?, None),
        };
        items.push(TimelineItem {
            at: event.at,
            title,
            by: names.of(UserId(event.actor)).await?,
            text,
            own,
            link,
        });
    }
    Ok(items)
}

/// Does the timeline show what somebody wrote, rather than what we say?
const fn own_words(event: &CaseEvent) -> bool {
    matches!(
        event,
        CaseEvent::Opened { .. } | CaseEvent::NoteAdded { .. } | CaseEvent::Reopened { .. }
    )
}

type Details = (String, Option<(String, String)>);

async fn details(
    ui: &Ui,
    id: CaseId,
    event: CaseEvent,
    names: &mut Names,
) -> Result<Details, Problem> {
    let erased = || ui.t("casefile-erased").plain();
    let text = match event {
        CaseEvent::Opened { headline, .. } => {
            headline.get().map_or_else(erased, ToString::to_string)
        }
        CaseEvent::Assigned { handler: Some(user) } => names.of(user).await?,
        CaseEvent::Assigned { handler: None } => ui.t("casefile-nobody").plain(),
        CaseEvent::NoteAdded { text } => text.into_option().unwrap_or_else(erased),
        CaseEvent::Reopened { reason } => reason.into_option().unwrap_or_else(erased),
        CaseEvent::TaskAdded { what, due, .. } => {
            let task = ui.code("task-", what).plain();
            ui.t("casefile-task-by").arg("task", task).arg("date", ui.date(due)).plain()
        }
        CaseEvent::ClockStarted { clock, .. } | CaseEvent::ClockChanged { clock, .. } => {
            clock_words(ui, &clock)
        }
        CaseEvent::Closed { outcome } => ui.code("case-close-outcome-", code(outcome)).plain(),
        CaseEvent::DocumentAdded { document } => {
            let link = format!("/cases/{id}/documents/{}", document.file);
            return Ok((String::new(), Some((document_name(ui, &document), link))));
        }
        CaseEvent::Linked { other } => {
            let label = ui.t("casefile-other-case").plain();
            return Ok((String::new(), Some((label, format!("/cases/{other}")))));
        }
        CaseEvent::TaskTaken { .. }
        | CaseEvent::TaskReleased { .. }
        | CaseEvent::TaskDone { .. } => String::new(),
    };
    Ok((text, None))
}

/// What one system asked another, and how that answered: the words are the other's.
fn request_words(ui: &Ui, event: &Recorded) -> Result<String, Problem> {
    Ok(match event.decode::<requests::Request>()? {
        Some(requests::Request::Wanted { what, .. }) => {
            ui.code("request-", text_key(&what)).plain()
        }
        Some(requests::Request::Answered { answer, .. }) => {
            ui.code("answer-", text_key(&answer)).plain()
        }
        None => String::new(),
    })
}

/// What a change of a time limit is called: it says which way it went.
const fn clock_title(event: &CaseEvent) -> Option<&'static str> {
    match event {
        CaseEvent::ClockChanged { clock: Clock::Running { .. }, .. } => {
            Some("event-case-clock-resumed")
        }
        CaseEvent::ClockChanged { clock: Clock::Stopped { .. }, .. } => {
            Some("event-case-clock-stopped")
        }
        CaseEvent::ClockChanged { clock: Clock::Ended { .. }, .. } => {
            Some("event-case-clock-ended")
        }
        _ => None,
    }
}

fn clock_words(ui: &Ui, clock: &Clock) -> String {
    match clock {
        Clock::Running { due, .. } => ui.t("casefile-due-on").arg("date", ui.date(*due)),
        Clock::Stopped { left, .. } => ui.t("casefile-clock-stopped").arg("days", left.days()),
        Clock::Ended { kept: true, .. } => ui.t("casefile-clock-kept"),
        Clock::Ended { kept: false, .. } => ui.t("casefile-clock-missed"),
    }
    .plain()
}

/// A document of a case: the look at it is recorded before its first byte is sent.
pub(super) async fn document(request: Request) -> Result<Reply, Problem> {
    let (id, file): (CaseId, FileId) = (request.param("id")?, request.param("file")?);
    let opened = request.kernel.open::<Case>(&request.who, id, SEE, "case.document").await?;
    let case = opened.state.known().ok_or(Problem::NotFound)?;
    // Content and name have one key: when it is destroyed there is nothing left to send.
    let found = case.documents.iter().find(|(_, _, d)| d.file == file && d.name.get().is_some());
    let (_, _, document) = found.ok_or(Problem::NotFound)?;
    let entry = request.kernel.entry(&request.who, AuditKind::Read, "case.document");
    request.kernel.audit(entry.about("file", file.0).detail(format!("case {id}"))).await?;
    Ok(Reply::File(File {
        name: document_name(&request.ui, document),
        media_type: document.media_type.clone(),
        inline: false,
        content: Content::Stored(file),
    }))
}
