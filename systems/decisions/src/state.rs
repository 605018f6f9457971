//! What is known of decisions: folds over their events.

mod decision;
mod on_case;
mod sitting;

pub(crate) use decision::ARCHIVED;
pub use decision::{Attempt, Decision, Given, KnownDecision, Reached, Stage, Written};
pub use on_case::{CaseDecision, CaseDecisions, Light};
pub use sitting::{End, PointAnswer, Sitting, Sittings};
