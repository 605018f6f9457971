//! Gives what an official holds of a case to whoever covers for them, or back to the queue: nothing
//! waits for somebody who is not there.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right, State as _, User, UserId};
use uuid::Uuid;

use crate::acts::at_work;
use crate::events::CaseEvent;
use crate::ids::CaseId;
use crate::state::{Case, Official, Status, TaskState};

/// Takes a case from an official who is away or may no longer sign in.
#[derive(Debug, Clone, Copy)]
pub struct CoverCase {
    /// Which case.
    pub case: CaseId,
    /// From whom.
    pub from: UserId,
}

/// Where what they hold goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// They are there: it stays.
    Stays,
    /// To a colleague, or to the queue.
    Goes(Option<UserId>),
}

impl Act for CoverCase {
    const NAME: &'static str = "case.cover";
    const RIGHT: Right = Right::MACHINE;
    type State = Case;
    type Inputs = Cover;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Cover, Fault> {
        let enabled =
            matches!(read.fold::<User>(self.from).await?, User::Known { enabled: true, .. });
        let official = read.fold::<Official>(self.from).await?;
        let away = official.away_on(read.at().date());
        if enabled && away.is_none() {
            return Ok(Cover::Stays);
        }
        let Some(cover) = away.and_then(|absence| absence.cover) else {
            return Ok(Cover::Goes(None));
        };
        let access = read.fold::<Case>(self.case).await?.access();
        let able = at_work(read, cover).await?;
        let able = able.is_some_and(|who| access.is_some_and(|access| who.sees(&access)));
        Ok(Cover::Goes(able.then_some(cover)))
    }

    fn decide(&self, case: &Case, cover: &Cover, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let Some(known) = case.known().filter(|known| known.status == Status::Open) else {
            return Ok(Changes::new());
        };
        let Cover::Goes(to) = *cover else { return Ok(Changes::new()) };
        let theirs = known.handler == Some(self.from);
        let assigned = theirs.then_some(CaseEvent::Assigned { handler: to });
        let taken = known.tasks.iter().filter(|(_, t)| t.state == TaskState::Taken(self.from));
        let moved = taken.map(|(task, _)| match to {
            Some(by) => CaseEvent::TaskTaken { task: *task, by },
            None => CaseEvent::TaskReleased { task: *task },
        });
        let events = assigned.into_iter().chain(moved);
        Ok(events.fold(Changes::new(), |changes, event| changes.record(self.case, &event)))
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, closed, colleague_id, officer, opened, task_added, task_id};

    fn act() -> CoverCase {
        CoverCase { case: case_id(), from: officer().user }
    }

    fn held() -> [CaseEvent; 4] {
        let by = officer().user;
        let assigned = CaseEvent::Assigned { handler: Some(by) };
        [opened(), task_added(), assigned, CaseEvent::TaskTaken { task: task_id(), by }]
    }

    #[test]
    fn a_case_and_its_tasks_go_to_whoever_covers() {
        let by = colleague_id();
        let assigned = CaseEvent::Assigned { handler: Some(by) };
        given::<Case>(held())
            .when(act(), Cover::Goes(Some(by)))
            .then([assigned, CaseEvent::TaskTaken { task: task_id(), by }]);
    }

    #[test]
    fn without_anybody_they_go_back_to_the_queue() {
        let nobody = CaseEvent::Assigned { handler: None };
        given::<Case>(held())
            .when(act(), Cover::Goes(None))
            .then([nobody, CaseEvent::TaskReleased { task: task_id() }]);
    }

    #[test]
    fn what_is_not_theirs_or_closed_or_theirs_and_they_are_there_stays() {
        given::<Case>(held()).when(act(), Cover::Stays).then_nothing();
        let away = Cover::Goes(None);
        let other = CoverCase { from: colleague_id(), ..act() };
        given::<Case>(held()).when(other, away).then_nothing();
        let over = held().into_iter().chain([closed()]).collect::<Vec<_>>();
        given::<Case>(over).when(act(), away).then_nothing();
    }
}
