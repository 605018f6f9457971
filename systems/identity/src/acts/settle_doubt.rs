//! An official settles what a clerk doubted.

use casefile::CaseId;
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{ID, official, sealed};
use crate::events::IdentityEvent;
use crate::limits::NOTE;
use crate::rights::SETTLE;
use crate::state::IdentityStep;

/// Settles a doubt.
#[derive(Debug, Clone)]
pub struct SettleDoubt {
    /// In which case.
    pub case: CaseId,
    /// Nothing is left of it.
    pub cleared: bool,
    /// Why.
    pub note: String,
}

impl Act for SettleDoubt {
    const NAME: &'static str = "identity.settle_doubt";
    const RIGHT: Right = SETTLE;
    type State = IdentityStep;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, step: &IdentityStep, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let step = step.waiting()?;
        if !step.is_doubted() {
            return Err(Refusal::new("doubt-none"));
        }
        let (cleared, note) = (self.cleared, sealed(self.case, &self.note));
        Ok(Changes::one(self.case, &IdentityEvent::DoubtSettled { cleared, note }))
    }
}

/// What an official can find, as the form has it.
const CLEARED: &str = "cleared";
const FINDINGS: &[&str] = &[CLEARED, "right"];

impl FormAct for SettleDoubt {
    fn fields() -> Vec<Field> {
        vec![Field::radios("finding", FINDINGS), Field::long_text("note", NOTE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let draft = official(request, Self::NAME).await?;
        let case: CaseId = request.param(ID)?;
        let (step, _) = request.kernel.peek::<IdentityStep>(case).await?;
        let known = step.known().ok_or(Problem::NotFound)?;
        let note = known.doubt.as_ref().and_then(|doubt| doubt.note.clone());
        Ok(draft.arg("note", note.unwrap_or_default()))
    }

    fn read(form: &mut Reader<'_>) -> Option<SettleDoubt> {
        let (case, finding) = (form.param(ID), form.choice::<String>("finding"));
        let note = form.text("note");
        Some(SettleDoubt { case: case?, cleared: finding? == CLEARED, note: note? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acts::tests::{CASE, doubted, waiting};

    fn act(cleared: bool) -> SettleDoubt {
        SettleDoubt { case: CASE, cleared, note: "an older photograph".into() }
    }

    fn settled(cleared: bool) -> IdentityEvent {
        IdentityEvent::DoubtSettled { cleared, note: sealed(CASE, "an older photograph") }
    }

    #[test]
    fn a_doubt_is_cleared_or_found_right_and_may_still_be_cleared_then() {
        waiting().and([doubted()]).when(act(true), ()).then([settled(true)]);
        waiting().and([doubted(), settled(false)]).when(act(true), ()).then([settled(true)]);
        waiting().and([doubted(), settled(true)]).when(act(true), ()).then_refused("doubt-none");
        waiting().when(act(true), ()).then_refused("doubt-none");
    }
}
