//! The way to the page where an official confirms what is prepared on a case.

use automation::Rulings;
use casefile::CaseId;
use casefile::way::Way;
use kernel::{BoxFuture, Fault, Kernel};

use crate::light::LIGHT;
use crate::state::{CaseDecisions, Light};

kernel::inventory::submit! { Way { system: "decisions", to } }

fn to(kernel: &Kernel, case: CaseId) -> BoxFuture<'_, Result<Option<String>, Fault>> {
    Box::pin(async move { Ok(is_light(kernel, case).await?.then(|| format!("/light/{case}"))) })
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
