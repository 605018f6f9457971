//! Marks a task as done. Where nothing else is to be done on a case that stays open, what comes next is a
//! task of its own: no open case is without one.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use crate::acts::case_draft;
use crate::awaited::Outside;
use crate::case_task::{self, DECIDE_NEXT};
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
    type Inputs = Outside;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Outside, Fault> {
        Outside::read(read, self.case).await
    }

    fn decide(&self, case: &Case, outside: &Outside, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = case.open()?;
        let task = known.tasks.get(&self.task).ok_or_else(|| Refusal::new("task-unknown"))?;
        match task.state {
            TaskState::Taken(by) if by == ctx.who.user => {}
            TaskState::Taken(_) => return Err(Refusal::new("task-taken")),
            TaskState::Open => return Err(Refusal::new("task-not-taken")),
            TaskState::Done => return Err(Refusal::new("task-done")),
        }
        let done = Changes::one(self.case, &CaseEvent::TaskDone { task: self.task });
        // While it waits for somebody, what comes next is theirs.
        if known.has_more_to_do(self.task) || known.waits() || outside.0 {
            return Ok(done);
        }
        if task.what == DECIDE_NEXT {
            return Err(Refusal::new("next-action-missing"));
        }
        let (by, legal) = (Some(ctx.who.user), known.legal_date());
        Ok(done.and(case_task::decide_next(self.case, known, by, legal, ctx)?))
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
    use kernel::UserId;
    use testkit::{Given, given};

    use super::*;
    use crate::acts::tests::{
        case_id, clock_started, clock_stopped, colleague_id, officer, opened, task_added, task_id,
    };

    const INSIDE: Outside = Outside(false);

    const fn act() -> FinishTask {
        FinishTask { case: case_id(), task: task_id() }
    }

    fn taken(by: UserId) -> CaseEvent {
        CaseEvent::TaskTaken { task: task_id(), by }
    }

    fn mine(added: CaseEvent) -> Given<Case> {
        given::<Case>([opened(), clock_started(), added, taken(officer().user)]).as_who(&officer())
    }

    fn task(id: u128, code: &str) -> CaseEvent {
        let mut added = task_added();
        if let CaseEvent::TaskAdded { task, what, .. } = &mut added {
            (*task, *what) = (TaskId(Uuid::from_u128(id)), code.to_owned());
        }
        added
    }

    /// Kinds of the events, and who has what comes next.
    fn next(given: Given<Case>, outside: Outside) -> (Vec<String>, Option<String>) {
        let events = given.when(act(), outside).outcome().unwrap().into_events().unwrap();
        let by = events.last().and_then(|event| event.body["by"].as_str().map(str::to_owned));
        (events.into_iter().map(|event| event.kind).collect(), by)
    }

    #[test]
    fn whoever_has_the_task_finishes_it_and_says_what_comes_next() {
        let kinds = ["case.task_done", "case.task_added", "case.task_taken"].map(str::to_owned);
        let me = officer().user.to_string();
        assert_eq!(next(mine(task_added()), INSIDE), (kinds.to_vec(), Some(me)));
        // Whoever has the case, where it is another's.
        let theirs = CaseEvent::Assigned { handler: Some(colleague_id()) };
        let by = next(mine(task_added()).and([theirs]), INSIDE).1;
        assert_eq!(by, Some(colleague_id().to_string()));
    }

    #[test]
    fn where_something_else_is_to_be_done_or_waited_for_nothing_is_added() {
        let done = CaseEvent::TaskDone { task: task_id() };
        let other = task(7, "quiet-case");
        mine(task_added()).and([other.clone()]).when(act(), INSIDE).then([done.clone()]);
        mine(task_added()).and([clock_stopped()]).when(act(), INSIDE).then([done.clone()]);
        mine(task_added()).when(act(), Outside(true)).then([done]);
        let done_before = CaseEvent::TaskDone { task: TaskId(Uuid::from_u128(7)) };
        assert_eq!(next(mine(task_added()).and([other, done_before]), INSIDE).0.len(), 3);
    }

    #[test]
    fn what_comes_next_is_said_before_that_task_is_done() {
        let deciding = || mine(task(300, DECIDE_NEXT));
        deciding().when(act(), INSIDE).then_refused("next-action-missing");
        let done = CaseEvent::TaskDone { task: task_id() };
        deciding().and([task(7, "by-hand")]).when(act(), INSIDE).then([done]);
    }

    #[test]
    fn a_colleagues_task_is_theirs_to_finish() {
        let given = given::<Case>([opened(), task_added(), taken(colleague_id())]);
        given.as_who(&officer()).when(act(), INSIDE).then_refused("task-taken");
    }

    #[test]
    fn a_task_is_taken_before_it_is_done() {
        given::<Case>([opened(), task_added()]).when(act(), INSIDE).then_refused("task-not-taken");
    }
}
