//! Who looked and who did: for the auditor, whose own looks are recorded like everyone's.

use kernel::{AUDIT, AuditKind, Ts, UserId};
use uuid::Uuid;
use web::form::text_key;
use web::parts::{FilterPanel, Pager};
use web::{Page, Problem, Reply, Request, Ui};

use super::{Names, query};

#[derive(askama::Template)]
#[template(path = "pages/audit.html")]
struct Audit<'a> {
    ui: &'a Ui,
    filters: FilterPanel,
    rows: Vec<Line>,
    pager: Pager,
}

struct Line {
    at: Ts,
    who: String,
    kind: String,
    what: String,
    subject_kind: String,
    subject: Option<Uuid>,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let page =
        AUDIT.page(&request.kernel, &request.who, &query(&request, &["subject", "actor"])).await?;
    let ui = &request.ui;
    let entry = request.kernel.entry(&request.who, AuditKind::Search, "casefile.audit");
    let subject = request.query.get("subject").and_then(|s| s.parse::<Uuid>().ok());
    request
        .kernel
        .audit(match subject {
            Some(subject) => entry.about("audit", subject),
            None => entry,
        })
        .await?;
    let mut names = Names::new(&request);
    let mut rows = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        let (actor, act): (UserId, String) = (row.get(1)?, row.get(3)?);
        let who = if actor.0.is_nil() {
            ui.t("casefile-visitor").plain()
        } else {
            names.of(actor).await?
        };
        rows.push(Line {
            at: row.get(0)?,
            who,
            kind: row.get(2)?,
            what: words(ui, &act),
            subject_kind: row.get(4)?,
            subject: row.get(5)?,
        });
    }
    let body = Audit {
        ui,
        filters: FilterPanel::new(ui, "audit")
            .text("subject", ui.t("casefile-audit-subject"), request.query.get("subject"))
            .text("actor", ui.t("casefile-audit-actor"), request.query.get("actor")),
        rows,
        pager: Pager::new(ui, page.next.as_deref()),
    };
    Ok(Page::new(ui.t("casefile-audit"), &body)?.into())
}

/// An act or page in words where there are words for it, else its name.
fn words(ui: &Ui, act: &str) -> String {
    let key = text_key(act);
    [format!("act-{key}"), format!("look-{key}")]
        .into_iter()
        .find(|key| ui.has(key))
        .map_or_else(|| act.to_owned(), |key| ui.t(key).plain())
}
