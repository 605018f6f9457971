//! Choosing another person for something that concerns two: by name, or by the address of a page.

use web::parts::Pager;
use web::{Page, Problem, Reply, Request, Ui};

use super::PAGE;
use super::find::{self, Found, Typed, Wanted};
use crate::ids::PersonId;
use crate::rights::{SEE, WORK};
use crate::rows::PersonLine;
use crate::state::Person;

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
    found: Found<PersonLine>,
    pager: Pager,
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
    let typed = Typed::of(&request);
    let searched = !typed.is_empty();
    let mut found = if searched { found(&request, &typed).await? } else { Found::default() };
    found.rows.retain(|row| row.id != id);
    let body = Choose {
        ui,
        heading: ui.t(heading).plain(),
        name: name.clone(),
        id,
        code,
        form,
        typed: typed.text,
        searched,
        pager: Pager::new(ui, found.next.as_deref()),
        found,
    };
    let page = Page::new(ui.t(heading), &body)?.crumb(ui.t("casefile-persons"), "/persons");
    Ok(page.crumb(name, format!("/persons/{id}")).into())
}

async fn found(request: &Request, typed: &Typed<'_>) -> Result<Found<PersonLine>, Problem> {
    let found = match pasted(typed.text) {
        Some(id) => {
            let rows = find::person_line(request, id).await?.into_iter().collect();
            Found { rows, ..Found::default() }
        }
        None => find::persons(request, typed, Wanted::page(request, PAGE)).await?,
    };
    let protected = find::protected(&found.rows);
    find::record(request, "person.choose", typed, found.rows.len(), &protected).await?;
    Ok(found)
}

/// The person whose page's address, or its end, was typed: so is one found who has no name in rows.
fn pasted(typed: &str) -> Option<PersonId> {
    let end = typed.split(['?', '#']).next()?.trim_end_matches('/');
    end.rsplit('/').next()?.parse().ok()
}
