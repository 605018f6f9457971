//! What a team lead opens every morning: a unit's work in progress, its age, what came and went, and
//! where it waits. Every number leads to the cases behind it, and every table is there as a file.

use std::collections::BTreeMap;

use jiff::{Span, ToSpan as _};
use kernel::{AuditKind, Counted, Date, Fault, UserId};
use web::form::text_key;
use web::parts::Tabs;
use web::{Content, File, Page, Problem, Reply, Request, Ui};

use super::Names;
use super::audit::harmless;
use crate::rows::{AGE_DAYS, DEADLINES, OpenCases, open_cases, throughput};

/// Weeks that are looked back on, the present one among them.
const WEEKS: i64 = 8;
/// Days in which nothing happened, from which on an official's case is told apart.
const QUIET_DAYS: i64 = 30;
/// Cases without a next action that are counted; of more it is said that there are more.
const IDLE_MAX: usize = 10_000;

#[derive(askama::Template)]
#[template(path = "pages/lead.html")]
struct Lead<'a> {
    ui: &'a Ui,
    unit: String,
    tabs: Tabs,
    tables: Vec<Table>,
}

/// A table, for the page and for a file.
struct Table {
    /// Its name in addresses and text keys.
    key: &'static str,
    head: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Do numbers stand in this column?
    fn counts(&self, column: &usize) -> bool {
        let cell = self.rows.first().and_then(|row| row.get(*column));
        cell.is_some_and(|cell| cell.number.is_some())
    }
}

/// A cell: words or a number, and where it leads.
struct Cell {
    words: String,
    number: Option<i64>,
    href: Option<String>,
}

impl Cell {
    fn words(words: impl Into<String>) -> Cell {
        Cell { words: words.into(), number: None, href: None }
    }

    /// A number leads to what it counts; none leads nowhere.
    fn count(ui: &Ui, number: i64, href: String) -> Cell {
        Cell { words: ui.number(number), number: Some(number), href: (number > 0).then_some(href) }
    }

    /// A number that was counted up to a limit.
    fn counted(ui: &Ui, counted: Counted, href: String) -> Cell {
        let number = i64::try_from(counted.rows).unwrap_or(i64::MAX);
        Cell { words: ui.counted(counted), ..Cell::count(ui, number, href) }
    }
}

/// What a lead asks: which of their units, as it is today.
struct Asked<'a> {
    request: &'a Request,
    ui: &'a Ui,
    unit: String,
    today: Date,
    open: Vec<OpenCases>,
    idle: Counted,
}

impl<'a> Asked<'a> {
    async fn read(request: &'a Request) -> Result<Asked<'a>, Problem> {
        let (who, ui) = (&request.who, &request.ui);
        let typed = request.query.get("unit").map(str::trim).filter(|unit| !unit.is_empty());
        let unit = typed.unwrap_or(&who.unit);
        // A unit that is not the lead's looks like one that does not exist.
        if !who.units.contains(unit) {
            return Err(Problem::NotFound);
        }
        let (unit, today) = (unit.to_owned(), ui.today());
        let idle = [("unit".to_owned(), unit.clone()), ("idle".to_owned(), "1".to_owned())];
        // Each goes through many rows, and neither waits for the other.
        let (open, idle) = tokio::join!(
            open_cases(&request.kernel, &unit, who.clearance, today),
            DEADLINES.count(&request.kernel, who, &idle, IDLE_MAX),
        );
        Ok(Asked { request, ui, unit, today, open: open?, idle: idle? })
    }

    /// The list of the unit's open cases with more filters.
    fn cases(&self, more: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("status", "open").append_pair("unit", &self.unit);
        for (name, value) in more {
            query.append_pair(name, value);
        }
        format!("/cases?{}", query.finish())
    }

    fn ago(&self, days: i64) -> Date {
        self.today.saturating_sub(Span::new().days(days))
    }

    fn sum(&self, of: impl Fn(&OpenCases) -> i64) -> i64 {
        self.open.iter().map(of).sum()
    }

    fn head(&self, keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| self.ui.t(*key).plain()).collect()
    }

    async fn tables(&self) -> Result<Vec<Table>, Problem> {
        Ok(vec![
            self.handlers().await?,
            self.deadlines(),
            self.work(),
            self.ages(),
            self.waits(),
            self.weeks().await?,
        ])
    }

