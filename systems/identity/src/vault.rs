//! The vault: each thing a device takes is sealed with a key of its own, and destroyed with it.
//!
//! The reference to a sealed file stands on the capture's own stream alone, itself sealed with that key. The
//! case knows the capture's id, its quality and its hash.

use kernel::{Fault, FileId, Kernel, NotStored};

use crate::device::Shot;
use crate::ids::CaptureId;

/// Most bytes of one thing: ten fingers at 1000 dots an inch, packed without loss, stay below it.
const BYTES_MAX: u64 = 20_000_000;

/// A thing that was put into the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// The sealed file.
    pub file: FileId,
    /// Media type of the content.
    pub media_type: String,
    /// SHA-256 of the content, hex.
    pub sha256: String,
    /// Quality of a hundred.
    pub quality: u8,
}

/// Seals what a device took with the capture's own key. Put twice it is there once.
///
/// # Errors
/// A fault when a store is away, the key was destroyed, or the device handed over nothing or too much.
pub(crate) async fn put(kernel: &Kernel, capture: CaptureId, shot: Shot) -> Result<Put, Fault> {
    let Shot { bytes, media_type, quality } = shot;
    let mut file = kernel.begin_file(capture.0, BYTES_MAX).await?;
    file.write(&bytes).await.map_err(fault)?;
    let stored = file.finish(media_type).await.map_err(fault)?;
    Ok(Put { file: stored.id, media_type: stored.media_type, sha256: stored.sha256, quality })
}

fn fault(not_stored: NotStored) -> Fault {
    match not_stored {
        NotStored::Refused(refusal) => Fault::message(format!("a device: {}", refusal.code)),
        NotStored::Fault(fault) => fault,
    }
}
