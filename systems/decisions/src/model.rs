//! The nouns of decisions.

mod fields;
mod lack;
mod original;
mod ruled;
mod sheet;

pub use fields::{COMPUTED, Field, Fields, OWN, difference};
pub(crate) use fields::{as_typed, date};
pub use lack::{Lack, lacks};
pub use original::{Amendment, Original};
pub use ruled::{FactRead, RuledBy, RulesUsed};
pub use sheet::Sheet;
