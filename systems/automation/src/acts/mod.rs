//! The verbs of automation: one act, one file, its tests below.

mod record_implementation;
mod resume_rule_set;
mod review_ruling;
mod rule_case;
mod settle_fact;
mod start_installation;
mod store_rule_set;
mod suspend_rule_set;
mod verify_parameter;

pub use record_implementation::RecordImplementation;
pub use resume_rule_set::ResumeRuleSet;
pub use review_ruling::ReviewRuling;
pub use rule_case::RuleCase;
pub use settle_fact::SettleFact;
pub use start_installation::StartInstallation;
pub use store_rule_set::StoreRuleSet;
pub use suspend_rule_set::SuspendRuleSet;
pub use verify_parameter::VerifyParameter;

use std::sync::Arc;

use kernel::Refusal;
use web::{Draft, Problem, Request};

use crate::ids::RuleSetId;
use crate::rights::SEE;
use crate::rules;
use crate::state::GovernedRuleSet;

/// What a form on a rule set starts from.
pub(crate) async fn rule_set_draft(
    request: &Request,
    act: &str,
) -> Result<(Draft, Arc<GovernedRuleSet>), Problem> {
    let name: String = request.param("name")?;
    if rules::law()?.versions(&name).next().is_none() {
        return Err(Problem::NotFound);
    }
    let id = RuleSetId::of(&name);
    let opened = request.kernel.open::<GovernedRuleSet>(&request.who, id, SEE, act).await?;
    let shown = request.ui.code("rule-set-", &name).plain();
    let draft = Draft::new()
        .seen(id.0, opened.version)
        .arg("name", &shown)
        .crumb(request.ui.t("automation"), "/automation")
        .crumb(shown, format!("/automation/rules/{name}"));
    Ok((draft, opened.state))
}

fn reason(typed: &str) -> Result<String, Refusal> {
    match typed.trim() {
        "" => Err(Refusal::new("reason-empty").at("reason")),
        reason => Ok(reason.to_owned()),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::Arc;

    use kernel::{Right, UserId, Who};
    use uuid::Uuid;

    use crate::demo;
    use crate::events::RuleSetEvent;
    use crate::model::Implementation;

    /// The rule set that tests govern.
    pub(crate) const RULES: &str = "automatic-card-renewal";

    pub(crate) fn person(n: u128, rights: &[Right]) -> Who {
        let rights = Arc::new(rights.iter().copied().collect());
        Who { user: UserId(Uuid::from_u128(n)), name: "Somebody".into(), rights, ..Who::visitor() }
    }

    pub(crate) fn file() -> String {
        let today = "2026-03-02".parse().unwrap();
        demo::implementation(RULES, &["card"], &[(RULES, "ab")], today)
    }

    pub(crate) fn recorded(file: &str) -> RuleSetEvent {
        RuleSetEvent::ImplementationRecorded {
            implementation: Box::new(Implementation::read(file).unwrap()),
            file: file.to_owned(),
            signature: demo::sign(file),
            key: demo::public_key(),
        }
    }

    pub(crate) fn suspended(by_itself: bool) -> RuleSetEvent {
        RuleSetEvent::Suspended { by_itself, reason: "Wrong sums".into() }
    }
}
