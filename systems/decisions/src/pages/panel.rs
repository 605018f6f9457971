//! The decisions and letters of a case, on its page.

use casefile::{Case, CaseId, Status};
use kernel::ListQuery;
use web::{Html, Problem, Request, Ui};

use super::{service_tag, stage_tag};
use crate::library::library;
use crate::rights::WRITE;
use crate::rows::{DECISIONS, DecisionLine};

/// Decisions shown on the page of a case; the list has the rest.
const NEWEST_ROWS_MAX: usize = 10;

#[derive(askama::Template)]
#[template(path = "pages/panel.html")]
struct DecisionsOfCase<'a> {
    ui: &'a Ui,
    id: CaseId,
    rows: Vec<(DecisionLine, Html, Html)>,
    may_write: bool,
}

pub(super) async fn show(request: &Request, case: CaseId) -> Result<Html, Problem> {
    let ui = &request.ui;
    let filters = vec![("case".to_owned(), case.to_string())];
    let query = ListQuery { filters, order: None, after: None, limit: NEWEST_ROWS_MAX };
    let page = DECISIONS.page(&request.kernel, &request.who, &query).await?;
    let mut rows = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        let line = DecisionLine::read(row)?;
        let (stage, service) = (stage_tag(ui, &line.stage), service_tag(ui, &line.service));
        rows.push((line, stage, service));
    }
    let (state, _) = request.kernel.peek::<Case>(case).await?;
    let open = state.known().filter(|known| known.status == Status::Open);
    let letters = match open {
        Some(known) => library()?.decided(&known.case_type),
        None => None,
    };
    let may_write =
        request.who.may(WRITE) && letters.is_some_and(|decided| !decided.by_hand.is_empty());
    if rows.is_empty() && !may_write {
        return Ok(Html::default());
    }
    Html::render(&DecisionsOfCase { ui, id: case, rows, may_write })
}
