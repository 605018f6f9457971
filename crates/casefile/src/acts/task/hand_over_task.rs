//! Gives a task to a colleague; the case stays with whoever has it.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, State, UserId};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::needed;
use crate::acts::{at_work, case_draft};
use crate::events::CaseEvent;
use crate::ids::{CaseId, TaskId};
use crate::rights::{LEAD, WORK};
use crate::state::{Case, Official, TaskState};

/// Gives a task to a colleague who may take it.
#[derive(Debug, Clone, Copy)]
pub struct HandOverTask {
    /// On which case.
    pub case: CaseId,
    /// Which task.
    pub task: TaskId,
    /// To whom.
    pub to: UserId,
}

/// May the colleague take it?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taker {
    /// They may sign in, hold the right to work, see the case, and are not away.
    pub able: bool,
    /// They have the competence it needs.
    pub competent: bool,
}

impl Taker {
    pub(super) async fn read(
        read: &mut Read<'_>,
        case: &Case,
        to: UserId,
        competence: Option<&str>,
    ) -> Result<Taker, Fault> {
        let who = at_work(read, to).await?;
        let able = who.is_some_and(|who| case.access().is_some_and(|access| who.sees(&access)));
        let official = read.fold::<Official>(to).await?;
        Ok(Taker { able, competent: official.knows(competence) })
    }
}

impl Act for HandOverTask {
    const NAME: &'static str = "case.hand_over_task";
    const RIGHT: Right = WORK;
    type State = Case;
    type Inputs = Taker;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Taker, Fault> {
        let case = read.fold::<Case>(self.case).await?;
        Taker::read(read, &case, self.to, needed(&case, self.task)).await
    }

    fn decide(&self, case: &Case, to: &Taker, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = case.open()?;
        let task = known.tasks.get(&self.task).ok_or_else(|| Refusal::new("task-unknown"))?;
        match task.state {
            TaskState::Done => return Err(Refusal::new("task-done")),
            TaskState::Taken(by) if by == self.to => {
                return Err(Refusal::new("nothing-changed").at("to"));
            }
            TaskState::Taken(by) if by != ctx.who.user && !ctx.who.may(LEAD) => {
                return Err(Refusal::new("task-taken"));
            }
            TaskState::Open | TaskState::Taken(_) => {}
        }
        if !to.able {
            return Err(Refusal::new("colleague-unable").at("to"));
        }
        if !to.competent {
            return Err(Refusal::new("colleague-lacks-competence").at("to"));
        }
        Ok(Changes::one(self.case, &CaseEvent::TaskTaken { task: self.task, by: self.to }))
    }
}

impl FormAct for HandOverTask {
    fn fields() -> Vec<Field> {
        vec![Field::drafted("to", Shown::Folded)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, case) = case_draft(request, Self::NAME).await?;
        let known = case.known().ok_or(Problem::NotFound)?;
        let task: TaskId = request.param("task")?;
        let task = known.tasks.get(&task).ok_or(Problem::NotFound)?;
        let colleagues = request.kernel.colleagues(&known.unit).await?;
        let others = colleagues.into_iter().filter(|c| task.state != TaskState::Taken(c.id));
        let options = others.map(|c| (c.id.to_string(), c.name)).collect();
        let what = crate::words::task(&request.ui, task);
        Ok(draft.options("to", options).arg("task", what))
    }

    fn read(form: &mut Reader<'_>) -> Option<HandOverTask> {
        let (case, task, to) = (form.param("id"), form.param("task"), form.choice("to"));
        Some(HandOverTask { case: case?, task: task?, to: to? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use kernel::Who;
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, colleague_id, officer, opened, task_added, task_id};

    const FINE: Taker = Taker { able: true, competent: true };

    const fn act() -> HandOverTask {
        HandOverTask { case: case_id(), task: task_id(), to: colleague_id() }
    }

    fn taken(by: UserId) -> CaseEvent {
        CaseEvent::TaskTaken { task: task_id(), by }
    }

    #[test]
    fn a_colleague_gets_the_task_and_the_case_stays() {
        let me = officer().user;
        let mine = CaseEvent::Assigned { handler: Some(me) };
        given::<Case>([opened(), task_added(), taken(me), mine])
            .as_who(&officer())
            .when(act(), FINE)
            .then([taken(colleague_id())]);
        let open = given::<Case>([opened(), task_added()]);
        open.as_who(&officer()).when(act(), FINE).then([taken(colleague_id())]);
    }

    #[test]
    fn nobody_gets_what_they_may_not_take() {
        let given = || given::<Case>([opened(), task_added()]).as_who(&officer());
        let away = Taker { able: false, ..FINE };
        given().when(act(), away).then_refused("colleague-unable");
        let unlearned = Taker { competent: false, ..FINE };
        given().when(act(), unlearned).then_refused("colleague-lacks-competence");
    }

    #[test]
    fn a_task_of_another_is_given_by_a_lead_alone_and_only_to_somebody_else() {
        let theirs = UserId(Uuid::from_u128(7));
        let given = |by| given::<Case>([opened(), task_added(), taken(by)]);
        given(theirs).as_who(&officer()).when(act(), FINE).then_refused("task-taken");
        let lead = Who { rights: Arc::new([LEAD, WORK].into()), ..officer() };
        given(theirs).as_who(&lead).when(act(), FINE).then([taken(colleague_id())]);
        given(colleague_id()).as_who(&lead).when(act(), FINE).then_refused("nothing-changed");
    }
}
