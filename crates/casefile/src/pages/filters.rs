//! Filters that were saved: one's own, and those that one's units share.

use kernel::{ListQuery, PAGE_MAX, Refusal};
use web::{Page, Problem, Reply, Request, Ui};

use crate::case_filter;
use crate::rights::LEAD;
use crate::rows::{FILTERS, FilterLine};

/// A saved filter, and what it asks of the list now: the list may no longer have what was saved.
pub(super) struct Saved {
    pub(super) line: FilterLine,
    pub(super) asks: Result<ListQuery, Refusal>,
}

#[derive(askama::Template)]
#[template(path = "pages/filters.html")]
struct Filters<'a> {
    ui: &'a Ui,
    rows: Vec<Kept>,
}

struct Kept {
    line: FilterLine,
    /// Why it cannot be asked any more.
    broken: Option<String>,
    /// May the reader rename and remove it?
    theirs: bool,
}

/// The filters of the list of cases, one's own first.
pub(super) async fn saved(request: &Request) -> Result<Vec<Saved>, Problem> {
    let (kernel, who) = (&request.kernel, &request.who);
    let mut saved = Vec::new();
    for (name, value) in [("owner", who.user.to_string()), ("shared", "1".to_owned())] {
        let list = ("list".to_owned(), case_filter::LIST.to_owned());
        let filters = vec![list, (name.to_owned(), value)];
        let query = ListQuery { filters, limit: PAGE_MAX, ..ListQuery::default() };
        for row in FILTERS.page(kernel, who, &query).await?.rows {
            let line = FilterLine::read(&row)?;
            let asks = case_filter::saved(&line.query, who, request.ui.today());
            saved.push(Saved { line, asks });
        }
    }
    Ok(saved)
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let (who, ui) = (&request.who, &request.ui);
    let rows = saved(&request).await?.into_iter().map(|Saved { line, asks }| Kept {
        broken: asks
            .err()
            .map(|refusal| ui.t(format!("refusal-{}", refusal.code)).args(refusal.args).plain()),
        theirs: line.unit.is_empty() || (who.may(LEAD) && who.units.contains(&line.unit)),
        line,
    });
    let body = Filters { ui, rows: rows.collect() };
    let page = Page::new(ui.t("filters"), &body)?;
    Ok(page.crumb(ui.t("casefile-cases"), "/cases").into())
}
