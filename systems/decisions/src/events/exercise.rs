//! What happens in an exercise, on a stream that no case, person or decision knows of; and how often there
//! is one in a unit.

use kernel::{EventSet, Kind, Sealed};
use serde::{Deserialize, Serialize};

use super::Answered;

/// What happens while an official goes through an exercise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum ExerciseEvent {
    /// They met it.
    #[serde(rename = "exercise.met")]
    Met {
        /// Code of the exercise.
        exercise: String,
        /// Code of the unit whose queue they took from.
        unit: String,
        /// The running number that it seems to have: one that no case had by then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        running: Option<u64>,
    },
    /// They answered a point; an answer before it no longer counts.
    #[serde(rename = "exercise.answered")]
    Answered {
        /// Its name.
        point: String,
        /// A hash of what was asked.
        digest: String,
        /// What they said, sealed with their own key: nobody else is in it.
        said: Sealed<Answered>,
        /// Did they follow what was proposed? Nothing where nothing was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        as_proposed: Option<bool>,
    },
    /// They confirmed what was prepared, or sent it the full way.
    #[serde(rename = "exercise.ended")]
    Ended {
        /// The full way.
        left: bool,
        /// The fault was found.
        found: bool,
    },
}

impl EventSet for ExerciseEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "exercise.met", schema: 1 },
        Kind { name: "exercise.answered", schema: 1 },
        Kind { name: "exercise.ended", schema: 1 },
    ];
}

/// How often officials of a unit meet an exercise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum ExercisesEvent {
    /// A lead said so.
    #[serde(rename = "exercises.set")]
    Set {
        /// Code of the unit.
        unit: String,
        /// One in so many cases; zero is never.
        every: u32,
    },
}

impl EventSet for ExercisesEvent {
    const KINDS: &'static [Kind] = &[Kind { name: "exercises.set", schema: 1 }];
}
