//! Time limits on a case: pure functions that return the events, for this crate's acts and for
//! systems that run cases.

use kernel::{Changes, Date, Refusal};

use crate::clock::Clock;
use crate::events::CaseEvent;
use crate::ids::CaseId;
use crate::state::KnownCase;

/// Stops a time limit of a case.
///
/// # Errors
/// Refused when the case has no such limit, or it does not run.
pub fn stop(case: CaseId, known: &KnownCase, name: &str, today: Date) -> Result<Changes, Refusal> {
    find(known, name)?.stop(today).map(|clock| changed(case, name, clock))
}

/// Lets a stopped time limit run again.
///
/// # Errors
/// Refused when the case has no such limit, or it is not stopped.
pub fn resume(
    case: CaseId,
    known: &KnownCase,
    name: &str,
    today: Date,
) -> Result<Changes, Refusal> {
    find(known, name)?.resume(today).map(|clock| changed(case, name, clock))
}

/// Ends every time limit of a case that has not ended.
#[must_use]
pub fn end_all(case: CaseId, known: &KnownCase, today: Date) -> Changes {
    let ended = known.clocks.iter().filter_map(|(name, (_, clock))| {
        clock.end(today).ok().map(|clock| changed(case, name, clock))
    });
    ended.fold(Changes::new(), Changes::and)
}

fn find<'a>(known: &'a KnownCase, name: &str) -> Result<&'a Clock, Refusal> {
    known.clocks.get(name).map(|(_, clock)| clock).ok_or_else(|| Refusal::new("clock-unknown"))
}

fn changed(case: CaseId, name: &str, clock: Clock) -> Changes {
    Changes::one(case, &CaseEvent::ClockChanged { name: name.to_owned(), clock })
}
