//! An official meets an exercise on the way to their next case, which stays in the queue.

use casefile::{CaseId, case_begin};
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use crate::events::ExerciseEvent;
use crate::ids::ExerciseId;
use crate::rights::DECIDE;
use crate::state::Exercise;

/// Meets an exercise, once.
#[derive(Debug, Clone)]
pub struct MeetExercise {
    /// The id it gets.
    pub id: ExerciseId,
    /// Code of the exercise.
    pub exercise: String,
    /// Code of the unit whose queue they took from.
    pub unit: String,
}

impl Act for MeetExercise {
    const NAME: &'static str = "exercise.meet";
    const RIGHT: Right = DECIDE;
    type State = Exercise;
    type Inputs = u64;

    fn stream(&self) -> Uuid {
        self.id.0
    }

    /// A number that no case has, near those that have one; it is not taken.
    async fn inputs(&self, read: &mut Read<'_>) -> Result<u64, Fault> {
        case_begin::next_number(read, CaseId(self.id.0), &self.unit).await
    }

    fn decide(&self, exercise: &Exercise, next: &u64, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        match exercise {
            Exercise::Met(_) => Err(Refusal::new("exercise-over")),
            Exercise::Unknown => {
                let (exercise, unit) = (self.exercise.clone(), self.unit.clone());
                let running = Some(*next);
                Ok(Changes::one(self.id, &ExerciseEvent::Met { exercise, unit, running }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::official;

    #[test]
    fn an_exercise_is_met_once() {
        let act = || MeetExercise {
            id: ExerciseId(Uuid::from_u128(1)),
            exercise: "wrong-pay".into(),
            unit: "HEL".into(),
        };
        let met = ExerciseEvent::Met {
            exercise: "wrong-pay".into(),
            unit: "HEL".into(),
            running: Some(7),
        };
        let me = official(1);
        given::<Exercise>([]).as_who(&me).when(act(), 7).then([met.clone()]);
        given::<Exercise>([met]).as_who(&me).when(act(), 8).then_refused("exercise-over");
    }
}
