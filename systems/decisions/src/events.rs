//! What happens to decisions: on their own streams, and in short on the stream of their case.

mod decision;
mod exercise;
mod on_case;
mod sitting;
mod trial;

pub use decision::{DecisionEvent, Halt, Origin, Processing};
pub use exercise::{ExerciseEvent, ExercisesEvent};
pub use on_case::CaseDecisionEvent;
pub use sitting::{Answered, SittingEvent};
pub use trial::{NotSet, Portion, TrialEnd, TrialEvent, Unset};
