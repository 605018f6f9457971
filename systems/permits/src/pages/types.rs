//! Which permits one can apply for here.

use web::{Page, Problem, Reply, Request, Ui};

use crate::permit::{self, PermitType};

#[derive(askama::Template)]
#[template(path = "pages/types.html")]
struct Types<'a> {
    ui: &'a Ui,
    /// Code, name, and what it is about.
    types: Vec<(&'a str, String, String)>,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let ui = &request.ui;
    let shown = |permit: &'static PermitType| {
        let code = permit.code.as_str();
        let about = ui.t(format!("case-type-{code}.about")).plain();
        (code, ui.code("case-type-", code).plain(), about)
    };
    let body = Types { ui, types: permit::all()?.iter().map(shown).collect() };
    Ok(Page::new(request.ui.t("application-types"), &body)?.narrow().into())
}
