//! One's own applications, and how each stands in plain words.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use casefile::lasted::DECIDED;
use casefile::{Case, KnownCase, Messages, Status};
use kernel::{AuditKind, ListQuery, MACHINE};
use web::parts::{Pager, Tag, Tone};
use web::{Page, Problem, Reply, Request, Ui};

use crate::acts::path;
use crate::lasted;
use crate::permit;
use crate::rows::{APPLICATIONS, ApplicationLine};
use crate::state::Application;

/// Applications on a page: a family's over some years.
const PAGE: usize = 20;

#[derive(askama::Template)]
#[template(path = "pages/mine.html")]
struct Mine<'a> {
    ui: &'a Ui,
    lines: Vec<Shown>,
    pager: Pager,
}

struct Shown {
    href: String,
    permit: String,
    number: String,
    status: Tag,
    changed: String,
    /// The authority wrote last, and when.
    written: Option<String>,
    /// How long such cases took lately, while it waits for its decision.
    lasted: Option<String>,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let ui = &request.ui;
    let filters = vec![("owner".to_owned(), request.who.user.to_string())];
    let query =
        ListQuery { filters, order: None, after: request.query::<String>("after"), limit: PAGE };
    let found = APPLICATIONS.page(&request.kernel, &request.who, &query).await?;
    let mut lines = Vec::with_capacity(found.rows.len());
    let mut lately = BTreeMap::new();
    for row in &found.rows {
        let line = ApplicationLine::read(row)?;
        let (case, messages) = match line.case {
            Some(case) => {
                let (messages, _) = request.kernel.peek::<Messages>(case).await?;
                (request.kernel.peek::<Case>(case).await?.0, messages)
            }
            None => (Arc::default(), Arc::default()),
        };
        let mut shown = shown(ui, &line, case.known());
        let theirs = messages.all.last();
        let theirs = theirs.filter(|message| message.by.is_some_and(|by| by != MACHINE));
        shown.written = theirs
            .map(|last| ui.t("application-messages.new").arg("date", ui.date(last.at)).plain());
        if line.stage == "draft" && is_unpaid(&request, &line).await? {
            shown.status = Tag::new(Tone::Warning, ui.t("payment-open").plain());
        }
        let waits = case.open().is_ok() && line.stage != "withdrawn";
        if let Some(permit) = permit::of(&line.permit)?.filter(|_| waits) {
            if let Entry::Vacant(unasked) = lately.entry(permit.code.as_str()) {
                unasked.insert(lasted::of(&request.kernel, permit).await?);
            }
            let lasted = lately.get(permit.code.as_str()).and_then(Option::as_ref);
            shown.lasted = lasted.map(|lasted| lasted::line(ui, lasted));
        }
        lines.push(shown);
    }
    let entry = request.kernel.entry(&request.who, AuditKind::Search, "application.mine");
    request.kernel.audit(entry.detail(format!("{} rows", lines.len()))).await?;
    let pager = Pager::new(ui, found.next.as_deref());
    let body = Mine { ui, lines, pager };
    Ok(Page::new(ui.t("application-mine"), &body)?.narrow().into())
}

/// Was it sent to be paid, and is that waited for?
async fn is_unpaid(request: &Request, line: &ApplicationLine) -> Result<bool, Problem> {
    let (application, _) = request.kernel.peek::<Application>(line.id).await?;
    Ok(application.known().is_some_and(|known| known.open_payment().is_some()))
}

fn shown(ui: &Ui, line: &ApplicationLine, case: Option<&KnownCase>) -> Shown {
    let tone = match (line.stage.as_str(), case.map(|case| case.status)) {
        ("draft", _) => Tone::Neutral,
        (_, Some(Status::Closed { .. })) => Tone::Success,
        ("withdrawn", _) => Tone::Neutral,
        _ => Tone::Info,
    };
    Shown {
        href: path(&line.permit, line.id, ""),
        permit: ui.code("case-type-", &line.permit).plain(),
        number: line.number.clone(),
        status: Tag::new(tone, status(ui, &line.stage, case)),
        changed: ui.when(line.changed),
        written: None,
        lasted: None,
    }
}

/// How an application stands, in the words of whoever waits for it.
pub(super) fn status(ui: &Ui, stage: &str, case: Option<&KnownCase>) -> String {
    match (stage, case) {
        ("instituted", Some(case)) => match case.status {
            Status::Open => ui.code("application-status-", &case.status_word).plain(),
            Status::Closed { .. } if case.status_word == DECIDED => {
                ui.t("application-status-decided").plain()
            }
            Status::Closed { .. } => ui.t("application-status-closed").plain(),
        },
        _ => ui.code("application-stage-", stage).plain(),
    }
}
