//! How a case stands, in the words of its kind: a pure function that returns the event, for this
//! crate's act and for systems that run cases.

use kernel::{Changes, Refusal};

use crate::case_type;
use crate::events::CaseEvent;
use crate::ids::CaseId;
use crate::state::KnownCase;

/// Says how a case stands now. Any word of its kind may follow any other: a case that was ready
/// goes back to preparation when something new comes.
///
/// # Errors
/// `case-type-unknown`, `status-unknown`, `nothing-changed`.
pub fn set(case: CaseId, known: &KnownCase, status: &str) -> Result<Changes, Refusal> {
    let kind = case_type::known(&known.case_type)?;
    if !kind.statuses.iter().any(|word| word == status) {
        return Err(Refusal::new("status-unknown").at("status"));
    }
    if known.status_word == status {
        return Err(Refusal::new("nothing-changed").at("status"));
    }
    Ok(Changes::one(case, &CaseEvent::StatusSet { status: status.to_owned() }))
}

/// The same where the word goes with another step: nothing when the kind has no such word, or the
/// case stands there already.
pub(crate) fn follow(case: CaseId, known: &KnownCase, status: Option<&str>) -> Changes {
    status.and_then(|word| set(case, known, word).ok()).unwrap_or_default()
}
