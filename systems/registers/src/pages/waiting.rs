//! The cases that wait for one register, the longest waiting first.

use kernel::{AuditKind, ListQuery};
use web::parts::Pager;
use web::{Page, Problem, Reply, Request, Ui};

use crate::model::Register;
use crate::rows::{ASKS, AskLine};

/// Rows on a page of the list.
const PAGE: usize = 50;

#[derive(askama::Template)]
#[template(path = "pages/waiting.html")]
struct Waiting<'a> {
    ui: &'a Ui,
    name: String,
    lines: Vec<AskLine>,
    pager: Pager,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let register: Register = request.param("register")?;
    let filters = vec![
        ("register".to_owned(), register.code().to_owned()),
        ("state".to_owned(), "open".to_owned()),
    ];
    let after = request.query.get("after").map(str::to_owned);
    let query = ListQuery { filters, order: Some("oldest".to_owned()), after, limit: PAGE };
    let page = ASKS.page(kernel, &request.who, &query).await?;
    let entry = kernel.entry(&request.who, AuditKind::Search, "registers.waiting");
    kernel.audit(entry.detail(format!("{} rows", page.rows.len()))).await?;
    let lines = page.rows.iter().map(AskLine::read).collect::<Result<Vec<_>, _>>()?;
    let name = ui.code("register-name-", register).plain();
    let pager = Pager::new(ui, page.next.as_deref());
    let body = Waiting { ui, name: name.clone(), lines, pager };
    Ok(Page::new(name, &body)?.crumb(ui.t("registers"), "/registers").into())
}
