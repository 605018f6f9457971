//! A lead's view of open work, unit by unit.

use kernel::AuditKind;
use web::{Page, Problem, Reply, Request, Ui};

use crate::rows::{UnitWork, open_work};

#[derive(askama::Template)]
#[template(path = "pages/lead.html")]
struct Lead<'a> {
    ui: &'a Ui,
    units: Vec<UnitWork>,
    yesterday: kernel::Date,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let mut units = open_work(&request.kernel, request.ui.today()).await?;
    units.retain(|u| request.who.units.contains(&u.unit));
    let entry = request.kernel.entry(&request.who, AuditKind::Search, "casefile.lead");
    request.kernel.audit(entry).await?;
    let yesterday = request.ui.today().saturating_sub(jiff::Span::new().days(1));
    let body = Lead { ui: &request.ui, units, yesterday };
    Ok(Page::new(request.ui.t("casefile-lead"), &body)?.into())
}
