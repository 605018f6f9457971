//! Closes a case: ends its time limits and its tasks, and tells other systems.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use crate::acts::case_draft;
use crate::case_end;
use crate::events::Outcome;
use crate::hold::Standing;
use crate::ids::CaseId;
use crate::rights::WORK;
use crate::state::Case;

/// Closes a case.
#[derive(Debug, Clone, Copy)]
pub struct CloseCase {
    /// Which case.
    pub case: CaseId,
    /// Why.
    pub outcome: Outcome,
}

impl Act for CloseCase {
    const NAME: &'static str = "case.close";
    const RIGHT: Right = WORK;
    type State = Case;
    type Inputs = Standing;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Standing, Fault> {
        case_end::look(read, self.case, self.outcome).await
    }

    fn decide(&self, case: &Case, standing: &Standing, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        case_end::close(self.case, case, self.outcome, *standing, ctx.today)
    }
}

impl FormAct for CloseCase {
    fn fields() -> Vec<Field> {
        vec![Field::radios("outcome", &["done", "withdrawn", "duplicate", "lapsed"])]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        case_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<CloseCase> {
        let (case, outcome) = (form.param("id"), form.choice("outcome"));
        Some(CloseCase { case: case?, outcome: outcome? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, clock_started, closed, opened, task_added};

    const fn act() -> CloseCase {
        CloseCase { case: case_id(), outcome: Outcome::Done }
    }

    #[test]
    fn time_limits_and_tasks_end_with_the_case() {
        let given = given::<Case>([opened(), clock_started(), task_added()]);
        let events = given.when(act(), Standing::Free).outcome().unwrap().into_events().unwrap();
        let kinds: Vec<&str> = events.iter().map(|e| e.kind.as_str()).collect();
        let wanted = ["case.closed", "case.clock_changed", "case.task_done", "signal.case_closed"];
        assert_eq!(kinds, wanted);
    }

    #[test]
    fn what_is_stopped_is_not_done() {
        let refused = given::<Case>([opened()]).when(act(), Standing::Stopped);
        refused.then_refused("stopped-ask-duty-desk");
    }

    #[test]
    fn a_case_is_closed_once() {
        given::<Case>([opened(), closed()]).when(act(), Standing::Free).then_refused("case-closed");
    }
}
