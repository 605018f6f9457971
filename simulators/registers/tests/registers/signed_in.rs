//! Signing in by OpenID Connect, step by step as a client does it, and every way in which it must fail.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Verifier as _, VerifyingKey};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::client::Served;

const VERIFIER: &str = "a-verifier-that-is-at-least-forty-three-characters-long";
const BACK: &str = "http://127.0.0.1:9/back";

fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

/// What a client asks for, with one thing changed.
fn asked(name: &str, value: &str) -> Vec<(String, String)> {
    let pairs = [
        ("response_type", "code"),
        ("client_id", "uma"),
        ("redirect_uri", BACK),
        ("scope", "openid profile"),
        ("state", "st&te"),
        ("nonce", "n0nce"),
        ("code_challenge", &challenge()),
        ("code_challenge_method", "S256"),
    ];
    let pair = |(known, usual): (&str, &str)| {
        let value = if known == name { value } else { usual };
        (known.to_owned(), value.to_owned())
    };
    pairs.map(pair).into()
}

fn query(pairs: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// A value in the query of an address.
fn of(address: &str, name: &str) -> Option<String> {
    let query = address.split_once('?')?.1.as_bytes();
    form_urlencoded::parse(query).find(|(known, _)| known == name).map(|(_, v)| v.into_owned())
}

async fn choose(served: &Served, who: &str) -> String {
    let mut pairs = asked("", "");
    pairs.push(("who".to_owned(), who.to_owned()));
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let (status, location, body) = served.form("/identity/authorize", &pairs).await;
    assert_eq!(status, 303, "{body}");
    assert!(location.starts_with(BACK), "{location}");
    location
}

async fn exchange(served: &Served, code: &str, with: (&str, &str)) -> (u16, Json) {
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", BACK),
        ("client_id", "uma"),
        ("code_verifier", VERIFIER),
    ];
    let pairs = pairs.map(|(name, value)| (name, if name == with.0 { with.1 } else { value }));
    let (status, _, body) = served.form("/identity/token", &pairs).await;
    (status, serde_json::from_str(&body).unwrap())
}

#[tokio::test]
async fn whoever_is_chosen_is_proved_by_a_signed_token() {
    let served = Served::new().await;
    let issuer = format!("http://{}/identity", served.address);
    let discovery = served.form("/identity/.well-known/openid-configuration", &[]).await;
    assert_eq!(discovery.0, 405, "it is read, not posted to");
    let (status, page) =
        served.get(&format!("/identity/authorize?{}", query(&asked("", "")))).await;
    assert_eq!(status, 200);
    let people = served.people().await;
    let who = people[2]["reference"].as_str().unwrap();
    assert!(page.contains(&format!("value=\"{}\"", people[0]["reference"].as_str().unwrap())));
    // Whoever is known by name can be chosen as well, but for who has died.
    assert!(page.contains("value=\"G-00000\"> Adwoa Mensah, 2001-05-14, GHA, studies"), "{page}");
    assert!(!page.contains("Ferreira"));
    let location = choose(&served, who).await;
    assert_eq!(of(&location, "state").as_deref(), Some("st&te"));
    let code = of(&location, "code").unwrap();
    let (status, tokens) = exchange(&served, &code, ("", "")).await;
    assert_eq!(status, 200, "{tokens}");
    let token = tokens["id_token"].as_str().unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let keys = served.json("/identity/jwks.json").await;
    let x = URL_SAFE_NO_PAD.decode(keys["keys"][0]["x"].as_str().unwrap()).unwrap();
    let key = VerifyingKey::from_bytes(&x.try_into().unwrap()).unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let signature = Signature::from_slice(&signature).unwrap();
    key.verify(signed.as_bytes(), &signature).unwrap();
    let part = |part: &str| -> Json {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    let (head, claims) = signed.split_once('.').unwrap();
    let (head, claims) = (part(head), part(claims));
    assert_eq!((&head["alg"], &head["kid"]), (&"EdDSA".into(), &keys["keys"][0]["kid"]));
    assert_eq!(claims["iss"], issuer);
    assert_eq!((&claims["aud"], &claims["nonce"]), (&"uma".into(), &"n0nce".into()));
    assert_eq!(claims["sub"], who);
    assert_eq!(claims["birthdate"], people[2]["identity"]["born"]);
    assert!(claims["exp"].as_i64() > claims["iat"].as_i64());
    // A code is worth something once.
    let (status, refused) = exchange(&served, &code, ("", "")).await;
    assert_eq!((status, &refused["error"]), (400, &"invalid_grant".into()));
}

#[tokio::test]
async fn the_endpoints_are_where_discovery_says() {
    let served = Served::new().await;
    let discovery = served.json("/identity/.well-known/openid-configuration").await;
    for name in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        let address = discovery[name].as_str().unwrap();
        let issuer = discovery["issuer"].as_str().unwrap();
        assert!(address.starts_with(issuer), "{address}");
    }
}

#[tokio::test]
async fn turning_back_and_wrong_requests_are_told_to_the_client() {
    let served = Served::new().await;
    let back = choose(&served, "").await;
    assert_eq!(of(&back, "error").as_deref(), Some("access_denied"));
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("scope", "profile", "invalid_scope"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge", "short", "invalid_request"),
    ] {
        let pairs = asked(name, value);
        let pairs: Vec<(&str, &str)> =
            pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let (status, location, _) = served.form("/identity/authorize", &pairs).await;
        assert_eq!((status, of(&location, "error").as_deref()), (303, Some(error)), "{name}");
    }
    // A client that would be sent elsewhere is not told anything there.
    let away = query(&asked("redirect_uri", "https://example.org/"));
    let (status, body) = served.get(&format!("/identity/authorize?{away}")).await;
    assert_eq!((status, body.as_str()), (400, r#"{"error":"redirect-not-here"}"#));
}

#[tokio::test]
async fn a_code_serves_only_who_knows_the_verifier_and_is_the_client() {
    let served = Served::new().await;
    let people = served.people().await;
    let who = people[2]["reference"].as_str().unwrap();
    for with in [
        ("code_verifier", "another-verifier-that-is-forty-three-characters"),
        ("code_verifier", "short"),
        ("client_id", "somebody-else"),
        ("redirect_uri", "http://127.0.0.1:9/other"),
        ("code", "guessed"),
    ] {
        let code = of(&choose(&served, who).await, "code").unwrap();
        let (status, refused) = exchange(&served, &code, with).await;
        assert_eq!((status, &refused["error"]), (400, &"invalid_grant".into()), "{with:?}");
    }
    let code = of(&choose(&served, who).await, "code").unwrap();
    let (_, refused) = exchange(&served, &code, ("grant_type", "password")).await;
    assert_eq!(refused["error"], "unsupported_grant_type");
}
