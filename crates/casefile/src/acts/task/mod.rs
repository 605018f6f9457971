//! Verbs on tasks.

mod finish_task;
mod take_task;

pub use finish_task::FinishTask;
pub use take_task::TakeTask;
