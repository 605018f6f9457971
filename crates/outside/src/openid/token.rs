//! An ID token: what is read of it, and everything that must hold before it is believed (OpenID Connect
//! Core 1.0, 3.1.3.7).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::civil::Date;
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

use super::keys::{Algorithm, Keys};
use super::{Proven, Trouble};

/// Longest token read: with every claim asked for it has about a thousand characters.
const TOKEN_CHARS_MAX: usize = 16_384;
/// Longest subject: the standard's own limit.
const SUBJECT_CHARS_MAX: usize = 255;
/// Longest name taken, as everywhere where people type theirs.
const NAME_CHARS_MAX: usize = 200;
/// Nationalities taken at most.
const NATIONALITIES_ITEMS_MAX: usize = 8;
/// How far two clocks may be apart.
const SKEW_SECONDS: i64 = 60;

/// What a token has to be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client: &'a str,
    pub(super) nonce: &'a str,
    /// Levels of assurance that are good enough; any is when there are none.
    pub(super) levels: &'a [String],
    /// Seconds since 1970.
    pub(super) now: i64,
}

/// A token before anything of it is believed.
pub(super) struct Token<'a> {
    signed: &'a [u8],
    claims: &'a str,
    signature: Vec<u8>,
    pub(super) algorithm: Algorithm,
    pub(super) key: Option<String>,
}

#[derive(Deserialize)]
struct Head {
    alg: String,
    #[serde(default)]
    kid: Option<String>,
    /// What has to be understood beyond the standard: nothing of it is.
    #[serde(default)]
    crit: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    #[serde(default)]
    azp: Option<String>,
    exp: i64,
    iat: i64,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(default)]
    acr: Option<String>,
    #[serde(default)]
    family_name: Option<String>,
    #[serde(default)]
    given_name: Option<String>,
    #[serde(default)]
    birthdate: Option<String>,
    #[serde(default)]
    nationalities: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

const UNREADABLE: Trouble = Trouble::Wrong("unreadable");

impl<'a> Token<'a> {
    /// Takes a token apart.
    pub(super) fn read(token: &'a str) -> Result<Token<'a>, Trouble> {
        if token.len() > TOKEN_CHARS_MAX {
            return Err(UNREADABLE);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(UNREADABLE)?;
        let (head, claims) = signed.split_once('.').ok_or(UNREADABLE)?;
        let part = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| UNREADABLE);
        let head: Head = serde_json::from_slice(&part(head)?).map_err(|_| UNREADABLE)?;
        let algorithm = Algorithm::of(&head.alg).filter(|_| head.crit.is_none());
        Ok(Token {
            signed: signed.as_bytes(),
            claims,
            signature: part(signature)?,
            algorithm: algorithm.ok_or(Trouble::Wrong("algorithm"))?,
            key: head.kid,
        })
    }

    /// Whom it proves, when everything in it is as it must be. The signature comes first: of what is not
    /// signed nothing is read.
    pub(super) fn believe(&self, keys: &Keys, expected: &Expected<'_>) -> Result<Proven, Trouble> {
        if !keys.signed(self.algorithm, self.key.as_deref(), self.signed, &self.signature) {
            return Err(Trouble::Wrong("signature"));
        }
        let claims = URL_SAFE_NO_PAD.decode(self.claims).map_err(|_| UNREADABLE)?;
        let claims: Claims = serde_json::from_slice(&claims).map_err(|_| UNREADABLE)?;
        claims.check(expected)?;
        let name = |name: Option<String>| -> String {
            let name = name.unwrap_or_default();
            let words: Vec<&str> = name.split_whitespace().collect();
            words.join(" ").chars().take(NAME_CHARS_MAX).collect()
        };
        let mut nationalities = claims.nationalities;
        nationalities.truncate(NATIONALITIES_ITEMS_MAX);
        Ok(Proven {
            subject: claims.sub,
            family_name: name(claims.family_name),
            given_names: name(claims.given_name),
            // A provider may know a year alone, which is no birth date.
            born: claims.birthdate.and_then(|born| born.parse::<Date>().ok()),
            nationalities,
        })
    }
}

impl Claims {
    fn check(&self, expected: &Expected<'_>) -> Result<(), Trouble> {
        let wrong = |what| Err(Trouble::Wrong(what));
        let Expected { issuer, client, nonce, levels, now } = *expected;
        if self.iss != issuer {
            return wrong("issuer");
        }
        let (ours, alone) = match &self.aud {
            Audience::One(one) => (one == client, true),
            Audience::Several(all) => (all.iter().any(|one| one == client), all.len() == 1),
        };
        let party = self.azp.as_deref();
        if !ours || (party.is_none() && !alone) || party.is_some_and(|party| party != client) {
            return wrong("audience");
        }
        let said = self.nonce.as_deref().unwrap_or_default();
        if !bool::from(said.as_bytes().ct_eq(nonce.as_bytes())) {
            return wrong("nonce");
        }
        if self.sub.is_empty() || self.sub.chars().count() > SUBJECT_CHARS_MAX {
            return wrong("subject");
        }
        let level = |acr: &String| levels.contains(acr);
        if !levels.is_empty() && !self.acr.as_ref().is_some_and(level) {
            return wrong("level");
        }
        let from = self.nbf.map_or(self.iat, |from| from.max(self.iat));
        if from.saturating_sub(SKEW_SECONDS) > now {
            return Err(Trouble::Clock);
        }
        if self.exp.saturating_add(SKEW_SECONDS) <= now {
            return Err(Trouble::Expired);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer as _, SigningKey};
    use serde_json::{Value as Json, json};

    use super::*;

    /// Tokens and keys made by another program: OpenSSL.
    const SIGNED: &str = include_str!("signed.json");
    const NOW: i64 = 1_772_438_400;

    fn expected() -> Expected<'static> {
        Expected {
            issuer: "http://id.example",
            client: "uma",
            nonce: "AAAAAAAAAAAAAAAAAAAAAA",
            levels: &[],
            now: NOW,
        }
    }

