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

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::super::ask_second_look::tests::{asked, kinds, looked, with};
    use super::*;
    use crate::acts::SignDecision;
    use crate::acts::tests::{DECISION, official};

    #[test]
    fn only_the_answer_of_a_colleague_lets_one_person_decide_again() {
        let answer = |words: &str| AnswerSecondLook { decision: DECISION, answer: words.into() };
        let by_one = || given::<Decision>([]).and_by(&official(1), looked());
        let own = by_one().as_who(&official(1)).when(answer("Yes"), with());
        own.then_refused("decision-second-look-own");
        let mute = by_one().as_who(&official(2)).when(answer(" "), with());
        mute.then_refused("reason-empty");
        let changes = by_one().as_who(&official(2)).when(answer("Yes"), with()).outcome().unwrap();
        assert_eq!(kinds(changes), ["decision.second_look_answered"], "the task is not there");
        let said = Sealed::new(crate::acts::tests::PERSON, "Yes".to_owned());
        let answered = DecisionEvent::SecondLookAnswered { answer: said };
        let after = || by_one().and_by(&official(2), [answered.clone()]);
        let (checked, fields) = (Vec::new(), String::new());
        let sign = SignDecision { decision: DECISION, checked, fields };
        after().as_who(&official(1)).when(sign, with()).then_refused("checklist-open");
        let again = after().as_who(&official(3)).when(answer("No"), with());
        again.then_refused("decision-second-look-none");
        let anew = after().as_who(&official(1)).when(asked(), with());
        assert!(anew.outcome().is_ok(), "who is in doubt again asks again");
    }
}
