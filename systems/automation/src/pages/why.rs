//! Why a ruling came about: each condition with its fact, source, time, row and provision, repeated
//! just now from what was stored.

use casefile::{Case, CaseId};
use kernel::Ts;
use law::{Answer, Finding, Law, RuleSet, State};
use web::parts::Tone;
use web::{Html, Page, Problem, Reply, Request, Ui};

use super::{reason_words, rule_set_name, tables, user_name};
use crate::ids::RulingId;
use crate::model::{Outcome, Packed, Part, PartRole};
use crate::replay::{Repeated, Shelf, repeat};
use crate::rights::{REVIEW, WHY};
use crate::rules;
use crate::state::{FactMoments, KnownRuling, Rulings};
use crate::words;

#[derive(askama::Template)]
#[template(path = "pages/why.html")]
struct WhyPage<'a> {
    ui: &'a Ui,
    case: CaseId,
    ruling: RulingId,
    number: String,
    at: Ts,
    granted: Option<Granted>,
    class: &'a str,
    reasons: Vec<String>,
    repeated: Html,
    parts: Vec<PartShown>,
    review: Option<ReviewShown>,
    to_review: bool,
}

struct Granted {
    implementation: String,
    href: Option<String>,
    demo: bool,
}

struct ReviewShown {
    agrees: bool,
    remark: String,
    by: String,
    at: Ts,
}

struct PartShown {
    id: &'static str,
    heading: String,
    href: String,
    version: String,
    hash: String,
    lines: Vec<LineShown>,
}

struct LineShown {
    heading: String,
    tag: Option<Html>,
    finding: String,
    facts: Vec<FactShown>,
    row: usize,
    citations: String,
}

struct FactShown {
    name: String,
    value: String,
    from: String,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let (id, ruling): (CaseId, RulingId) = (request.param("case")?, request.param("ruling")?);
    let (kernel, ui) = (&request.kernel, &request.ui);
    let opened = kernel.open::<Rulings>(&request.who, id, WHY, "automation.why").await?;
    let known = opened.state.0.get(&ruling).ok_or(Problem::NotFound)?;
    let (case, _) = kernel.peek::<Case>(id).await?;
    let number = case.known().map(|known| known.number.to_string()).unwrap_or_default();
    let (moments, _) = kernel.peek::<FactMoments>(id).await?;
    let mut shelf = Shelf::default();
    shelf.fetch(kernel, &known.ruling).await?;
    let (repeated, parts) = match repeat(&known.ruling, &shelf) {
        Repeated::Same(answers) => {
            let law = rules::law()?;
            let answered = known.ruling.parts.iter().zip(&answers).enumerate();
            let shown = answered.filter_map(|(n, (part, answer))| {
                let (set, answer) = (shelf.get(&part.hash)?, answer.as_ref().ok()?);
                let packed = known.ruling.packed.get();
                let told =
                    packed.map(|packed| Read { packed, part: n, moments: &moments, at: known.at });
                Some(part_shown(ui, law, (part, set), answer, told))
            });
            (ui.tag(Tone::Success, "automation-repeated-same"), shown.collect())
        }
        Repeated::Erased => (ui.tag(Tone::Neutral, "automation-repeated-erased"), Vec::new()),
        Repeated::Differs(_) => (ui.tag(Tone::Danger, "automation-repeated-differs"), Vec::new()),
    };
    let outcome = &known.ruling.outcome;
    let reasons = outcome.reasons().iter().map(|reason| reason_words(ui, reason));
    let body = WhyPage {
        ui,
        case: id,
        ruling,
        number: number.clone(),
        at: known.at,
        granted: granted(&request, outcome).await?,
        class: &known.ruling.class,
        reasons: reasons.collect::<Result<_, _>>()?,
        repeated,
        parts,
        review: review(&request, known).await?,
        to_review: known.review_code() == "open" && request.who.may(REVIEW),
    };
    Ok(Page::new(ui.t("automation-why"), &body)?.crumb(number, format!("/cases/{id}")).into())
}

