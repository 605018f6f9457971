//! My work: what I have in one list, most urgent first, and what the queue would give me next.

use std::collections::BTreeSet;

use kernel::{AuditKind, ListPage, ListQuery, NotDone, Run};
use web::parts::{FilterPanel, Pager, Tabs};
use web::{Page, Problem, Reply, Request, Ui};

use super::PAGE;
use super::holds::{self, HoldRow};
use crate::acts::TakeTask;
use crate::case_type;
use crate::rights::{HOLD, WORK};
use crate::rows::{COUNTED_ITEMS_MAX, Desk, TASKS, TaskLine, desk, queue_of};
use crate::way;

/// Candidates tried before the queue counts as busy: as many officials as press at once.
const CANDIDATES: usize = 20;
/// What is shown of the queue beside one's own work: enough to know what comes.
const NEXT_ITEMS_MAX: usize = 5;
/// Somebody who has more than this may narrow it: less is seen at a glance.
const FILTERED_FROM_ITEMS: i64 = 20;
/// Filters in the address.
const FILTERS: [&str; 2] = ["what", "number"];
/// What waits in the queue is counted up to here.
const QUEUE_ITEMS_MAX: usize = 50;

#[derive(askama::Template)]
#[template(path = "pages/work.html")]
struct Work<'a> {
    ui: &'a Ui,
    view: View,
    tabs: Tabs,
    groups: Vec<Group>,
    pager: Pager,
    next: Vec<TaskLine>,
    /// Holds the user has to look at.
    rows: Vec<HoldRow>,
    may_work: bool,
    nothing: bool,
    /// For whoever has more than they overlook.
    filters: Option<FilterPanel>,
    filtered: bool,
}

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    /// All that one has.
    Mine,
    /// What of it is past its day.
    Late,
    /// What the queue would give one.
    Queue,
}

/// Lines under one heading.
struct Group {
    /// Text key of the heading.
    key: &'static str,
    lines: Vec<TaskLine>,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let (kernel, who, ui) = (&request.kernel, &request.who, &request.ui);
    let view = match request.query.get("show") {
        Some("late") => View::Late,
        Some("queue") => View::Queue,
        _ => View::Mine,
    };
    let desk = desk(kernel, who.user, ui.today()).await?;
    let waiting = match (view, who.may(WORK)) {
        (_, false) => ListPage { rows: Vec::new(), next: None },
        (View::Queue, true) => queue(&request, &desk.competences, asked(&request)).await?,
        (View::Mine | View::Late, true) => {
            let head = ListQuery { limit: QUEUE_ITEMS_MAX, ..ListQuery::default() };
            queue(&request, &desk.competences, head).await?
        }
    };
    let next = lines(&waiting)?;
    let tabs = tabs(&request, view, &desk, &waiting);
    let (lines, next, pager) = match view {
        View::Queue => (next, Vec::new(), Pager::new(ui, waiting.next.as_deref())),
        View::Mine | View::Late => {
            let page = TASKS.page(kernel, who, &mine(&request, view)).await?;
            let next = next.into_iter().take(NEXT_ITEMS_MAX).collect();
            (lines(&page)?, next, Pager::new(ui, page.next.as_deref()))
        }
    };
    let body = Work {
        ui,
        view,
        tabs,
        groups: grouped(lines, ui.today()),
        pager,
        next,
        rows: if who.may(HOLD) { holds::of_mine(&request).await? } else { Vec::new() },
        may_work: who.may(WORK),
        nothing: request.query.get("nothing").is_some(),
        filters: (view == View::Mine && desk.held > FILTERED_FROM_ITEMS).then(|| filters(&request)),
        filtered: FILTERS.iter().any(|name| request.query.get(name).is_some_and(|v| !v.is_empty())),
    };
    Ok(Page::new(ui.t("casefile-work"), &body)?.into())
}

/// The page that the address asks for.
fn asked(request: &Request) -> ListQuery {
    super::query(request, &FILTERS)
}

