//! Signing in by OpenID Connect: authorization code with PKCE, state and nonce, and an ID token whose
//! signature is checked against the keys that the provider publishes. The issuer is named in the settings;
//! everything else about it is read from it.

mod keys;
mod provider;
mod token;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub use provider::{Provider, Settings};

/// Bytes of a nonce.
const NONCE_BYTES: usize = 16;
/// Bytes of a code verifier: 43 characters, the fewest that RFC 7636 allows and more than anybody guesses.
const VERIFIER_BYTES: usize = 32;

/// What whoever began to sign in knows and nobody else: it proves that the code and the token that come
/// back are of that beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secrets {
    nonce: [u8; NONCE_BYTES],
    verifier: [u8; VERIFIER_BYTES],
}

impl Secrets {
    /// Bytes of both.
    pub const BYTES: usize = NONCE_BYTES + VERIFIER_BYTES;

    /// New ones.
    #[must_use]
    pub fn random() -> Secrets {
        Secrets { nonce: rand::random(), verifier: rand::random() }
    }

    /// Both, to be kept until the return.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.nonce[..], &self.verifier[..]].concat()
    }

    /// Reads what was kept.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Secrets> {
        let (nonce, verifier) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        Some(Secrets { nonce: *nonce, verifier: verifier.try_into().ok()? })
    }

    fn nonce(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.nonce)
    }

    fn verifier(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.verifier)
    }

    fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier()))
    }
}

/// Whom the provider proved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proven {
    /// How the provider calls them: the same each time, and of nobody else there.
    pub subject: String,
    /// Family name; empty when not told.
    pub family_name: String,
    /// Given names; empty when not told.
    pub given_names: String,
    /// Birth date, when it was told.
    pub born: Option<Date>,
    /// Nationalities by codes of three letters, when they were told.
    pub nationalities: Vec<String>,
}

/// Why nobody was proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The provider does not answer, or not as one.
    Down,
    /// The code counts no longer: used before, too old, or not of this beginning.
    Spent,
    /// The proof is too old.
    Expired,
    /// The proof is from the future: its clock and ours differ.
    Clock,
    /// The proof is not what it must be: the code of what is wrong, for the log.
    Wrong(&'static str),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_kept_and_read_back_and_never_the_same() {
        let secrets = Secrets::random();
        assert_eq!(Secrets::from_bytes(&secrets.to_bytes()), Some(secrets.clone()));
        assert_eq!((secrets.to_bytes().len(), secrets.verifier().len()), (Secrets::BYTES, 43));
        assert_ne!(secrets, Secrets::random());
        for wrong in [0, Secrets::BYTES - 1, Secrets::BYTES + 1] {
            assert_eq!(Secrets::from_bytes(&vec![0; wrong]), None);
        }
    }

    #[test]
    fn the_challenge_is_that_of_the_published_example() {
        // RFC 7636, appendix B: the octets of its verifier.
        let verifier = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212,
            37, 77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
        ];
        let secrets = Secrets { nonce: [0; NONCE_BYTES], verifier };
        assert_eq!(secrets.verifier(), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(secrets.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
