//! The provider: where it is, what it says of itself, and the two steps of signing in.

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::keys::Keys;
use super::token::{Expected, Token};
use super::{Proven, Secrets, Trouble};
use crate::http::{Address, Limits};

/// How patiently a provider is asked: somebody waits at a screen.
const LIMITS: Limits = Limits { connect_ms: 2_000, answer_ms: 5_000, bytes_max: 256 * 1024 };
/// How long counts what a provider said of itself.
const KNOWN_SECONDS: i64 = 3600;
/// How soon keys may be read anew because one is not among them: nobody makes us ask for every token.
const KEYS_AGAIN_SECONDS: i64 = 30;
/// Longest code taken.
const CODE_CHARS_MAX: usize = 2_000;

/// Where a provider is, and who we are to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Its name and address, as it says them itself.
    pub issuer: String,
    /// Our name there.
    pub client: String,
    /// Our secret there, when it gave us one.
    pub secret: Option<String>,
    /// Where people come back to.
    pub back: String,
    /// The agency's own gate to the host of the issuer, which speaks plain HTTP on this side; without one the
    /// provider is asked where it is.
    pub gate: Option<String>,
    /// Levels of assurance that are good enough; any is when none is named.
    pub levels: Vec<String>,
}

/// An OpenID provider; cheap to clone.
#[derive(Debug, Clone)]
pub struct Provider(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: Settings,
    /// Scheme, host and port of the issuer.
    origin: String,
    /// Where that is reached from here.
    line: Address,
    known: Mutex<Option<Arc<Known>>>,
}

/// What a provider says of itself.
#[derive(Debug)]
struct Known {
    authorize: String,
    /// Paths at the issuer's origin.
    token: String,
    jwks: String,
    keys: Keys,
    /// Seconds since 1970.
    at: i64,
    keys_at: i64,
}

#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

/// Scheme, host and port of an address.
fn origin(address: &str) -> Option<&str> {
    let host = address.find("://")? + 3;
    let end = address.get(host..)?.find('/').map_or(address.len(), |slash| host + slash);
    address.get(..end)
}

impl Provider {
    /// A provider by its settings; it is not asked anything yet.
    ///
    /// # Errors
    /// In words for whoever wrote the settings.
    pub fn new(settings: Settings) -> Result<Provider, String> {
        let issuer = settings.issuer.trim_end_matches('/').to_owned();
        let plain = !issuer.contains(['?', '#', '@']);
        let known = issuer.starts_with("https://") || issuer.starts_with("http://");
        let origin = origin(&issuer).filter(|_| plain && known);
        let origin = origin.ok_or_else(|| format!("issuer: {issuer} is no address"))?.to_owned();
        if settings.client.is_empty() {
            return Err("client: a provider knows everybody by a name".to_owned());
        }
        let (name, at) = match &settings.gate {
            Some(gate) => ("gate", gate),
            None => ("issuer", &origin),
        };
        let line = at.parse::<Address>().map_err(|e| format!("{name}: {e}"))?;
        let settings = Settings { issuer, ..settings };
        Ok(Provider(Arc::new(Inner { settings, origin, line, known: Mutex::default() })))
    }

