//! Messages between whoever applied online and the officials of the case, on the case's stream.

use kernel::{EventSet, Kind, Sealed};
use serde::{Deserialize, Serialize};

use crate::ids::MessageId;

/// What happens to messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum MessageEvent {
    /// Whoever applied reads and writes online from now on.
    #[serde(rename = "message.begun")]
    Begun {},
    /// The applicant wrote.
    #[serde(rename = "message.received")]
    Received {
        /// Which message.
        message: MessageId,
        /// Its words.
        text: Sealed<String>,
    },
    /// An official wrote.
    #[serde(rename = "message.sent")]
    Sent {
        /// Which message.
        message: MessageId,
        /// Its words.
        text: Sealed<String>,
    },
    /// The applicant was told by mail that there is one, or no relay takes mail for them.
    #[serde(rename = "message.mailed")]
    Mailed {
        /// Which message.
        message: MessageId,
        /// Why not, in the words of the relay; nothing when it was sent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failed: Option<Sealed<String>>,
    },
}

impl EventSet for MessageEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "message.begun", schema: 1 },
        Kind { name: "message.received", schema: 1 },
        Kind { name: "message.sent", schema: 1 },
        Kind { name: "message.mailed", schema: 1 },
    ];
}
