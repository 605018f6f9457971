//! The cases that a case is linked to: the first on its page, and all of them, a page at a time.

use kernel::ListQuery;
use web::parts::Pager;
use web::{Page, Problem, Reply, Request, Ui};

use crate::ids::CaseId;
use crate::pages::PAGE;
use crate::rights::{SEE, WORK};
use crate::rows::{LINKS, LinkLine};
use crate::state::{Case, KnownCase};

/// Links that the page of a case itself shows: the rest is a click away.
pub(super) const FIRST_ITEMS_MAX: usize = 10;

#[derive(askama::Template)]
#[template(path = "pages/case/links.html")]
struct LinksPage<'a> {
    ui: &'a Ui,
    id: CaseId,
    number: String,
    links: Vec<LinkLine>,
    pager: Pager,
    may_work: bool,
}

/// The linked cases that the user may see, and the cursor of the next page.
pub(super) async fn read(
    request: &Request,
    id: CaseId,
    case: &KnownCase,
    (after, limit): (Option<String>, usize),
) -> Result<(Vec<LinkLine>, Option<String>), Problem> {
    if case.linked.is_empty() {
        return Ok((Vec::new(), None));
    }
    let filters = vec![("case".to_owned(), id.to_string())];
    let query = ListQuery { filters, order: None, after, limit };
    let page = LINKS.page(&request.kernel, &request.who, &query).await?;
    Ok((page.rows.iter().map(LinkLine::read).collect::<Result<_, _>>()?, page.next))
}

pub(in crate::pages) async fn show(request: Request) -> Result<Reply, Problem> {
    let id: CaseId = request.param("id")?;
    let opened = request.kernel.open::<Case>(&request.who, id, SEE, "case.links").await?;
    let case = opened.state.known().ok_or(Problem::NotFound)?;
    let (ui, number) = (&request.ui, case.number.to_string());
    let after = request.query.get("after").map(str::to_owned);
    let (links, next) = read(&request, id, case, (after, PAGE)).await?;
    let body = LinksPage {
        ui,
        id,
        number: number.clone(),
        links,
        pager: Pager::new(ui, next.as_deref()),
        may_work: request.who.may(WORK),
    };
    Ok(Page::new(ui.t("casefile-links"), &body)?
        .crumb(ui.t("casefile-cases"), "/cases")
        .crumb(number, format!("/cases/{id}"))
        .into())
}
