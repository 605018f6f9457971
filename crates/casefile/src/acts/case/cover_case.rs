//! Gives what an official holds of a case to whoever covers for them, or back to the queue: nothing
//! waits for somebody who is not there.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right, State as _, User, UserId};
use uuid::Uuid;

use super::moved;
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cover {
    /// They are there: it stays.
    Stays,
    /// Back to the queue.
    Queue,
    /// To a colleague; what they have no competence for goes back to the queue.
    Colleague(UserId, Official),
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
            return Ok(Cover::Queue);
        };
        let access = read.fold::<Case>(self.case).await?.access();
        let able = at_work(read, cover).await?;
        let able = able.is_some_and(|who| access.is_some_and(|access| who.sees(&access)));
        if !able {
            return Ok(Cover::Queue);
        }
        Ok(Cover::Colleague(cover, read.fold::<Official>(cover).await?))
    }

    fn decide(&self, case: &Case, cover: &Cover, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let Some(known) = case.known().filter(|known| known.status == Status::Open) else {
            return Ok(Changes::new());
        };
        let to = match cover {
            Cover::Stays => return Ok(Changes::new()),
            Cover::Queue => None,
            Cover::Colleague(to, official) => Some((*to, official)),
        };
        let theirs = known.handler == Some(self.from);
        let handler = to.map(|(handler, _)| handler);
        let assigned = theirs.then_some(CaseEvent::Assigned { handler });
        let taken = known.tasks.iter().filter(|(_, t)| t.state == TaskState::Taken(self.from));
        let moved = taken.filter_map(|(task, t)| moved(*task, t, to));
        let events = assigned.into_iter().chain(moved);
        Ok(events.fold(Changes::new(), |changes, event| changes.record(self.case, &event)))
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{
        case_id, closed, colleague_id, officer, opened, task_added, task_id, task_needing,
    };

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
            .when(act(), Cover::Colleague(by, Official::default()))
            .then([assigned, CaseEvent::TaskTaken { task: task_id(), by }]);
    }

    #[test]
    fn without_anybody_they_go_back_to_the_queue() {
        let nobody = CaseEvent::Assigned { handler: None };
        given::<Case>(held())
            .when(act(), Cover::Queue)
            .then([nobody, CaseEvent::TaskReleased { task: task_id() }]);
    }

    #[test]
    fn what_is_not_theirs_or_closed_or_theirs_and_they_are_there_stays() {
        given::<Case>(held()).when(act(), Cover::Stays).then_nothing();
        let away = || Cover::Queue;
        let other = CoverCase { from: colleague_id(), ..act() };
        given::<Case>(held()).when(other, away()).then_nothing();
        let over = held().into_iter().chain([closed()]).collect::<Vec<_>>();
        given::<Case>(over).when(act(), away()).then_nothing();
    }

    #[test]
    fn a_task_that_the_colleague_does_not_know_waits_for_who_does() {
        let (task, by) = (task_id(), officer().user);
        let taken =
            || [opened(), task_needing("data-protection"), CaseEvent::TaskTaken { task, by }];
        let colleague = |codes: &[&str]| {
            let competences = codes.iter().map(|code| (*code).to_owned()).collect();
            Cover::Colleague(colleague_id(), Official { competences, ..Official::default() })
        };
        let released = CaseEvent::TaskReleased { task };
        given::<Case>(taken()).when(act(), colleague(&[])).then([released]);
        let theirs = CaseEvent::TaskTaken { task, by: colleague_id() };
        given::<Case>(taken()).when(act(), colleague(&["data-protection"])).then([theirs]);
    }
}
