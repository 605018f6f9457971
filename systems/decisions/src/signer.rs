//! Seals on documents: by whatever holds the authority's key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use kernel::{Fault, Kernel};
use serde::{Deserialize, Serialize};

use crate::ids::DecisionId;

/// What a seal of ours is made with.
pub const ED25519: &str = "ed25519";
/// What is sealed begins with this, so that no other signature of the key passes for one.
const CONTEXT: &[u8] = b"uma decision document v1\n";
/// The server key that the local signer signs with.
const PURPOSE: &str = "decision seal";

/// A seal over the bytes of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// How it was made.
    pub algorithm: String,
    /// The public key, base64.
    pub key: String,
    /// The signature, base64.
    pub signature: String,
}

/// Whoever holds the authority's key: this process, a smart card, a signing service.
pub trait Signer: Send + Sync {
    /// Seals a document of a decision by the hash of its bytes.
    ///
    /// # Errors
    /// A fault when the key cannot be reached: nothing is archived then.
    fn seal(&self, decision: DecisionId, sha256: &str) -> Result<Seal, Fault>;
}

/// Signs with a key of this installation, which lies in its key ring and never in the database.
pub struct LocalSigner(SigningKey);

impl LocalSigner {
    /// The signer of an installation.
    #[must_use]
    pub fn of(kernel: &Kernel) -> LocalSigner {
        LocalSigner(SigningKey::from_bytes(&kernel.keys().ring().server_key(PURPOSE)))
    }

    /// The public key, base64.
    #[must_use]
    pub fn public_key(&self) -> String {
        STANDARD.encode(self.0.verifying_key().to_bytes())
    }
}

impl Signer for LocalSigner {
    fn seal(&self, decision: DecisionId, sha256: &str) -> Result<Seal, Fault> {
        let signature = self.0.sign(&message(decision, sha256));
        Ok(Seal {
            algorithm: ED25519.to_owned(),
            key: self.public_key(),
            signature: STANDARD.encode(signature.to_bytes()),
        })
    }
}

impl Seal {
    /// Is it the seal of this document, by this key?
    #[must_use]
    pub fn holds(&self, decision: DecisionId, sha256: &str, key: &str) -> bool {
        let bytes = |text: &str| STANDARD.decode(text).ok();
        let signature = bytes(&self.signature).and_then(|s| Signature::from_slice(&s).ok());
        let key_bytes: Option<[u8; 32]> = bytes(&self.key).and_then(|k| k.try_into().ok());
        let verifying = key_bytes.and_then(|key| VerifyingKey::from_bytes(&key).ok());
        let (Some(signature), Some(verifying)) = (signature, verifying) else { return false };
        self.algorithm == ED25519
            && self.key == key
            && verifying.verify_strict(&message(decision, sha256), &signature).is_ok()
    }
}

fn message(decision: DecisionId, sha256: &str) -> Vec<u8> {
    [CONTEXT, decision.0.as_bytes(), sha256.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_seal_is_of_one_document_by_one_key() {
        let signer = LocalSigner(SigningKey::from_bytes(&[7; 32]));
        let other = LocalSigner(SigningKey::from_bytes(&[8; 32])).public_key();
        let (one, two) = (DecisionId(Uuid::from_u128(1)), DecisionId(Uuid::from_u128(2)));
        let seal = signer.seal(one, "ab").unwrap();
        let key = signer.public_key();
        assert!(seal.holds(one, "ab", &key));
        assert!(!seal.holds(one, "ac", &key), "the bytes were changed");
        assert!(!seal.holds(two, "ab", &key), "it was moved to another decision");
        assert!(!seal.holds(one, "ab", &other), "another key counts here");
        let forged = Seal { key: other.clone(), ..seal.clone() };
        assert!(!forged.holds(one, "ab", &other));
        let garbled = Seal { signature: "x".into(), ..seal };
        assert!(!garbled.holds(one, "ab", &key));
    }
}
