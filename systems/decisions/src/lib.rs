//! Documents that bind: letters and decisions composed of facts and phrases, signed, archived and
//! served. See README.md.

pub mod acts;
mod address;
pub mod archive;
mod basis;
pub mod compose;
mod delivery;
mod events;
pub mod exercise;
mod ids;
mod jobs;
pub mod library;
pub mod light;
mod limits;
mod mail;
pub mod model;
mod pages;
mod reactions;
mod rights;
mod rows;
pub mod signer;
mod state;
mod target;
mod trial;
mod way;

use kernel::Migration;
use web::{System, TextFiles};

pub use address::{service, use_address};
pub use archive::warm;
pub use basis::Basis;
pub use events::{
    Answered, CaseDecisionEvent, DecisionEvent, ExerciseEvent, ExercisesEvent, Halt, NotSet,
    Origin, Portion, Processing, SittingEvent, TrialEnd, TrialEvent, Unset,
};
pub use ids::{DecisionId, ExerciseId, ExercisesId, SittingId, TrialId};
pub use pages::{carried_out, reading, rests_on};
pub use rights::{DECIDE, SEE, SERVE, WRITE};
pub use rows::{
    DECISIONS, DecisionLine, EXERCISE_TABLES, LIGHT_TABLES, TABLES, TRIAL_TABLES, TRIALS, TrialLine,
};
pub use state::{
    Amended, Attempt, CaseDecision, CaseDecisions, Decision, End, Ended, Exercise, Exercises,
    Given, KnownDecision, KnownTrial, Light, MetExercise, PointAnswer, Reached, Recalled,
    SecondLook, SecondLookAnswer, Settled, Sitting, Sittings, Stage, Trial, TrialStage, Written,
    corrected_first,
};

/// Tables of this system.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "decisions/0001", sql: include_str!("../migrations/0001_decisions.sql") },
    Migration { name: "decisions/0002", sql: include_str!("../migrations/0002_light.sql") },
    Migration { name: "decisions/0003", sql: include_str!("../migrations/0003_exercises.sql") },
    Migration { name: "decisions/0004", sql: include_str!("../migrations/0004_trials.sql") },
    Migration { name: "decisions/0005", sql: include_str!("../migrations/0005_settled.sql") },
];

const TEXTS: TextFiles = TextFiles {
    system: "decisions",
    fi: include_str!("../texts/fi.ftl"),
    sv: include_str!("../texts/sv.ftl"),
    en: include_str!("../texts/en.ftl"),
};

/// The door: everything the house has to know of this system.
#[must_use]
pub fn system() -> System {
    System {
        migrations: MIGRATIONS,
        states: rows::projections(),
        reactions: reactions::all(),
        jobs: jobs::all(),
        rights: rights::GRANTS,
        lists: vec![&DECISIONS, &TRIALS],
        acts: pages::acts(),
        api: pages::api(),
        pages: pages::pages(),
        panels: pages::panels(),
        menu: pages::menu(),
        ..System::new("decisions", TEXTS)
    }
}
