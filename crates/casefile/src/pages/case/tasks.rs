//! What is to be done on a case, the most urgent first, and then what was done: the head of it on its page,
//! and all of it, a page at a time.

use web::parts::Pager;
use web::{Page, Problem, Reply, Request, Ui};

use crate::ids::{CaseId, TaskId};
use crate::pages::{Names, PAGE};
use crate::rights::{LEAD, SEE, WORK};
use crate::state::{Case, KnownCase, Status, Task, TaskState};
use crate::words;

/// Tasks that the page of a case itself shows: the rest is a click away.
pub(super) const FIRST_ITEMS_MAX: usize = 10;

/// A task for the eye.
pub(super) struct TaskRow<'a> {
    pub(super) id: TaskId,
    pub(super) task: &'a Task,
    pub(super) what: String,
    pub(super) by: String,
    pub(super) mine: bool,
}

#[derive(askama::Template)]
#[template(path = "pages/case/tasks.html")]
struct TasksPage<'a> {
    ui: &'a Ui,
    id: CaseId,
    version: i64,
    number: String,
    case: &'a KnownCase,
    open: bool,
    tasks: Vec<TaskRow<'a>>,
    pager: Pager,
    may_work: bool,
    may_lead: bool,
}

/// So many tasks after so many that were shown before: what is to be done as it comes next, then what was
/// done, the newest first.
pub(super) async fn rows<'a>(
    ui: &Ui,
    case: &'a KnownCase,
    (skip, take): (usize, usize),
    names: &mut Names,
) -> Result<Vec<TaskRow<'a>>, Problem> {
    let (mut undone, mut all): (Vec<_>, Vec<_>) =
        case.tasks.iter().partition(|(_, task)| task.state != TaskState::Done);
    undone.sort_by_key(|(_, task)| (task.priority, case.due(task)));
    all.reverse();
    undone.append(&mut all);
    let mut rows = Vec::with_capacity(take.min(undone.len()));
    for (id, task) in undone.into_iter().skip(skip).take(take) {
        let (by, mine) = match task.state {
            TaskState::Taken(by) => (names.of(by).await?, names.is_me(by)),
            TaskState::Open | TaskState::Done => (String::new(), false),
        };
        rows.push(TaskRow { id: *id, task, what: words::task(ui, task), by, mine });
    }
    Ok(rows)
}

pub(in crate::pages) async fn show(request: Request) -> Result<Reply, Problem> {
    let id: CaseId = request.param("id")?;
    let opened = request.kernel.open::<Case>(&request.who, id, SEE, "case.tasks").await?;
    let case = opened.state.known().ok_or(Problem::NotFound)?;
    let (ui, number) = (&request.ui, case.number.to_string());
    let skip: usize = request.query("after").unwrap_or(0);
    let mut names = Names::new(&request);
    let tasks = rows(ui, case, (skip, PAGE), &mut names).await?;
    let next = skip.saturating_add(PAGE);
    let next = (next < case.tasks.len()).then(|| next.to_string());
    let body = TasksPage {
        ui,
        id,
        version: opened.version,
        number: number.clone(),
        case,
        open: case.status == Status::Open,
        tasks,
        pager: Pager::new(ui, next.as_deref()),
        may_work: request.who.may(WORK),
        may_lead: request.who.may(LEAD),
    };
    Ok(Page::new(ui.t("casefile-tasks"), &body)?
        .crumb(ui.t("casefile-cases"), "/cases")
        .crumb(number, format!("/cases/{id}"))
        .into())
}
