//! Where a case is worked at: on its own page, or on one that a system has for what is prepared on it.

use kernel::{BoxFuture, Fault, Kernel};

use crate::ids::CaseId;

/// A system's pages on which cases are worked at. A system hands it in with `kernel::inventory::submit!`.
#[derive(Debug, Clone, Copy)]
pub struct Way {
    /// Whose.
    pub system: &'static str,
    /// The address for a case, when it is worked at there now.
    pub to: for<'a> fn(&'a Kernel, CaseId) -> BoxFuture<'a, Result<Option<String>, Fault>>,
}

kernel::inventory::collect!(Way);

/// The address of the page on which a case is worked at.
pub(crate) async fn to(kernel: &Kernel, case: CaseId) -> Result<String, Fault> {
    for way in kernel::inventory::iter::<Way>() {
        if let Some(there) = (way.to)(kernel, case).await? {
            return Ok(there);
        }
    }
    Ok(format!("/cases/{case}"))
}
