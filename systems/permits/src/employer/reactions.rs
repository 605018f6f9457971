//! What follows when the terms are confirmed, or the application whose terms they are is a case: pages of the
//! application are filled in, or the case hears them.

use casefile::OrganisationId;
use kernel::{Answer, Fault, Kernel, Reaction, Recorded};

use super::{CONFIRMED, EmployerPart, PartStage, is_replaced};
use crate::acts::{FillFromEmployer, RecordTerms};
use crate::events::INSTITUTED;
use crate::ids::{ApplicationId, EmployerPartId};
use crate::rows;
use crate::state::Application;

pub(crate) fn all() -> Vec<Reaction> {
    vec![
        Reaction::new("permits.terms_confirmed", &[CONFIRMED], |kernel, event| {
            Box::pin(async move { record(kernel, EmployerPartId(event.stream)).await })
        }),
        Reaction::new("permits.terms_filled_in", &[CONFIRMED], |kernel, event| {
            Box::pin(async move { fill_in(kernel, EmployerPartId(event.stream)).await })
        }),
        Reaction::new("permits.terms_of_case", &[INSTITUTED], |kernel, event| {
            Box::pin(instituted(kernel, event))
        }),
    ]
}

async fn fill_in(kernel: &Kernel, part: EmployerPartId) -> Result<Answer, Fault> {
    let (state, _) = kernel.peek::<EmployerPart>(part).await?;
    let Some(known) = state.known() else { return Ok(None) };
    if is_replaced(kernel, part, known.application).await? {
        return Ok(None);
    }
    Ok(Some(Box::new(FillFromEmployer { application: known.application, part })))
}

async fn instituted(kernel: &Kernel, event: &Recorded) -> Result<Answer, Fault> {
    for part in rows::parts_of(kernel, ApplicationId(event.stream)).await? {
        let answer = record(kernel, part).await?;
        if answer.is_some() {
            return Ok(answer);
        }
    }
    Ok(None)
}

/// Whichever of the two comes second has both: the terms, and the case to tell them to.
async fn record(kernel: &Kernel, part: EmployerPartId) -> Result<Answer, Fault> {
    let (state, _) = kernel.peek::<EmployerPart>(part).await?;
    let Some(known) = state.known() else { return Ok(None) };
    let PartStage::Confirmed(taken, Some(terms), at) = &known.stage else { return Ok(None) };
    if is_replaced(kernel, part, known.application).await? {
        return Ok(None);
    }
    let (application, _) = kernel.peek::<Application>(known.application).await?;
    let Some((case, _)) = application.known().and_then(|known| known.stage.case()) else {
        return Ok(None);
    };
    let organisation = OrganisationId(kernel.next_id());
    let (taken, terms) = (taken.clone(), terms.clone());
    Ok(Some(Box::new(RecordTerms { case, taken, organisation, terms, at: *at })))
}
