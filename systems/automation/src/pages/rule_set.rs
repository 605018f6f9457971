//! A rule set: whether it may decide, why cases went to people, its tables in words.

use kernel::{AuditKind, Date, Ts};
use web::{Html, Page, Problem, Reply, Request, Ui};

use super::overview::{Governance, Standing};
use super::{COUNTED_DAYS, coded_reason, rule_set_name, tables, user_name};
use crate::ids::ParameterId;
use crate::rights::{APPROVE, AUTHOR, STOP};
use crate::rows;
use crate::rules;
use crate::state::{GovernedRuleSet, Installation, VerifiedParameter};
use crate::words;

#[derive(askama::Template)]
#[template(path = "pages/rule_set.html")]
struct RuleSetPage<'a> {
    ui: &'a Ui,
    name: &'a str,
    words: String,
    days: i64,
    standing: Standing,
    stop: Option<Stop>,
    decisions: Vec<DecisionLine>,
    reasons: Vec<(String, i64)>,
    parameters: Vec<ParameterLine>,
    versions: Vec<VersionLine>,
    tables: Html,
    may_stop: bool,
    may_approve: bool,
    may_write: bool,
}

struct Stop {
    by: String,
    at: Ts,
    reason: String,
}

struct DecisionLine {
    n: usize,
    number: String,
    from: Date,
    until: Date,
    maker: String,
    recorded: String,
    in_force: bool,
    demo: bool,
}

struct ParameterLine {
    name: String,
    words: String,
    from: law::Day,
    since: String,
    value: String,
    cite: String,
    grade: &'static str,
    verified: Option<(String, bool)>,
}

struct VersionLine {
    since: String,
    hash: String,
    stored: bool,
    grade: &'static str,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let name: String = request.param("name")?;
    let (kernel, ui, today) = (&request.kernel, &request.ui, request.ui.today());
    let law = rules::law()?;
    let dates = law::LawDates::all_on(rules::day(today));
    let newest = law.in_force(&name, &dates).or_else(|| law.versions(&name).last());
    let set = newest.ok_or(Problem::NotFound)?;
    let governance = Governance::read(kernel, today).await?;
    let state = governance.states.get(&name).ok_or(Problem::NotFound)?;
    let since = today.saturating_sub(jiff::Span::new().days(COUNTED_DAYS));
    let mut reasons = Vec::new();
    for (code, detail, rulings) in rows::handed_over(kernel, &name, since).await? {
        reasons.push((coded_reason(ui, &code, &detail)?, rulings));
    }
    let versions = law.versions(&name).map(|version| VersionLine {
        since: words::day(ui, version.valid_from),
        hash: version.hash.chars().take(HASH_CHARS).collect(),
        stored: state.stored.contains_key(&*version.hash),
        grade: grade(version.grade),
    });
    let words = rule_set_name(ui, &name);
    let body = RuleSetPage {
        ui,
        name: &name,
        words: words.clone(),
        days: COUNTED_DAYS,
        standing: governance.standing(&name, today)?,
        stop: stop(&request, state).await?,
        decisions: decisions(&request, state, &governance.installation).await?,
        reasons,
        parameters: parameters(&request, set, &governance.installation).await?,
        versions: versions.collect(),
        tables: tables::shown(ui, law, set)?,
        may_stop: request.who.may(STOP),
        may_write: request.who.may(AUTHOR),
        may_approve: request.who.may(APPROVE) && !request.who.may(AUTHOR),
    };
    kernel.audit(kernel.entry(&request.who, AuditKind::Search, "automation.rule_set")).await?;
    Ok(Page::new(words, &body)?.crumb(ui.t("automation"), "/automation").into())
}

/// So much of a hash tells versions apart; the whole of it stands in the record.
const HASH_CHARS: usize = 12;

async fn stop(request: &Request, state: &GovernedRuleSet) -> Result<Option<Stop>, Problem> {
    let Some(suspension) = &state.suspension else { return Ok(None) };
    let (ui, at) = (&request.ui, suspension.at);
    Ok(Some(match suspension.by {
        Some(user) => {
            let by = user_name(&request.kernel, ui, user).await?;
            Stop { by, at, reason: suspension.reason.clone() }
        }
        None => Stop {
            by: ui.t("automation-by-itself").plain(),
            at,
            reason: ui.t("automation-disagreement").arg("limit", &suspension.reason).plain(),
        },
    }))
}

async fn decisions(
    request: &Request,
    state: &GovernedRuleSet,
    installation: &Installation,
) -> Result<Vec<DecisionLine>, Problem> {
    let in_force = state.in_force(request.ui.today(), installation);
    let mut lines = Vec::with_capacity(state.recorded.len());
    for (n, recorded) in state.recorded.iter().enumerate().rev() {
        let implementation = &recorded.implementation;
        lines.push(DecisionLine {
            n: n + 1,
            number: implementation.number.clone(),
            from: implementation.valid_from,
            until: implementation.valid_until,
            maker: implementation.decision_maker.clone(),
            recorded: user_name(&request.kernel, &request.ui, recorded.by).await?,
            in_force: in_force.is_some_and(|other| std::ptr::eq(other, recorded)),
            demo: recorded.is_demo(),
        });
    }
    Ok(lines)
}

async fn parameters(
    request: &Request,
    set: &law::RuleSet,
    installation: &Installation,
) -> Result<Vec<ParameterLine>, Problem> {
    let ui = &request.ui;
    let mut lines = Vec::new();
    for parameter in set.parameters() {
        let id = ParameterId::of(&parameter.name);
        let (known, _) = request.kernel.peek::<VerifiedParameter>(id).await?;
        for row in parameter.rows.iter().rev() {
            let counts = known.is_verified(row.valid_from, &row.value, installation.demo);
            let value = known.values.get(&row.valid_from).filter(|_| counts);
            let verified = match value {
                Some(value) if value.demo => Some((String::new(), true)),
                Some(value) => Some((user_name(&request.kernel, ui, value.by).await?, false)),
                None => None,
            };
            lines.push(ParameterLine {
                name: parameter.name.clone(),
                words: words::of(ui, &parameter.words),
                from: row.valid_from,
                since: words::day(ui, row.valid_from),
                value: words::amount(ui, parameter, &row.value),
                cite: row.cite.join("; "),
                grade: grade(row.grade),
                verified,
            });
        }
    }
    Ok(lines)
}

/// Code of how sure something is.
const fn grade(grade: law::Grade) -> &'static str {
    match grade {
        law::Grade::Primary => "primary",
        law::Grade::Secondary => "secondary",
        law::Grade::Unverified => "unverified",
    }
}
