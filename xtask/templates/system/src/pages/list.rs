//! All records.

use askama::Template;
use kernel::{ListQuery, PAGE_MAX};
use web::parts::Pager;
use web::{Page, Problem, Reply, Request, Ui};

use crate::rows;

#[derive(Template)]
#[template(path = "pages/list.html")]
struct ListPage<'a> {
    ui: &'a Ui,
    titles: Vec<String>,
    pager: Pager,
}

/// Shows them.
pub async fn page(request: Request) -> Result<Reply, Problem> {
    let after = request.query::<String>("after");
    let query = ListQuery { after, limit: PAGE_MAX, ..ListQuery::default() };
    let found = rows::LIST.page(&request.kernel, &request.who, &query).await?;
    let titles = found.rows.iter().map(|row| row.get(1)).collect::<Result<_, _>>()?;
    let pager = Pager::new(&request.ui, found.next.as_deref());
    let body = ListPage { ui: &request.ui, titles, pager };
    Ok(Page::new(request.ui.t("@key@-list"), &body)?.into())
}
