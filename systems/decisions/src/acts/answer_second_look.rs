//! A colleague has looked a second time and answers: whoever asked may decide again.

use casefile::{CaseEvent, TaskState};
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{decision_draft, reason};
use crate::basis::Basis;
use crate::events::DecisionEvent;
use crate::ids::DecisionId;
use crate::limits::REASON;
use crate::rights::DECIDE;
use crate::state::{Decision, KnownDecision, Stage};

/// Answers who asked for a second look.
#[derive(Debug, Clone)]
pub struct AnswerSecondLook {
    /// At which draft.
    pub decision: DecisionId,
    /// What the colleague says.
    pub answer: String,
}

impl Act for AnswerSecondLook {
    const NAME: &'static str = "decision.answer_second_look";
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
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = decision.there()?;
        let basis = Basis::there(basis)?;
        let look = known.open_look().ok_or_else(|| Refusal::new("decision-second-look-none"))?;
        if look.by == ctx.who.user {
            return Err(Refusal::new("decision-second-look-own"));
        }
        if !matches!(known.stage, Stage::Draft { .. } | Stage::Presented { .. }) {
            return Err(Refusal::new("decision-signed"));
        }
        let answer = Sealed::new(known.applicant, reason(&self.answer)?);
        let answered = DecisionEvent::SecondLookAnswered { answer };
        Ok(Changes::one(self.decision, &answered).and(looked(known, basis)))
    }
}

/// The task of whoever looks is over: they have answered, or decided themselves.
pub(super) fn looked(known: &KnownDecision, basis: &Basis) -> Changes {
    let Some(look) = known.open_look() else { return Changes::new() };
    let tasks = basis.case.known().and_then(|case| case.tasks.get(&look.task));
    match tasks.filter(|task| task.state != TaskState::Done) {
        Some(_) => Changes::one(known.case, &CaseEvent::TaskDone { task: look.task }),
        None => Changes::new(),
    }
}

impl FormAct for AnswerSecondLook {
    fn fields() -> Vec<Field> {
        vec![Field::long_text("answer", REASON)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        decision_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<AnswerSecondLook> {
        let (decision, answer) = (form.param("id"), form.text("answer"));
        Some(AnswerSecondLook { decision: decision?, answer: answer? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/decisions/{}", done.stream)
    }
}
