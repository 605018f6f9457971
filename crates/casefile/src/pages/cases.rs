//! All cases one may see, with filters that live in the URL, and those that were saved.

use kernel::{AuditKind, Counted, UserId};
use web::parts::{FilterPanel, Pager, Tabs};
use web::{Page, Problem, Reply, Request, Ui};

use super::filters::{Saved, saved};
use super::{Names, PAGE};
use crate::acts::BULK_ITEMS_MAX;
use crate::case_clock::WHOM;
use crate::rights::LEAD;
use crate::rows::{CASES, CaseLine};
use crate::{case_filter, case_type};

/// Saved filters in the row above the list; the others are a click away. Each is counted anew.
const ROW_MAX: usize = 8;
/// How far what is behind a saved filter is counted: whoever has more first filters more.
const SAVED_COUNT_MAX: usize = 1_000;

#[derive(askama::Template)]
#[template(path = "pages/cases.html")]
struct Cases<'a> {
    ui: &'a Ui,
    filters: FilterPanel,
    saved: Option<Tabs>,
    broken: bool,
    /// What stands in the address, as it would be saved.
    kept: String,
    pairs: Vec<(String, String)>,
    counted: Counted,
    rows: Vec<(CaseLine, String)>,
    pager: Pager,
    order: &'a str,
    leads: bool,
    all_max: usize,
}

impl Cases<'_> {
    /// Where what stands in the address is saved.
    fn save(&self) -> String {
        let query = [("query".to_owned(), self.kept.clone())].into_iter().collect::<web::Values>();
        format!("/filters/new?{}", query.encode())
    }

    /// The first page in another order: a page of one order is not found in another.
    fn ordered(&self, order: &str) -> String {
        let mut query = web::Values::parse(self.kept.as_bytes());
        query.set("order", order);
        format!("/cases?{}", query.encode())
    }
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let (kernel, who, ui) = (&request.kernel, &request.who, &request.ui);
    let mut query = case_filter::query(&request.query, who, ui.today());
    (query.after, query.limit) = (request.query.get("after").map(str::to_owned), PAGE);
    let page = CASES.page(kernel, who, &query).await?;
    let counted = CASES.count(kernel, who, &query.filters, BULK_ITEMS_MAX).await?;
    let entry = kernel.entry(who, AuditKind::Search, "casefile.cases");
    kernel.audit(entry.detail(format!("{} rows", page.rows.len()))).await?;
    let mut names = Names::new(&request);
    let mut rows = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        let line = CaseLine::read(row)?;
        let handler = match line.handler {
            Some(user) => names.of(user).await?,
            None => String::new(),
        };
        rows.push((line, handler));
    }
    let kept = case_filter::kept(&request.query);
    let saved = saved(&request).await?;
    let broken = saved.iter().any(|filter| filter.asks.is_err());
    let pairs = web::Values::parse(kept.as_bytes());
    let body = Cases {
        ui,
        filters: filters(&request).await?,
        saved: row_of(&request, saved, &kept).await?,
        broken,
        pairs: pairs.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
        kept,
        counted,
        rows,
        pager: Pager::new(ui, page.next.as_deref()),
        order: request.query.get("order").unwrap_or("due"),
        leads: who.may(LEAD),
        all_max: BULK_ITEMS_MAX,
    };
    Ok(Page::new(ui.t("casefile-cases"), &body)?.into())
}

/// The saved filters as links, each with how many cases are behind it.
async fn row_of(request: &Request, saved: Vec<Saved>, kept: &str) -> Result<Option<Tabs>, Problem> {
    let ui = &request.ui;
    let mut tabs = Tabs::new(ui.t("filters")).tab(ui.t("filters-none"), "/cases", kept.is_empty());
    let mut any = false;
    for filter in saved.into_iter().take(ROW_MAX) {
        let Ok(asks) = &filter.asks else { continue };
        let (kernel, who) = (&request.kernel, &request.who);
        let counted = CASES.count(kernel, who, &asks.filters, SAVED_COUNT_MAX).await?;
        let (name, query) = (filter.line.name, filter.line.query);
        tabs = tabs.tab(name, format!("/cases?{query}"), query == kept).counted(ui, counted);
        any = true;
    }
    Ok(any.then_some(tabs))
}

async fn filters(request: &Request) -> Result<FilterPanel, Problem> {
    let (ui, value) = (&request.ui, |name: &str| request.query.get(name));
    let status = |code: &str| (code.to_owned(), ui.code("case-status-", code).plain());
    let word = |w: &&str| ((*w).to_owned(), ui.code("status-word-", w).plain());
    let words = case_type::status_words().iter().map(word).collect();
    // A kind has its words where its system is in the house.
    let known = |k: &&case_type::CaseType| ui.has(&format!("case-type-{}", k.code));
    let kind = |k: &case_type::CaseType| (k.code.clone(), ui.code("case-type-", &k.code).plain());
    let colleagues = request.kernel.colleagues(&request.who.unit).await?;
    let mut handlers = vec![
        (case_filter::NOBODY.to_owned(), ui.t("casefile-nobody").plain()),
        (case_filter::ME.to_owned(), ui.t("filters-me").plain()),
    ];
    handlers.extend(colleagues.into_iter().map(|c| (UserId::to_string(&c.id), c.name)));
    let units = request.who.units.iter().map(|u| (u.clone(), u.clone())).collect();
    let whom = |code: &str| (code.to_owned(), ui.code("waits-for-", code).plain());
    Ok(FilterPanel::new(ui, "cases")
        .text("number", ui.t("casefile-number"), value("number"))
        .select(
            "status",
            ui.t("casefile-status"),
            value("status"),
            vec![status("open"), status("closed")],
        )
        .select("handler", ui.t("casefile-handler"), value("handler"), handlers)
        .flag("late", ui.t("casefile-late"), value("late"))
        .further()
        .select("word", ui.t("casefile-status-word"), value("word"), words)
        .select(
            "type",
            ui.t("casefile-case-type"),
            value("type"),
            case_type::all().iter().filter(known).map(kind).collect(),
        )
        .select("unit", ui.t("casefile-unit"), value("unit"), units)
        .select(
            "waits",
            ui.t("casefile-waits-for"),
            value("waits"),
            WHOM.into_iter().map(whom).collect(),
        )
        .date("due", ui.t("casefile-due-by"), value("due"))
        .date("since", ui.t("filters-since"), value("since"))
        .date("until", ui.t("filters-until"), value("until")))
}
