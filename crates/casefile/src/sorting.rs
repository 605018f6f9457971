//! How systems sort cases by the work they are, and where that work is done: said by whichever system
//! knows, for the lists and queues of this crate.

use std::collections::BTreeMap;

use kernel::{BoxFuture, Fault, Kernel};

use crate::ids::CaseId;

/// Text keys by case.
pub type Words = BTreeMap<CaseId, String>;
/// What is looked up, when it is there.
pub type Found<'a, T> = BoxFuture<'a, Result<T, Fault>>;

/// What one system says of cases. A system hands it in with `kernel::inventory::submit!`.
#[derive(Debug, Clone, Copy)]
pub struct Sorting {
    /// Whose.
    pub system: &'static str,
    /// Text keys of how a page of cases is sorted; of a case that nobody sorted nothing is said.
    pub words: for<'a> fn(&'a Kernel, &'a [CaseId]) -> Found<'a, Words>,
    /// The page on which a case is worked at, where that is another than its own.
    pub way: for<'a> fn(&'a Kernel, CaseId) -> Found<'a, Option<String>>,
}

kernel::inventory::collect!(Sorting);

/// Text keys of how some cases are sorted.
pub(crate) async fn words(kernel: &Kernel, cases: &[CaseId]) -> Result<Words, Fault> {
    let mut found = BTreeMap::new();
    if cases.is_empty() {
        return Ok(found);
    }
    for sorting in kernel::inventory::iter::<Sorting>() {
        found.extend((sorting.words)(kernel, cases).await?);
    }
    Ok(found)
}

/// The page on which a case is worked at.
pub(crate) async fn way(kernel: &Kernel, case: CaseId) -> Result<String, Fault> {
    for sorting in kernel::inventory::iter::<Sorting>() {
        if let Some(way) = (sorting.way)(kernel, case).await? {
            return Ok(way);
        }
    }
    Ok(format!("/cases/{case}"))
}
