//! What decisions do when rules ruled: a grant leads to its decision by itself.

use automation::{Outcome, RulingEvent};
use casefile::CaseId;
use kernel::{Answer, Fault, Reaction, Recorded};

use crate::acts::DraftFromRuling;

/// Kind of the event that is listened for.
const RULED: &str = "ruling.given";

pub(crate) fn all() -> Vec<Reaction> {
    vec![Reaction::new("decisions.ruled", &[RULED], |_, event| Box::pin(ruled(event)))]
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
