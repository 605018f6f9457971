//! The vault, for those few who may open it: what lies there, and one thing of it. Each look is recorded before
//! anything is shown, and whoever may not see the case sees nothing of it here either.

use casefile::Case;
use kernel::{AuditKind, ListQuery};
use web::parts::Pager;
use web::{Content, File, Page, Problem, Reply, Request, Ui};

use crate::ids::CaptureId;
use crate::rights::VAULT as OPEN;
use crate::rows::{VAULT, VaultLine};
use crate::state::Capture;

/// Rows on a page of the list.
const PAGE: usize = 50;

#[derive(askama::Template)]
#[template(path = "pages/vault.html")]
struct Vaulted<'a> {
    ui: &'a Ui,
    lines: Vec<VaultLine>,
    pager: Pager,
}

pub(super) async fn list(request: Request) -> Result<Reply, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let after = request.query.get("after").map(str::to_owned);
    let query = ListQuery { filters: vec![], order: None, after, limit: PAGE };
    let page = VAULT.page(kernel, &request.who, &query).await?;
    let entry = kernel.entry(&request.who, AuditKind::Search, "vault.list");
    kernel.audit(entry.detail(format!("{} rows", page.rows.len()))).await?;
    let lines = page.rows.iter().map(VaultLine::read).collect::<Result<Vec<_>, _>>()?;
    let body = Vaulted { ui, lines, pager: Pager::new(ui, page.next.as_deref()) };
    Ok(Page::new(ui.t("vault"), &body)?.into())
}

pub(super) async fn open(request: Request) -> Result<Reply, Problem> {
    let (kernel, who) = (&request.kernel, &request.who);
    let id: CaptureId = request.param("id")?;
    let (capture, _) = kernel.peek::<Capture>(id).await?;
    if let Some(kept) = capture.kept() {
        kernel.open::<Case>(who, kept.case, OPEN, "vault.open").await?;
    }
    let opened = kernel.open::<Capture>(who, id, OPEN, "vault.open").await?;
    let kept = opened.state.kept().ok_or(Problem::NotFound)?;
    let file = kept.file.ok_or(Problem::NotFound)?;
    Ok(Reply::File(File {
        name: kept.what.code().to_owned(),
        media_type: kept.media_type.clone(),
        inline: true,
        content: Content::Stored(file),
    }))
}
