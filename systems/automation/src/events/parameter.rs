//! What happens to a parameter of the law here: somebody compared a value with its source.

use kernel::{EventSet, Kind};
use law::Day;
use serde::{Deserialize, Serialize};

/// What happens to a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum ParameterEvent {
    /// A value is what the act or the authority's page says.
    #[serde(rename = "parameter.verified")]
    Verified {
        /// First day of the value.
        valid_from: Day,
        /// The value, as the law's file has it.
        value: String,
        /// Where it was compared.
        source: String,
        /// For trial only, by nobody in particular.
        demo: bool,
    },
}

impl EventSet for ParameterEvent {
    const KINDS: &'static [Kind] = &[Kind { name: "parameter.verified", schema: 1 }];
}
