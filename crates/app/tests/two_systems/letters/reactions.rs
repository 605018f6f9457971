//! What letters do when another system asks for one.

use casefile::CaseId;
use casefile::requests::{Request, WANTED};
use kernel::{Answer, Fault, Reaction, Recorded};

use super::acts::{SEND, SendLetter};

pub fn all() -> Vec<Reaction> {
    vec![Reaction::new("letters.wanted", &[WANTED], |_, event| Box::pin(wanted(event)))]
}

async fn wanted(event: &Recorded) -> Result<Answer, Fault> {
    match event.decode()? {
        Some(Request::Wanted { request, what, .. }) if what == SEND => {
            Ok(Some(Box::new(SendLetter { case: CaseId(event.stream), request })))
        }
        Some(Request::Wanted { .. } | Request::Answered { .. }) | None => Ok(None),
    }
}
