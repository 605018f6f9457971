//! A lead says how often officials of their unit meet an exercise.

use casefile::LEAD;
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use crate::events::ExercisesEvent;
use crate::exercise::{Usual, usual};
use crate::ids::ExercisesId;
use crate::state::Exercises;

/// Says how often there is an exercise.
#[derive(Debug, Clone)]
pub struct SetExercises {
    /// Code of the unit.
    pub unit: String,
    /// One in so many cases; zero is never.
    pub every: i64,
}

impl Act for SetExercises {
    const NAME: &'static str = "exercises.set";
    const RIGHT: Right = LEAD;
    type State = Exercises;
    type Inputs = Usual;

    fn stream(&self) -> Uuid {
        ExercisesId::of(&self.unit).0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<Usual, Fault> {
        usual()
    }

    fn decide(&self, set: &Exercises, usual: &Usual, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        if !ctx.who.units.contains(&self.unit) {
            return Err(Refusal::new("exercises-of-others"));
        }
        let every = u32::try_from(self.every).ok().filter(|every| *every <= usual.every_max);
        let every = every.ok_or_else(|| {
            Refusal::new("exercises-number").with("max", usual.every_max).at("every")
        })?;
        if set.0 == Some(every) {
            return Ok(Changes::new());
        }
        let unit = self.unit.clone();
        Ok(Changes::one(ExercisesId::of(&self.unit), &ExercisesEvent::Set { unit, every }))
    }
}

impl FormAct for SetExercises {
    fn fields() -> Vec<Field> {
        vec![Field::number("every")]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let unit: String = request.param("unit")?;
        if !request.who.units.contains(&unit) {
            return Err(Problem::NotFound);
        }
        let (set, version) = request.kernel.peek::<Exercises>(ExercisesId::of(&unit)).await?;
        Ok(Draft::new()
            .seen(ExercisesId::of(&unit).0, version)
            .value("every", set.every()?)
            .arg("unit", &unit)
            .crumb(request.ui.t("light-lead"), "/lead/light"))
    }

    fn read(form: &mut Reader<'_>) -> Option<SetExercises> {
        let (unit, every) = (form.param("unit"), form.number("every"));
        Some(SetExercises { unit: unit?, every: every? })
    }

    fn after(_: &Done, _: &Request) -> String {
        "/lead/light".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use kernel::Who;
    use testkit::given;

    use super::*;
    use crate::acts::tests::official;

    fn act(every: i64) -> SetExercises {
        SetExercises { unit: "HEL".into(), every }
    }

    fn set(every: u32) -> ExercisesEvent {
        ExercisesEvent::Set { unit: "HEL".into(), every }
    }

    #[test]
    fn a_lead_says_how_often_for_their_own_unit() {
        let lead = Who { units: std::sync::Arc::new(["HEL".to_owned()].into()), ..official(1) };
        let usual = usual().unwrap();
        let given = |events: &[ExercisesEvent]| given::<Exercises>(events.to_vec()).as_who(&lead);
        given(&[]).when(act(0), usual).then([set(0)]);
        given(&[set(0)]).when(act(0), usual).then_nothing();
        for wrong in [-1, i64::from(usual.every_max) + 1] {
            given(&[]).when(act(wrong), usual).then_refused("exercises-number");
        }
        let other = SetExercises { unit: "OUL".into(), ..act(5) };
        given(&[]).when(other, usual).then_refused("exercises-of-others");
    }
}
