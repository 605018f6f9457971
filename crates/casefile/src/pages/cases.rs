//! All cases one may see, with filters that live in the URL.

use kernel::{AuditKind, UserId};
use web::parts::{FilterPanel, Pager};
use web::{Page, Problem, Reply, Request, Ui};

use super::{Names, query};
use crate::case_type;
use crate::rows::{CASES, CaseLine};

#[derive(askama::Template)]
#[template(path = "pages/cases.html")]
struct Cases<'a> {
    ui: &'a Ui,
    filters: FilterPanel,
    rows: Vec<(CaseLine, String)>,
    pager: Pager,
    order: &'a str,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let query = query(&request, &["number", "status", "word", "type", "handler", "unit", "due"]);
    let page = CASES.page(&request.kernel, &request.who, &query).await?;
    let entry = request.kernel.entry(&request.who, AuditKind::Search, "casefile.cases");
    request.kernel.audit(entry.detail(format!("{} rows", page.rows.len()))).await?;
    let mut names = Names::new(&request);
    let mut rows = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        let line = CaseLine::read(row)?;
        let handler = match line.handler {
            Some(user) => names.of(user).await?,
            None => String::new(),
        };
        rows.push((line, handler));
    }
    let body = Cases {
        ui: &request.ui,
        filters: filters(&request).await?,
        rows,
        pager: Pager::new(&request.ui, page.next.as_deref()),
        order: request.query.get("order").unwrap_or("due"),
    };
    Ok(Page::new(request.ui.t("casefile-cases"), &body)?.into())
}

async fn filters(request: &Request) -> Result<FilterPanel, Problem> {
    let (ui, value) = (&request.ui, |name: &str| request.query.get(name));
    let status = |code: &str| (code.to_owned(), ui.code("case-status-", code).plain());
    let word = |w: &&str| ((*w).to_owned(), ui.code("status-word-", w).plain());
    let words = case_type::status_words().iter().map(word).collect();
    let colleagues = request.kernel.colleagues(&request.who.unit).await?;
    let handlers = colleagues.into_iter().map(|c| (UserId::to_string(&c.id), c.name)).collect();
    let units = request.who.units.iter().map(|u| (u.clone(), u.clone())).collect();
    Ok(FilterPanel::new(ui, "cases")
        .text("number", ui.t("casefile-number"), value("number"))
        .select(
            "status",
            ui.t("casefile-status"),
            value("status"),
            vec![status("open"), status("closed")],
        )
        .select("word", ui.t("casefile-status-word"), value("word"), words)
        .select("handler", ui.t("casefile-handler"), value("handler"), handlers)
        .select("unit", ui.t("casefile-unit"), value("unit"), units)
        .date("due", ui.t("casefile-due-by"), value("due")))
}
