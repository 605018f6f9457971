//! @Page@.

use askama::Template;
use web::{Page, Problem, Reply, Request, Ui};

#[derive(Template)]
#[template(path = "pages/@page@.html")]
struct @Page@Page<'a> {
    ui: &'a Ui,
}

/// Shows it.
pub async fn page(request: Request) -> Result<Reply, Problem> {
    let body = @Page@Page { ui: &request.ui };
    Ok(Page::new(request.ui.t("@key@-@pagekey@"), &body)?.into())
}
