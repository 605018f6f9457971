//! The decisions and letters of a case, on its page.

use casefile::{Case, CaseId, Status};
use kernel::ListQuery;
use web::{Html, Problem, Request, Ui};

use super::{service_tag, stage_tag};
use crate::library::library;
use crate::rights::{DECIDE, WRITE};
use crate::rows::{DECISIONS, DecisionLine};
use crate::state::{CaseDecisions, Light};
use crate::way;

/// Decisions shown on the page of a case; the list has the rest.
const NEWEST_ROWS_MAX: usize = 10;

#[derive(askama::Template)]
#[template(path = "pages/panel.html")]
struct DecisionsOfCase<'a> {
    ui: &'a Ui,
    id: CaseId,
    rows: Vec<(DecisionLine, Html, Html)>,
    may_write: bool,
    /// Something is prepared that an official confirms.
    light: bool,
}

pub(super) async fn show(request: &Request, case: CaseId) -> Result<Html, Problem> {
    let (known, _) = request.kernel.peek::<Case>(case).await?;
    let (decisions, _) = request.kernel.peek::<CaseDecisions>(case).await?;
    let open = known.known().filter(|known| known.status == Status::Open);
    let letters = match open {
        Some(known) => library()?.decided(&known.case_type),
        None => None,
    };
    let may_write =
        request.who.may(WRITE) && letters.is_some_and(|decided| !decided.by_hand.is_empty());
    let light = open.is_some()
        && request.who.may(DECIDE)
        && decisions.1 == Light::Open
        && way::is_light(&request.kernel, case).await?;
    let rows = match (decisions.0.is_empty(), may_write) {
        (true, false) => return Ok(Html::default()),
        (true, true) => Vec::new(),
        (false, _) => newest(request, case).await?,
    };
    Html::render(&DecisionsOfCase { ui: &request.ui, id: case, rows, may_write, light })
}

async fn newest(
    request: &Request,
    case: CaseId,
) -> Result<Vec<(DecisionLine, Html, Html)>, Problem> {
    let filters = vec![("case".to_owned(), case.to_string())];
    let query = ListQuery { filters, order: None, after: None, limit: NEWEST_ROWS_MAX };
    let page = DECISIONS.page(&request.kernel, &request.who, &query).await?;
    let row = |row| -> Result<_, Problem> {
        let line = DecisionLine::read(row)?;
        let stage = stage_tag(&request.ui, &line.stage);
        let service = service_tag(&request.ui, &line.service);
        Ok((line, stage, service))
    };
    page.rows.iter().map(row).collect()
}
