//! Where a case is worked at: on its own page, or on one that a system has for what is prepared on it.

use kernel::{BoxFuture, Fault, Kernel, Who};

use crate::ids::CaseId;

/// An address, when it is there.
pub type Found<'a> = BoxFuture<'a, Result<Option<String>, Fault>>;

/// A system's pages on which cases are worked at. A system hands it in with `kernel::inventory::submit!`.
#[derive(Debug, Clone, Copy)]
pub struct Way {
    /// Whose.
    pub system: &'static str,
    /// The address for a case, when it is worked at there now.
    pub to: for<'a> fn(&'a Kernel, CaseId) -> Found<'a>,
    /// The address of what somebody meets who is about to take a case, such as an exercise; the case stays in
    /// the queue meanwhile.
    pub before: for<'a> fn(&'a Kernel, &'a Who, CaseId) -> Found<'a>,
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

/// The address of what somebody meets before they take a case.
pub(crate) async fn before(
    kernel: &Kernel,
    who: &Who,
    case: CaseId,
) -> Result<Option<String>, Fault> {
    for way in kernel::inventory::iter::<Way>() {
        if let Some(there) = (way.before)(kernel, who, case).await? {
            return Ok(Some(there));
        }
    }
    Ok(None)
}