    fn claims() -> Json {
        json!({
            "iss": "http://id.example", "sub": "P-1", "aud": "uma", "exp": NOW + 300, "iat": NOW,
            "nonce": "AAAAAAAAAAAAAAAAAAAAAA", "acr": "substantial",
            "given_name": " Meera  Isha ", "family_name": "Iyer", "birthdate": "2001-04-05",
            "nationalities": ["IND"],
        })
    }

    fn encoded(part: &Json) -> String {
        URL_SAFE_NO_PAD.encode(part.to_string())
    }

    fn signed_by(key: &SigningKey, head: &Json, claims: &Json) -> String {
        let text = format!("{}.{}", encoded(head), encoded(claims));
        let signature = key.sign(text.as_bytes()).to_bytes();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn ours() -> SigningKey {
        SigningKey::from_bytes(&[7; 32])
    }

    fn keys() -> Keys {
        let x = URL_SAFE_NO_PAD.encode(ours().verifying_key().to_bytes());
        let key = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "k", "x": x });
        Keys::read(json!({ "keys": [key] }).to_string().as_bytes()).unwrap()
    }

    fn head() -> Json {
        json!({ "alg": "EdDSA", "kid": "k" })
    }

    fn believed(token: &str, expected: &Expected<'_>) -> Result<Proven, Trouble> {
        Token::read(token)?.believe(&keys(), expected)
    }

    /// With one claim changed, or left out.
    fn with(name: &str, value: &Json) -> Result<Proven, Trouble> {
        let mut claims = claims();
        match value {
            Json::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            value => claims[name] = value.clone(),
        }
        believed(&signed_by(&ours(), &head(), &claims), &expected())
    }

    #[test]
    fn what_is_as_it_must_be_is_believed() {
        let proven = believed(&signed_by(&ours(), &head(), &claims()), &expected()).unwrap();
        assert_eq!((proven.subject.as_str(), proven.given_names.as_str()), ("P-1", "Meera Isha"));
        assert_eq!(proven.born, Some("2001-04-05".parse().unwrap()));
        assert_eq!(proven.nationalities, ["IND"]);
        assert!(with("aud", &json!(["uma"])).is_ok());
        let several = json!(["uma", "other"]);
        assert_eq!(with("aud", &several), Err(Trouble::Wrong("audience")), "for whom of them?");
        assert_eq!(with("birthdate", &json!("2001")).unwrap().born, None);
    }

