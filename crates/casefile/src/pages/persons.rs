//! Finding a person by any words of any of their names, in any script, by their birth date or by the
//! number of a document; or a case by its number.

use web::parts::Pager;
use web::{Page, Problem, Reply, Request, Ui};

use super::PAGE;
use super::find::{self, Found, Typed, Wanted};
use crate::rights::WORK;
use crate::rows::PersonLine;

#[derive(askama::Template)]
#[template(path = "pages/persons.html")]
struct Persons<'a> {
    ui: &'a Ui,
    typed: &'a Typed<'a>,
    found: Found<PersonLine>,
    pager: Pager,
    may_work: bool,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let typed = Typed::of(&request);
    if let Some(case) = find::numbered(&request, &typed).await? {
        find::record(&request, "casefile.persons", &typed, 1, &[]).await?;
        return Ok(Reply::redirect(format!("/cases/{case}")));
    }
    let found = find::persons(&request, &typed, Wanted::page(&request, PAGE)).await?;
    if !typed.is_empty() {
        let (shown, protected) = (found.rows.len(), find::protected(&found.rows));
        find::record(&request, "casefile.persons", &typed, shown, &protected).await?;
    }
    let body = Persons {
        ui: &request.ui,
        typed: &typed,
        pager: Pager::new(&request.ui, found.next.as_deref()),
        found,
        may_work: request.who.may(WORK),
    };
    Ok(Page::new(request.ui.t("casefile-persons"), &body)?.into())
}