    /// Its name and address.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.0.settings.issuer
    }

    /// Where somebody goes to prove who they are. `state` comes back with them.
    ///
    /// # Errors
    /// Down when the provider does not say where that is.
    pub async fn begin(
        &self,
        secrets: &Secrets,
        state: &str,
        language: &str,
        now: i64,
    ) -> Result<String, Trouble> {
        let known = self.known(now).await?;
        let Settings { client, back, levels, .. } = &self.0.settings;
        let (nonce, challenge, levels) = (secrets.nonce(), secrets.challenge(), levels.join(" "));
        let mut pairs = vec![
            ("response_type", "code"),
            ("client_id", client),
            ("redirect_uri", back),
            ("scope", "openid profile"),
            ("state", state),
            ("nonce", &nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("ui_locales", language),
        ];
        if !levels.is_empty() {
            pairs.push(("acr_values", &levels));
        }
        let sign = if known.authorize.contains('?') { '&' } else { '?' };
        Ok(format!("{}{sign}{}", known.authorize, encoded(&pairs)))
    }

    /// Exchanges the code that came back for a proof, and checks it.
    ///
    /// # Errors
    /// As [`Trouble`] says.
    pub async fn finish(&self, code: &str, secrets: &Secrets, now: i64) -> Result<Proven, Trouble> {
        if code.len() > CODE_CHARS_MAX {
            return Err(Trouble::Spent);
        }
        let known = self.known(now).await?;
        let Settings { issuer, client, back, levels, .. } = &self.0.settings;
        let verifier = secrets.verifier();
        let form = encoded(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", back),
            ("client_id", client),
            ("code_verifier", &verifier),
        ]);
        let proof = self.authorization();
        let line = &self.0.line;
        let answer = line.post_form(&known.token, form, proof.as_deref(), LIMITS).await;
        let answer = answer.map_err(|_| Trouble::Down)?;
        match answer.status {
            StatusCode::OK => {}
            // The code, and nothing else that people could mend.
            StatusCode::BAD_REQUEST => return Err(Trouble::Spent),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                return Err(Trouble::Wrong("client"));
            }
            _ => return Err(Trouble::Down),
        }
        let tokens: Tokens = parse(&answer.body)?;
        let token = Token::read(&tokens.id_token)?;
        let known = self.with_key(known, &token, now).await?;
        let nonce = secrets.nonce();
        let expected = Expected { issuer, client, nonce: &nonce, levels, now };
        token.believe(&known.keys, &expected)
    }

    /// Our name and secret, as RFC 6749 has them in a header.
    fn authorization(&self) -> Option<String> {
        let Settings { client, secret, .. } = &self.0.settings;
        let escaped = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let (client, secret): (String, String) = (escaped(client), escaped(secret.as_deref()?));
        Some(format!("Basic {}", STANDARD.encode(format!("{client}:{secret}"))))
    }

    /// What the provider says of itself, asked when it is not known or long ago.
    async fn known(&self, now: i64) -> Result<Arc<Known>, Trouble> {
        if let Some(known) = self.remembered().filter(|known| fresh(known.at, KNOWN_SECONDS, now)) {
            return Ok(known);
        }
        let inner = &self.0;
        let path = inner.settings.issuer.strip_prefix(&inner.origin).unwrap_or_default();
        let path = format!("{path}/.well-known/openid-configuration");
        let discovery: Discovery = self.ask(&path).await?;
        // Whoever answers with another's name is another.
        if discovery.issuer.trim_end_matches('/') != inner.settings.issuer {
            return Err(Trouble::Wrong("issuer"));
        }
        let jwks = self.path(&discovery.jwks_uri)?;
        let known = Known {
            authorize: discovery.authorization_endpoint,
            token: self.path(&discovery.token_endpoint)?,
            keys: self.keys(&jwks).await?,
            jwks,
            at: now,
            keys_at: now,
        };
        Ok(self.remember(known))
    }

    /// The same with the key of a token, which may be newer than what is remembered.
    async fn with_key(
        &self,
        known: Arc<Known>,
        token: &Token<'_>,
        now: i64,
    ) -> Result<Arc<Known>, Trouble> {
        let there = known.keys.has(token.algorithm, token.key.as_deref());
        if there || fresh(known.keys_at, KEYS_AGAIN_SECONDS, now) {
            return Ok(known);
        }
        let keys = self.keys(&known.jwks).await?;
        let Known { authorize, token, jwks, at, .. } = &*known;
        let (authorize, token, jwks) = (authorize.clone(), token.clone(), jwks.clone());
        Ok(self.remember(Known { authorize, token, jwks, keys, at: *at, keys_at: now }))
    }

    async fn keys(&self, path: &str) -> Result<Keys, Trouble> {
        let answer = self.0.line.get(path, LIMITS).await.map_err(|_| Trouble::Down)?;
        let keys = Some(answer).filter(|answer| answer.status == StatusCode::OK);
        keys.and_then(|answer| Keys::read(&answer.body)).ok_or(Trouble::Down)
    }

    async fn ask<T: DeserializeOwned>(&self, path: &str) -> Result<T, Trouble> {
        let answer = self.0.line.get(path, LIMITS).await.map_err(|_| Trouble::Down)?;
        if answer.status != StatusCode::OK {
            return Err(Trouble::Down);
        }
        parse(&answer.body)
    }

    /// The path of an address at the issuer's own origin: a proof is fetched nowhere else.
    fn path(&self, address: &str) -> Result<String, Trouble> {
        let path = address.strip_prefix(&self.0.origin).filter(|path| path.starts_with('/'));
        path.map(str::to_owned).ok_or(Trouble::Wrong("elsewhere"))
    }

    fn remembered(&self) -> Option<Arc<Known>> {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn remember(&self, known: Known) -> Arc<Known> {
        let known = Arc::new(known);
        *self.0.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&known));
        known
    }
}

/// Is it so lately? A clock that was set back does not keep things for ever.
fn fresh(at: i64, seconds: i64, now: i64) -> bool {
    (0..seconds).contains(&now.saturating_sub(at))
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Trouble> {
    serde_json::from_slice(body).map_err(|_| Trouble::Down)
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings {
            issuer: "https://id.example/identity/".into(),
            client: "uma".into(),
            secret: Some("s:cret".into()),
            back: "https://uma.example/sign-in/return".into(),
            gate: Some("http://gate:8080/id".into()),
            levels: Vec::new(),
        }
    }

    #[test]
    fn settings_that_make_no_sense_are_named() {
        let provider = Provider::new(settings()).unwrap();
        assert_eq!(provider.issuer(), "https://id.example/identity");
        assert_eq!(provider.0.line.to_string(), "http://gate:8080/id");
        let wrong = |change: fn(&mut Settings)| {
            let mut settings = settings();
            change(&mut settings);
            Provider::new(settings).unwrap_err()
        };
        assert!(wrong(|s| s.issuer = "id.example".into()).contains("issuer"));
        assert!(wrong(|s| s.gate = None).contains("gate"), "https needs the gate");
        assert!(wrong(|s| s.gate = Some("gate".into())).contains("gate"));
        assert!(wrong(|s| s.client = String::new()).contains("client"));
    }

    #[test]
    fn our_secret_is_told_as_the_standard_has_it() {
        let provider = Provider::new(settings()).unwrap();
        // Of `uma:s%3Acret`.
        assert_eq!(provider.authorization().as_deref(), Some("Basic dW1hOnMlM0FjcmV0"));
    }

    #[test]
    fn proofs_are_fetched_at_the_issuer_alone() {
        let provider = Provider::new(settings()).unwrap();
        assert_eq!(provider.path("https://id.example/t").as_deref(), Ok("/t"));
        for elsewhere in ["https://id.example.evil/t", "http://id.example/t", "/t", ""] {
            assert_eq!(provider.path(elsewhere), Err(Trouble::Wrong("elsewhere")), "{elsewhere}");
        }
    }
}
