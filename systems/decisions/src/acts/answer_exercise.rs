//! An official answers one point of an exercise, as they would of a case.

use automation::rules;
use casefile::CaseId;
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed, Subject};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::answer_point::{self, AnswerPoint, Typed, heading, options};
use super::confirm_exercise::{Before, look};
use crate::events::ExerciseEvent;
use crate::exercise::{Laid, lay};
use crate::ids::{ExerciseId, SittingId};
use crate::rights::DECIDE;
use crate::state::Exercise;

/// Answers a point of an exercise.
#[derive(Debug, Clone)]
pub struct AnswerExercise {
    /// Of which exercise.
    pub id: ExerciseId,
    /// The name of the point.
    pub point: String,
    /// The hash of what was asked, as it was shown.
    pub digest: String,
    /// What is right.
    pub right: String,
    /// How they know.
    pub reason: String,
}

impl Act for AnswerExercise {
    const NAME: &'static str = "exercise.answer";
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
        let named = laid.prepared.points.iter().find(|point| point.name == self.point);
        let point = named.ok_or_else(|| Refusal::new("point-gone"))?;
        let typed = (self.digest.as_str(), self.right.as_str(), self.reason.as_str());
        let law = &laid.basis.law.dictionary;
        let (said, as_proposed) = answer_point::answered(point, typed, law)?;
        let said = Sealed::new(Subject(ctx.who.user.0), said);
        let (point, digest) = (self.point.clone(), self.digest.clone());
        let answered = ExerciseEvent::Answered { point, digest, said, as_proposed };
        Ok(Changes::one(self.id, &answered))
    }
}

impl FormAct for AnswerExercise {
    fn fields() -> Vec<Field> {
        answer_point::fields()
    }

    fn fields_of(request: &Request) -> Vec<Field> {
        answer_point::fields_of(request)
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let Before { id, laid, number, .. } = look(request).await?;
        let name: String = request.param("point")?;
        let (ui, law) = (&request.ui, rules::law()?);
        let point = laid.prepared.points.iter().find(|point| point.name == name);
        let point = point.ok_or(Problem::NotFound)?;
        Ok(Draft::new()
            .value("sitting", SittingId::of(CaseId(id.0), request.who.user))
            .value("digest", &point.digest)
            .options("right", options(ui, law, &laid.prepared, point))
            .arg("point", heading(ui, law, point))
            .crumb(number, format!("/light/{id}/file"))
            .crumb(ui.t("light"), format!("/light/{id}")))
    }

    fn done_as() -> &'static str {
        AnswerPoint::NAME
    }

    fn read(form: &mut Reader<'_>) -> Option<AnswerExercise> {
        let (id, typed) = (form.param("case"), Typed::read(form));
        let Typed { point, digest, right, reason } = typed?;
        Some(AnswerExercise { id: id?, point, digest, right, reason })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/light/{}#points", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::official;

    /// What is answered, and what that comes to, is seen with a whole exercise in `tests/decisions`.
    #[test]
    fn nobody_answers_for_another_or_in_an_exercise_that_there_is_no_more() {
        let act = || AnswerExercise {
            id: ExerciseId(Uuid::from_u128(1)),
            point: "pay_monthly".into(),
            digest: String::new(),
            right: "employer_part".into(),
            reason: String::new(),
        };
        let (me, other) = (official(1), official(2));
        let met =
            ExerciseEvent::Met { exercise: "gone".into(), unit: "HEL".into(), running: Some(7) };
        for who in [&me, &other] {
            let given = given::<Exercise>([met.clone()]).as_who(who);
            given.when(act(), None).then_refused("exercise-unknown");
        }
        given::<Exercise>([]).as_who(&me).when(act(), None).then_refused("exercise-unknown");
    }
}
