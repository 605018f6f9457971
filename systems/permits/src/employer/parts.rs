//! Every part that was asked for in an application, and which of them counts: of those that are confirmed the one that
//! was asked for last.

use kernel::{Fault, Kernel, Ts};

use super::{EmployerPart, KnownPart, PartStage, Taken, Terms};
use crate::ids::{ApplicationId, EmployerPartId};
use crate::rows;

/// The parts of an application, the last that was asked for first.
pub(crate) async fn parts(
    kernel: &Kernel,
    application: ApplicationId,
) -> Result<Vec<(EmployerPartId, KnownPart)>, Fault> {
    let mut parts = Vec::new();
    for id in rows::parts_of(kernel, application).await? {
        let (state, _) = kernel.peek::<EmployerPart>(id).await?;
        parts.extend(state.known().map(|known| (id, known.clone())));
    }
    Ok(parts)
}

/// What counts of them: who confirmed, what, and when; of erased terms nothing is left.
pub(crate) fn counts(parts: &[(EmployerPartId, KnownPart)]) -> Option<(&Taken, &Terms, Ts)> {
    parts.iter().find_map(|(_, known)| match &known.stage {
        PartStage::Confirmed(taken, Some(terms), at) => Some((taken, terms, *at)),
        PartStage::Invited | PartStage::Taken(..) | PartStage::Confirmed(..) => None,
    })
}

/// Was an employer asked again after this part, and is that one confirmed?
pub(crate) async fn is_replaced(
    kernel: &Kernel,
    part: EmployerPartId,
    application: ApplicationId,
) -> Result<bool, Fault> {
    let parts = parts(kernel, application).await?;
    let mut later = parts.iter().take_while(|(id, _)| *id != part);
    Ok(later.any(|(_, known)| matches!(known.stage, PartStage::Confirmed(..))))
}
