//! An official confirms what is prepared in an exercise. Nothing follows from it but that they are told.

use casefile::CaseId;
use kernel::{Act, BoxFuture, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::light_sheet::{Desk, Standing};
use crate::events::ExerciseEvent;
use crate::exercise::{Laid, lay};
use crate::ids::{ExerciseId, SittingId};
use crate::rights::DECIDE;
use crate::state::{Exercise, MetExercise};

/// Confirms what is prepared in an exercise.
#[derive(Debug, Clone, Copy)]
pub struct ConfirmExercise {
    /// Which.
    pub id: ExerciseId,
}

impl Act for ConfirmExercise {
    const NAME: &'static str = "exercise.confirm";
    const RIGHT: Right = DECIDE;
    type State = Exercise;
    type Inputs = Option<Laid>;

    fn stream(&self) -> Uuid {
        self.id.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Option<Laid>, Fault> {
        lay(self.id, &read.fold::<Exercise>(self.id).await?)
    }

    fn decide(
        &self,
        exercise: &Exercise,
        laid: &Option<Laid>,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let unknown = || Refusal::new("exercise-unknown");
        let (met, laid) = exercise.of(ctx.who.user).zip(laid.as_ref()).ok_or_else(unknown)?;
        met.open()?;
        let unanswered = laid.prepared.unanswered();
        if unanswered > 0 {
            return Err(Refusal::new("light-unanswered").with("n", unanswered));
        }
        let found = laid.plan.is_found(&met.answers, &laid.prepared);
        Ok(Changes::one(self.id, &ExerciseEvent::Ended { left: false, found }))
    }
}

/// Events of a case of light processing: so many at most, or up to so many fewer.
const EVENTS_ITEMS_MAX: i64 = 60;
const EVENTS_FEWER_ITEMS_MAX: u128 = 30;

/// How many events a case like it would have.
fn events(id: ExerciseId) -> i64 {
    let fewer = i64::try_from(id.0.as_u128() % EVENTS_FEWER_ITEMS_MAX).unwrap_or_default();
    EVENTS_ITEMS_MAX - fewer
}

/// Is what an address of light processing names an exercise of whoever looks?
pub(crate) fn is_exercise(request: &Request) -> BoxFuture<'_, Result<bool, Problem>> {
    Box::pin(async {
        let id: ExerciseId = request.param("case")?;
        let (exercise, _) = request.kernel.peek::<Exercise>(id).await?;
        Ok(exercise.of(request.who.user).is_some())
    })
}

/// An exercise before a form of whoever met it.
pub(super) struct Before {
    pub(super) id: ExerciseId,
    pub(super) met: MetExercise,
    pub(super) version: i64,
    pub(super) laid: Laid,
    /// The number that it seems to have.
    pub(super) number: String,
}

/// The exercise in the address: that of another looks like none.
pub(super) async fn look(request: &Request) -> Result<Before, Problem> {
    let id: ExerciseId = request.param("case")?;
    let (exercise, version) = request.kernel.peek::<Exercise>(id).await?;
    let met = exercise.of(request.who.user).ok_or(Problem::NotFound)?.clone();
    let laid = lay(id, &exercise)?.ok_or(Problem::NotFound)?;
    let number = laid.basis.case.known().map(|known| known.number.to_string());
    Ok(Before { id, met, version, laid, number: number.unwrap_or_default() })
}

impl FormAct for ConfirmExercise {
    fn fields() -> Vec<Field> {
        Vec::new()
    }

    /// The page of a case of light processing: nothing tells it from one before it is over.
    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let Before { id, met, version, laid, .. } = look(request).await?;
        let case = CaseId(id.0);
        let desk = Desk {
            path: format!("/light/{id}"),
            seen: (id.0, version),
            // As it stands, it is not refused as moved: nobody else moves it. A case has many events by now.
            seen_above: events(id) - version,
            sitting: SittingId::of(case, request.who.user).0,
            case,
            basis: &laid.basis,
            before: &laid.before,
            prepared: &laid.prepared,
            answers: Some(&met.answers),
            standing: match met.end {
                None => Standing::of(&laid.prepared),
                Some(_) => Standing::Shut("refusal-exercise-over"),
            },
            reasons: laid.reasons,
        };
        desk.draft(request).await
    }

    fn read(form: &mut Reader<'_>) -> Option<ConfirmExercise> {
        Some(ConfirmExercise { id: form.param("case")? })
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

    /// What confirming comes to is seen with a whole exercise in `tests/decisions`.
    #[test]
    fn nobody_confirms_for_another_or_an_exercise_that_there_is_no_more() {
        let act = ConfirmExercise { id: ExerciseId(Uuid::from_u128(1)) };
        let (me, other) = (official(1), official(2));
        let met =
            ExerciseEvent::Met { exercise: "gone".into(), unit: "HEL".into(), running: Some(7) };
        for who in [&me, &other] {
            let given = given::<Exercise>([met.clone()]).as_who(who);
            given.when(act, None).then_refused("exercise-unknown");
        }
        given::<Exercise>([]).as_who(&me).when(act, None).then_refused("exercise-unknown");
    }
}
