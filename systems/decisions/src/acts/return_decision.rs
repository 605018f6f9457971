//! Sends what was presented back to whoever drafts it.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{decision_draft, reason};
use crate::basis::Basis;
use crate::events::DecisionEvent;
use crate::ids::DecisionId;
use crate::limits::REASON;
use crate::rights::DECIDE;
use crate::state::{Decision, Stage};

/// Sends it back.
#[derive(Debug, Clone)]
pub struct ReturnDecision {
    /// Which.
    pub decision: DecisionId,
    /// Why.
    pub reason: String,
}

impl Act for ReturnDecision {
    const NAME: &'static str = "decision.return";
    const RIGHT: Right = DECIDE;
    type State = Decision;
    type Inputs = Option<Basis>;

    fn stream(&self) -> Uuid {
        self.decision.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Option<Basis>, Fault> {
        Basis::of(read, self.decision).await
    }

    fn decide(
        &self,
        decision: &Decision,
        basis: &Option<Basis>,
        _: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = decision.there()?;
        let case = basis.as_ref().and_then(|basis| basis.case.known());
        case.ok_or_else(|| Refusal::new("case-unknown"))?;
        if !matches!(known.stage, Stage::Presented { .. }) {
            return Err(Refusal::new("decision-not-presented"));
        }
        let reason = Sealed::new(known.applicant, reason(&self.reason)?);
        Ok(Changes::one(self.decision, &DecisionEvent::Returned { reason }))
    }
}

impl FormAct for ReturnDecision {
    fn fields() -> Vec<Field> {
        vec![Field::long_text("reason", REASON)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        decision_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<ReturnDecision> {
        let (decision, reason) = (form.param("id"), form.text("reason"));
        Some(ReturnDecision { decision: decision?, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/decisions/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{DECISION, PERSON, basis, drafted, opened};
    use crate::events::Origin;
    use crate::model::Fields;

    #[test]
    fn what_was_presented_goes_back_with_a_reason() {
        let with = || Some(basis(&[opened()], &[]));
        let act = |reason: &str| ReturnDecision { decision: DECISION, reason: reason.into() };
        let fields = Sealed::new(PERSON, Fields::default());
        let presented = DecisionEvent::Presented { fields, checked: vec![] };
        let events = [drafted("residence-refusal", Origin::Hand), presented];
        let given = || given::<Decision>(events.clone());
        let reason = Sealed::new(PERSON, "Hear the spouse too".to_owned());
        let returned = DecisionEvent::Returned { reason };
        given().when(act("Hear the spouse too "), with()).then([returned.clone()]);
        given().when(act(" "), with()).then_refused("reason-empty");
        let twice = given().and([returned]).when(act("Again"), with());
        twice.then_refused("decision-not-presented");
    }
}
