//! A case at one glance: header, time limits, tasks, documents, and what happened in words.

mod document;
mod documents;
mod find_party;
mod glance;
mod history;
mod links;
mod messages;
mod presence;
mod preview;
mod tasks;

pub(super) use document::{looks, show as document_about};
pub(super) use documents::{document, record_look, show as documents, view as document_view};
pub(super) use find_party::show as find_party;
pub(super) use history::show as history;
pub(super) use links::show as links;
pub(super) use messages::show as messages;
pub(super) use presence::show as presence;
pub(super) use tasks::show as tasks;

use kernel::{State, fold};
use web::{Html, Page, Problem, Reply, Request, Ui};

use self::documents::{DocumentTable, NEWEST_ITEMS_MAX};
use self::glance::Glance;
use self::history::History;
use self::messages::Written;
use self::presence::PresenceNotice;
use self::tasks::TaskRow;
use super::Names;
use super::giving::GivenTable;
use crate::awaited;
use crate::clock::Clock;
use crate::events::Document;
use crate::ids::CaseId;
use crate::rights::{AUDIT, LEAD, SEE, WORK};
use crate::rows::LinkLine;
use crate::state::{Case, Giving, KnownCase, Messages, Status, TaskState, Waiting};

/// Files given to parties that the page of a case itself shows: the rest is a click away.
const GIVEN_ROWS_MAX: usize = 5;

#[derive(askama::Template)]
#[template(path = "pages/case/case.html")]
struct CasePage<'a> {
    ui: &'a Ui,
    id: CaseId,
    version: i64,
    case: &'a KnownCase,
    headline: String,
    open: bool,
    glance: Glance,
    presence: PresenceNotice<'a>,
    clocks: Vec<ClockLine<'a>>,
    tasks: Vec<TaskRow<'a>>,
    more_tasks: bool,
    links: Vec<LinkLine>,
    more_links: bool,
    documents: DocumentTable<'a>,
    more_documents: bool,
    given: GivenTable,
    written: Written,
    panels: Vec<Html>,
    history: History,
    may_work: bool,
    may_lead: bool,
    may_audit: bool,
}

struct ClockLine<'a> {
    name: &'a str,
    clock: &'a Clock,
    words: String,
    late: bool,
    near: bool,
    wait: String,
}

/// The look and all that the page shows are one errand: the case is read once for it and its panels,
/// and what they show is gathered while the look is recorded.
pub(super) async fn show(mut request: Request) -> Result<Reply, Problem> {
    request.kernel = request.kernel.errand();
    let reply = shown(&request).await;
    request.kernel.settle().await?;
    reply
}

async fn shown(request: &Request) -> Result<Reply, Problem> {
    let id: CaseId = request.param("id")?;
    let opened = request.kernel.open::<Case>(&request.who, id, SEE, "case").await?;
    let case = opened.state.known().ok_or(Problem::NotFound)?;
    let (ui, access) = (&request.ui, opened.state.access());
    let giving: Giving = fold(&opened.events)?;
    let messages: Messages = fold(&opened.events)?;
    let awaited = match case.next_task() {
        Some(_) => Vec::new(),
        None => awaited::by_events(&opened.events)?,
    };
    let mut names = Names::new(request);
    let (links, more_links) =
        links::read(request, id, case, (None, links::FIRST_ITEMS_MAX)).await?;
    // They ask for different things, so nobody waits for another.
    let recorded = async { Ok(request.kernel.settle().await?) };
    let (applicant, present, panels, ()) = tokio::try_join!(
        glance::person(request, case.applicant),
        PresenceNotice::present(request, id),
        request.panels(Case::STREAM, id),
        recorded,
    )?;
    let body = CasePage {
        ui,
        id,
        version: opened.version,
        case,
        headline: case.headline.as_ref().map(ToString::to_string).unwrap_or_default(),
        open: case.status == Status::Open,
        glance: Glance::read(request, id, case, applicant, &awaited, &mut names).await?,
        presence: PresenceNotice::new(request, id, access.as_ref(), present, &mut names).await?,
        clocks: clocks(ui, case),
        tasks: tasks::rows(ui, case, (0, tasks::FIRST_ITEMS_MAX), &mut names).await?,
        more_tasks: case.tasks.len() > tasks::FIRST_ITEMS_MAX,
        links,
        more_links: more_links.is_some(),
        documents: DocumentTable::read(ui, id, case, (0, NEWEST_ITEMS_MAX), &mut names).await?,
        more_documents: case.current_documents().count() > NEWEST_ITEMS_MAX,
        given: GivenTable::read(request, id, &giving, GIVEN_ROWS_MAX, &mut names).await?,
        written: Written::read(ui, &messages, messages::NEWEST_ITEMS_MAX, &mut names).await?,
        panels,
        history: History::read(ui, id, &opened.events, None, &mut names).await?,
        may_work: request.who.may(WORK),
        may_lead: request.who.may(LEAD),
        may_audit: request.who.may(AUDIT),
    };
    let title = case.number.to_string();
    Ok(Page::new(title, &body)?.crumb(ui.t("casefile-cases"), "/cases").into())
}

fn clocks<'a>(ui: &Ui, case: &'a KnownCase) -> Vec<ClockLine<'a>> {
    let line = |(name, (_, clock)): (&'a String, &'a (_, Clock))| ClockLine {
        name,
        clock,
        words: clock_words(ui, clock),
        late: clock.is_late(ui.today()),
        near: clock.warn_on().is_some_and(|from| from <= ui.today()),
        wait: case.waiting.get(name).map_or_else(String::new, |w| wait_words(ui, w)),
    };
    case.clocks.iter().map(line).collect()
}

pub(super) fn document_name(ui: &Ui, document: &Document) -> String {
    document.name.get().cloned().unwrap_or_else(|| ui.t("casefile-erased").plain())
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

/// Whom it waits for, since when and what for.
fn wait_words(ui: &Ui, waiting: &Waiting) -> String {
    let whom = ui.code("waits-for-", &waiting.whom).plain();
    let since = ui.date(waiting.since);
    match &waiting.reason {
        Some(reason) => ui.t("casefile-waiting-because").arg("reason", reason),
        None => ui.t("casefile-waiting-since"),
    }
    .arg("whom", whom)
    .arg("since", since)
    .plain()
}