fn filters(request: &Request) -> FilterPanel {
    let (ui, value) = (&request.ui, |name: &str| request.query.get(name));
    let option = |code: &'static str| (code.to_owned(), ui.code("task-", code).plain());
    let what = case_type::task_codes().into_iter().map(option).collect();
    FilterPanel::new(ui, "work").select("what", ui.t("casefile-task"), value("what"), what).text(
        "number",
        ui.t("casefile-number"),
        value("number"),
    )
}

fn mine(request: &Request, view: View) -> ListQuery {
    let mut query = asked(request);
    query.filters.push(("handler".to_owned(), request.who.user.to_string()));
    if view == View::Late {
        let yesterday = request.ui.today().saturating_sub(jiff::Span::new().days(1));
        query.filters.push(("until".to_owned(), yesterday.to_string()));
    }
    ListQuery { limit: PAGE, ..query }
}

/// What waits for the user, in the order of work.
async fn queue(
    request: &Request,
    competences: &BTreeSet<String>,
    query: ListQuery,
) -> Result<ListPage, NotDone> {
    let sets = queue_of(&request.who, competences);
    TASKS.merged(&request.kernel, &request.who, &sets, &query).await
}

fn lines(page: &ListPage) -> Result<Vec<TaskLine>, Problem> {
    Ok(page.rows.iter().map(TaskLine::read).collect::<Result<_, _>>()?)
}

fn tabs(request: &Request, view: View, desk: &Desk, waiting: &ListPage) -> Tabs {
    let ui = &request.ui;
    let most = usize::try_from(COUNTED_ITEMS_MAX).unwrap_or(usize::MAX) - 1;
    let count = |n: i64| usize::try_from(n).unwrap_or(0);
    let tabs = Tabs::new(ui.t("casefile-work"))
        .tab(ui.t("work-mine"), "/work", view == View::Mine)
        .count_to(ui, count(desk.held), most)
        .tab(ui.t("casefile-late"), "/work?show=late", view == View::Late)
        .count_to(ui, count(desk.late), most);
    if !request.who.may(WORK) {
        return tabs;
    }
    let tabs = tabs.tab(ui.t("work-queue"), "/work?show=queue", view == View::Queue);
    // A later page of the queue does not say how long it is.
    if view == View::Queue && request.query.get("after").is_some() {
        return tabs;
    }
    let more = usize::from(waiting.next.is_some());
    tabs.count_to(ui, waiting.rows.len() + more, waiting.rows.len().max(QUEUE_ITEMS_MAX))
}

/// What is urgent, what comes after it, and what waits for somebody else, each with its heading.
fn grouped(lines: Vec<TaskLine>, today: kernel::Date) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for line in lines {
        let key = match line.turn {
            None => "work-waits",
            Some(_) if line.is_urgent(today) => "work-now",
            Some(_) => "work-later",
        };
        match groups.last_mut().filter(|group| group.key == key) {
            Some(group) => group.lines.push(line),
            None => groups.push(Group { key, lines: vec![line] }),
        }
    }
    groups
}

/// Takes the next task of the queue; where a colleague was faster, the one after it.
pub(super) async fn take_next(request: Request) -> Result<Reply, Problem> {
    let (kernel, who) = (&request.kernel, &request.who);
    let entry = kernel.entry(who, AuditKind::Search, "casefile.take_next");
    kernel.audit(entry).await?;
    let desk = desk(kernel, who.user, request.ui.today()).await?;
    let head = ListQuery { limit: CANDIDATES, ..ListQuery::default() };
    for line in lines(&queue(&request, &desk.competences, head).await?)? {
        let Some(task) = line.task else { continue };
        // What is urgent is taken at once.
        if !line.is_urgent(request.ui.today())
            && let Some(there) = way::before(kernel, who, line.case).await?
        {
            return Ok(Reply::Done(there, "act-case-take-task.done".into()));
        }
        let act = TakeTask { case: line.case, task };
        match kernel.run(who, act, Run::default()).await {
            Ok(_) => {
                let there = way::to(kernel, line.case).await?;
                return Ok(Reply::Done(there, "act-case-take-task.done".into()));
            }
            Err(NotDone::Refused(_) | NotDone::NotFound | NotDone::Stale { .. }) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Ok(Reply::redirect("/work?nothing=1"))
}
