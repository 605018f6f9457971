//! What is known of decisions: folds over their events.

mod decision;
mod exercise;
mod on_case;
mod sitting;
mod trial;

pub(crate) use decision::ARCHIVED;
pub use decision::{
    Amended, Attempt, Decision, Given, KnownDecision, Reached, Recalled, SecondLook,
    SecondLookAnswer, Settled, Stage, Written, corrected_first,
};
pub use exercise::{Ended, Exercise, Exercises, MetExercise};
pub use on_case::{CaseDecision, CaseDecisions, Light};
pub use sitting::{End, PointAnswer, Sitting, Sittings};
pub use trial::{KnownTrial, Trial, TrialStage};
