//! The cards that need an official, the longest waiting first; all others on request.

use kernel::{AuditKind, ListQuery};
use web::parts::Pager;
use web::{Page, Problem, Reply, Request, Ui};

use crate::rows::{CARDS, CardLine, NEEDED};
use crate::words;

/// Rows on a page of the list.
const PAGE: usize = 50;

#[derive(askama::Template)]
#[template(path = "pages/list.html")]
struct Listed<'a> {
    ui: &'a Ui,
    /// Are all shown, or those that need an official?
    all: bool,
    lines: Vec<CardLine>,
    pager: Pager,
}

impl Listed<'_> {
    fn place(&self, line: &CardLine) -> String {
        words::place(self.ui, &line.place)
    }
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let all = request.query.get("show") == Some("all");
    let [needed, _] = NEEDED;
    let needed = (!all).then(|| ("official".to_owned(), needed.to_owned()));
    let after = request.query.get("after").map(str::to_owned);
    let filters = needed.into_iter().collect();
    let query = ListQuery { filters, order: None, after, limit: PAGE };
    let page = CARDS.page(kernel, &request.who, &query).await?;
    let entry = kernel.entry(&request.who, AuditKind::Search, "cards.list");
    kernel.audit(entry.detail(format!("{} rows", page.rows.len()))).await?;
    let lines = page.rows.iter().map(CardLine::read).collect::<Result<Vec<_>, _>>()?;
    let body = Listed { ui, all, lines, pager: Pager::new(ui, page.next.as_deref()) };
    Ok(Page::new(ui.t("cards"), &body)?.into())
}
