//! Finding the person or the organisation that is to be a party to a case.

use web::parts::FilterPanel;
use web::{Page, Problem, Reply, Request, Ui};

use crate::ids::CaseId;
use crate::pages::PAGE;
use crate::pages::find::{self, Typed, Wanted};
use crate::rights::WORK;
use crate::rows::{OrganisationLine, PersonLine};
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
    let typed = Typed::of(&request);
    let asked = !typed.is_empty();
    let (mut rows, mut organisations) = (Vec::new(), Vec::new());
    if asked {
        let wanted = || Wanted { after: None, limit: PAGE };
        rows = find::persons(&request, &typed, wanted()).await?.rows;
        organisations = find::organisations(&request, &typed, "", wanted()).await?.rows;
        // Those that have ended are a party to nothing new.
        organisations.retain(|line| line.ended.is_none());
        let (shown, protected) = (rows.len() + organisations.len(), find::protected(&rows));
        find::record(&request, "casefile.persons", &typed, shown, &protected).await?;
    }
    let filters =
        FilterPanel::new(ui, "found").text("q", ui.t("casefile-name"), request.query.get("q"));
    let body = FindParty { ui, id, asked, filters, rows, organisations };
    Ok(Page::new(ui.t("casefile-find-party"), &body)?
        .crumb(ui.t("casefile-cases"), "/cases")
        .crumb(number, format!("/cases/{id}"))
        .into())
}
