//! The nouns of decisions.

mod fields;
mod lack;
mod sheet;

pub(crate) use fields::date;
pub use fields::{COMPUTED, Field, Fields, OWN, difference};
pub use lack::{Lack, lacks};
pub use sheet::Sheet;
