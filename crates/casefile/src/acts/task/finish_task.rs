//! Marks a task as done.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use crate::acts::case_draft;
use crate::events::CaseEvent;
use crate::ids::{CaseId, TaskId};
use crate::rights::WORK;
use crate::state::{Case, TaskState};

/// Marks a task that one has as done.
#[derive(Debug, Clone, Copy)]
pub struct FinishTask {
    /// On which case.
    pub case: CaseId,
    /// Which task.
    pub task: TaskId,
}

impl Act for FinishTask {
    const NAME: &'static str = "case.finish_task";
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
        let known = case.open()?;
        let task = known.tasks.get(&self.task).ok_or_else(|| Refusal::new("task-unknown"))?;
        match task.state {
            TaskState::Taken(by) if by == ctx.who.user => {}
            TaskState::Taken(_) => return Err(Refusal::new("task-taken")),
            TaskState::Open => return Err(Refusal::new("task-not-taken")),
            TaskState::Done => return Err(Refusal::new("task-done")),
        }
        Ok(Changes::one(self.case, &CaseEvent::TaskDone { task: self.task }))
    }
}

impl FormAct for FinishTask {
    fn fields() -> Vec<Field> {
        Vec::new()
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        case_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<FinishTask> {
        Some(FinishTask { case: form.param("id")?, task: form.param("task")? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, colleague_id, officer, opened, task_added, task_id};

    const fn act() -> FinishTask {
        FinishTask { case: case_id(), task: task_id() }
    }

    fn taken(by: kernel::UserId) -> CaseEvent {
        CaseEvent::TaskTaken { task: task_id(), by }
    }

    #[test]
    fn whoever_has_the_task_finishes_it() {
        let given = given::<Case>([opened(), task_added(), taken(officer().user)]);
        let done = CaseEvent::TaskDone { task: task_id() };
        given.as_who(&officer()).when(act(), ()).then([done]);
    }

    #[test]
    fn a_colleagues_task_is_theirs_to_finish() {
        let given = given::<Case>([opened(), task_added(), taken(colleague_id())]);
        given.as_who(&officer()).when(act(), ()).then_refused("task-taken");
    }

    #[test]
    fn a_task_is_taken_before_it_is_done() {
        given::<Case>([opened(), task_added()]).when(act(), ()).then_refused("task-not-taken");
    }
}
