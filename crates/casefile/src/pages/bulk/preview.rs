//! Which of the chosen cases would go to whom, and which would stay and why; and the order itself.

use std::collections::{BTreeMap, HashMap};

use kernel::{AuditKind, Colleague, ListQuery, PAGE_MAX, Run, UserId};
use uuid::Uuid;
use web::{Page, Problem, Reply, Request, Ui};

use crate::acts::{BULK_ITEMS_MAX, Candidate, OrderBulk, Plan, Standing};
use crate::events::{Skip, code};
use crate::ids::{BulkId, CaseId};
use crate::rows::{self, CASES, CaseLine};
use crate::{case_filter, pages};

/// Units whose colleagues are offered: a lead's, not a whole authority's.
const UNITS_MAX: usize = 10;
/// Cases shown of those that go and of those that stay: what somebody looks through; the counts
/// above tell of all of them.
const SHOWN_MAX: usize = 200;

#[derive(askama::Template)]
#[template(path = "pages/bulk/preview.html")]
struct Preview<'a> {
    ui: &'a Ui,
    chosen: usize,
    pairs: Vec<(String, String)>,
    back: String,
    people: Vec<Person>,
    also: bool,
    /// Nobody was chosen yet when empty.
    outcome: Option<Outcome>,
}

struct Person {
    id: UserId,
    name: String,
    unit: String,
    open: i64,
    away: bool,
    chosen: bool,
}

struct Outcome {
    plan: String,
    moves: usize,
    left: usize,
    shares: Vec<(String, usize)>,
    reasons: Vec<(String, usize)>,
    going: Vec<Line>,
    staying: Vec<Line>,
}

struct Line {
    number: String,
    headline: String,
    /// Who has it.
    has: String,
    /// Who gets it, or the code of why it stays.
    becomes: String,
}

#[derive(askama::Template)]
#[template(path = "pages/bulk/refused.html")]
struct Refused<'a> {
    ui: &'a Ui,
    text: String,
    back: String,
}

/// What was chosen on the list of cases.
enum Chosen {
    Cases(Vec<(CaseId, Option<CaseLine>)>),
    Nothing,
    TooMany,
}

pub(in crate::pages) async fn preview(request: Request) -> Result<Reply, Problem> {
    let ui = &request.ui;
    let kept = case_filter::kept(&request.query);
    let back = format!("/cases?{kept}");
    let text = match chosen(&request).await? {
        Chosen::Cases(cases) => {
            let body = shown(&request, &cases, back).await?;
            let page = Page::new(ui.t("bulk-assign"), &body)?;
            return Ok(page.crumb(ui.t("casefile-cases"), "/cases").into());
        }
        Chosen::Nothing => ui.t("bulk-none-chosen").plain(),
        Chosen::TooMany => ui.t("bulk-too-many").arg("max", ui.number(BULK_ITEMS_MAX)).plain(),
    };
    let page = Page::new(ui.t("bulk-assign"), &Refused { ui, text, back })?.narrow();
    Ok(page.crumb(ui.t("casefile-cases"), "/cases").into())
}

/// The cases that were ticked, or all that match the filter, in the order of the list.
async fn chosen(request: &Request) -> Result<Chosen, Problem> {
    let (kernel, who) = (&request.kernel, &request.who);
    let mut cases = Vec::new();
    if request.query.get("all").is_some() {
        let mut query = case_filter::query(&request.query, who, request.ui.today());
        if CASES.count(kernel, who, &query.filters, BULK_ITEMS_MAX).await?.more {
            return Ok(Chosen::TooMany);
        }
        query.limit = PAGE_MAX;
        loop {
            let page = CASES.page(kernel, who, &query).await?;
            for row in &page.rows {
                let line = CaseLine::read(row)?;
                cases.push((line.id, Some(line)));
            }
            if page.next.is_none() || cases.len() >= BULK_ITEMS_MAX {
                break;
            }
            query.after = page.next;
        }
    } else {
        let mut ids: Vec<CaseId> =
            request.query.all("case").filter_map(|id| id.parse().ok()).collect();
        let mut seen = std::collections::HashSet::new();
        ids.retain(|id| seen.insert(*id));
        if ids.len() > PAGE_MAX {
            return Ok(Chosen::TooMany);
        }
        for id in ids {
            cases.push((id, line(request, id).await?));
        }
    }
    let entry = kernel.entry(who, AuditKind::Search, "casefile.bulk_preview");
    kernel.audit(entry.detail(format!("{} rows", cases.len()))).await?;
    Ok(if cases.is_empty() { Chosen::Nothing } else { Chosen::Cases(cases) })
}

async fn line(request: &Request, id: CaseId) -> Result<Option<CaseLine>, Problem> {
    let filters = vec![("case".to_owned(), id.to_string())];
    let query = ListQuery { filters, limit: 1, ..ListQuery::default() };
    let page = CASES.page(&request.kernel, &request.who, &query).await?;
    Ok(page.rows.first().map(CaseLine::read).transpose()?)
}

