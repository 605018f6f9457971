//! What visits do when a case closes and when a request of theirs is answered.

use casefile::requests::{ANSWERED, Request};
use casefile::{CaseId, signals};
use kernel::{Answer, Fault, Kernel, Reaction, Recorded};

use super::acts::{CallOffVisits, NoteAnswer};
use super::rows;

pub fn all() -> Vec<Reaction> {
    vec![
        Reaction::new("visits.case_closed", &[signals::CASE_CLOSED], |_, event| {
            Box::pin(case_closed(event))
        }),
        Reaction::new("visits.answered", &[ANSWERED], |kernel, event| {
            Box::pin(answered(kernel, event))
        }),
    ]
}

async fn case_closed(event: &Recorded) -> Result<Answer, Fault> {
    Ok(Some(Box::new(CallOffVisits { case: CaseId(event.stream) })))
}

async fn answered(kernel: &Kernel, event: &Recorded) -> Result<Answer, Fault> {
    let Some(Request::Answered { request, answer }) = event.decode()? else { return Ok(None) };
    match rows::by_request(kernel, request).await? {
        Some(visit) => Ok(Some(Box::new(NoteAnswer { visit, answer }))),
        None => Ok(None),
    }
}
