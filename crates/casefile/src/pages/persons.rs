//! Finding a person by any words of any of their names, in any script; or a case by its number.

use kernel::{AuditKind, ListQuery};
use web::parts::Pager;
use web::{Page, Problem, Reply, Request, Ui};

use super::PAGE;
use crate::model::CaseNumber;
use crate::rights::WORK;
use crate::rows::{CASES, CaseLine, PERSONS, PersonLine, word_filters};

/// The longest search read: longer than any name.
const QUERY_MAX: usize = 200;

#[derive(askama::Template)]
#[template(path = "pages/persons.html")]
struct Persons<'a> {
    ui: &'a Ui,
    typed: &'a str,
    searched: bool,
    too_long: bool,
    rows: Vec<PersonLine>,
    pager: Pager,
    may_work: bool,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let typed = request.query.get("q").unwrap_or("").trim();
    if let Some(case) = case_by_number(&request, typed).await? {
        return Ok(Reply::redirect(format!("/cases/{}", case.id)));
    }
    let too_long = typed.chars().count() > QUERY_MAX;
    let filters = if too_long { Vec::new() } else { word_filters(typed) };
    let searched = !filters.is_empty();
    let after = request.query.get("after").map(str::to_owned);
    let query = ListQuery { filters, after, limit: PAGE, order: None };
    let (rows, next) = if searched {
        let page = PERSONS.page(&request.kernel, &request.who, &query).await?;
        let entry = request.kernel.entry(&request.who, AuditKind::Search, "casefile.persons");
        request.kernel.audit(entry.detail(format!("{} rows", page.rows.len()))).await?;
        let mut rows = page.rows.iter().map(PersonLine::read).collect::<Result<Vec<_>, _>>()?;
        // Two words of one name that begin alike give the person twice, one after the other.
        let mut seen = std::collections::HashSet::new();
        rows.retain(|row| seen.insert(row.id));
        (rows, page.next)
    } else {
        (Vec::new(), None)
    };
    let body = Persons {
        ui: &request.ui,
        typed,
        searched,
        too_long,
        rows,
        pager: Pager::new(&request.ui, next.as_deref()),
        may_work: request.who.may(WORK),
    };
    Ok(Page::new(request.ui.t("casefile-persons"), &body)?.into())
}

async fn case_by_number(request: &Request, typed: &str) -> Result<Option<CaseLine>, Problem> {
    let Ok(number) = CaseNumber::parse(typed) else { return Ok(None) };
    let filters = vec![("number".to_owned(), number.to_string())];
    let query = ListQuery { filters, limit: 2, order: Some("number".into()), after: None };
    let page = CASES.page(&request.kernel, &request.who, &query).await?;
    let line = page.rows.first().map(CaseLine::read).transpose()?;
    Ok(line.filter(|line| line.number == number.to_string()))
}
