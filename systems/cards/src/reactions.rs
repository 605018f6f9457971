//! What cards do when a decision was given or recalled.

use decisions::CaseDecisionEvent;
use kernel::{Answer, Fault, Reaction, Recorded};

use crate::acts::{OrderCard, WithdrawCard};

/// Kinds of the events that are listened for.
const GIVEN: &str = "decided.given";
const RECALLED: &str = "decided.recalled";

pub(crate) fn all() -> Vec<Reaction> {
    vec![Reaction::new("cards.decided", &[GIVEN, RECALLED], |_, event| Box::pin(decided(event)))]
}

async fn decided(event: &Recorded) -> Result<Answer, Fault> {
    Ok(match event.decode()? {
        Some(CaseDecisionEvent::Given { decision, .. }) => Some(Box::new(OrderCard { decision })),
        Some(CaseDecisionEvent::Recalled { decision }) => Some(Box::new(WithdrawCard { decision })),
        _ => None,
    })
}
