//! The letters that were sent.

use casefile::CaseId;
use kernel::{ListQuery, PAGE_MAX, Ts};
use web::parts::Pager;
use web::{Page, Problem, Reply, Request, Ui};

use super::rows;
use super::state::LetterId;

#[derive(askama::Template)]
#[template(path = "two_systems/letters/page.html")]
struct LettersPage<'a> {
    ui: &'a Ui,
    rows: Vec<Line>,
    pager: Pager,
}

struct Line {
    case: CaseId,
    letter: LetterId,
    sent: Ts,
    back: bool,
    number: String,
}

pub(super) async fn letters(request: Request) -> Result<Reply, Problem> {
    let after = request.query.get("after").map(str::to_owned);
    let query = ListQuery { after, limit: PAGE_MAX, ..ListQuery::default() };
    let page = rows::LETTERS.page(&request.kernel, &request.who, &query).await?;
    let mut rows = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        rows.push(Line {
            case: row.get(0)?,
            letter: row.get(1)?,
            sent: row.get(2)?,
            back: row.get::<String>(3)? == "yes",
            number: row.get(4)?,
        });
    }
    let ui = &request.ui;
    let body = LettersPage { ui, rows, pager: Pager::new(ui, page.next.as_deref()) };
    Ok(Page::new(ui.t("letters-letters"), &body)?.into())
}
