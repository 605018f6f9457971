//! Opens a closed case again: a task waits for somebody, and a general matter's time limit runs anew.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use crate::acts::case_draft;
use crate::case_begin;
use crate::case_status;
use crate::case_type::{self, CaseType};
use crate::events::CaseEvent;
use crate::ids::CaseId;
use crate::rights::WORK;
use crate::signals::Signal;
use crate::state::{Case, Status};

/// Opens a closed case again.
#[derive(Debug, Clone)]
pub struct ReopenCase {
    /// Which case.
    pub case: CaseId,
    /// Why.
    pub reason: String,
}

impl Act for ReopenCase {
    const NAME: &'static str = "case.reopen";
    const RIGHT: Right = WORK;
    type State = Case;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, case: &Case, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = case.known().ok_or_else(|| Refusal::new("case-unknown"))?;
        if known.status == Status::Open {
            return Err(Refusal::new("case-open"));
        }
        let reason = Sealed::new(self.case, self.reason.clone());
        let reopened = Changes::one(self.case, &CaseEvent::Reopened { reason });
        let kind = case_type::of(&known.case_type);
        // The time limits of other kinds of case are their systems' own, who hear the signal.
        let ours = kind.filter(|k| k.clock.as_ref().is_some_and(|c| known.clocks.contains_key(c)));
        let work = match ours {
            Some(kind) => case_begin::start(self.case, kind, ctx.today, ctx)?,
            None => Changes::new(),
        };
        let anew = case_status::follow(self.case, known, kind.map(CaseType::first_status));
        let signal = Signal::CaseOpened { unit: known.unit.clone() };
        Ok(reopened.and(work).and(anew).record(self.case, &signal))
    }
}

impl FormAct for ReopenCase {
    fn fields() -> Vec<Field> {
        vec![Field::text("reason", Limit::LINE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        case_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<ReopenCase> {
        let (case, reason) = (form.param("id"), form.text("reason"));
        Some(ReopenCase { case: case?, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, clock_started, closed, opened};

    fn act() -> ReopenCase {
        ReopenCase { case: case_id(), reason: "A letter came".into() }
    }

    #[test]
    fn a_closed_case_is_pending_again() {
        let when = given::<Case>([opened(), closed()]).when(act(), ());
        let events = when.outcome().unwrap().into_events().unwrap();
        let kinds: Vec<&str> = events.iter().map(|e| e.kind.as_str()).collect();
        assert_eq!(kinds, ["case.reopened", "signal.case_opened"]);
    }

    #[test]
    fn a_general_matter_waits_for_somebody_again_with_a_new_time_limit() {
        let when = given::<Case>([opened(), clock_started(), closed()]).when(act(), ());
        let events = when.outcome().unwrap().into_events().unwrap();
        let kinds: Vec<&str> = events.iter().map(|e| e.kind.as_str()).collect();
        let wanted =
            ["case.reopened", "case.clock_started", "case.task_added", "signal.case_opened"];
        assert_eq!(kinds, wanted);
    }

    #[test]
    fn an_open_case_is_not_reopened() {
        given::<Case>([opened()]).when(act(), ()).then_refused("case-open");
    }
}
