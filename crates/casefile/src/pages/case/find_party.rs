//! Finding the person or the organisation that is to be a party to a case.

use kernel::{AuditKind, ListQuery};
use web::parts::FilterPanel;
use web::{Page, Problem, Reply, Request, Ui};

use crate::ids::CaseId;
use crate::pages::{PAGE, organisations};
use crate::rights::WORK;
use crate::rows::{ORGANISATIONS_BY_WORD, OrganisationLine, PERSONS, PersonLine, word_filters};
use crate::state::Case;

#[derive(askama::Template)]
#[template(path = "pages/case/find_party.html")]
struct FindParty<'a> {
    ui: &'a Ui,
    id: CaseId,
    asked: bool,
    filters: FilterPanel,
    rows: Vec<PersonLine>,
    organisations: Vec<OrganisationLine>,
}

pub(in crate::pages) async fn show(request: Request) -> Result<Reply, Problem> {
    let id: CaseId = request.param("id")?;
    let opened = request.kernel.open::<Case>(&request.who, id, WORK, "case.find_party").await?;
    let number = opened.state.known().ok_or(Problem::NotFound)?.number.to_string();
    let ui = &request.ui;
    let typed = request.query.get("q").unwrap_or("").trim();
    let filters = word_filters(typed);
    let asked = !filters.is_empty();
    let (mut rows, mut organisations) = (Vec::new(), Vec::new());
    if asked {
        let query = ListQuery { filters, order: None, after: None, limit: PAGE };
        let page = PERSONS.page(&request.kernel, &request.who, &query).await?;
        let entry = request.kernel.entry(&request.who, AuditKind::Search, "casefile.persons");
        request.kernel.audit(entry.detail(format!("{} rows", page.rows.len()))).await?;
        rows = page.rows.iter().map(PersonLine::read).collect::<Result<_, _>>()?;
        // A person with several fitting names stands in several rows.
        rows.dedup_by_key(|line| line.id);
        let filters = organisations::words(typed);
        let query = ListQuery { filters, order: None, after: None, limit: PAGE };
        let page = ORGANISATIONS_BY_WORD.page(&request.kernel, &request.who, &query).await?;
        organisations = organisations::lines(&page.rows)?;
        // Those that have ended are a party to nothing new.
        organisations.retain(|line| line.ended.is_none());
    }
    let filters =
        FilterPanel::new(ui, "found").text("q", ui.t("casefile-name"), request.query.get("q"));
    let body = FindParty { ui, id, asked, filters, rows, organisations };
    Ok(Page::new(ui.t("casefile-find-party"), &body)?
        .crumb(ui.t("casefile-cases"), "/cases")
        .crumb(number, format!("/cases/{id}"))
        .into())
}
