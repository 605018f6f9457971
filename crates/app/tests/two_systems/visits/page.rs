//! The visits to come.

use casefile::CaseId;
use kernel::{Date, DbRow, Fault, ListPage, ListQuery, PAGE_MAX};
use web::parts::Pager;
use web::{Html, Page, Problem, Reply, Request, Ui};

use super::rows;

#[derive(askama::Template)]
#[template(path = "two_systems/visits/page.html")]
struct Visits<'a> {
    ui: &'a Ui,
    rows: Vec<Line>,
    pager: Pager,
}

struct Line {
    case: CaseId,
    on: Date,
    purpose: String,
    stage: String,
}

#[derive(askama::Template)]
#[template(path = "two_systems/visits/panel.html")]
struct VisitsOfCase<'a> {
    ui: &'a Ui,
    case: CaseId,
    rows: Vec<Line>,
}

pub(super) async fn visits(request: Request) -> Result<Reply, Problem> {
    let after = request.query.get("after").map(str::to_owned);
    let query = ListQuery { after, limit: PAGE_MAX, ..ListQuery::default() };
    let page = rows::VISITS.page(&request.kernel, &request.who, &query).await?;
    let (ui, rows) = (&request.ui, lines(&page)?);
    let body = Visits { ui, rows, pager: Pager::new(ui, page.next.as_deref()) };
    Ok(Page::new(ui.t("visits-visits"), &body)?.into())
}

/// The visits of a case, on its page.
pub(super) async fn of_case(request: &Request, case: CaseId) -> Result<Html, Problem> {
    let filters = vec![("case".to_owned(), case.to_string())];
    let query = ListQuery { filters, limit: PAGE_MAX, ..ListQuery::default() };
    let page = rows::VISITS.page(&request.kernel, &request.who, &query).await?;
    Html::render(&VisitsOfCase { ui: &request.ui, case, rows: lines(&page)? })
}

fn lines(page: &ListPage) -> Result<Vec<Line>, Fault> {
    let line = |row: &DbRow| -> Result<Line, Fault> {
        Ok(Line { case: row.get(1)?, on: row.get(2)?, purpose: row.get(3)?, stage: row.get(4)? })
    };
    page.rows.iter().map(line).collect()
}
