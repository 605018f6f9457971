//! The end of a case: the events of closing it, for this crate's act and for systems that run cases.

use kernel::{Changes, Date, Refusal};

use crate::case_clock;
use crate::events::{CaseEvent, Outcome};
use crate::ids::CaseId;
use crate::signals::Signal;
use crate::state::{Case, TaskState};

/// Closes a case: ends its time limits and its tasks, and tells other systems.
///
/// # Errors
/// `case-unknown`, `case-closed`.
pub fn close(id: CaseId, case: &Case, outcome: Outcome, today: Date) -> Result<Changes, Refusal> {
    let known = case.open()?;
    let undone = known.tasks.iter().filter(|(_, t)| t.state != TaskState::Done);
    let done = undone
        .map(|(task, _)| CaseEvent::TaskDone { task: *task })
        .fold(Changes::new(), |changes, event| changes.record(id, &event));
    Ok(Changes::one(id, &CaseEvent::Closed { outcome })
        .and(case_clock::end_all(id, known, today))
        .and(done)
        .record(id, &Signal::CaseClosed { outcome }))
}
