//! A finished document: the bytes in the archive, and the seal over them.

use kernel::{FileId, Sealed};
use paper::Letter;
use serde::{Deserialize, Serialize};

use crate::library::Tongue;
use crate::signer::Seal;

/// A PDF in the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its language.
    pub language: Tongue,
    /// It is the text that binds; otherwise a translation.
    pub authentic: bool,
    /// The stored file.
    pub file: FileId,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Its bytes.
    pub size: u64,
    /// Its pages.
    pub pages: usize,
    /// The seal over its hash.
    pub seal: Seal,
    /// The letter it was set from; nothing in documents from before letters were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<Sealed<Letter>>,
}

impl Sheet {
    /// What it says, word by word; nothing once erased, and where the letter was not kept.
    #[must_use]
    pub fn words(&self) -> Option<&Letter> {
        self.letter.as_ref()?.get()
    }
}
