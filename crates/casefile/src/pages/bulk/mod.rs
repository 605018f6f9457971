//! Doing one thing to many cases: what it would do, the order, and what became of each case.

mod orders;
mod preview;
mod result;

pub(super) use orders::orders;
pub(super) use preview::{order, preview};
pub(super) use result::result;
