//! Closes a case: ends its time limits and its tasks, and tells other systems.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{case_draft, open};
use crate::case_clock;
use crate::events::{CaseEvent, Outcome};
use crate::ids::CaseId;
use crate::rights::WORK;
use crate::signals::Signal;
use crate::state::{Case, TaskState};

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
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, case: &Case, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = open(case)?;
        let mut changes = case_clock::end_all(self.case, known, ctx.today);
        let undone = known.tasks.iter().filter(|(_, t)| t.state != TaskState::Done);
        for (task, _) in undone {
            changes = changes.record(self.case, &CaseEvent::TaskDone { task: *task });
        }
        Ok(changes
            .record(self.case, &CaseEvent::Closed { outcome: self.outcome })
            .record(self.case, &Signal::CaseClosed { outcome: self.outcome }))
    }
}

impl FormAct for CloseCase {
    fn fields() -> Vec<Field> {
        vec![Field::radios("outcome", &["done", "withdrawn", "duplicate"])]
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
        let events = given.when(act(), ()).outcome().unwrap().into_events().unwrap();
        let kinds: Vec<&str> = events.iter().map(|e| e.kind.as_str()).collect();
        let wanted = ["case.clock_changed", "case.task_done", "case.closed", "signal.case_closed"];
        assert_eq!(kinds, wanted);
    }

    #[test]
    fn a_case_is_closed_once() {
        given::<Case>([opened(), closed()]).when(act(), ()).then_refused("case-closed");
    }
}
