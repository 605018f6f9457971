//! Finding an organisation by words of its names or by its business id; choosing one that acts for
//! somebody.

use web::parts::{FilterPanel, Pager};
use web::{Page, Problem, Reply, Request, Ui};

use super::PAGE;
use super::find::{self, Found, Typed, Wanted};
use crate::ids::PersonId;
use crate::rights::WORK;
use crate::rows::{ORGANISATIONS, OrganisationLine};

#[derive(askama::Template)]
#[template(path = "pages/organisations.html")]
struct Organisations<'a> {
    ui: &'a Ui,
    filters: FilterPanel,
    found: Found<OrganisationLine>,
    pager: Pager,
    may_work: bool,
    /// For whom one is being chosen.
    person: Option<PersonId>,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let ui = &request.ui;
    let typed = Typed::of(&request);
    let kind = request.query.get("kind").unwrap_or("").to_owned();
    let found = if typed.text.is_empty() || typed.too_long {
        all(&request).await?
    } else {
        find::organisations(&request, &typed, &kind, Wanted::page(&request, PAGE)).await?
    };
    find::record(&request, "casefile.organisations", &typed, found.rows.len(), &[]).await?;
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
        pager: Pager::new(ui, found.next.as_deref()),
        found,
        may_work: request.who.may(WORK),
        person: request.query("for"),
    };
    Ok(Page::new(ui.t("organisations"), &body)?.into())
}

/// All, in the order of their names.
async fn all(request: &Request) -> Result<Found<OrganisationLine>, Problem> {
    let query = super::query(request, &["kind"]);
    let page = ORGANISATIONS.page(&request.kernel, &request.who, &query).await?;
    let rows = page.rows.iter().map(OrganisationLine::read).collect::<Result<_, _>>()?;
    Ok(Found { rows, next: page.next, unfinished: false })
}
