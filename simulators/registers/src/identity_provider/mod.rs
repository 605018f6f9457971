//! An identity provider as OpenID Connect has it: discovery, keys, authorization code with PKCE, and an
//! ID token signed with Ed25519. Whom one is, is chosen on a page.

mod authorize;
mod token;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer as _, SigningKey};
use serde::Serialize;
use sha2::{Digest, Sha256};

pub(crate) use authorize::{choose, chosen};
pub(crate) use token::token;

use crate::answer::{Refused, json};
use crate::kept::Kept;
use crate::{Settings, Simulator};

/// Name of the one key.
const KEY_ID: &str = "simulator-1";
/// Seconds a code can be exchanged.
const CODE_SECONDS: i64 = 60;
/// Seconds an ID token holds.
const TOKEN_SECONDS: i64 = 300;
/// Codes that nobody exchanged yet, at most.
const CODES_MAX: usize = 1_000;

/// What is kept between the steps of signing in.
#[derive(Debug)]
pub(crate) struct IdentityProvider {
    key: SigningKey,
    codes: Kept<Grant>,
}

/// What a code stands for.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    client: String,
    redirect: String,
    challenge: String,
    nonce: Option<String>,
    reference: String,
    until: i64,
}

impl IdentityProvider {
    /// The key follows from the seed, so that it is the same after a restart: everybody may know it.
    pub(crate) fn new(settings: Settings) -> IdentityProvider {
        let seed = Sha256::new().chain_update("identity").chain_update(settings.seed.to_be_bytes());
        let key = SigningKey::from_bytes(&seed.finalize().into());
        IdentityProvider { key, codes: Kept::new(CODES_MAX) }
    }

    fn signed(&self, claims: &impl Serialize) -> Result<String, serde_json::Error> {
        #[derive(Serialize)]
        struct Head {
            alg: &'static str,
            typ: &'static str,
            kid: &'static str,
        }
        let head = Head { alg: "EdDSA", typ: "JWT", kid: KEY_ID };
        let part = |bytes: Vec<u8>| URL_SAFE_NO_PAD.encode(bytes);
        let (head, body) = (part(serde_json::to_vec(&head)?), part(serde_json::to_vec(claims)?));
        let signed = format!("{head}.{body}");
        let signature = self.key.sign(signed.as_bytes());
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes())))
    }
}

/// Where we are, as whoever asks calls us.
pub(crate) fn origin(headers: &HeaderMap) -> Result<String, Refused> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let known = |c: char| c.is_ascii_alphanumeric() || ".:-[]".contains(c);
    match host {
        Some(host) if !host.is_empty() && host.len() < 260 && host.chars().all(known) => {
            Ok(format!("http://{host}"))
        }
        _ => Err(Refused(StatusCode::BAD_REQUEST, "host-unreadable")),
    }
}

#[derive(Serialize)]
struct Discovery {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    response_types_supported: [&'static str; 1],
    grant_types_supported: [&'static str; 1],
    subject_types_supported: [&'static str; 1],
    id_token_signing_alg_values_supported: [&'static str; 1],
    code_challenge_methods_supported: [&'static str; 1],
    token_endpoint_auth_methods_supported: [&'static str; 1],
    scopes_supported: [&'static str; 2],
    claims_supported: [&'static str; 10],
}

pub(crate) async fn discovery(headers: HeaderMap) -> Response {
    let issuer = match origin(&headers) {
        Ok(origin) => format!("{origin}/identity"),
        Err(refused) => return refused.into(),
    };
    let discovery = Discovery {
        authorization_endpoint: format!("{issuer}/authorize"),
        token_endpoint: format!("{issuer}/token"),
        jwks_uri: format!("{issuer}/jwks.json"),
        issuer,
        response_types_supported: ["code"],
        grant_types_supported: ["authorization_code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["EdDSA"],
        code_challenge_methods_supported: ["S256"],
        token_endpoint_auth_methods_supported: ["none"],
        scopes_supported: ["openid", "profile"],
        claims_supported: [
            "iss",
            "sub",
            "aud",
            "exp",
            "iat",
            "nonce",
            "acr",
            "family_name",
            "given_name",
            "birthdate",
        ],
    };
    json(StatusCode::OK, &discovery)
}

#[derive(Serialize)]
struct Keys {
    keys: [Key; 1],
}

#[derive(Serialize)]
struct Key {
    kty: &'static str,
    crv: &'static str,
    #[serde(rename = "use")]
    used_for: &'static str,
    alg: &'static str,
    kid: &'static str,
    x: String,
}

pub(crate) async fn keys(State(simulator): State<Simulator>) -> Response {
    let public = simulator.identity_provider().key.verifying_key();
    let x = URL_SAFE_NO_PAD.encode(public.to_bytes());
    let (kty, crv, alg) = ("OKP", "Ed25519", "EdDSA");
    json(StatusCode::OK, &Keys { keys: [Key { kty, crv, used_for: "sig", alg, kid: KEY_ID, x }] })
}
