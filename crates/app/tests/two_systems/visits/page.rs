//! The visits to come.

use casefile::CaseId;
use kernel::{Date, ListQuery, PAGE_MAX};
use web::parts::Pager;
use web::{Page, Problem, Reply, Request, Ui};

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

pub(super) async fn visits(request: Request) -> Result<Reply, Problem> {
    let after = request.query.get("after").map(str::to_owned);
    let query = ListQuery { after, limit: PAGE_MAX, ..ListQuery::default() };
    let page = rows::VISITS.page(&request.kernel, &request.who, &query).await?;
    let mut rows = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        rows.push(Line {
            case: row.get(1)?,
            on: row.get(2)?,
            purpose: row.get(3)?,
            stage: row.get(4)?,
        });
    }
    let ui = &request.ui;
    let body = Visits { ui, rows, pager: Pager::new(ui, page.next.as_deref()) };
    Ok(Page::new(ui.t("visits-visits"), &body)?.into())
}
