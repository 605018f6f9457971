//! Finding a person by any words of any of their names, in any script; or a case by its number.

use kernel::{AuditKind, ListQuery, State as _};
use web::parts::Pager;
use web::{Page, Problem, Reply, Request, Ui};

use super::PAGE;
use crate::acts;
use crate::model::{CaseNumber, Country};
use crate::rights::WORK;
use crate::rows::{self, CASES, CaseLine, PERSONS, PersonLine, word_filters};
use crate::state::Person;

/// The longest search read: longer than any name.
const QUERY_MAX: usize = 200;
/// The longest document number there is; see [`crate::model::TravelDocument`].
const NUMBER_CHARS_MAX: usize = 20;

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
    let numbered = by_document(&request, typed).await?;
    let (rows, next) = if searched {
        let page = PERSONS.page(&request.kernel, &request.who, &query).await?;
        let mut rows = numbered;
        for row in &page.rows {
            rows.push(PersonLine::read(row)?);
        }
        // Two words of one name that begin alike give the person twice, one after the other.
        let mut seen = std::collections::HashSet::new();
        rows.retain(|row| seen.insert(row.id));
        let entry = request.kernel.entry(&request.who, AuditKind::Search, "casefile.persons");
        request.kernel.audit(entry.detail(format!("{} rows", rows.len()))).await?;
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

/// Persons with a document of this number. One who is protected is found by the keyed hash of it,
/// and by those alone who have the clearance.
async fn by_document(request: &Request, typed: &str) -> Result<Vec<PersonLine>, Problem> {
    let number: String = typed.split_whitespace().collect::<String>().to_ascii_uppercase();
    let fits = (1..=NUMBER_CHARS_MAX).contains(&number.len());
    let plain = number.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !fits || !plain || !number.bytes().any(|b| b.is_ascii_digit()) {
        return Ok(Vec::new());
    }
    let key = rows::number_key(&number);
    let hash = request.kernel.text_hash(acts::NUMBER_HASH, &key);
    let keys = [key, rows::hash_key(&hash)].into();
    let mut lines = Vec::new();
    for id in rows::with_keys(&request.kernel, &request.who, &keys).await? {
        let (person, _) = request.kernel.peek::<Person>(id).await?;
        let seen = person.access().is_some_and(|access| request.who.sees(&access));
        let particulars = person.known().and_then(|known| known.particulars.as_ref());
        if let Some(p) = particulars.filter(|_| seen) {
            let nationalities: Vec<&str> = p.nationalities.iter().map(Country::code).collect();
            lines.push(PersonLine {
                id,
                name: person.shown().unwrap_or_default(),
                others: String::new(),
                born: p.born,
                nationalities: nationalities.join(" "),
            });
        }
    }
    Ok(lines)
}

async fn case_by_number(request: &Request, typed: &str) -> Result<Option<CaseLine>, Problem> {
    let Ok(number) = CaseNumber::parse(typed) else { return Ok(None) };
    let filters = vec![("number".to_owned(), number.to_string())];
    let query = ListQuery { filters, limit: 2, order: Some("number".into()), after: None };
    let page = CASES.page(&request.kernel, &request.who, &query).await?;
    let line = page.rows.first().map(CaseLine::read).transpose()?;
    Ok(line.filter(|line| line.number == number.to_string()))
}
