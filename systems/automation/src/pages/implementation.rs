//! An implementation decision as it was signed: for officials, and for everybody.

use kernel::{AuditKind, Kernel, Ts};
use web::parts::SummaryList;
use web::{Page, Problem, Reply, Request, Ui};

use super::{rule_set_name, user_name};
use crate::ids::RuleSetId;
use crate::rules;
use crate::state::{GovernedRuleSet, Recorded};

#[derive(askama::Template)]
#[template(path = "pages/implementation.html")]
struct ImplementationPage<'a> {
    ui: &'a Ui,
    number: &'a str,
    demo: bool,
    /// By whom it was recorded and when; the public is not told.
    recorded: Option<(String, Ts)>,
    summary: SummaryList,
    covers: Vec<(String, String)>,
    file: &'a str,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let (name, n): (String, usize) = (request.param("name")?, request.param("n")?);
    let (kernel, ui) = (&request.kernel, &request.ui);
    let recorded = recorded(kernel, &name, n).await?;
    let by = (user_name(kernel, ui, recorded.by).await?, recorded.at);
    let page = page(ui, &recorded, Some(by))?;
    kernel
        .audit(kernel.entry(&request.who, AuditKind::Search, "automation.implementation"))
        .await?;
    Ok(page
        .crumb(ui.t("automation"), "/automation")
        .crumb(rule_set_name(ui, &name), format!("/automation/rules/{name}"))
        .into())
}

/// A decision of a rule set, counted from 1.
pub(super) async fn recorded(kernel: &Kernel, name: &str, n: usize) -> Result<Recorded, Problem> {
    if rules::law()?.versions(name).next().is_none() {
        return Err(Problem::NotFound);
    }
    let (state, _) = kernel.peek::<GovernedRuleSet>(RuleSetId::of(name)).await?;
    n.checked_sub(1).and_then(|n| state.recorded.get(n).cloned()).ok_or(Problem::NotFound)
}

/// What it says.
pub(super) fn page(
    ui: &Ui,
    recorded: &Recorded,
    by: Option<(String, Ts)>,
) -> Result<Page, Problem> {
    let said = &recorded.implementation;
    let sample = ui.t("automation-sample").arg("n", said.quality.sample_per_thousand);
    let limit = ui
        .t("automation-limit")
        .arg("max", said.quality.disagreements_max)
        .arg("of", said.quality.reviews_counted);
    let valid = ui
        .t("persons-from-until")
        .arg("from", ui.date(said.valid_from))
        .arg("until", ui.date(said.valid_until));
    let summary = SummaryList::new()
        .row(ui.t("automation-valid"), valid)
        .row(ui.t("automation-decided"), ui.date(said.decided))
        .row(ui.t("automation-maker"), &said.decision_maker)
        .row(ui.t("automation-contact"), &said.contact)
        .row(ui.t("automation-grounds"), &said.grounds)
        .row(ui.t("automation-provisions"), said.provisions.join("; "))
        .row(ui.t("automation-non-discrimination"), &said.non_discrimination)
        .row(ui.t("automation-inquiry"), &said.inquiry)
        .row(ui.t("automation-reasoning"), &said.reasoning)
        .row(ui.t("automation-information"), &said.information)
        .row(ui.t("automation-responsibilities"), &said.responsibilities)
        .row(ui.t("automation-assurance"), &said.quality.assurance)
        .row(ui.t("automation-control"), &said.quality.control)
        .row(ui.t("automation-sampling"), format!("{sample} {limit}"));
    let covers = said
        .covers
        .iter()
        .map(|covered| (rule_set_name(ui, &covered.rule_set), covered.hash.clone()));
    let body = ImplementationPage {
        ui,
        number: &said.number,
        demo: recorded.is_demo(),
        recorded: by,
        summary,
        covers: covers.collect(),
        file: &recorded.file,
    };
    Page::new(ui.t("automation-decision"), &body)
}
