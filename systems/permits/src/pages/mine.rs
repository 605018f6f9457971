//! One's own applications, and how each stands in plain words.

use casefile::{Case, KnownCase, Status};
use kernel::{AuditKind, ListQuery};
use web::parts::{Pager, Tag, Tone};
use web::{Page, Problem, Reply, Request, Ui};

use crate::acts::path;
use crate::rows::{APPLICATIONS, ApplicationLine};

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
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let ui = &request.ui;
    let filters = vec![("owner".to_owned(), request.who.user.to_string())];
    let query =
        ListQuery { filters, order: None, after: request.query::<String>("after"), limit: PAGE };
    let found = APPLICATIONS.page(&request.kernel, &request.who, &query).await?;
    let mut lines = Vec::with_capacity(found.rows.len());
    for row in &found.rows {
        let line = ApplicationLine::read(row)?;
        let case = match line.case {
            Some(case) => request.kernel.peek::<Case>(case).await?.0,
            None => Case::Unknown,
        };
        lines.push(shown(ui, &line, case.known()));
    }
    let entry = request.kernel.entry(&request.who, AuditKind::Search, "application.mine");
    request.kernel.audit(entry.detail(format!("{} rows", lines.len()))).await?;
    let pager = Pager::new(ui, found.next.as_deref());
    let body = Mine { ui, lines, pager };
    Ok(Page::new(ui.t("application-mine"), &body)?.narrow().into())
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
    }
}

/// Status word of a case whose decision was given.
const DECIDED: &str = "decided";

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
