//! Whom somebody represents today: the first on the page about them, and all of them, a page at a time.

use kernel::{ListQuery, State};
use uuid::Uuid;
use web::parts::Pager;
use web::{Page, Problem, Reply, Request, Ui};

use super::PAGE;
use super::pairs::name_of;
use crate::ids::{OrganisationId, PersonId};
use crate::rights::SEE;
use crate::rows::{REPRESENTED, RepresentedLine};
use crate::state::{Organisation, Person};
use crate::words;

/// Those that the page about somebody itself shows: the rest is a click away.
const FIRST_ITEMS_MAX: usize = 10;

/// Who is represented, by name and in which role.
type Row = (PersonId, String, String);

/// The first of those whom somebody represents.
pub(super) struct Represented {
    pub(super) rows: Vec<Row>,
    /// Where all of them are, when these are not.
    pub(super) all: Option<String>,
}

#[derive(askama::Template)]
#[template(path = "pages/represented.html")]
struct RepresentedPage<'a> {
    ui: &'a Ui,
    name: String,
    rows: Vec<Row>,
    pager: Pager,
}

impl Represented {
    /// Those whose representation ends first; `page` is that about the representative.
    pub(super) async fn first(
        request: &Request,
        agent: Uuid,
        page: &str,
    ) -> Result<Represented, Problem> {
        let (rows, next) = read(request, agent, (None, FIRST_ITEMS_MAX)).await?;
        Ok(Represented { rows, all: next.map(|_| format!("{page}/represented")) })
    }
}

/// Whom somebody represents today, as far as the user may see them, and the cursor of the next page.
async fn read(
    request: &Request,
    agent: Uuid,
    (after, limit): (Option<String>, usize),
) -> Result<(Vec<Row>, Option<String>), Problem> {
    let ui = &request.ui;
    let filters =
        vec![("agent".to_owned(), agent.to_string()), ("on".to_owned(), ui.today().to_string())];
    let query = ListQuery { filters, limit, after, ..ListQuery::default() };
    let page = REPRESENTED.page(&request.kernel, &request.who, &query).await?;
    let mut rows = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        let line = RepresentedLine::read(row)?;
        if let Some(name) = name_of(request, line.person).await? {
            let role = ui.code("representative-", line.role).plain();
            let days = words::days(ui, None, line.until);
            let role = if days.is_empty() { role } else { format!("{role}, {days}") };
            rows.push((line.person, name, role));
        }
    }
    Ok((rows, page.next))
}

pub(super) async fn of_person(request: Request) -> Result<Reply, Problem> {
    let id: PersonId = request.param("id")?;
    let opened = request.kernel.open::<Person>(&request.who, id, SEE, "person.represented").await?;
    opened.state.known().ok_or(Problem::NotFound)?;
    let name = opened.state.shown();
    show(&request, id.0, name, ("casefile-persons", Person::STREAM)).await
}

pub(super) async fn of_organisation(request: Request) -> Result<Reply, Problem> {
    let id: OrganisationId = request.param("id")?;
    let look = "organisation.represented";
    let opened = request.kernel.open::<Organisation>(&request.who, id, SEE, look).await?;
    opened.state.known().ok_or(Problem::NotFound)?;
    let name = opened.state.shown();
    show(&request, id.0, name, ("organisations", Organisation::STREAM)).await
}

async fn show(
    request: &Request,
    agent: Uuid,
    name: Option<String>,
    (list, kind): (&str, &str),
) -> Result<Reply, Problem> {
    let ui = &request.ui;
    let name = name.unwrap_or_else(|| ui.t("casefile-erased").plain());
    let after = request.query.get("after").map(str::to_owned);
    let (rows, next) = read(request, agent, (after, PAGE)).await?;
    let body =
        RepresentedPage { ui, name: name.clone(), rows, pager: Pager::new(ui, next.as_deref()) };
    Ok(Page::new(ui.t("persons-represents"), &body)?
        .crumb(ui.t(list.to_owned()), format!("/{kind}s"))
        .crumb(name, format!("/{kind}s/{agent}"))
        .into())
}
