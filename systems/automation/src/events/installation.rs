//! What the installation is, and whose signatures count in it.

use kernel::{EventSet, Kind};
use serde::{Deserialize, Serialize};

/// What happens to the installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum InstallationEvent {
    /// It was started: for trial, or in earnest.
    #[serde(rename = "installation.started")]
    Started {
        /// For trial.
        demo: bool,
    },
    /// Signatures with a key count.
    #[serde(rename = "installation.key_trusted")]
    KeyTrusted {
        /// The public key, base64.
        key: String,
        /// Whose it is.
        holder: String,
    },
    /// Signatures with a key count no longer, those already made included.
    #[serde(rename = "installation.key_distrusted")]
    KeyDistrusted {
        /// The public key, base64.
        key: String,
    },
}

impl EventSet for InstallationEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "installation.started", schema: 1 },
        Kind { name: "installation.key_trusted", schema: 1 },
        Kind { name: "installation.key_distrusted", schema: 1 },
    ];
}
