//! Records that a decision did not arrive.

use casefile::{case_task, case_type};
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{decision_draft, reason};
use crate::basis::Basis;
use crate::events::DecisionEvent;
use crate::ids::DecisionId;
use crate::limits::REASON;
use crate::rights::SERVE;
use crate::state::{Decision, KnownDecision};

/// Records that it did not arrive.
#[derive(Debug, Clone)]
pub struct RecordUndelivered {
    /// Which.
    pub decision: DecisionId,
    /// What happened.
    pub reason: String,
}

impl Act for RecordUndelivered {
    const NAME: &'static str = "decision.record_undelivered";
    const RIGHT: Right = SERVE;
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
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = decision.there()?;
        let basis = Basis::there(basis)?;
        undelivered(self.decision, known, basis, reason(&self.reason)?, ctx)
    }
}

/// What follows when the try that is under way failed: on a case that is still pending, a task to serve it
/// in another way.
pub(super) fn undelivered(
    id: DecisionId,
    known: &KnownDecision,
    basis: &Basis,
    reason: String,
    ctx: &Ctx<'_>,
) -> Result<Changes, Refusal> {
    /// Code of the task.
    const SERVE_AGAIN: &str = "serve-again";
    basis.case.known().ok_or_else(|| Refusal::new("case-unknown"))?;
    let attempt = known.reached.under_way();
    let attempt = attempt.ok_or_else(|| Refusal::new("decision-not-sent"))?;
    let reason = Sealed::new(known.applicant, reason);
    let failed = DecisionEvent::Undelivered { mode: attempt.mode.clone(), reason };
    let changes = Changes::one(id, &failed);
    let open = basis.case.open().ok();
    let kind = open.and_then(|case| Some((case, case_type::of(&case.case_type)?)));
    Ok(match kind {
        Some((case, kind)) => {
            let due = case.legal_date();
            changes.and(case_task::add(known.case, kind, SERVE_AGAIN, due, ctx).1)
        }
        None => changes,
    })
}

impl FormAct for RecordUndelivered {
    fn fields() -> Vec<Field> {
        vec![Field::long_text("reason", REASON)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        decision_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<RecordUndelivered> {
        let (decision, reason) = (form.param("id"), form.text("reason"));
        Some(RecordUndelivered { decision: decision?, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/decisions/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use casefile::{CaseEvent, Outcome};
    use testkit::given;

    use super::*;
    use crate::acts::tests::{DECISION, PERSON, archived, basis, opened, sent, terms};

    #[test]
    fn a_try_that_failed_is_kept_and_the_next_one_may_begin() {
        let closed = CaseEvent::Closed { outcome: Outcome::Done };
        let with = || Some(basis(&[opened(), closed.clone()], &terms()));
        let act = |reason: &str| RecordUndelivered { decision: DECISION, reason: reason.into() };
        let given = || given::<Decision>(archived("letter"));
        let reason = Sealed::new(PERSON, "Came back".to_owned());
        let failed = DecisionEvent::Undelivered { mode: "letter".into(), reason };
        given().and([sent("letter")]).when(act("Came back"), with()).then([failed.clone()]);
        given().when(act("Came back"), with()).then_refused("decision-not-sent");
        given().and([sent("letter")]).when(act(" "), with()).then_refused("reason-empty");
        let state = given().and([sent("letter"), failed]).state(DECISION.0);
        let reached = &state.known().unwrap().reached;
        assert_eq!(reached.attempts[0].failed, Some(Some("Came back".to_owned())));
        assert!(reached.under_way().is_none());
    }
}
