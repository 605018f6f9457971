//! What happened to a case, in words, newest first, a page at a time.

use kernel::{Recorded, UserId};
use web::form::text_key;
use web::parts::{Timeline, TimelineItem};
use web::{Page, Problem, Reply, Request, Ui};

use super::{clock_words, document_name};
use crate::clock::Clock;
use crate::events::{CaseEvent, GivingEvent, code};
use crate::ids::CaseId;
use crate::pages::{Names, giving};
use crate::requests;
use crate::rights::SEE;
use crate::state::Case;
use crate::words::apart;

/// Events on a page: a case of ordinary length shows whole, one with thousands opens at once.
const EVENTS_ITEMS_MAX: usize = 50;

#[derive(askama::Template)]
#[template(path = "pages/case/history.html")]
struct HistoryPage<'a> {
    ui: &'a Ui,
    number: String,
    history: History,
}

/// A page of what happened.
pub(super) struct History {
    /// What happened, newest first.
    pub(super) timeline: Timeline,
    /// Where the page before it is.
    pub(super) earlier: Option<String>,
}

impl History {
    /// The page that ends before a version; the newest when there is none.
    pub(super) async fn read(
        ui: &Ui,
        id: CaseId,
        events: &[Recorded],
        before: Option<i64>,
        names: &mut Names,
    ) -> Result<History, Problem> {
        let told = |e: &&Recorded| {
            !e.kind.starts_with("signal.") && before.is_none_or(|version| e.version < version)
        };
        let mut page: Vec<&Recorded> =
            events.iter().rev().filter(told).take(EVENTS_ITEMS_MAX + 1).collect();
        let more = page.len() > EVENTS_ITEMS_MAX;
        page.truncate(EVENTS_ITEMS_MAX);
        let oldest = page.last().filter(|_| more);
        let earlier = oldest.map(|e| format!("/cases/{id}/history?before={}", e.version));
        page.reverse();
        Ok(History { timeline: Timeline::new(ui, items(ui, id, &page, names).await?), earlier })
    }
}

pub(in crate::pages) async fn show(request: Request) -> Result<Reply, Problem> {
    let id: CaseId = request.param("id")?;
    let opened = request.kernel.open::<Case>(&request.who, id, SEE, "case.history").await?;
    let number = opened.state.known().ok_or(Problem::NotFound)?.number.to_string();
    let (ui, before) = (&request.ui, request.query("before"));
    let mut names = Names::new(&request);
    let history = History::read(ui, id, &opened.events, before, &mut names).await?;
    let body = HistoryPage { ui, number: number.clone(), history };
    Ok(Page::new(ui.t("casefile-history"), &body)?
        .crumb(ui.t("casefile-cases"), "/cases")
        .crumb(number, format!("/cases/{id}"))
        .into())
}

async fn items(
    ui: &Ui,
    id: CaseId,
    events: &[&Recorded],
    names: &mut Names,
) -> Result<Vec<TimelineItem>, Problem> {
    let mut items: Vec<(TimelineItem, usize)> = Vec::with_capacity(events.len());
    for event in events {
        let known = event.decode::<CaseEvent>()?;
        let title = match known.as_ref().and_then(clock_title) {
            Some(key) => ui.t(key).plain(),
            None => ui.t(format!("event-{}", text_key(&event.kind))).plain(),
        };
        let own = known.as_ref().is_some_and(own_words);
        let (text, link) = match known {
            Some(CaseEvent::TaskTaken { by, .. }) if by != UserId(event.actor) => {
                (names.of(by).await?, None)
            }
            Some(known) => details(ui, id, known, names).await?,
            None => match event.decode::<GivingEvent>()? {
                Some(known) => giving::words(ui, id, known),
                None => (request_words(ui, event)?, None),
            },
        };
        let by = names.of(UserId(event.actor)).await?;
        let item = TimelineItem { at: event.at, title, by, text, own, link };
        match items.last_mut() {
            Some((last, times)) if says_as(last, &item) => *times += 1,
            _ => items.push((item, 1)),
        }
    }
    Ok(items.into_iter().map(|(item, times)| told(ui, item, times)).collect())
}