    /// Who has how much of it.
    async fn handlers(&self) -> Result<Table, Problem> {
        let mut of: BTreeMap<Option<UserId>, [i64; 3]> = BTreeMap::new();
        let old = AGE_DAYS.iter().position(|days| *days == QUIET_DAYS).unwrap_or(0);
        for group in &self.open {
            let quiet: i64 = group.quiet.iter().skip(old).sum();
            let sums = of.entry(group.handler).or_default();
            for (sum, more) in sums.iter_mut().zip([group.cases, group.late, quiet]) {
                *sum += more;
            }
        }
        let (due, quiet) = (self.ago(1).to_string(), self.ago(QUIET_DAYS).to_string());
        let mut names = Names::new(self.request);
        let mut rows = Vec::with_capacity(of.len());
        for (handler, [cases, late, silent]) in of {
            let (name, id) = match handler {
                Some(user) => (names.of(user).await?, user.to_string()),
                None => (self.ui.t("casefile-nobody").plain(), String::new()),
            };
            let theirs = match handler {
                Some(_) => ("handler", id.as_str()),
                None => ("handler", crate::case_filter::NOBODY),
            };
            rows.push(vec![
                Cell::words(name),
                Cell::count(self.ui, cases, self.cases(&[theirs])),
                Cell::count(self.ui, late, self.cases(&[theirs, ("due", &due)])),
                Cell::count(self.ui, silent, self.cases(&[theirs, ("changed-until", &quiet)])),
            ]);
        }
        rows.sort_by_key(|row| std::cmp::Reverse(row.get(1).and_then(|cell| cell.number)));
        let head = ["casefile-handler", "casefile-open-cases", "casefile-late-cases", "lead-quiet"];
        Ok(Table { key: "handlers", head: self.head(&head), rows })
    }

    /// Which of it the law soon wants done, and what of it lacks a day, a next action or an owner.
    fn deadlines(&self) -> Table {
        let at = |more: &str| {
            let mut query = form_urlencoded::Serializer::new(String::new());
            let (name, value) = more.split_once('=').unwrap_or((more, "1"));
            query.append_pair("unit", &self.unit).append_pair(name, value);
            format!("/deadlines?{}", query.finish())
        };
        let row = |key: &str, cell| vec![Cell::words(self.ui.t(key).plain()), cell];
        let all = |number, more: &str| Cell::count(self.ui, number, at(more));
        let due = |n: usize| self.sum(|group| group.due.get(n).copied().unwrap_or(0));
        let rows = vec![
            row("lead-due-0", all(due(0), "days=0")),
            row("lead-due-7", all(due(1), "days=7")),
            row("lead-due-30", all(due(2), "days=30")),
            row("lead-undated", all(self.sum(|group| group.undated), "undated")),
            row("lead-idle", Cell::counted(self.ui, self.idle, at("idle"))),
            row("lead-nobody", all(self.sum(ownerless), "nobody")),
        ];
        Table { key: "deadlines", head: self.head(&["lead-at-risk", "casefile-open-cases"]), rows }
    }

    /// What is in progress, by kind and status word.
    fn work(&self) -> Table {
        let mut of: BTreeMap<(&str, &str), i64> = BTreeMap::new();
        for group in &self.open {
            *of.entry((&group.case_type, &group.word)).or_default() += group.cases;
        }
        let row = |((kind, word), cases): ((&str, &str), i64)| {
            let href = self.cases(&[("type", kind), ("word", word)]);
            vec![
                Cell::words(self.ui.code("case-type-", kind).plain()),
                Cell::words(self.ui.code("status-word-", word).plain()),
                Cell::count(self.ui, cases, href),
            ]
        };
        let rows = of.into_iter().map(row).collect();
        let head = ["lead-kind", "casefile-status", "casefile-open-cases"];
        Table { key: "work", head: self.head(&head), rows }
    }

    /// How old it is, since it was opened and since anything happened.
    fn ages(&self) -> Table {
        let row = |(n, from): (usize, &i64)| {
            let end = AGE_DAYS.get(n + 1);
            let words = match end {
                Some(end) => self.ui.t("lead-age").arg("from", *from).arg("until", end - 1),
                None => self.ui.t("lead-age-over").arg("from", *from),
            };
            let until = self.ago(*from).to_string();
            let since = end.map(|end| self.ago(end - 1).to_string()).unwrap_or_default();
            let sum = |of: fn(&OpenCases) -> &[i64]| {
                self.sum(|group| of(group).get(n).copied().unwrap_or(0))
            };
            let at = |names: [&'static str; 2]| {
                let [first, last] = names;
                let both = [(last, until.as_str()), (first, since.as_str())];
                self.cases(if since.is_empty() { &both[..1] } else { &both })
            };
            vec![
                Cell::words(words.plain()),
                Cell::count(self.ui, sum(|g| &g.opened), at(["since", "until"])),
                Cell::count(self.ui, sum(|g| &g.quiet), at(["changed-since", "changed-until"])),
            ]
        };
        let rows = AGE_DAYS.iter().enumerate().map(row).collect();
        let head = ["lead-days", "lead-since-opened", "lead-since-changed"];
        Table { key: "ages", head: self.head(&head), rows }
    }

