//! The newest ruling, on the page of its case.

use casefile::CaseId;
use kernel::ListQuery;
use web::parts::Tone;
use web::{Html, Problem, Request, Ui};

use crate::rows::{RULINGS, RulingLine};
use crate::state::Rulings;

#[derive(askama::Template)]
#[template(path = "pages/panel.html")]
struct RulingOfCase<'a> {
    ui: &'a Ui,
    line: RulingLine,
    tag: Html,
}

pub(super) async fn show(request: &Request, case: CaseId) -> Result<Html, Problem> {
    let (rulings, _) = request.kernel.peek::<Rulings>(case).await?;
    if rulings.newest().is_none() {
        return Ok(Html::default());
    }
    let filters = vec![("case".to_owned(), case.to_string())];
    let query = ListQuery { filters, order: None, after: None, limit: 1 };
    let page = RULINGS.page(&request.kernel, &request.who, &query).await?;
    let Some(row) = page.rows.first() else { return Ok(Html::default()) };
    let line = RulingLine::read(row)?;
    let tag = match line.outcome.as_str() {
        "grant" => request.ui.tag(Tone::Success, "automation-granted"),
        _ => request.ui.tag(Tone::Info, "automation-routed"),
    };
    Html::render(&RulingOfCase { ui: &request.ui, line, tag })
}
