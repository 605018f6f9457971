//! The keys a provider publishes, and signatures by them. Ed25519, ECDSA on P-256 and RSA: what providers
//! sign with; nothing shared, and never nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::BoxedUint;
use rsa::signature::Verifier as _;
use serde::Deserialize;
use sha2::Sha256;

/// Keys of one provider read at most: some publish a handful while they change.
const KEYS_ITEMS_MAX: usize = 32;
/// Bits of an RSA key: fewer are guessed, more only cost time.
const RSA_BITS: std::ops::RangeInclusive<u32> = 2048..=8192;

/// The keys of a provider.
#[derive(Debug, Clone, Default)]
pub(super) struct Keys(Vec<Published>);

#[derive(Debug, Clone, Deserialize)]
struct Published {
    kty: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default, rename = "use")]
    used_for: Option<String>,
    #[serde(default)]
    alg: Option<String>,
    #[serde(default)]
    crv: Option<String>,
    #[serde(default)]
    x: Option<String>,
    #[serde(default)]
    y: Option<String>,
    #[serde(default)]
    n: Option<String>,
    #[serde(default)]
    e: Option<String>,
}

#[derive(Deserialize)]
struct Listed {
    keys: Vec<serde_json::Value>,
}

/// By what a token is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    EdDsa,
    Es256,
    Rs256,
}

impl Algorithm {
    pub(super) fn of(name: &str) -> Option<Algorithm> {
        match name {
            "EdDSA" | "Ed25519" => Some(Algorithm::EdDsa),
            "ES256" => Some(Algorithm::Es256),
            "RS256" => Some(Algorithm::Rs256),
            _ => None,
        }
    }

    /// Kind of key, and curve when it has one.
    const fn key(self) -> (&'static str, Option<&'static str>) {
        match self {
            Algorithm::EdDsa => ("OKP", Some("Ed25519")),
            Algorithm::Es256 => ("EC", Some("P-256")),
            Algorithm::Rs256 => ("RSA", None),
        }
    }
}

impl Keys {
    /// Reads the keys as published; one of a kind that is not known here is passed over.
    pub(super) fn read(json: &[u8]) -> Option<Keys> {
        let listed: Listed = serde_json::from_slice(json).ok()?;
        let keys = listed.keys.into_iter().take(KEYS_ITEMS_MAX);
        Some(Keys(keys.filter_map(|key| serde_json::from_value(key).ok()).collect()))
    }

    /// Is there a key by which such a token may be signed?
    pub(super) fn has(&self, algorithm: Algorithm, id: Option<&str>) -> bool {
        self.fit(algorithm, id).next().is_some()
    }

    /// Is it signed by one of the keys?
    pub(super) fn signed(
        &self,
        algorithm: Algorithm,
        id: Option<&str>,
        text: &[u8],
        signature: &[u8],
    ) -> bool {
        let mut fit = self.fit(algorithm, id);
        fit.any(|key| key.verifies(algorithm, text, signature).is_some())
    }

    fn fit(&self, algorithm: Algorithm, id: Option<&str>) -> impl Iterator<Item = &Published> {
        let (kind, curve) = algorithm.key();
        self.0.iter().filter(move |key| {
            let signs = key.used_for.as_deref().is_none_or(|used| used == "sig");
            let alg = key.alg.as_deref().is_none_or(|alg| Algorithm::of(alg) == Some(algorithm));
            let known = id.is_none_or(|id| key.kid.as_deref() == Some(id));
            key.kty == kind && key.crv.as_deref() == curve && signs && alg && known
        })
    }
}

fn bytes(text: Option<&String>) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text?).ok()
}

impl Published {
    /// Something when the signature is of this key.
    fn verifies(&self, algorithm: Algorithm, text: &[u8], signature: &[u8]) -> Option<()> {
        match algorithm {
            Algorithm::EdDsa => {
                let public: [u8; 32] = bytes(self.x.as_ref())?.try_into().ok()?;
                let key = ed25519_dalek::VerifyingKey::from_bytes(&public).ok()?;
                let signature = ed25519_dalek::Signature::from_slice(signature).ok()?;
                key.verify_strict(text, &signature).ok()
            }
            Algorithm::Es256 => {
                let (x, y) = (bytes(self.x.as_ref())?, bytes(self.y.as_ref())?);
                // A point that is not compressed, as SEC 1 writes it.
                let point = [&[4][..], &x, &y].concat();
                let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&point).ok()?;
                let signature = p256::ecdsa::Signature::from_slice(signature).ok()?;
                key.verify(text, &signature).ok()
            }
            Algorithm::Rs256 => {
                let (n, e) = (bytes(self.n.as_ref())?, bytes(self.e.as_ref())?);
                let n = BoxedUint::from_be_slice_vartime(&n);
                if !RSA_BITS.contains(&n.bit_width_vartime()) {
                    return None;
                }
                let e = BoxedUint::from_be_slice_vartime(&e);
                let key = rsa::PublicKey::new(n, e).ok()?;
                let key = rsa::pkcs1v15::VerifyingKey::<Sha256>::new(key);
                key.verify(text, &rsa::pkcs1v15::Signature::try_from(signature).ok()?).ok()
            }
        }
    }
}
