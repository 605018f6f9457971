//! Verbs on tasks.

mod add_task;
mod finish_task;
mod hand_over_task;
mod release_task;
mod take_task;

pub use add_task::AddTask;
pub use finish_task::FinishTask;
pub use hand_over_task::{HandOverTask, Taker};
pub use release_task::ReleaseTask;
pub use take_task::{Competent, TakeTask};

use kernel::{Refusal, UserId};

use crate::ids::TaskId;
use crate::state::{Case, KnownCase, TaskState};

/// Code of the competence that a task needs.
fn needed(case: &Case, task: TaskId) -> Option<&str> {
    case.known()?.tasks.get(&task)?.competence.as_deref()
}

/// Who has a task.
fn taken_by(known: &KnownCase, task: TaskId) -> Result<UserId, Refusal> {
    let task = known.tasks.get(&task).ok_or_else(|| Refusal::new("task-unknown"))?;
    match task.state {
        TaskState::Taken(by) => Ok(by),
        TaskState::Open => Err(Refusal::new("task-not-taken")),
        TaskState::Done => Err(Refusal::new("task-done")),
    }
}
