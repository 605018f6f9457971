//! Rulings of the sample that a person has to look at, oldest shown last.

use kernel::{AuditKind, ListQuery};
use web::parts::Pager;
use web::{Page, Problem, Reply, Request, Ui};

use super::rule_set_name;
use crate::rows::{RULINGS, RulingLine};

/// Rows on a page of the list.
const PAGE: usize = 50;

#[derive(askama::Template)]
#[template(path = "pages/reviews.html")]
struct Reviews<'a> {
    ui: &'a Ui,
    rows: Vec<(RulingLine, String)>,
    pager: Pager,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let filters = vec![("review".to_owned(), "open".to_owned())];
    let after = request.query.get("after").map(str::to_owned);
    let query = ListQuery { filters, order: None, after, limit: PAGE };
    let page = RULINGS.page(kernel, &request.who, &query).await?;
    let entry = kernel.entry(&request.who, AuditKind::Search, "automation.reviews");
    kernel.audit(entry.detail(format!("{} rows", page.rows.len()))).await?;
    let mut rows = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        let line = RulingLine::read(row)?;
        let words = rule_set_name(ui, &line.rule_set);
        rows.push((line, words));
    }
    let body = Reviews { ui, rows, pager: Pager::new(ui, page.next.as_deref()) };
    Ok(Page::new(ui.t("automation-reviews"), &body)?
        .crumb(ui.t("automation"), "/automation")
        .into())
}
