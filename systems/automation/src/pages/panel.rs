//! The newest ruling, on the page of its case.

use casefile::CaseId;
use kernel::{ListQuery, Ts};
use law::State;
use web::parts::Tone;
use web::{Html, Problem, Request, Ui};

use super::reason_words;
use crate::model::Ruling;
use crate::rows::{RULINGS, RulingLine};
use crate::state::{Review, Rulings};
use crate::{rules, words};

#[derive(askama::Template)]
#[template(path = "pages/panel.html")]
struct RulingOfCase<'a> {
    ui: &'a Ui,
    line: RulingLine,
    tag: Html,
    reasons: Vec<String>,
    conditions: Vec<String>,
    /// What a reviewer said who disagreed, and when.
    disagreements: Vec<(String, Ts)>,
}

pub(super) async fn show(request: &Request, case: CaseId) -> Result<Html, Problem> {
    // The look at the case is recorded already: its page is being shown.
    let (rulings, _) = request.kernel.peek::<Rulings>(case).await?;
    if rulings.newest().is_none() {
        return Ok(Html::default());
    }
    let filters = vec![("case".to_owned(), case.to_string())];
    let query = ListQuery { filters, order: None, after: None, limit: 1 };
    let page = RULINGS.page(&request.kernel, &request.who, &query).await?;
    let Some(row) = page.rows.first() else { return Ok(Html::default()) };
    let line = RulingLine::read(row)?;
    let tag = match line.outcome.as_str() {
        "grant" => request.ui.tag(Tone::Success, "automation-granted"),
        _ => request.ui.tag(Tone::Info, "automation-routed"),
    };
    let known = rulings.0.get(&line.ruling);
    let reasons = known.map_or(&[][..], |known| known.ruling.outcome.reasons());
    let reasons = reasons.iter().map(|reason| reason_words(&request.ui, reason));
    let reasons = reasons.collect::<Result<_, _>>()?;
    let conditions = known.map_or_else(|| Ok(Vec::new()), |k| open(&request.ui, &k.ruling))?;
    let disagreements = disagreements(&request.ui, &rulings);
    let ui = &request.ui;
    Html::render(&RulingOfCase { ui, line, tag, reasons, conditions, disagreements })
}

/// What reviewers said who would not have come to the same, whichever ruling of the case it was.
fn disagreements(ui: &Ui, rulings: &Rulings) -> Vec<(String, Ts)> {
    let reviews = rulings.0.values().filter_map(|known| known.review.as_ref());
    let erased = || ui.t("casefile-erased").plain();
    let said = |review: &Review| (review.remark.clone().unwrap_or_else(erased), review.at);
    reviews.filter(|review| !review.agrees).map(said).collect()
}

/// The conditions of a ruling that are not met or not known to be, in words; of rules that are not in use
/// any more the page of the ruling tells.
fn open(ui: &Ui, ruling: &Ruling) -> Result<Vec<String>, Problem> {
    let (law, language) = (rules::law()?, words::language(ui));
    let mut open = Vec::new();
    let Some(packed) = ruling.packed.get() else { return Ok(open) };
    for (n, part) in ruling.parts.iter().enumerate() {
        let set = law.versions(&part.rule_set).find(|set| *set.hash == *part.hash);
        let answer = set.map(|set| set.rule(&packed.of_part(n), &ruling.dates));
        let Some(Ok(answer)) = answer else { continue };
        let undone = |c: &&law::Condition| matches!(c.state, State::NotMet | State::NeedsOfficial);
        for condition in answer.conditions.iter().filter(undone) {
            let finding = answer.findings.iter().find(|found| found.decision == condition.name);
            let said = finding.and_then(|finding| law.text(language, &finding.code));
            open.extend(said.map(str::to_owned).filter(|said| !open.contains(said)));
        }
    }
    Ok(open)
}
