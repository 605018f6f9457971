//! The nouns of automation.

mod implementation;
mod reason;
mod ruling;

pub use implementation::{Covered, Document, Implementation, Quality, signed_by};
pub use reason::Reason;
pub use ruling::{Outcome, Packed, Part, PartRole, Ruling};
