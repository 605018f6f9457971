//! Verbs on cases.

mod add_note;
mod add_party;
mod assign_case;
mod change_unit;
mod close_case;
mod cover_case;
mod follow_applicant;
mod link_case;
mod open_case;
mod protect_case;
mod remove_party;
mod reopen_case;
mod set_status;
mod unlink_case;

pub use add_note::AddNote;
pub use add_party::AddParty;
pub use assign_case::AssignCase;
pub use change_unit::ChangeUnit;
pub use close_case::CloseCase;
pub use cover_case::{Cover, CoverCase};
pub use follow_applicant::FollowApplicant;
pub use link_case::LinkCase;
pub use open_case::{LOOK_INTO, OpenCase};
pub use protect_case::ProtectCase;
pub use remove_party::RemoveParty;
pub use reopen_case::ReopenCase;
pub use set_status::SetStatus;
pub use unlink_case::UnlinkCase;

use kernel::{Changes, UserId};

use crate::events::CaseEvent;
use crate::ids::{CaseId, TaskId};
use crate::state::{KnownCase, Official, Task, TaskState};

/// Nobody has the case any more, and its tasks wait in the queue.
fn given_back(case: CaseId, known: &KnownCase) -> Changes {
    let nobody = known.handler.map(|_| CaseEvent::Assigned { handler: None });
    let taken = known.tasks.iter().filter(|(_, t)| matches!(t.state, TaskState::Taken(_)));
    let released = taken.map(|(task, _)| CaseEvent::TaskReleased { task: *task });
    let events = nobody.into_iter().chain(released);
    events.fold(Changes::new(), |changes, event| changes.record(case, &event))
}

/// Somebody has the case from now on, or nobody; what is to be done on it goes with it, as far as they
/// have the competence for it. The rest waits in the queue for whoever has.
pub(super) fn handed_over(
    case: CaseId,
    known: &KnownCase,
    to: Option<(UserId, &Official)>,
) -> Changes {
    let handler = to.map(|(handler, _)| handler);
    let assigned = Changes::one(case, &CaseEvent::Assigned { handler });
    let moved = known.tasks.iter().filter_map(|(task, t)| moved(*task, t, to));
    moved.fold(assigned, |changes, event| changes.record(case, &event))
}

/// What becomes of a task: the new handler has it, or the queue.
fn moved(id: TaskId, task: &Task, to: Option<(UserId, &Official)>) -> Option<CaseEvent> {
    let knows = |(_, official): &(UserId, &Official)| official.knows(task.competence.as_deref());
    match (task.state, to.filter(knows)) {
        (TaskState::Taken(by), _) if to.is_some_and(|(to, _)| to == by) => None,
        (TaskState::Open | TaskState::Taken(_), Some((by, _))) => {
            Some(CaseEvent::TaskTaken { task: id, by })
        }
        (TaskState::Taken(_), None) => Some(CaseEvent::TaskReleased { task: id }),
        (TaskState::Open, None) | (TaskState::Done, _) => None,
    }
}
