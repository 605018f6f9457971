//! Decisions and letters, newest first.

use kernel::{AuditKind, ListQuery};
use web::parts::{Pager, Tabs};
use web::{Html, Page, Problem, Reply, Request, Ui};

use super::{service_tag, stage_tag};
use crate::rows::{DECISIONS, DecisionLine};

/// Rows on a page of the list.
const PAGE: usize = 50;

/// Views of the list: the code of each with the filter behind it.
const VIEWS: [(&str, &str, &str); 6] = [
    ("all", "", ""),
    ("drafts", "stage", "draft"),
    ("presented", "stage", "presented"),
    ("halted", "stage", "halted"),
    ("waiting", "service", "waiting"),
    ("failed", "service", "failed"),
];

#[derive(askama::Template)]
#[template(path = "pages/list.html")]
struct Decisions<'a> {
    ui: &'a Ui,
    tabs: Tabs,
    rows: Vec<Line>,
    pager: Pager,
}

struct Line {
    line: DecisionLine,
    stage: Html,
    service: Html,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let view: String = request.query("view").unwrap_or_default();
    let chosen = VIEWS.iter().find(|(code, ..)| *code == view).unwrap_or(&VIEWS[0]);
    let filters = match *chosen {
        (_, "", _) => Vec::new(),
        (_, filter, value) => vec![(filter.to_owned(), value.to_owned())],
    };
    let after = request.query.get("after").map(str::to_owned);
    let query = ListQuery { filters, order: None, after, limit: PAGE };
    let page = DECISIONS.page(kernel, &request.who, &query).await?;
    let entry = kernel.entry(&request.who, AuditKind::Search, "decisions.list");
    kernel.audit(entry.detail(format!("{} rows", page.rows.len()))).await?;
    let mut rows = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        let line = DecisionLine::read(row)?;
        let (stage, service) = (stage_tag(ui, &line.stage), service_tag(ui, &line.service));
        rows.push(Line { line, stage, service });
    }
    let tabs = VIEWS.iter().fold(Tabs::new(ui.t("decisions-views")), |tabs, (code, ..)| {
        let label = ui.code("decisions-view-", code);
        tabs.tab(label, format!("/decisions?view={code}"), *code == chosen.0)
    });
    let body = Decisions { ui, tabs, rows, pager: Pager::new(ui, page.next.as_deref()) };
    Ok(Page::new(ui.t("decisions"), &body)?.into())
}
