//! My work: the next task, what I have taken, my cases by their next date.

use kernel::{AuditKind, ListQuery, NotDone, Run};
use web::{Page, Problem, Reply, Request, Ui};

use crate::acts::TakeTask;
use crate::rights::WORK;
use crate::rows::{CASES, CaseLine, TASKS, TaskLine};

/// Candidates tried before the queue counts as busy: as many officials as press at once.
const CANDIDATES: usize = 20;

#[derive(askama::Template)]
#[template(path = "pages/work.html")]
struct Work<'a> {
    ui: &'a Ui,
    mine: Vec<TaskLine>,
    waiting: Vec<TaskLine>,
    cases: Vec<CaseLine>,
    may_work: bool,
    nothing: bool,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let me = request.who.user.to_string();
    let ask = |filters: &[(&str, &str)], limit| ListQuery {
        filters: filters.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
        limit,
        ..ListQuery::default()
    };
    let (kernel, who) = (&request.kernel, &request.who);
    let mine = TASKS.page(kernel, who, &ask(&[("state", "taken"), ("handler", &me)], 50)).await?;
    let waiting = TASKS.page(kernel, who, &ask(&[("state", "open")], 5)).await?;
    let cases = CASES.page(kernel, who, &ask(&[("status", "open"), ("handler", &me)], 50)).await?;
    let lines =
        |rows: &[kernel::DbRow]| rows.iter().map(TaskLine::read).collect::<Result<Vec<_>, _>>();
    let body = Work {
        ui: &request.ui,
        mine: lines(&mine.rows)?,
        waiting: lines(&waiting.rows)?,
        cases: cases.rows.iter().map(CaseLine::read).collect::<Result<_, _>>()?,
        may_work: who.may(WORK),
        nothing: request.query.get("nothing").is_some(),
    };
    Ok(Page::new(request.ui.t("casefile-work"), &body)?.into())
}

/// Takes the next task of the queue; where a colleague was faster, the one after it.
pub(super) async fn take_next(request: Request) -> Result<Reply, Problem> {
    let (kernel, who) = (&request.kernel, &request.who);
    let filters = vec![("state".to_owned(), "open".to_owned())];
    let query = ListQuery { filters, limit: CANDIDATES, ..ListQuery::default() };
    let entry = kernel.entry(who, AuditKind::Search, "casefile.take_next");
    kernel.audit(entry).await?;
    for row in TASKS.page(kernel, who, &query).await?.rows {
        let line = TaskLine::read(&row)?;
        let act = TakeTask { case: line.case, task: line.task };
        match kernel.run(who, act, Run::default()).await {
            Ok(_) => {
                return Ok(Reply::Done(
                    format!("/cases/{}", line.case),
                    "act-case-take-task.done".into(),
                ));
            }
            Err(NotDone::Refused(_) | NotDone::NotFound | NotDone::Stale { .. }) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Ok(Reply::redirect("/work?nothing=1"))
}