async fn granted(request: &Request, outcome: &Outcome) -> Result<Option<Granted>, Problem> {
    let Outcome::Grant { implementation, rule_set } = outcome else { return Ok(None) };
    let id = crate::ids::RuleSetId::of(rule_set);
    let (state, _) = request.kernel.peek::<crate::state::GovernedRuleSet>(id).await?;
    let found = state.recorded.iter().rposition(|r| r.implementation.number == *implementation);
    let href = found.map(|n| format!("/automation/rules/{rule_set}/decisions/{}", n + 1));
    let demo =
        found.and_then(|n| state.recorded.get(n)).is_some_and(crate::state::Recorded::is_demo);
    Ok(Some(Granted { implementation: implementation.clone(), href, demo }))
}

async fn review(request: &Request, known: &KnownRuling) -> Result<Option<ReviewShown>, Problem> {
    let Some(review) = &known.review else { return Ok(None) };
    let ui = &request.ui;
    let erased = || ui.t("casefile-erased").plain();
    Ok(Some(ReviewShown {
        agrees: review.agrees,
        remark: review.remark.clone().unwrap_or_else(erased),
        by: user_name(&request.kernel, ui, review.by).await?,
        at: review.at,
    }))
}

type Set<'a> = (&'a Part, &'a RuleSet);

/// What a part read, and when it was told.
#[derive(Clone, Copy)]
struct Read<'a> {
    packed: &'a Packed,
    part: usize,
    moments: &'a FactMoments,
    at: Ts,
}

fn part_shown(
    ui: &Ui,
    law: &Law,
    (part, set): Set<'_>,
    answer: &Answer,
    told: Option<Read<'_>>,
) -> PartShown {
    let headings = tables::headings(ui, &law.dictionary, &set.shown());
    let line = |decision: &str, state: Option<State>, finding: Option<&Finding>| LineShown {
        heading: headings.get(decision).cloned().unwrap_or_default(),
        tag: state.map(|state| state_tag(ui, state)),
        finding: finding
            .map(|f| law.text(words::language(ui), &f.code).unwrap_or(&f.code).to_owned())
            .unwrap_or_default(),
        facts: finding.map(|f| facts(ui, law, f, told)).unwrap_or_default(),
        row: finding.map_or(0, |f| f.row),
        citations: finding.map(|f| f.citations.join("; ")).unwrap_or_default(),
    };
    let of = |name: &str| answer.findings.iter().find(|f| *f.decision == *name);
    let conditions = answer
        .conditions
        .iter()
        .map(|condition| line(&condition.name, Some(condition.state), of(&condition.name)));
    let is_condition = |f: &&Finding| answer.conditions.iter().any(|c| c.name == f.decision);
    let others = answer.findings.iter().filter(|f| !is_condition(f));
    let lines = conditions.chain(others.map(|f| line(&f.decision, None, Some(f)))).collect();
    let role = part.role.code();
    PartShown {
        id: role,
        heading: format!(
            "{}: {}",
            ui.code("automation-part-", role),
            rule_set_name(ui, &part.rule_set)
        ),
        href: format!("/automation/rules/{}", part.rule_set),
        version: words::day(ui, part.valid_from),
        hash: part.hash.clone(),
        lines: if part.role == PartRole::HandOver { shortened(lines) } else { lines },
    }
}

/// A table of reasons looks at everything at once: its facts are told with the outcome alone.
fn shortened(mut lines: Vec<LineShown>) -> Vec<LineShown> {
    let last = lines.len().saturating_sub(1);
    lines.iter_mut().take(last).for_each(|line| line.facts.clear());
    lines
}

fn state_tag(ui: &Ui, state: State) -> Html {
    match state {
        State::Met => ui.tag(Tone::Success, "automation-gives-met"),
        State::NotMet => ui.tag(Tone::Danger, "automation-gives-not-met"),
        State::NeedsOfficial => ui.tag(Tone::Warning, "automation-gives-needs-an-official"),
        State::NotApplicable => ui.tag(Tone::Neutral, "automation-gives-not-applicable"),
    }
}

fn facts(ui: &Ui, law: &Law, finding: &Finding, told: Option<Read<'_>>) -> Vec<FactShown> {
    let all = told.map(|read| (read.packed.of_part(read.part), (read.moments, read.at)));
    let shown = finding.facts.iter().map(|(name, value)| {
        let fact = all.as_ref().and_then(|(all, when)| Some((all.0.get(name)?, *when)));
        let from = fact.map(|(fact, when)| words::from_read(ui, (name, fact), when));
        FactShown {
            name: words::name(ui, &law.dictionary, name),
            value: words::value(ui, &law.dictionary, name, value),
            from: from.unwrap_or_default(),
        }
    });
    shown.collect()
}
