//! What became of each case of an order, and the way back.

use kernel::ListQuery;
use web::parts::{ActButton, FilterPanel, Pager};
use web::{Page, Problem, Reply, Request, Ui};

use crate::events::code;
use crate::ids::BulkId;
use crate::pages::{Names, PAGE};
use crate::rights::LEAD;
use crate::rows::{BULK_CASES, BulkCaseLine};
use crate::state::{BulkOrder, KnownBulk};

/// While an order runs, its page loads itself again after so many seconds.
const REFRESH_SECONDS: u32 = 4;
/// Codes of what may become of a case.
const RESULTS: [&str; 8] =
    ["done", "taken", "already", "closed", "unseen", "unable", "away", "waiting"];

#[derive(askama::Template)]
#[template(path = "pages/bulk/result.html")]
struct Outcome<'a> {
    ui: &'a Ui,
    id: BulkId,
    known: &'a KnownBulk,
    what: String,
    by: String,
    running: bool,
    skipped: usize,
    /// Cases that were not looked at.
    rest: usize,
    cancel: ActButton,
    filters: FilterPanel,
    rows: Vec<Line>,
    pager: Pager,
}

struct Line {
    case: BulkCaseLine,
    had: String,
    gets: String,
    result: String,
    good: bool,
}

pub(in crate::pages) async fn result(request: Request) -> Result<Reply, Problem> {
    let (kernel, who, ui) = (&request.kernel, &request.who, &request.ui);
    let id: BulkId = request.param("id")?;
    let opened = kernel.open::<BulkOrder>(who, id, LEAD, "bulk").await?;
    let known = opened.state.known().ok_or(Problem::NotFound)?;
    let running = known.next().is_some();
    let asked = request.query.get("result").unwrap_or("").to_owned();
    let filters = vec![("bulk".to_owned(), id.to_string()), ("result".to_owned(), asked.clone())];
    let after = request.query.get("after").map(str::to_owned);
    let query = ListQuery { filters, after, limit: PAGE, ..ListQuery::default() };
    let page = BULK_CASES.page(kernel, who, &query).await?;
    let mut names = Names::new(&request);
    let mut rows = Vec::new();
    for row in &page.rows {
        rows.push(line(ui, &mut names, BulkCaseLine::read(row)?, running).await?);
    }
    let option = |result: &str| (result.to_owned(), words(ui, result, running));
    let options = RESULTS.into_iter().map(option).collect();
    let body = Outcome {
        ui,
        id,
        known,
        what: code(known.what),
        by: names.of(known.by).await?,
        running,
        skipped: known.skipped + known.left.len(),
        rest: known.cases - (known.done + known.skipped).min(known.cases),
        cancel: ActButton::new(ui, "bulk.cancel", format!("/bulk/{id}/cancel")),
        filters: FilterPanel::new(ui, "bulk-cases").select(
            "result",
            ui.t("bulk-became"),
            Some(&asked),
            options,
        ),
        rows,
        pager: Pager::new(ui, page.next.as_deref()),
    };
    let page = Page::new(ui.t("bulk-result"), &body)?;
    let page = page.crumb(ui.t("casefile-cases"), "/cases").crumb(ui.t("bulk"), "/bulk");
    Ok(if running { page.refresh(REFRESH_SECONDS) } else { page }.into())
}

/// What became of a case, in words. One that waits in an order that has ended stays as it is.
fn words(ui: &Ui, result: &str, running: bool) -> String {
    let result = if result == "waiting" && !running { "not-done" } else { result };
    ui.code("bulk-case-", result).plain()
}

async fn line(
    ui: &Ui,
    names: &mut Names,
    case: BulkCaseLine,
    running: bool,
) -> Result<Line, Problem> {
    let planned = case.had.is_some() || case.gets.is_some();
    let (mut had, mut gets) = (String::new(), String::new());
    if planned {
        (had, gets) = (names.holder(case.had).await?, names.holder(case.gets).await?);
    }
    let (result, good) = (words(ui, &case.result, running), case.result == "done");
    Ok(Line { case, had, gets, result, good })
}
