//! Pairs of persons about whom somebody is still to decide whether they are one.

use kernel::{AuditKind, ListQuery, State as _};
use web::parts::Pager;
use web::{Page, Problem, Reply, Request, Ui};

use super::query;
use crate::ids::PersonId;
use crate::rights::WORK;
use crate::rows::{PAIRS, PairLine};
use crate::state::Person;

#[derive(askama::Template)]
#[template(path = "pages/pairs.html")]
struct Pairs<'a> {
    ui: &'a Ui,
    rows: Vec<Line>,
    pager: Pager,
    may_work: bool,
}

struct Line {
    pair: PairLine,
    names: [String; 2],
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let ui = &request.ui;
    let asked: ListQuery = query(&request, &[]);
    let page = PAIRS.page(&request.kernel, &request.who, &asked).await?;
    let entry = request.kernel.entry(&request.who, AuditKind::Search, "casefile.pairs");
    request.kernel.audit(entry.detail(format!("{} rows", page.rows.len()))).await?;
    let mut rows = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        let pair = PairLine::read(row)?;
        // The list knows who may see one of them; of the pair is shown only who may see both.
        let one = name_of(&request, pair.person).await?;
        if let Some(names) = one.zip(name_of(&request, pair.other).await?) {
            rows.push(Line { pair, names: names.into() });
        }
    }
    let pager = Pager::new(ui, page.next.as_deref());
    let body = Pairs { ui, rows, pager, may_work: request.who.may(WORK) };
    let page = Page::new(ui.t("persons-pairs"), &body)?;
    Ok(page.crumb(ui.t("casefile-persons"), "/persons").into())
}

/// The name of a person whom the user may see.
pub(super) async fn name_of(request: &Request, id: PersonId) -> Result<Option<String>, Problem> {
    let (person, _) = request.kernel.peek::<Person>(id).await?;
    let seen = person.access().is_some_and(|access| request.who.sees(&access));
    let erased = || request.ui.t("casefile-erased").plain();
    Ok(seen.then(|| person.shown().unwrap_or_else(erased)))
}
