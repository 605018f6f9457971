//! Gives a task back to the queue: what taking it did is undone.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use crate::acts::case_draft;
use crate::events::CaseEvent;
use crate::ids::{CaseId, TaskId};
use crate::rights::{LEAD, WORK};
use crate::state::{Case, KnownCase, TaskState};

/// Gives a task back; its case goes with it when whoever had it has nothing else of it.
#[derive(Debug, Clone, Copy)]
pub struct ReleaseTask {
    /// On which case.
    pub case: CaseId,
    /// Which task.
    pub task: TaskId,
}

impl Act for ReleaseTask {
    const NAME: &'static str = "case.release_task";
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
        let by = super::taken_by(known, self.task)?;
        if by != ctx.who.user && !ctx.who.may(LEAD) {
            return Err(Refusal::new("task-taken"));
        }
        let released = Changes::one(self.case, &CaseEvent::TaskReleased { task: self.task });
        Ok(if known.handler == Some(by) && !self.has_another(known, by) {
            released.record(self.case, &CaseEvent::Assigned { handler: None })
        } else {
            released
        })
    }
}

impl ReleaseTask {
    fn has_another(self, known: &KnownCase, by: kernel::UserId) -> bool {
        let mut others = known.tasks.iter().filter(|(task, _)| **task != self.task);
        others.any(|(_, task)| task.state == TaskState::Taken(by))
    }
}

impl FormAct for ReleaseTask {
    fn fields() -> Vec<Field> {
        Vec::new()
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        case_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<ReleaseTask> {
        Some(ReleaseTask { case: form.param("id")?, task: form.param("task")? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use kernel::{UserId, Who};
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, colleague_id, officer, opened, task_added, task_id};

    const fn act() -> ReleaseTask {
        ReleaseTask { case: case_id(), task: task_id() }
    }

    fn taken(by: UserId) -> CaseEvent {
        CaseEvent::TaskTaken { task: task_id(), by }
    }

    fn assigned(handler: UserId) -> CaseEvent {
        CaseEvent::Assigned { handler: Some(handler) }
    }

    #[test]
    fn the_case_goes_back_with_its_only_task_and_stays_with_a_colleague() {
        let (me, released) = (officer().user, CaseEvent::TaskReleased { task: task_id() });
        let given_back = [released.clone(), CaseEvent::Assigned { handler: None }];
        let mine = [opened(), task_added(), taken(me), assigned(me)];
        given::<Case>(mine).as_who(&officer()).when(act(), ()).then(given_back);
        let theirs = [opened(), task_added(), assigned(colleague_id()), taken(me)];
        given::<Case>(theirs).as_who(&officer()).when(act(), ()).then([released]);
    }

    #[test]
    fn only_whoever_has_it_or_a_lead_gives_it_back() {
        let given = || given::<Case>([opened(), task_added(), taken(colleague_id())]);
        given().as_who(&officer()).when(act(), ()).then_refused("task-taken");
        let lead = Who { rights: Arc::new([LEAD, WORK].into()), ..officer() };
        let released = CaseEvent::TaskReleased { task: task_id() };
        given().as_who(&lead).when(act(), ()).then([released]);
    }

    #[test]
    fn what_nobody_has_is_not_given_back() {
        given::<Case>([opened(), task_added()]).when(act(), ()).then_refused("task-not-taken");
        given::<Case>([opened()]).when(act(), ()).then_refused("task-unknown");
    }
}
