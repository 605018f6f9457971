//! What becomes known of a case, and from whom. Several sources may say different things: that is a
//! state of the fact, and nobody's word is written over.

use kernel::{Date, EventSet, Kind, Sealed, Ts};
use law::Value;
use serde::{Deserialize, Serialize};

/// What happens to the facts of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum FactEvent {
    /// A source told something; what it told before of the same fact no longer counts.
    #[serde(rename = "fact.recorded")]
    Recorded {
        /// Name in the dictionary of facts.
        fact: String,
        /// Code of the source.
        source: String,
        /// What it says.
        value: Sealed<Value>,
        /// When it was retrieved or given.
        retrieved: Ts,
        /// First day it holds, when that is limited.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        valid_from: Option<Date>,
        /// Last day it holds, when that is limited.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        valid_until: Option<Date>,
    },
    /// A source takes back what it told.
    #[serde(rename = "fact.withdrawn")]
    Withdrawn {
        /// Name in the dictionary of facts.
        fact: String,
        /// Code of the source.
        source: String,
    },
    /// An official found out which of several sources is right.
    #[serde(rename = "fact.settled")]
    Settled {
        /// Name in the dictionary of facts.
        fact: String,
        /// Code of the source that is right.
        source: String,
        /// How that was found out.
        reason: Sealed<String>,
    },
}

/// Kind of [`FactEvent::Recorded`], for reactions.
pub const FACT_RECORDED: &str = "fact.recorded";
/// Kind of [`FactEvent::Withdrawn`], for reactions.
pub const FACT_WITHDRAWN: &str = "fact.withdrawn";
/// Kind of [`FactEvent::Settled`], for reactions.
pub const FACT_SETTLED: &str = "fact.settled";

impl EventSet for FactEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: FACT_RECORDED, schema: 1 },
        Kind { name: FACT_WITHDRAWN, schema: 1 },
        Kind { name: FACT_SETTLED, schema: 1 },
    ];
}