    #[test]
    fn one_thing_wrong_and_nobody_is_proved() {
        for (name, value, trouble) in [
            ("iss", json!("http://evil.example"), Trouble::Wrong("issuer")),
            ("aud", json!("other"), Trouble::Wrong("audience")),
            ("aud", json!([]), Trouble::Wrong("audience")),
            ("azp", json!("other"), Trouble::Wrong("audience")),
            ("nonce", json!("BBBBBBBBBBBBBBBBBBBBBB"), Trouble::Wrong("nonce")),
            ("nonce", Json::Null, Trouble::Wrong("nonce")),
            ("sub", json!(""), Trouble::Wrong("subject")),
            ("sub", json!("x".repeat(256)), Trouble::Wrong("subject")),
            ("exp", json!(NOW - SKEW_SECONDS), Trouble::Expired),
            ("iat", json!(NOW + SKEW_SECONDS + 1), Trouble::Clock),
            ("nbf", json!(NOW + SKEW_SECONDS + 1), Trouble::Clock),
            ("exp", Json::Null, UNREADABLE),
            ("exp", json!("1772438700"), UNREADABLE),
        ] {
            assert_eq!(with(name, &value), Err(trouble), "{name}: {value}");
        }
        assert!(with("exp", &json!(NOW - SKEW_SECONDS + 1)).is_ok(), "clocks differ a little");
        assert!(with("iat", &json!(NOW + SKEW_SECONDS)).is_ok());
    }

    #[test]
    fn nobody_but_the_provider_signs() {
        let forged = signed_by(&SigningKey::from_bytes(&[8; 32]), &head(), &claims());
        assert_eq!(believed(&forged, &expected()), Err(Trouble::Wrong("signature")));
        let token = signed_by(&ours(), &head(), &claims());
        let (text, signature) = token.rsplit_once('.').unwrap();
        let other = format!("{}.{}", encoded(&head()), encoded(&json!({ "sub": "P-2" })));
        let moved = format!("{other}.{signature}");
        assert_eq!(believed(&moved, &expected()), Err(Trouble::Wrong("signature")));
        for empty in [format!("{text}."), format!("{text}.AAAA")] {
            assert_eq!(believed(&empty, &expected()), Err(Trouble::Wrong("signature")));
        }
        for (head, trouble) in [
            (json!({ "alg": "none" }), Trouble::Wrong("algorithm")),
            (json!({ "alg": "HS256", "kid": "k" }), Trouble::Wrong("algorithm")),
            (json!({ "alg": "EdDSA", "kid": "k", "crit": ["x"] }), Trouble::Wrong("algorithm")),
            (json!({ "alg": "EdDSA", "kid": "another" }), Trouble::Wrong("signature")),
            (json!({ "alg": "RS256", "kid": "k" }), Trouble::Wrong("signature")),
        ] {
            let token = signed_by(&ours(), &head, &claims());
            assert_eq!(believed(&token, &expected()), Err(trouble), "{head}");
        }
        for unreadable in ["", ".", "a.b", "a.b.c", &"x".repeat(TOKEN_CHARS_MAX + 1)] {
            assert_eq!(believed(unreadable, &expected()), Err(UNREADABLE));
        }
    }

    #[test]
    fn a_level_that_is_asked_for_must_be_reached() {
        let token = signed_by(&ours(), &head(), &claims());
        let of = |level: &str| {
            let levels = [level.to_owned()];
            believed(&token, &Expected { levels: &levels, ..expected() }).map(|_| ())
        };
        assert_eq!((of("substantial"), of("high")), (Ok(()), Err(Trouble::Wrong("level"))));
    }

    #[test]
    fn what_other_programs_sign_with_other_keys_is_believed_too() {
        let signed: Json = serde_json::from_str(SIGNED).unwrap();
        let keys = Keys::read(signed["jwks"].to_string().as_bytes()).unwrap();
        for algorithm in ["RS256", "ES256"] {
            let text = signed["tokens"][algorithm].as_str().unwrap();
            let proven = Token::read(text).unwrap().believe(&keys, &expected());
            assert_eq!(proven.unwrap().family_name, "Iyer", "{algorithm}");
            // One letter of the claims changed.
            let (head, rest) = text.split_once('.').unwrap();
            let (claims, signature) = rest.split_once('.').unwrap();
            let (start, end) = claims.split_at(claims.len() - 4);
            let end = if end.starts_with('A') { "BBBB" } else { "AAAA" };
            let forged = format!("{head}.{start}{end}.{signature}");
            let forged = Token::read(&forged).unwrap().believe(&keys, &expected());
            assert_eq!(forged, Err(Trouble::Wrong("signature")), "{algorithm}");
        }
    }
}
