//! Keyed hashes of texts that must not stand in plain rows, yet be found.

use zeroize::Zeroizing;

use crate::keys::{KeyRing, keyed_hash};

/// Bytes of a hash that are kept: two texts out of billions do not meet in 128 bits.
const BYTES: usize = 16;

/// The blind index of this server: equal texts give equal hashes, and nobody without the server's keys
/// learns a text from one.
#[derive(Clone)]
pub struct BlindIndex(Zeroizing<[u8; 32]>);

impl BlindIndex {
    /// The index of a key; a kernel has its own, see [`crate::Kernel::blind`].
    #[must_use]
    pub fn new(key: [u8; 32]) -> BlindIndex {
        BlindIndex(Zeroizing::new(key))
    }

    pub(crate) fn of(ring: &dyn KeyRing) -> BlindIndex {
        BlindIndex(ring.server_key("blind index"))
    }

    /// The keyed hash of a text, in 32 hexadecimal digits. Say what kind of text it is in the text
    /// itself, so that equal texts of different kinds do not meet.
    #[must_use]
    pub fn hash(&self, text: &str) -> String {
        use std::fmt::Write as _;
        let mut digits = String::with_capacity(2 * BYTES);
        for byte in self.bytes(text) {
            let _ = write!(digits, "{byte:02x}");
        }
        digits
    }

    /// The same as an id.
    #[must_use]
    pub fn id(&self, text: &str) -> uuid::Uuid {
        uuid::Builder::from_custom_bytes(self.bytes(text)).into_uuid()
    }

    fn bytes(&self, text: &str) -> [u8; BYTES] {
        let whole = keyed_hash(&self.0, text.as_bytes());
        let mut short = [0; BYTES];
        for (to, from) in short.iter_mut().zip(whole) {
            *to = from;
        }
        short
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_the_same_for_a_text_and_another_for_another_text_or_server() {
        let index = |key: u8| BlindIndex::new([key; 32]);
        assert_eq!(index(1).hash("name:rahimi"), index(1).hash("name:rahimi"));
        assert_eq!(index(1).hash("name:rahimi").len(), 32);
        assert_ne!(index(1).hash("name:rahimi"), index(1).hash("name:rahimy"));
        assert_ne!(index(1).hash("name:rahimi"), index(2).hash("name:rahimi"));
        assert_eq!(index(1).id("rahimi").get_version_num(), 8);
    }
}
