//! The cards that need an official, the longest waiting first; all others on request.

use kernel::{AuditKind, ListQuery};
use web::parts::Pager;
use web::{Page, Problem, Reply, Request, Ui};

use crate::model::Lack;
use crate::rights::ORDER;
use crate::rows::{CARDS, CardLine, NEEDED};
use crate::rules;
use crate::words;

/// Rows on a page of the list.
const PAGE: usize = 50;

#[derive(askama::Template)]
#[template(path = "pages/list.html")]
struct Listed<'a> {
    ui: &'a Ui,
    /// Are all shown, or those that need an official?
    all: bool,
    lines: Vec<Line>,
    pager: Pager,
}

/// A card, and what whoever looks may do with it.
struct Line {
    card: CardLine,
    place: String,
    releases: bool,
    anew: bool,
}

impl Line {
    fn of(ui: &Ui, card: CardLine) -> Result<Line, Problem> {
        let may = ui.may(ORDER);
        let releases = may && card.why == Lack::Pictures.code();
        let anew = may && rules::rules()?.anew(&card.state, ui.today()).next().is_some();
        Ok(Line { place: words::place(ui, &card.place), card, releases, anew })
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
    let lines = page.rows.iter().map(|row| Line::of(ui, CardLine::read(row)?));
    let lines = lines.collect::<Result<Vec<_>, Problem>>()?;
    let body = Listed { ui, all, lines, pager: Pager::new(ui, page.next.as_deref()) };
    Ok(Page::new(ui.t("cards"), &body)?.into())
}
