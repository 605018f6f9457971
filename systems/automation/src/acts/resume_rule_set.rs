//! Lets a stopped rule set decide again: another person than the one who stopped it says so.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{reason, rule_set_draft};
use crate::events::RuleSetEvent;
use crate::ids::RuleSetId;
use crate::limits::REASON;
use crate::rights::STOP;
use crate::state::GovernedRuleSet;

/// Ends a stop.
#[derive(Debug, Clone)]
pub struct ResumeRuleSet {
    /// Name of the rule set.
    pub rule_set: String,
    /// Why.
    pub reason: String,
}

impl Act for ResumeRuleSet {
    const NAME: &'static str = "rule_set.resume";
    const RIGHT: Right = STOP;
    type State = GovernedRuleSet;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        RuleSetId::of(&self.rule_set).0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, known: &GovernedRuleSet, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let suspension = known.suspension.as_ref();
        let suspension = suspension.ok_or_else(|| Refusal::new("rule-set-not-suspended"))?;
        if suspension.by == Some(ctx.who.user) {
            return Err(Refusal::new("rule-set-suspended-by-you"));
        }
        let resumed = RuleSetEvent::Resumed { reason: reason(&self.reason)? };
        Ok(Changes::one(RuleSetId::of(&self.rule_set), &resumed))
    }
}

impl FormAct for ResumeRuleSet {
    fn fields() -> Vec<Field> {
        vec![Field::long_text("reason", REASON)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        rule_set_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<ResumeRuleSet> {
        let (rule_set, reason) = (form.param("name"), form.text("reason"));
        Some(ResumeRuleSet { rule_set: rule_set?, reason: reason? })
    }

    fn after(_: &Done, request: &Request) -> String {
        format!("/automation/rules/{}", request.params.get("name").unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{RULES, person, suspended};

    fn act() -> ResumeRuleSet {
        ResumeRuleSet { rule_set: RULES.into(), reason: "Mended".into() }
    }

    #[test]
    fn another_person_lets_it_decide_again() {
        let (one, two) = (person(1, &[STOP]), person(2, &[STOP]));
        let stopped = || given::<GovernedRuleSet>([]).as_who(&one).and([suspended(false)]);
        stopped().when(act(), ()).then_refused("rule-set-suspended-by-you");
        let resumed = RuleSetEvent::Resumed { reason: "Mended".into() };
        let by_itself = given::<GovernedRuleSet>([suspended(true)]).as_who(&two);
        by_itself.when(act(), ()).then([resumed]);
        given::<GovernedRuleSet>([]).when(act(), ()).then_refused("rule-set-not-suspended");
    }
}
