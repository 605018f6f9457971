//! What a member's compartments have stopped, by the day to look at it: theirs alone to see.

use kernel::{AuditKind, Fault, ListQuery, PAGE_MAX};
use web::parts::{FilterPanel, Pager};
use web::{Page, Problem, Reply, Request, Ui};

use super::pairs::name_of;
use super::{Names, query};
use crate::ids::PersonId;
use crate::model::{ActKind, Compartment};
use crate::rows::{HOLDS, HoldLine};

/// Filters in the address.
const FILTERS: [&str; 2] = ["state", "owner"];

#[derive(askama::Template)]
#[template(path = "pages/holds.html")]
struct Holds<'a> {
    ui: &'a Ui,
    filters: FilterPanel,
    rows: Vec<HoldRow>,
    /// Somebody asked for some of them only.
    filtered: bool,
    pager: Pager,
}

/// A hold as its members see it in a list.
pub(super) struct HoldRow {
    pub(super) line: HoldLine,
    /// For whom; nothing when the member may not see them.
    pub(super) person: Option<String>,
    /// Who answers for it; nothing when nobody does.
    pub(super) owner: Option<String>,
    pub(super) compartment: String,
    pub(super) stops: String,
    pub(super) due: bool,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let ui = &request.ui;
    let mut asked = query(&request, &FILTERS);
    if request.query.get("state").is_none() {
        asked.filters.retain(|(name, _)| name != "state");
        asked.filters.push(("state".to_owned(), "stands".to_owned()));
    }
    let page = HOLDS.page(&request.kernel, &request.who, &asked).await?;
    record(&request, page.rows.len()).await?;
    let lines = page.rows.iter().map(HoldLine::read).collect::<Result<Vec<_>, _>>()?;
    let rows = shown(&request, lines).await?;
    let pager = Pager::new(ui, page.next.as_deref());
    let filtered =
        FILTERS.iter().any(|name| request.query.get(name).is_some_and(|v| !v.is_empty()));
    let body = Holds { ui, filters: filters(&request).await?, rows, filtered, pager };
    Ok(Page::new(ui.t("holds"), &body)?.into())
}

/// Records the look among those who may know that there is something to look at.
async fn record(request: &Request, rows: usize) -> Result<(), Fault> {
    let entry = |compartment: &Compartment| {
        let entry = request.kernel.entry(&request.who, AuditKind::Search, "casefile.holds");
        entry.detail(format!("{rows} rows")).within(Some(compartment.id))
    };
    let entries = Compartment::of_member(&request.who).map(entry).collect();
    request.kernel.audit_all(entries).await
}

/// Standing holds for a person that the user may see: for the person's page.
pub(super) async fn of_person(
    request: &Request,
    person: PersonId,
) -> Result<Vec<HoldRow>, Problem> {
    standing(request, ("person", person.to_string())).await
}

/// Holds that the user answers for and has to look at: for the page of their work.
pub(super) async fn of_mine(request: &Request) -> Result<Vec<HoldRow>, Problem> {
    let mut mine = standing(request, ("owner", request.who.user.to_string())).await?;
    mine.retain(|row| row.line.wants_attention);
    Ok(mine)
}

async fn standing(request: &Request, filter: (&str, String)) -> Result<Vec<HoldRow>, Problem> {
    let filters = [("state", "stands".to_owned()), filter];
    let filters = filters.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let query = ListQuery { filters, limit: PAGE_MAX, ..ListQuery::default() };
    let page = HOLDS.page(&request.kernel, &request.who, &query).await?;
    let lines = page.rows.iter().map(HoldLine::read).collect::<Result<Vec<_>, _>>()?;
    record(request, lines.len()).await?;
    shown(request, lines).await
}

async fn shown(request: &Request, lines: Vec<HoldLine>) -> Result<Vec<HoldRow>, Problem> {
    let (ui, mut names) = (&request.ui, Names::new(request));
    let mut rows = Vec::with_capacity(lines.len());
    for line in lines {
        let owner = match line.owner {
            Some(owner) => Some(names.of(owner).await?),
            None => None,
        };
        let compartment = line.compartment.and_then(Compartment::of);
        rows.push(HoldRow {
            person: name_of(request, line.person).await?,
            owner,
            compartment: compartment.map_or("", |c| c.name(ui.lang().code())).to_owned(),
            stops: stops(ui, line.kinds.iter().copied()),
            due: line.state == "stands" && line.review_on <= ui.today(),
            line,
        });
    }
    Ok(rows)
}

/// What is stopped, in words.
pub(super) fn stops(ui: &Ui, kinds: impl Iterator<Item = ActKind>) -> String {
    let words: Vec<String> = kinds.map(|k| ui.code("act-kind-", k.code()).plain()).collect();
    words.join(", ")
}

async fn filters(request: &Request) -> Result<FilterPanel, Problem> {
    let (ui, value) = (&request.ui, |name: &str| request.query.get(name));
    let state = |code: &str| (code.to_owned(), ui.code("hold-state-", code).plain());
    let mut members = Vec::new();
    for compartment in Compartment::of_member(&request.who) {
        for member in request.kernel.members(compartment.id).await? {
            let option = (member.id.to_string(), member.name);
            if !members.contains(&option) {
                members.push(option);
            }
        }
    }
    Ok(FilterPanel::new(ui, "holds")
        .select(
            "state",
            ui.t("hold-state"),
            Some(value("state").unwrap_or("stands")),
            vec![state("stands"), state("lifted")],
        )
        .select("owner", ui.t("hold-owner"), value("owner"), members))
}
