//! The way to the page where an official confirms what is prepared on a case, and what they meet on it.

use automation::Rulings;
use casefile::way::Way;
use casefile::{Case, CaseId};
use kernel::{BoxFuture, Fault, Kernel, NotDone, Run, Who};

use crate::acts::MeetExercise;
use crate::exercise::drawn;
use crate::ids::{ExerciseId, ExercisesId};
use crate::light::LIGHT;
use crate::state::{CaseDecisions, Exercise, Exercises, Light};

kernel::inventory::submit! { Way { system: "decisions", to, before } }

fn to(kernel: &Kernel, case: CaseId) -> BoxFuture<'_, Result<Option<String>, Fault>> {
    Box::pin(async move { Ok(is_light(kernel, case).await?.then(|| format!("/light/{case}"))) })
}

fn before<'a>(
    kernel: &'a Kernel,
    who: &'a Who,
    case: CaseId,
) -> BoxFuture<'a, Result<Option<String>, Fault>> {
    Box::pin(async move {
        let exercise = exercise(kernel, who, case).await?;
        Ok(exercise.map(|id| format!("/light/{id}")))
    })
}

/// The exercise that an official meets before a case of light processing, when one comes and they did not
/// meet it yet. Whoever leaves it lying gets the case all the same.
async fn exercise(kernel: &Kernel, who: &Who, case: CaseId) -> Result<Option<ExerciseId>, Fault> {
    if !is_light(kernel, case).await? {
        return Ok(None);
    }
    let (state, _) = kernel.peek::<Case>(case).await?;
    let Some(known) = state.known() else { return Ok(None) };
    let (set, _) = kernel.peek::<Exercises>(ExercisesId::of(&known.unit)).await?;
    let id = ExerciseId::before(case, who.user);
    let Some(plan) = drawn(kernel.blind(), id, &known.case_type, set.every()?)? else {
        return Ok(None);
    };
    let (met, _) = kernel.peek::<Exercise>(id).await?;
    if *met != Exercise::Unknown {
        return Ok(None);
    }
    let act = MeetExercise { id, exercise: plan.code.clone(), unit: known.unit.clone() };
    match kernel.run(who, act, Run::default()).await {
        Ok(_) => Ok(Some(id)),
        // Pressed twice at once: the case it is. Whoever may not decide meets none.
        Err(
            NotDone::Refused(_) | NotDone::NotAllowed | NotDone::NotFound | NotDone::Stale { .. },
        ) => Ok(None),
        Err(NotDone::Fault(fault)) => Err(fault),
        Err(other) => Err(Fault::message(format!("{id}: {other:?}"))),
    }
}

/// Is there something prepared on a case that an official confirms?
pub(crate) async fn is_light(kernel: &Kernel, case: CaseId) -> Result<bool, Fault> {
    let (rulings, _) = kernel.peek::<Rulings>(case).await?;
    if rulings.newest().is_none_or(|newest| newest.ruling.class != LIGHT) {
        return Ok(false);
    }
    let (decisions, _) = kernel.peek::<CaseDecisions>(case).await?;
    Ok(decisions.1 == Light::Open)
}