async fn shown<'a>(
    request: &'a Request,
    cases: &[(CaseId, Option<CaseLine>)],
    back: String,
) -> Result<Preview<'a>, Problem> {
    let also = request.query.get("also").is_some();
    let people = people(request).await?;
    let mut candidates = Vec::new();
    for person in people.iter().filter(|person| person.chosen) {
        candidates.push(Candidate::peek(&request.kernel, person.id, person.open).await?);
    }
    let outcome = if candidates.is_empty() {
        None
    } else {
        let standings: Vec<_> =
            cases.iter().map(|(id, line)| (*id, line.as_ref().map(standing))).collect();
        Some(outcome(request, cases, &Plan::spread(&standings, candidates, also)).await?)
    };
    let again = |name: &str| !matches!(name, "to" | "also" | "lang" | "scheme" | "density");
    let pairs = request.query.iter().filter(|(name, _)| again(name));
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Ok(Preview { ui: &request.ui, chosen: cases.len(), pairs, back, people, also, outcome })
}

fn standing(line: &CaseLine) -> Standing {
    let open = line.status == "open";
    Standing { open, handler: line.handler, access: line.access.clone() }
}

/// The colleagues of the lead's units, with what each has of them.
async fn people(request: &Request) -> Result<Vec<Person>, Problem> {
    let (kernel, who, today) = (&request.kernel, &request.who, request.ui.today());
    let own = std::iter::once(&*who.unit);
    let others = who.units.iter().map(String::as_str).filter(|unit| *unit != &*who.unit);
    let units: Vec<&str> = own.chain(others).take(UNITS_MAX).collect();
    let mut open: HashMap<UserId, i64> = HashMap::new();
    for unit in &units {
        for (handler, held) in rows::held(kernel, unit, who.clearance, today).await? {
            handler.into_iter().for_each(|id| *open.entry(id).or_default() += held.cases);
        }
    }
    let away = rows::away(kernel, today).await?;
    let mut people = Vec::new();
    for unit in &units {
        for Colleague { id, name } in kernel.colleagues(unit).await? {
            people.push(Person {
                id,
                name,
                unit: if units.len() > 1 { (*unit).to_owned() } else { String::new() },
                open: open.get(&id).copied().unwrap_or(0),
                away: away.contains(&id),
                chosen: request.query.all("to").any(|to| to == id.to_string()),
            });
        }
    }
    Ok(people)
}

async fn outcome(
    request: &Request,
    cases: &[(CaseId, Option<CaseLine>)],
    plan: &Plan,
) -> Result<Outcome, Problem> {
    let ui = &request.ui;
    let mut names = pages::Names::new(request);
    let lines: HashMap<CaseId, &CaseLine> =
        cases.iter().filter_map(|(id, line)| Some((*id, line.as_ref()?))).collect();
    let mut shares = Vec::new();
    for (to, n) in plan.shares() {
        shares.push((names.holder(to).await?, n));
    }
    shares.sort();
    let reasons = plan.left.iter().fold(BTreeMap::new(), |mut counts, left| {
        *counts.entry(left.why).or_insert(0_usize) += 1;
        counts
    });
    let why = |why: Skip| ui.code("bulk-case-", code(why)).plain();
    let (mut going, mut staying) = (Vec::new(), Vec::new());
    for moved in plan.moves.iter().take(SHOWN_MAX) {
        let becomes = names.holder(moved.to).await?;
        going.push(shown_line(&mut names, lines.get(&moved.case).copied(), becomes).await?);
    }
    for left in plan.left.iter().take(SHOWN_MAX) {
        staying.push(shown_line(&mut names, lines.get(&left.case).copied(), why(left.why)).await?);
    }
    Ok(Outcome {
        plan: plan.encode(),
        moves: plan.moves.len(),
        left: plan.left.len(),
        shares,
        reasons: reasons.into_iter().map(|(skip, n)| (why(skip), n)).collect(),
        going,
        staying,
    })
}

async fn shown_line(
    names: &mut pages::Names,
    line: Option<&CaseLine>,
    becomes: String,
) -> Result<Line, Problem> {
    let has = match line {
        Some(line) => names.holder(line.handler).await?,
        None => String::new(),
    };
    let number = line.map(|line| line.number.clone()).unwrap_or_default();
    let headline = line.map(|line| line.headline.clone()).unwrap_or_default();
    Ok(Line { number, headline, has, becomes })
}

/// Orders what the preview showed, and leads to how far it is.
pub(in crate::pages) async fn order(request: Request) -> Result<Reply, Problem> {
    let plan = request.form.get("plan").and_then(Plan::decode);
    let once: Option<Uuid> = request.form.get("once").and_then(|once| once.parse().ok());
    let (Some(plan), Some(once)) = (plan, once) else { return Err(Problem::Bad("web-bad-form")) };
    let act = OrderBulk { bulk: BulkId(request.kernel.next_id()), plan };
    let run = Run { once: Some(once), ..Run::default() };
    let done = request.kernel.run(&request.who, act, run).await?;
    Ok(Reply::redirect(format!("/progress/{0}?to=/bulk/{0}", done.stream)))
}
