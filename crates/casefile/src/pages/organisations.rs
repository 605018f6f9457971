//! Finding an organisation by words of its names or by its business id; choosing one that acts for
//! somebody.

use kernel::{AuditKind, DbRow, Fault, ListQuery};
use web::parts::{FilterPanel, Pager};
use web::{Page, Problem, Reply, Request, Ui};

use super::PAGE;
use crate::ids::PersonId;
use crate::model::BusinessId;
use crate::rights::WORK;
use crate::rows::{ORGANISATIONS, ORGANISATIONS_BY_WORD, OrganisationLine, word_filters};

/// The longest search read: longer than any name.
const QUERY_CHARS_MAX: usize = 300;

#[derive(askama::Template)]
#[template(path = "pages/organisations.html")]
struct Organisations<'a> {
    ui: &'a Ui,
    filters: FilterPanel,
    rows: Vec<OrganisationLine>,
    pager: Pager,
    may_work: bool,
    /// For whom one is being chosen.
    person: Option<PersonId>,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let ui = &request.ui;
    let typed = request.query.get("q").unwrap_or("").trim();
    let kind = request.query.get("kind").unwrap_or("").to_owned();
    let mut filters = words(typed);
    let list = if filters.is_empty() { &ORGANISATIONS } else { &ORGANISATIONS_BY_WORD };
    filters.push(("kind".to_owned(), kind));
    let after = request.query.get("after").map(str::to_owned);
    let query = ListQuery { filters, after, limit: PAGE, order: None };
    let page = list.page(&request.kernel, &request.who, &query).await?;
    let entry = request.kernel.entry(&request.who, AuditKind::Search, "casefile.organisations");
    request.kernel.audit(entry.detail(format!("{} rows", page.rows.len()))).await?;
    let rows = lines(&page.rows)?;
    let kinds = ["employer", "school", "representative", "other"];
    let option = |code: &str| (code.to_owned(), ui.code("organisation-kind-", code).plain());
    let body = Organisations {
        ui,
        filters: FilterPanel::new(ui, "organisations")
            .text("q", ui.t("organisations-find"), request.query.get("q"))
            .select(
                "kind",
                ui.t("organisations-kind"),
                request.query.get("kind"),
                kinds.map(option).into(),
            ),
        rows,
        pager: Pager::new(ui, page.next.as_deref()),
        may_work: request.who.may(WORK),
        person: request.query("for"),
    };
    Ok(Page::new(ui.t("organisations"), &body)?.into())
}

/// The organisations of a page, each once: two words of one name that begin alike give it twice.
pub(super) fn lines(rows: &[DbRow]) -> Result<Vec<OrganisationLine>, Fault> {
    let mut lines = rows.iter().map(OrganisationLine::read).collect::<Result<Vec<_>, _>>()?;
    let mut seen = std::collections::HashSet::new();
    lines.retain(|line| seen.insert(line.id));
    Ok(lines)
}

/// Filters for what was typed: a whole business id, or words.
pub(super) fn words(typed: &str) -> Vec<(String, String)> {
    if typed.chars().count() > QUERY_CHARS_MAX {
        return Vec::new();
    }
    match BusinessId::new("FIN", typed) {
        Ok(id) => vec![("word".to_owned(), id.compact())],
        Err(_) => word_filters(typed),
    }
}
