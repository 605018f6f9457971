//! An official sends an exercise the full way: they saw that something is wrong in it.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::confirm_exercise::{Before, look};
use super::reason;
use crate::events::ExerciseEvent;
use crate::ids::ExerciseId;
use crate::limits::REASON;
use crate::rights::DECIDE;
use crate::state::Exercise;

/// Sends an exercise the full way.
#[derive(Debug, Clone)]
pub struct LeaveExercise {
    /// Which.
    pub id: ExerciseId,
    /// Why; looked at and not kept.
    pub reason: String,
}

impl Act for LeaveExercise {
    const NAME: &'static str = "exercise.leave";
    const RIGHT: Right = DECIDE;
    type State = Exercise;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.id.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, exercise: &Exercise, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let met = exercise.of(ctx.who.user).ok_or_else(|| Refusal::new("exercise-unknown"))?;
        met.open()?;
        reason(&self.reason)?;
        Ok(Changes::one(self.id, &ExerciseEvent::Ended { left: true, found: true }))
    }
}

impl FormAct for LeaveExercise {
    fn fields() -> Vec<Field> {
        vec![Field::long_text("reason", REASON)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let Before { id, number, .. } = look(request).await?;
        Ok(Draft::new()
            .arg("number", &number)
            .crumb(number, format!("/light/{id}/file"))
            .crumb(request.ui.t("light"), format!("/light/{id}")))
    }

    fn read(form: &mut Reader<'_>) -> Option<LeaveExercise> {
        let (id, reason) = (form.param("case"), form.text("reason"));
        Some(LeaveExercise { id: id?, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/light/{}/told", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::official;

    #[test]
    fn whoever_met_it_sends_it_the_full_way_once_and_says_why() {
        let act = |reason: &str| LeaveExercise {
            id: ExerciseId(Uuid::from_u128(1)),
            reason: reason.into(),
        };
        let me = official(1);
        let met = ExerciseEvent::Met {
            exercise: "wrong-pay".into(),
            unit: "HEL".into(),
            running: Some(7),
        };
        let ended = ExerciseEvent::Ended { left: true, found: true };
        let given = |events: &[ExerciseEvent]| given::<Exercise>(events.to_vec()).as_who(&me);
        given(std::slice::from_ref(&met)).when(act("The name"), ()).then([ended.clone()]);
        given(std::slice::from_ref(&met)).when(act(" "), ()).then_refused("reason-empty");
        given(&[met, ended]).when(act("The name"), ()).then_refused("exercise-over");
        given(&[]).when(act("The name"), ()).then_refused("exercise-unknown");
    }
}
