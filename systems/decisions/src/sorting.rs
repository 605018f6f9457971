//! How cases are sorted by the work they are, for work lists, and the way to the page where an official
//! confirms what is prepared.

use std::collections::BTreeMap;

use automation::{Rulings, newest_classes};
use casefile::CaseId;
use casefile::sorting::Sorting;
use kernel::{BoxFuture, Fault, Kernel};

use crate::light::LIGHT;
use crate::state::{CaseDecisions, Light};

kernel::inventory::submit! { Sorting { system: "decisions", words, way } }

fn words<'a>(
    kernel: &'a Kernel,
    cases: &'a [CaseId],
) -> BoxFuture<'a, Result<BTreeMap<CaseId, String>, Fault>> {
    Box::pin(async move {
        let classes = newest_classes(kernel, cases).await?;
        let word = |(case, class)| (case, format!("automation-class-{class}"));
        Ok(classes.into_iter().map(word).collect())
    })
}

fn way(kernel: &Kernel, case: CaseId) -> BoxFuture<'_, Result<Option<String>, Fault>> {
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
