//! Orders that were given in one's units, newest first.

use kernel::{AuditKind, ListQuery};
use web::parts::Pager;
use web::{Page, Problem, Reply, Request, Ui};

use crate::pages::{Names, PAGE};
use crate::rows::{BULKS, BulkLine};

#[derive(askama::Template)]
#[template(path = "pages/bulk/orders.html")]
struct Orders<'a> {
    ui: &'a Ui,
    rows: Vec<(BulkLine, String)>,
    pager: Pager,
}

pub(in crate::pages) async fn orders(request: Request) -> Result<Reply, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let after = request.query.get("after").map(str::to_owned);
    let query = ListQuery { after, limit: PAGE, ..ListQuery::default() };
    let page = BULKS.page(kernel, &request.who, &query).await?;
    kernel.audit(kernel.entry(&request.who, AuditKind::Search, "casefile.bulk")).await?;
    let mut names = Names::new(&request);
    let mut rows = Vec::new();
    for row in &page.rows {
        let line = BulkLine::read(row)?;
        let by = names.of(line.by).await?;
        rows.push((line, by));
    }
    let body = Orders { ui, rows, pager: Pager::new(ui, page.next.as_deref()) };
    Ok(Page::new(ui.t("bulk"), &body)?.crumb(ui.t("casefile-cases"), "/cases").into())
}
