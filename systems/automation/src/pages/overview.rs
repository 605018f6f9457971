//! All rule sets: which may decide, under which decision, what they came to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kernel::{AuditKind, Date, Fault, Kernel};
use web::parts::Tone;
use web::{Html, Page, Problem, Reply, Request, Ui};

use super::{COUNTED_DAYS, rule_set_name};
use crate::ids::{InstallationId, RuleSetId};
use crate::rows;
use crate::rules;
use crate::state::{GovernedRuleSet, Installation};

#[derive(askama::Template)]
#[template(path = "pages/overview.html")]
struct Overview<'a> {
    ui: &'a Ui,
    demo: bool,
    days: i64,
    rows: Vec<Line>,
}

struct Line {
    name: String,
    words: String,
    standing: Standing,
    decision: Option<(String, Date)>,
    /// Rulings are counted where they come together.
    decides: bool,
    automatic: i64,
    handed_over: i64,
}

/// How a rule set stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It may decide today.
    Live,
    /// It is stopped.
    Suspended,
    /// No implementation decision in force covers it.
    NotLive,
}

impl Standing {
    /// In a word.
    pub(super) fn tag(self, ui: &Ui) -> Html {
        match self {
            Standing::Live => ui.tag(Tone::Success, "automation-live"),
            Standing::Suspended => ui.tag(Tone::Danger, "automation-suspended"),
            Standing::NotLive => ui.tag(Tone::Neutral, "automation-not-live"),
        }
    }
}

/// Everything that says which rule set may decide.
pub(super) struct Governance {
    pub(super) installation: Arc<Installation>,
    pub(super) states: BTreeMap<String, Arc<GovernedRuleSet>>,
    covered: BTreeSet<String>,
}

impl Governance {
    pub(super) async fn read(kernel: &Kernel, today: Date) -> Result<Governance, Fault> {
        let law = rules::law()?;
        let (installation, _) = kernel.peek::<Installation>(InstallationId::this()).await?;
        let mut states = BTreeMap::new();
        for name in law.decisions() {
            let (state, _) = kernel.peek::<GovernedRuleSet>(RuleSetId::of(name)).await?;
            states.insert(name.to_owned(), state);
        }
        let in_force = |state: &Arc<GovernedRuleSet>| {
            state.in_force(today, &installation).map(|recorded| recorded.implementation.clone())
        };
        let deciding = states.values().filter(|state| state.suspension.is_none());
        let covered =
            deciding.filter_map(in_force).flat_map(|implementation| implementation.covers);
        let covered = covered.map(|covered| covered.hash).collect();
        Ok(Governance { installation, states, covered })
    }

    pub(super) fn standing(&self, name: &str, today: Date) -> Result<Standing, Fault> {
        let dates = law::LawDates::all_on(rules::day(today));
        let set = rules::law()?.in_force(name, &dates);
        let suspended = self.states.get(name).is_some_and(|state| state.suspension.is_some());
        Ok(match set {
            _ if suspended => Standing::Suspended,
            Some(set) if self.covered.contains(&*set.hash) => Standing::Live,
            Some(_) | None => Standing::NotLive,
        })
    }
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let (kernel, ui, today) = (&request.kernel, &request.ui, request.ui.today());
    let governance = Governance::read(kernel, today).await?;
    let since = today.saturating_sub(jiff::Span::new().days(COUNTED_DAYS));
    let counted = rows::counted(kernel, since).await?;
    let count = |name: &str, outcome: &str| {
        let of = counted.iter().find(|(rules, what, _)| rules == name && what == outcome);
        of.map_or(0, |(_, _, rulings)| *rulings)
    };
    let mut rows = Vec::new();
    for (name, state) in &governance.states {
        let in_force = state.in_force(today, &governance.installation);
        let (automatic, handed_over) = (count(name, "grant"), count(name, "route"));
        rows.push(Line {
            name: name.clone(),
            words: rule_set_name(ui, name),
            standing: governance.standing(name, today)?,
            decision: in_force
                .map(|r| (r.implementation.number.clone(), r.implementation.valid_until)),
            decides: in_force.is_some() || automatic + handed_over > 0,
            automatic,
            handed_over,
        });
    }
    rows.sort_by_key(|line| (line.standing == Standing::NotLive, line.words.clone()));
    kernel.audit(kernel.entry(&request.who, AuditKind::Search, "automation.overview")).await?;
    let demo = governance.installation.demo;
    let body = Overview { ui, demo, days: COUNTED_DAYS, rows };
    Ok(Page::new(ui.t("automation"), &body)?.into())
}
