//! Choosing another person for something that concerns two: by name, or by the address of a page.

use kernel::{AuditKind, ListQuery, State as _};
use web::parts::Pager;
use web::{Page, Problem, Reply, Request, Ui};

use super::PAGE;
use crate::ids::PersonId;
use crate::model::PartialDate;
use crate::rights::{SEE, WORK};
use crate::rows::{PERSONS, PersonLine, word_filters};
use crate::state::Person;

/// The longest text read: the address of a page with its host, or any name.
const QUERY_CHARS_MAX: usize = 300;

#[derive(askama::Template)]
#[template(path = "pages/choose.html")]
struct Choose<'a> {
    ui: &'a Ui,
    heading: String,
    name: String,
    id: PersonId,
    code: &'static str,
    form: &'static str,
    typed: &'a str,
    searched: bool,
    rows: Vec<Found>,
    pager: Pager,
}

struct Found {
    id: PersonId,
    name: String,
    others: String,
    born: PartialDate,
}

/// What a person is chosen for: its code in the address, the form that follows, the act's name.
const PURPOSES: [(&str, &str, &str); 3] = [
    ("relation", "relations/new", "act-person-record-relation"),
    ("representative", "representatives/new", "act-person-add-representative"),
    ("compare", "compare", "act-person-compare"),
];

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let id: PersonId = request.param("id")?;
    if !request.who.may(WORK) {
        return Err(Problem::NotAllowed);
    }
    let purpose = request.query.get("for").unwrap_or("");
    let purpose = PURPOSES.iter().find(|(code, ..)| *code == purpose).ok_or(Problem::NotFound)?;
    let (code, form, heading) = *purpose;
    let opened = request.kernel.open::<Person>(&request.who, id, SEE, "person.choose").await?;
    let name = opened.state.shown().ok_or(Problem::NotFound)?;
    let ui = &request.ui;
    let typed = request.query.get("q").unwrap_or("").trim();
    let searched = !typed.is_empty() && typed.chars().count() <= QUERY_CHARS_MAX;
    let (mut rows, next) = if searched { found(&request, typed).await? } else { (vec![], None) };
    rows.retain(|row| row.id != id);
    let body = Choose {
        ui,
        heading: ui.t(heading).plain(),
        name: name.clone(),
        id,
        code,
        form,
        typed,
        searched,
        rows,
        pager: Pager::new(ui, next.as_deref()),
    };
    let page = Page::new(ui.t(heading), &body)?.crumb(ui.t("casefile-persons"), "/persons");
    Ok(page.crumb(name, format!("/persons/{id}")).into())
}

async fn found(request: &Request, typed: &str) -> Result<(Vec<Found>, Option<String>), Problem> {
    let entry = request.kernel.entry(&request.who, AuditKind::Search, "person.choose");
    if let Some(id) = pasted(typed) {
        let (person, _) = request.kernel.peek::<Person>(id).await?;
        let seen = person.access().is_some_and(|access| request.who.sees(&access));
        let particulars = person.known().and_then(|known| known.particulars.as_ref());
        let found = particulars.filter(|_| seen).map(|p| Found {
            id,
            name: person.shown().unwrap_or_default(),
            others: String::new(),
            born: p.born,
        });
        request.kernel.audit(entry.detail(format!("{} rows", found.iter().count()))).await?;
        return Ok((found.into_iter().collect(), None));
    }
    let filters = word_filters(typed);
    if filters.is_empty() {
        return Ok((Vec::new(), None));
    }
    let after = request.query.get("after").map(str::to_owned);
    let query = ListQuery { filters, after, limit: PAGE, order: None };
    let page = PERSONS.page(&request.kernel, &request.who, &query).await?;
    request.kernel.audit(entry.detail(format!("{} rows", page.rows.len()))).await?;
    let mut lines = page.rows.iter().map(PersonLine::read).collect::<Result<Vec<_>, _>>()?;
    let mut seen = std::collections::HashSet::new();
    lines.retain(|line| seen.insert(line.id));
    let found = |p: PersonLine| Found { id: p.id, name: p.name, others: p.others, born: p.born };
    Ok((lines.into_iter().map(found).collect(), page.next))
}

/// The person whose page's address, or its end, was typed: so is one found who has no name in rows.
fn pasted(typed: &str) -> Option<PersonId> {
    let end = typed.split(['?', '#']).next()?.trim_end_matches('/');
    end.rsplit('/').next()?.parse().ok()
}
