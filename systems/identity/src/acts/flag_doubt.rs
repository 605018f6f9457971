//! A clerk doubts that the person is who they say: an official looks at it, and nothing is proven meanwhile.

use casefile::{Case, CaseId, case_task, case_type};
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{ID, LOOK, back, desk, sealed};
use crate::events::IdentityEvent;
use crate::limits::NOTE;
use crate::rights::PROVE;
use crate::state::IdentityStep;

/// Flags a doubt.
#[derive(Debug, Clone)]
pub struct FlagDoubt {
    /// In which case.
    pub case: CaseId,
    /// What is doubted, and why.
    pub note: String,
}

impl Act for FlagDoubt {
    const NAME: &'static str = "identity.flag_doubt";
    const RIGHT: Right = PROVE;
    type State = IdentityStep;
    type Inputs = Case;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Case, Fault> {
        read.fold(self.case).await
    }

    fn decide(&self, step: &IdentityStep, case: &Case, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let (step, known) = (step.waiting()?, case.open()?);
        if step.doubt.as_ref().is_some_and(|doubt| doubt.cleared.is_none()) {
            return Err(Refusal::new("doubt-there"));
        }
        let kind = case_type::known(&known.case_type)?;
        let (task, added) = case_task::add(self.case, kind, LOOK, known.legal_date(), ctx);
        let doubted = IdentityEvent::Doubted { note: sealed(self.case, &self.note), task };
        Ok(Changes::one(self.case, &doubted).and(added))
    }
}

impl FormAct for FlagDoubt {
    fn fields() -> Vec<Field> {
        vec![Field::long_text("note", NOTE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        Ok(desk(request, Self::NAME).await?.draft(request))
    }

    fn read(form: &mut Reader<'_>) -> Option<FlagDoubt> {
        let (case, note) = (form.param(ID), form.text("note"));
        Some(FlagDoubt { case: case?, note: note? })
    }

    fn after(done: &Done, _: &Request) -> String {
        back(done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acts::tests::{CASE, case, closed, doubted, kinds, proven, waiting};

    fn act() -> FlagDoubt {
        FlagDoubt { case: CASE, note: "another face".into() }
    }

    #[test]
    fn an_official_is_told_by_a_task_and_once() {
        let made = kinds(waiting().when(act(), case()));
        assert_eq!((made["identity.doubted"], made["case.task_added"]), (1, 1));
        waiting().and([doubted()]).when(act(), case()).then_refused("doubt-there");
    }

    #[test]
    fn nothing_is_doubted_here_once_it_is_over() {
        waiting().and([proven()]).when(act(), case()).then_refused("identity-proven");
        waiting().when(act(), closed()).then_refused("case-closed");
    }
}
