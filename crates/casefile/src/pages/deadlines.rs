//! Deadlines at risk, and what an open case lacks: next date, next action, owner. For leads.

use jiff::Span;
use kernel::AuditKind;
use web::parts::{FilterPanel, Pager};
use web::{Page, Problem, Reply, Request, Ui};

use super::{Names, query};
use crate::case_clock::WHOM;
use crate::rows::{DEADLINES, DeadlineLine, WordCount, by_word};

/// Days ahead that a lead may ask for.
const AHEAD_DAYS: [&str; 4] = ["0", "7", "14", "30"];

#[derive(askama::Template)]
#[template(path = "pages/deadlines.html")]
struct Deadlines<'a> {
    ui: &'a Ui,
    filters: FilterPanel,
    counts: Vec<WordCount>,
    rows: Vec<(DeadlineLine, String, i32)>,
    pager: Pager,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let ui = &request.ui;
    let mut query = query(&request, &["unit", "waits", "undated", "idle", "nobody"]);
    if let Some(days) = request.query::<u16>("days") {
        let until = ui.today().saturating_add(Span::new().days(i64::from(days)));
        query.filters.push(("until".to_owned(), until.to_string()));
    }
    let page = DEADLINES.page(&request.kernel, &request.who, &query).await?;
    let entry = request.kernel.entry(&request.who, AuditKind::Search, "casefile.deadlines");
    request.kernel.audit(entry.detail(format!("{} rows", page.rows.len()))).await?;
    let mut names = Names::new(&request);
    let mut rows = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        let line = DeadlineLine::read(row)?;
        let owner = match line.handler {
            Some(user) => names.of(user).await?,
            None => String::new(),
        };
        let left = line.legal.and_then(|day| ui.today().until(day).ok());
        rows.push((line, owner, left.map_or(0, |span| span.get_days())));
    }
    let mut counts = Vec::new();
    for unit in request.who.units.iter() {
        counts.extend(by_word(&request.kernel, unit, request.who.clearance).await?);
    }
    let (filters, pager) = (filters(&request), Pager::new(ui, page.next.as_deref()));
    let body = Deadlines { ui, filters, counts, rows, pager };
    Ok(Page::new(ui.t("casefile-deadlines"), &body)?.into())
}

fn filters(request: &Request) -> FilterPanel {
    let (ui, value) = (&request.ui, |name: &str| request.query.get(name));
    let units = request.who.units.iter().map(|u| (u.clone(), u.clone())).collect();
    let ahead = |days: &str| {
        let words = ui.t("casefile-days-ahead").arg("days", days.parse::<i64>().unwrap_or(0));
        (days.to_owned(), words.plain())
    };
    let whom = |code: &str| (code.to_owned(), ui.code("waits-for-", code).plain());
    FilterPanel::new(ui, "deadlines")
        .select("unit", ui.t("casefile-unit"), value("unit"), units)
        .select(
            "days",
            ui.t("casefile-days-left"),
            value("days"),
            AHEAD_DAYS.into_iter().map(ahead).collect(),
        )
        .select(
            "waits",
            ui.t("casefile-waits-for"),
            value("waits"),
            WHOM.into_iter().map(whom).collect(),
        )
        .flag("undated", ui.t("casefile-undated"), value("undated"))
        .flag("idle", ui.t("casefile-idle"), value("idle"))
        .flag("nobody", ui.t("casefile-ownerless"), value("nobody"))
}
