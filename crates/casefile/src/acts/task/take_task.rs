//! Takes a task from the queue: of two officials who try, one gets it.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::needed;
use crate::acts::case_draft;
use crate::events::CaseEvent;
use crate::ids::{CaseId, TaskId};
use crate::rights::WORK;
use crate::state::{Case, Official, TaskState};

/// Takes a task; its case comes with it when nobody has that.
#[derive(Debug, Clone, Copy)]
pub struct TakeTask {
    /// On which case.
    pub case: CaseId,
    /// Which task.
    pub task: TaskId,
}

/// Has whoever takes it the competence it needs?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Competent(pub bool);

impl Act for TakeTask {
    const NAME: &'static str = "case.take_task";
    const RIGHT: Right = WORK;
    type State = Case;
    type Inputs = Competent;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Competent, Fault> {
        let case = read.fold::<Case>(self.case).await?;
        let Some(needed) = needed(&case, self.task) else { return Ok(Competent(true)) };
        let official = read.fold::<Official>(read.who().user).await?;
        Ok(Competent(official.knows(Some(needed))))
    }

    fn decide(
        &self,
        case: &Case,
        competent: &Competent,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = case.open()?;
        let task = known.tasks.get(&self.task).ok_or_else(|| Refusal::new("task-unknown"))?;
        match task.state {
            TaskState::Open => {}
            TaskState::Taken(_) => return Err(Refusal::new("task-taken")),
            TaskState::Done => return Err(Refusal::new("task-done")),
        }
        if !competent.0 {
            return Err(Refusal::new("competence-lacking"));
        }
        let by = ctx.who.user;
        let taken = Changes::one(self.case, &CaseEvent::TaskTaken { task: self.task, by });
        Ok(match known.handler {
            None => taken.record(self.case, &CaseEvent::Assigned { handler: Some(by) }),
            Some(_) => taken,
        })
    }
}

impl FormAct for TakeTask {
    fn fields() -> Vec<Field> {
        Vec::new()
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        case_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<TakeTask> {
        Some(TakeTask { case: form.param("id")?, task: form.param("task")? })
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

    const fn act() -> TakeTask {
        TakeTask { case: case_id(), task: task_id() }
    }

    #[test]
    fn whoever_takes_the_task_gets_the_case() {
        let by = officer().user;
        given::<Case>([opened(), task_added()])
            .as_who(&officer())
            .when(act(), Competent(true))
            .then([
                CaseEvent::TaskTaken { task: task_id(), by },
                CaseEvent::Assigned { handler: Some(by) },
            ]);
    }

    #[test]
    fn a_case_that_somebody_has_stays_with_them() {
        let theirs = CaseEvent::Assigned { handler: Some(colleague_id()) };
        let given = given::<Case>([opened(), task_added(), theirs]).as_who(&officer());
        let taken = CaseEvent::TaskTaken { task: task_id(), by: officer().user };
        given.when(act(), Competent(true)).then([taken]);
    }

    #[test]
    fn a_task_is_taken_once() {
        let taken = CaseEvent::TaskTaken { task: task_id(), by: colleague_id() };
        given::<Case>([opened(), task_added(), taken])
            .when(act(), Competent(true))
            .then_refused("task-taken");
    }

    #[test]
    fn a_task_is_taken_by_whoever_has_the_competence() {
        let given = given::<Case>([opened(), task_added()]);
        given.when(act(), Competent(false)).then_refused("competence-lacking");
    }

    #[test]
    fn a_task_that_is_done_or_unknown_is_not_taken() {
        let done = CaseEvent::TaskDone { task: task_id() };
        given::<Case>([opened(), task_added(), done])
            .when(act(), Competent(true))
            .then_refused("task-done");
        given::<Case>([opened()]).when(act(), Competent(true)).then_refused("task-unknown");
    }
}
