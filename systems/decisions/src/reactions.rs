//! What decisions do when rules ruled, a grant leading to its decision by itself; and when a task comes for which
//! something is prepared.

use automation::{Outcome, RulingEvent};
use casefile::{CaseEvent, CaseId, TASK_ADDED};
use kernel::{Answer, Fault, Kernel, Reaction, Recorded};

use crate::acts::{DraftFromRuling, PrepareDecision};
use crate::library::library;

/// Kind of the event that is listened for.
const RULED: &str = "ruling.given";

pub(crate) fn all() -> Vec<Reaction> {
    vec![
        Reaction::new("decisions.ruled", &[RULED], |_, event| Box::pin(ruled(event))),
        Reaction::new("decisions.task_added", &[TASK_ADDED], |kernel, event| {
            Box::pin(task_added(kernel, event))
        }),
    ]
}

async fn task_added(kernel: &Kernel, event: &Recorded) -> Result<Answer, Fault> {
    let Some(CaseEvent::TaskAdded { task, what, .. }) = event.decode()? else { return Ok(None) };
    let case = CaseId(event.stream);
    Ok(match library()?.prepared(&what, kernel.now().date()) {
        Some(_) => Some(Box::new(PrepareDecision { case, task })),
        None => None,
    })
}

async fn ruled(event: &Recorded) -> Result<Answer, Fault> {
    let Some(RulingEvent::Given(ruling)) = event.decode()? else { return Ok(None) };
    Ok(match ruling.outcome {
        Outcome::Grant { .. } => {
            Some(Box::new(DraftFromRuling { case: CaseId(event.stream), ruling: ruling.id }))
        }
        // A person decides: nothing goes by itself.
        Outcome::RouteToOfficial { .. } => None,
    })
}
