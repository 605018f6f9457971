//! An exercise that somebody met, and how often there is one in a unit.

use kernel::{BlindIndex, Fault, Meta, Refusal, Row, State, Ts, UserId};
use uuid::Uuid;

use super::PointAnswer;
use crate::events::{ExerciseEvent, ExercisesEvent};
use crate::exercise::usual;
use crate::light::Answers;
use crate::rows;

/// An exercise as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Exercise {
    /// Nobody met it.
    #[default]
    Unknown,
    /// Somebody met it.
    Met(MetExercise),
}

/// An exercise that somebody met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetExercise {
    /// Code of the exercise.
    pub exercise: String,
    /// Code of the unit whose queue they took from.
    pub unit: String,
    /// The running number that it seems to have.
    pub running: Option<u64>,
    /// Who.
    pub official: UserId,
    /// When: all that is made up follows from this moment.
    pub at: Ts,
    /// What they answered.
    pub answers: Answers,
    /// How it ended.
    pub end: Option<Ended>,
}

/// How an exercise ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// It was sent the full way.
    pub left: bool,
    /// The fault was found.
    pub found: bool,
}

impl MetExercise {
    /// Code of how it ended, for rows.
    #[must_use]
    pub const fn ended_how(&self) -> &'static str {
        match self.end {
            None => "open",
            Some(Ended { found: true, .. }) => "found",
            Some(Ended { found: false, .. }) => "missed",
        }
    }

    /// The exercise, while whoever met it goes through it.
    ///
    /// # Errors
    /// `exercise-over`.
    pub fn open(&self) -> Result<&MetExercise, Refusal> {
        match self.end {
            None => Ok(self),
            Some(_) => Err(Refusal::new("exercise-over")),
        }
    }
}

impl Exercise {
    /// The exercise of an official: that of another is none.
    #[must_use]
    pub fn of(&self, official: UserId) -> Option<&MetExercise> {
        match self {
            Exercise::Met(met) if met.official == official => Some(met),
            Exercise::Unknown | Exercise::Met(_) => None,
        }
    }
}

impl State for Exercise {
    const STREAM: &'static str = "exercise";
    type Event = ExerciseEvent;

    fn apply(&mut self, event: ExerciseEvent, meta: Meta<'_>) {
        let at = meta.at();
        match (event, &mut *self) {
            (ExerciseEvent::Met { exercise, unit, running }, known) => {
                let (official, answers) = (UserId(meta.actor()), Answers::new());
                let met = MetExercise { exercise, unit, running, official, at, answers, end: None };
                *known = Exercise::Met(met);
            }
            (ExerciseEvent::Answered { point, digest, said, as_proposed }, Exercise::Met(met)) => {
                let answer = PointAnswer { digest, said: said.into_option(), as_proposed, at };
                met.answers.insert(point, answer);
            }
            (ExerciseEvent::Ended { left, found }, Exercise::Met(met)) => {
                met.end = Some(Ended { left, found });
            }
            // Nothing is recorded before somebody met it; the acts see to it.
            (_, Exercise::Unknown) => {}
        }
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        match self {
            Exercise::Unknown => Vec::new(),
            Exercise::Met(met) => vec![rows::exercise(stream, met)],
        }
    }
}

/// How often officials of a unit meet an exercise, once a lead has said so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exercises(pub Option<u32>);

impl Exercises {
    /// One in so many cases; zero is never.
    ///
    /// # Errors
    /// A bug when the file of what is usual does not read.
    pub fn every(self) -> Result<u32, Fault> {
        self.0.map_or_else(|| Ok(usual()?.every), Ok)
    }
}

impl State for Exercises {
    const STREAM: &'static str = "exercises";
    type Event = ExercisesEvent;

    fn apply(&mut self, event: ExercisesEvent, _: Meta<'_>) {
        let ExercisesEvent::Set { every, .. } = event;
        self.0 = Some(every);
    }
}