/// Does it say no more than that the same happened once more in one commit, as when a register tells of
/// many things?
fn says_as(one: &TimelineItem, other: &TimelineItem) -> bool {
    let bare = |item: &TimelineItem| item.text.is_empty() && item.link.is_none();
    let same = (one.at, &one.title, &one.by) == (other.at, &other.title, &other.by);
    same && bare(one) && bare(other)
}

fn told(ui: &Ui, item: TimelineItem, times: usize) -> TimelineItem {
    if times == 1 {
        return item;
    }
    let title = ui.t("casefile-event-times").arg("what", item.title).arg("n", times).plain();
    TimelineItem { title, ..item }
}

/// Does the timeline show what somebody wrote, rather than what we say?
const fn own_words(event: &CaseEvent) -> bool {
    matches!(
        event,
        CaseEvent::Opened { .. }
            | CaseEvent::NoteAdded { .. }
            | CaseEvent::TaskAdded { words: Some(_), .. }
            | CaseEvent::Reopened { .. }
            | CaseEvent::PartyRemoved { .. }
            | CaseEvent::ProtectionChanged { because_of: None, .. }
            | CaseEvent::DocumentSetAside { .. }
            | CaseEvent::Unlinked { .. }
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
        CaseEvent::TaskAdded { what, due, words, .. } => {
            let task = match words {
                Some(words) => words.get().map_or_else(erased, |words| apart(words.as_str())),
                None => ui.code("task-", what).plain(),
            };
            ui.t("casefile-task-by").arg("task", task).arg("date", ui.date(due)).plain()
        }
        CaseEvent::ClockStarted { clock, .. } => clock_words(ui, &clock),
        CaseEvent::ClockChanged { clock, waits_for, reason, .. } => clock_change(
            ui,
            &clock,
            waits_for,
            reason.map(|r| r.into_option().unwrap_or_else(erased)),
        ),
        CaseEvent::Closed { outcome } => ui.code("case-close-outcome-", code(outcome)).plain(),
        CaseEvent::DocumentAdded { document, .. } => {
            let link = format!("/cases/{id}/documents/{}/about", document.file);
            return Ok((String::new(), Some((document_name(ui, &document), link))));
        }
        CaseEvent::ProcessingSet { processing } => ui.code("processing-", processing).plain(),
        CaseEvent::StatusSet { status } => ui.code("status-word-", status).plain(),
        CaseEvent::PartyAdded { party, role } => {
            let role = ui.code("party-role-", role).plain();
            return Ok((String::new(), Some((role, party.href()))));
        }
        CaseEvent::UnitChanged { unit, reason } => {
            let reason = reason.into_option().unwrap_or_else(erased);
            ui.t("casefile-unit-because").arg("unit", unit).arg("reason", reason).plain()
        }
        CaseEvent::ProtectionChanged { because_of: Some(party), .. } => {
            let follows = ui.t("casefile-protection-follows").plain();
            return Ok((String::new(), Some((follows, party.href()))));
        }
        CaseEvent::PartyRemoved { reason, .. }
        | CaseEvent::ProtectionChanged { reason, .. }
        | CaseEvent::DocumentSetAside { reason, .. }
        | CaseEvent::Unlinked { reason, .. } => reason.into_option().unwrap_or_else(erased),
        CaseEvent::Linked { other, relation } => {
            let label = ui.code("case-link-relation-", code(relation)).plain();
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

/// How a time limit stands after a change, whom it waits for, and why.
fn clock_change(
    ui: &Ui,
    clock: &Clock,
    waits_for: Option<String>,
    reason: Option<String>,
) -> String {
    let whom = waits_for.map(|code| ui.code("waits-for-", code).plain());
    let parts = [Some(clock_words(ui, clock)), whom, reason];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What a change of a time limit or a new version is called: it says which way it went.
const fn clock_title(event: &CaseEvent) -> Option<&'static str> {
    match event {
        CaseEvent::DocumentAdded { replaces: Some(_), .. } => Some("event-case-document-replaced"),
        CaseEvent::ClockChanged { clock: Clock::Running { .. }, reason: Some(_), .. } => {
            Some("event-case-clock-extended")
        }
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
