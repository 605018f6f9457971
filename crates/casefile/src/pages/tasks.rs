//! Tasks of one's units in the order of work, with filters that live in the URL. For leads.

use kernel::AuditKind;
use web::parts::{FilterPanel, Pager};
use web::{Page, Problem, Reply, Request, Ui};

use super::{Names, query};
use crate::case_type;
use crate::competence;
use crate::rows::{TASKS, TaskLine};

#[derive(askama::Template)]
#[template(path = "pages/tasks.html")]
struct Tasks<'a> {
    ui: &'a Ui,
    filters: FilterPanel,
    rows: Vec<(TaskLine, String)>,
    pager: Pager,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let names =
        ["number", "state", "what", "competence", "unit", "until", "level", "circle", "plain"];
    let page = TASKS.page(&request.kernel, &request.who, &query(&request, &names)).await?;
    let entry = request.kernel.entry(&request.who, AuditKind::Search, "casefile.tasks");
    request.kernel.audit(entry.detail(format!("{} rows", page.rows.len()))).await?;
    let mut names = Names::new(&request);
    let mut rows = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        let line = TaskLine::read(row)?;
        let handler = match line.handler {
            Some(user) => names.of(user).await?,
            None => String::new(),
        };
        rows.push((line, handler));
    }
    let ui = &request.ui;
    let (filters, pager) = (filters(&request), Pager::new(ui, page.next.as_deref()));
    let body = Tasks { ui, filters, rows, pager };
    Ok(Page::new(ui.t("tasks"), &body)?.crumb(ui.t("casefile-lead"), "/lead").into())
}

fn filters(request: &Request) -> FilterPanel {
    let (ui, value) = (&request.ui, |name: &str| request.query.get(name));
    let option = |prefix: &str, code: &str| (code.to_owned(), ui.code(prefix, code).plain());
    let none = (competence::NONE.to_owned(), ui.t("untaken-no-competence").plain());
    let competences = competence::all().iter().map(|code| option("competence-", code));
    let what = case_type::task_codes().into_iter().map(|code| option("task-", code));
    FilterPanel::new(ui, "tasks")
        .text("number", ui.t("casefile-number"), value("number"))
        .select(
            "state",
            ui.t("casefile-status"),
            value("state"),
            ["open", "taken", "done"].into_iter().map(|code| option("task-state-", code)).collect(),
        )
        .select("what", ui.t("casefile-task"), value("what"), what.collect())
        .select(
            "competence",
            ui.t("untaken-need"),
            value("competence"),
            std::iter::once(none).chain(competences).collect(),
        )
        .select(
            "unit",
            ui.t("casefile-unit"),
            value("unit"),
            request.who.units.iter().map(|unit| (unit.clone(), unit.clone())).collect(),
        )
        .date("until", ui.t("casefile-due-by"), value("until"))
}
