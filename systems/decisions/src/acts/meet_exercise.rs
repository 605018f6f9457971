//! An official meets an exercise on the way to their next case, which stays in the queue.

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
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.id.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, exercise: &Exercise, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        match exercise {
            Exercise::Met(_) => Err(Refusal::new("exercise-over")),
            Exercise::Unknown => {
                let (exercise, unit) = (self.exercise.clone(), self.unit.clone());
                Ok(Changes::one(self.id, &ExerciseEvent::Met { exercise, unit }))
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
        let met = ExerciseEvent::Met { exercise: "wrong-pay".into(), unit: "HEL".into() };
        let me = official(1);
        given::<Exercise>([]).as_who(&me).when(act(), ()).then([met.clone()]);
        given::<Exercise>([met]).as_who(&me).when(act(), ()).then_refused("exercise-over");
    }
}
