//! Stops a rule set: from the very next case on a person decides.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{reason, rule_set_draft};
use crate::events::RuleSetEvent;
use crate::ids::RuleSetId;
use crate::limits::REASON;
use crate::rights::STOP;
use crate::state::GovernedRuleSet;

/// Stops a rule set.
#[derive(Debug, Clone)]
pub struct SuspendRuleSet {
    /// Its name.
    pub rule_set: String,
    /// Why.
    pub reason: String,
}

impl Act for SuspendRuleSet {
    const NAME: &'static str = "rule_set.suspend";
    const RIGHT: Right = STOP;
    type State = GovernedRuleSet;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        RuleSetId::of(&self.rule_set).0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, known: &GovernedRuleSet, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        if known.suspension.is_some() {
            return Err(Refusal::new("rule-set-suspended"));
        }
        let reason = reason(&self.reason)?;
        let suspended = RuleSetEvent::Suspended { by_itself: false, reason };
        Ok(Changes::one(RuleSetId::of(&self.rule_set), &suspended))
    }
}

impl FormAct for SuspendRuleSet {
    fn fields() -> Vec<Field> {
        vec![Field::long_text("reason", REASON)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        rule_set_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<SuspendRuleSet> {
        let (rule_set, reason) = (form.param("name"), form.text("reason"));
        Some(SuspendRuleSet { rule_set: rule_set?, reason: reason? })
    }

    fn after(_: &Done, request: &Request) -> String {
        format!("/automation/rules/{}", request.params.get("name").unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{RULES, suspended};

    fn act(reason: &str) -> SuspendRuleSet {
        SuspendRuleSet { rule_set: RULES.into(), reason: reason.into() }
    }

    #[test]
    fn a_stop_has_a_reason_and_happens_once() {
        given::<GovernedRuleSet>([]).when(act("Wrong sums "), ()).then([suspended(false)]);
        given::<GovernedRuleSet>([]).when(act(" "), ()).then_refused("reason-empty");
        let stopped = given::<GovernedRuleSet>([suspended(true)]);
        stopped.when(act("Wrong sums"), ()).then_refused("rule-set-suspended");
    }
}