    /// Whom it waits for.
    fn waits(&self) -> Table {
        let mut of: BTreeMap<&str, i64> = BTreeMap::new();
        for group in self.open.iter().filter(|group| !group.waits_for.is_empty()) {
            *of.entry(&group.waits_for).or_default() += group.cases;
        }
        let row = |(whom, cases): (&str, i64)| {
            let words = self.ui.code("waits-for-", whom).plain();
            let href = self.cases(&[("waits", whom)]);
            vec![Cell::words(words), Cell::count(self.ui, cases, href)]
        };
        let rows = of.into_iter().map(row).collect();
        let head = ["casefile-waits-for", "casefile-open-cases"];
        Table { key: "waits", head: self.head(&head), rows }
    }

    /// What came and what went, week by week.
    async fn weeks(&self) -> Result<Table, Problem> {
        let weekday = i64::from(self.today.weekday().to_monday_zero_offset());
        let mut rows = Vec::new();
        for week in 0..WEEKS {
            let first = self.ago(weekday + 7 * week);
            let last = first.saturating_add(6.days());
            let (kernel, clearance) = (&self.request.kernel, self.request.who.clearance);
            let (opened, closed) = throughput(kernel, &self.unit, clearance, (first, last)).await?;
            let at = |[from, to]: [&str; 2]| {
                let mut query = form_urlencoded::Serializer::new(String::new());
                query.append_pair("unit", &self.unit);
                query.append_pair(from, &first.to_string()).append_pair(to, &last.to_string());
                format!("/cases?{}", query.finish())
            };
            let words = self.ui.t("lead-week").arg("from", self.ui.date_short(first));
            let words = words.arg("until", self.ui.date_short(last)).plain();
            rows.push(vec![
                Cell::words(words),
                Cell::count(self.ui, opened, at(["since", "until"])),
                Cell::count(self.ui, closed, at(["closed-since", "closed-until"])),
            ]);
        }
        let head = ["lead-weeks-week", "lead-opened", "lead-closed"];
        Ok(Table { key: "weeks", head: self.head(&head), rows })
    }
}

const fn ownerless(group: &OpenCases) -> i64 {
    if group.handler.is_none() { group.cases } else { 0 }
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let ui = &request.ui;
    let asked = Asked::read(&request).await?;
    let entry = request.kernel.entry(&request.who, AuditKind::Search, "casefile.lead");
    request.kernel.audit(entry.detail(asked.unit.clone())).await?;
    let mut tabs = Tabs::new(ui.t("casefile-unit").plain());
    for unit in request.who.units.iter() {
        tabs = tabs.tab(unit.clone(), format!("/lead?unit={unit}"), *unit == asked.unit);
    }
    let tables = asked.tables().await?;
    let body = Lead { ui, unit: asked.unit.clone(), tabs, tables };
    Ok(Page::new(ui.t("casefile-lead"), &body)?.into())
}

/// One of the tables as a file for a spreadsheet.
pub(super) async fn export(request: Request) -> Result<Reply, Problem> {
    let asked = Asked::read(&request).await?;
    let key = request.query.get("table").unwrap_or("");
    let tables = asked.tables().await?;
    // Of no name, the first.
    let named = |table: &Table| key.is_empty() || table.key == key;
    let table = tables.into_iter().find(named).ok_or(Problem::NotFound)?;
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(&table.head).map_err(Fault::bug)?;
    for row in &table.rows {
        let cell = |cell: &Cell| match cell.number {
            Some(number) => number.to_string(),
            None => harmless(cell.words.clone()),
        };
        file.write_record(row.iter().map(cell)).map_err(Fault::bug)?;
    }
    let entry = request.kernel.entry(&request.who, AuditKind::Export, "casefile.lead_export");
    let what = format!("{} {} {} rows", asked.unit, table.key, table.rows.len());
    request.kernel.audit(entry.detail(what)).await?;
    let bytes = file.into_inner().map_err(|error| Fault::message(error.to_string()))?;
    Ok(Reply::File(File {
        name: format!("{}-{}-{}.csv", text_key(table.key), asked.unit, asked.today),
        media_type: "text/csv; charset=utf-8".to_owned(),
        inline: false,
        content: Content::Bytes(bytes.into()),
    }))
}
