//! The end of a case: the events of closing it, for this crate's act and for systems that run cases.

use kernel::{Changes, Date, Fault, Read, Refusal};

use crate::case_clock;
use crate::events::{CaseEvent, Outcome};
use crate::hold::{self, ActKind, Standing};
use crate::ids::CaseId;
use crate::signals::Signal;
use crate::state::{Case, TaskState};

/// May the case end so? One that lapses leaves its applicant without what they asked for, and that may
/// be stopped for them. For an act's `inputs`; [`close`] wants the answer.
///
/// # Errors
/// A fault when the database is away.
pub async fn look(read: &mut Read<'_>, id: CaseId, outcome: Outcome) -> Result<Standing, Fault> {
    match (outcome, read.fold::<Case>(id).await?.known()) {
        (Outcome::Withdrawn | Outcome::Lapsed, Some(known)) => {
            hold::look(read, known.applicant, ActKind::AdverseDecision).await
        }
        (Outcome::Withdrawn | Outcome::Lapsed, None) | (Outcome::Done | Outcome::Duplicate, _) => {
            Ok(Standing::Free)
        }
    }
}

/// Closes a case: ends its time limits and its tasks, and tells other systems.
///
/// # Errors
/// `case-unknown`, `case-closed`, `stopped-ask-duty-desk`.
pub fn close(
    id: CaseId,
    case: &Case,
    outcome: Outcome,
    standing: Standing,
    today: Date,
) -> Result<Changes, Refusal> {
    let known = case.open()?;
    standing.free()?;
    let undone = known.tasks.iter().filter(|(_, t)| t.state != TaskState::Done);
    let done = undone
        .map(|(task, _)| CaseEvent::TaskDone { task: *task })
        .fold(Changes::new(), |changes, event| changes.record(id, &event));
    Ok(Changes::one(id, &CaseEvent::Closed { outcome })
        .and(case_clock::end_all(id, known, today))
        .and(done)
        .record(id, &Signal::CaseClosed { outcome }))
}
