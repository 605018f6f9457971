//! A finished document: the bytes in the archive, and the seal over them.

use kernel::FileId;
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
}
