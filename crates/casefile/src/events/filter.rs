//! What happens to saved filters.

use kernel::{EventSet, Kind, UserId};
use serde::{Deserialize, Serialize};

/// What happens to a filter of a list that somebody keeps under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum FilterEvent {
    /// Somebody keeps what stands in the address of a list.
    #[serde(rename = "filter.saved")]
    Saved {
        /// Name of the list.
        list: String,
        /// What it is called.
        name: String,
        /// Filters and order as they stand in the address.
        query: String,
        /// Who saved it.
        owner: UserId,
        /// The unit that shares it; nobody but its owner sees it when there is none.
        unit: Option<String>,
    },
    /// It is called something else.
    #[serde(rename = "filter.renamed")]
    Renamed {
        /// What it is called now.
        name: String,
    },
    /// Nobody keeps it any more.
    #[serde(rename = "filter.removed")]
    Removed {},
}

impl EventSet for FilterEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "filter.saved", schema: 1 },
        Kind { name: "filter.renamed", schema: 1 },
        Kind { name: "filter.removed", schema: 1 },
    ];
}
