//! Signing in over real HTTP: with the simulated provider, and with one that lies.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is how a test says that something is wrong"
)]

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer as _, SigningKey};
use outside::Limits;
use outside::http::Address;
use outside::openid::{Provider, Secrets, Settings, Trouble};
use registers_simulator::{Fault, Order, Register, Settings as World, Simulator, serve};
use serde_json::{Value, json};
use tokio::net::TcpListener;

const NOW: i64 = 1_772_438_400;
const BACK: &str = "http://127.0.0.1:9/sign-in/return";
const LIMITS: Limits = Limits { connect_ms: 2_000, answer_ms: 5_000, bytes_max: 1_000_000 };

struct Simulated {
    simulator: Simulator,
    address: String,
    provider: Provider,
}

fn provider(issuer: &str) -> Provider {
    let settings = Settings {
        issuer: issuer.to_owned(),
        client: "uma".to_owned(),
        secret: None,
        back: BACK.to_owned(),
        gate: None,
        levels: vec!["http://eidas.europa.eu/LoA/substantial".to_owned()],
    };
    Provider::new(settings).unwrap()
}

async fn simulated() -> Simulated {
    let world = World { seed: 7, today: "2026-03-02".parse().unwrap(), now: || NOW };
    let simulator = Simulator::new(world).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(serve(listener, simulator.clone(), std::future::pending()));
    let provider = provider(&format!("{address}/identity"));
    Simulated { simulator, address, provider }
}

/// A value in the query of an address.
fn of(address: &str, name: &str) -> Option<String> {
    let query = address.split_once('?')?.1.as_bytes();
    form_urlencoded::parse(query).find(|(known, _)| known == name).map(|(_, v)| v.into_owned())
}

impl Simulated {
    async fn people(&self) -> Vec<Value> {
        let address: Address = self.address.parse().unwrap();
        let answer = address.get("/world/people", LIMITS).await.unwrap();
        serde_json::from_slice(&answer.body).unwrap()
    }

    /// Somebody chooses who they are on the provider's page: the code that comes back.
    async fn code(&self, secrets: &Secrets, who: &str) -> String {
        let to = self.provider.begin(secrets, "st&te", "fi", NOW).await.unwrap();
        assert!(to.starts_with(&format!("{}/identity/authorize?", self.address)), "{to}");
        let back = chosen(&to, who).await;
        assert_eq!(of(&back, "state").as_deref(), Some("st&te"));
        of(&back, "code").unwrap()
    }
}

/// Posts what the page of the provider posts.
async fn chosen(to: &str, who: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let (page, query) = to.split_once('?').unwrap();
    let (host, path) = page.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let body = format!("{query}&who={who}");
    let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
    let request = format!(
        "POST /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: \
         application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let location = answer.lines().find_map(|line| line.strip_prefix("location: "));
    location.unwrap().to_owned()
}

#[tokio::test]
async fn whoever_is_chosen_is_proved_once_and_a_code_serves_nobody_again() {
    let simulated = simulated().await;
    let people = simulated.people().await;
    let (who, identity) = (people[2]["reference"].as_str().unwrap(), &people[2]["identity"]);
    let secrets = Secrets::random();
    let code = simulated.code(&secrets, who).await;
    let proven = simulated.provider.finish(&code, &secrets, NOW).await.unwrap();
    assert_eq!(proven.subject, who);
    assert_eq!(proven.family_name, identity["family_name"]);
    assert_eq!(proven.born.unwrap().to_string(), identity["born"]);
    let again = simulated.provider.finish(&code, &secrets, NOW).await;
    assert_eq!(again, Err(Trouble::Spent), "replayed");
    // Of another beginning: the verifier is not the one.
    let code = simulated.code(&secrets, who).await;
    let other = simulated.provider.finish(&code, &Secrets::random(), NOW).await;
    assert_eq!(other, Err(Trouble::Spent));
    let long = simulated.provider.finish(&"x".repeat(2_001), &secrets, NOW).await;
    assert_eq!(long, Err(Trouble::Spent));
}

#[tokio::test]
async fn clocks_that_differ_are_noticed() {
    let simulated = simulated().await;
    let who = simulated.people().await[2]["reference"].as_str().unwrap().to_owned();
    for (now, trouble) in [(NOW + 3_600, Trouble::Expired), (NOW - 3_600, Trouble::Clock)] {
        let secrets = Secrets::random();
        let code = simulated.code(&secrets, &who).await;
        assert_eq!(simulated.provider.finish(&code, &secrets, now).await, Err(trouble));
    }
}

#[tokio::test]
async fn a_provider_that_is_down_is_down_and_comes_back() {
    let simulated = simulated().await;
    let secrets = Secrets::random();
    for fault in [Fault::Down, Fault::Error { status: 503 }, Fault::WrongSchema] {
        let order = |fault| Order { register: Register::Identity, fault };
        simulated.simulator.order(order(Some(fault)));
        let fresh = provider(&format!("{}/identity", simulated.address));
        assert_eq!(fresh.begin(&secrets, "s", "fi", NOW).await, Err(Trouble::Down), "{fault:?}");
        simulated.simulator.order(order(None));
        assert!(fresh.begin(&secrets, "s", "fi", NOW).await.is_ok());
    }
    let who = simulated.people().await[2]["reference"].as_str().unwrap().to_owned();
    let code = simulated.code(&secrets, &who).await;
    simulated.simulator.order(Order { register: Register::Identity, fault: Some(Fault::Down) });
    assert_eq!(simulated.provider.finish(&code, &secrets, NOW).await, Err(Trouble::Down));
}

/// What a provider that lies does, and what it was asked for.
#[derive(Clone, Default)]
struct Liar(Arc<Mutex<Lies>>);

#[derive(Default)]
struct Lies {
    issuer: String,
    /// Laid over its discovery and over the claims of its tokens.
    discovery: Value,
    claims: Value,
    /// The key it publishes, and the one it signs with.
    published: u8,
    signing: u8,
    status: u16,
    keys_read: usize,
}

fn laid_over(mut under: Value, over: &Value) -> Value {
    for (name, value) in over.as_object().into_iter().flatten() {
        under[name] = value.clone();
    }
    under
}

async fn liar() -> (Liar, Provider) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let liar = Liar::default();
    liar.0.lock().unwrap().issuer = issuer.clone();
    let router = Router::new()
        .route("/.well-known/openid-configuration", get(discovery))
        .route("/keys", get(keys))
        .route("/token", post(token))
        .with_state(liar.clone());
    tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
    (liar, provider(&issuer))
}

async fn discovery(State(liar): State<Liar>) -> String {
    let lies = liar.0.lock().unwrap();
    let issuer = &lies.issuer;
    let truth = json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
    });
    laid_over(truth, &lies.discovery).to_string()
}

fn key(of: u8) -> (SigningKey, String) {
    (SigningKey::from_bytes(&[of; 32]), format!("k{of}"))
}

async fn keys(State(liar): State<Liar>) -> String {
    let mut lies = liar.0.lock().unwrap();
    lies.keys_read += 1;
    let (key, kid) = key(lies.published);
    let x = URL_SAFE_NO_PAD.encode(key.verifying_key().to_bytes());
    json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "kid": kid, "x": x }] }).to_string()
}

async fn token(State(liar): State<Liar>, form: String) -> (StatusCode, String) {
    let lies = liar.0.lock().unwrap();
    let fields: std::collections::HashMap<String, String> =
        form_urlencoded::parse(form.as_bytes()).into_owned().collect();
    let truth = json!({
        "iss": lies.issuer, "sub": "P-1", "aud": "uma", "exp": NOW + 300, "iat": NOW,
        // Whoever asks says which nonce it was, which a real provider remembers.
        "nonce": fields["code"], "acr": "http://eidas.europa.eu/LoA/substantial",
        "family_name": "Iyer",
    });
    let ((key, _), (_, kid)) = (key(lies.signing), key(lies.published));
    let part = |part: Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let head = part(json!({ "alg": "EdDSA", "kid": kid }));
    let text = format!("{head}.{}", part(laid_over(truth, &lies.claims)));
    let signature = URL_SAFE_NO_PAD.encode(key.sign(text.as_bytes()).to_bytes());
    let status = StatusCode::from_u16(lies.status.max(200)).unwrap();
    (status, json!({ "id_token": format!("{text}.{signature}") }).to_string())
}

/// Signs in there; the code is the nonce, for a provider that remembers nothing.
async fn signed_in(provider: &Provider, now: i64) -> Result<String, Trouble> {
    let secrets = Secrets::random();
    let to = provider.begin(&secrets, "s", "fi", now).await?;
    let nonce = of(&to, "nonce").unwrap();
    provider.finish(&nonce, &secrets, now).await.map(|proven| proven.family_name)
}

#[tokio::test]
async fn a_provider_that_lies_proves_nobody() {
    let (liar, provider) = liar().await;
    assert_eq!(signed_in(&provider, NOW).await.as_deref(), Ok("Iyer"), "it can tell the truth");
    for (claims, trouble) in [
        (json!({ "nonce": "another" }), Trouble::Wrong("nonce")),
        (json!({ "aud": "another" }), Trouble::Wrong("audience")),
        (json!({ "iss": "http://id.example" }), Trouble::Wrong("issuer")),
        (json!({ "exp": NOW - 61 }), Trouble::Expired),
        (json!({ "iat": NOW + 61 }), Trouble::Clock),
        (json!({ "acr": "low" }), Trouble::Wrong("level")),
    ] {
        liar.0.lock().unwrap().claims = claims.clone();
        assert_eq!(signed_in(&provider, NOW).await, Err(trouble), "{claims}");
    }
    liar.0.lock().unwrap().claims = json!({});
    liar.0.lock().unwrap().signing = 9;
    assert_eq!(signed_in(&provider, NOW).await, Err(Trouble::Wrong("signature")), "forged");
    liar.0.lock().unwrap().signing = 0;
    for (status, trouble) in
        [(400, Trouble::Spent), (401, Trouble::Wrong("client")), (500, Trouble::Down)]
    {
        liar.0.lock().unwrap().status = status;
        assert_eq!(signed_in(&provider, NOW).await, Err(trouble), "{status}");
    }
}

#[tokio::test]
async fn a_new_key_is_read_when_a_token_needs_it_and_not_for_every_token() {
    let (liar, provider) = liar().await;
    signed_in(&provider, NOW).await.unwrap();
    liar.0.lock().unwrap().published = 1;
    liar.0.lock().unwrap().signing = 1;
    assert_eq!(signed_in(&provider, NOW + 29).await, Err(Trouble::Wrong("signature")));
    assert_eq!(liar.0.lock().unwrap().keys_read, 1, "nobody makes us ask for every token");
    assert!(signed_in(&provider, NOW + 30).await.is_ok());
    assert!(signed_in(&provider, NOW + 60).await.is_ok());
    assert_eq!(liar.0.lock().unwrap().keys_read, 2);
}

#[tokio::test]
async fn a_proof_is_asked_for_nowhere_but_at_the_issuer() {
    for discovery in [
        json!({ "issuer": "http://id.example" }),
        json!({ "token_endpoint": "http://evil.example/token" }),
        json!({ "jwks_uri": "http://evil.example/keys" }),
    ] {
        let (liar, provider) = liar().await;
        liar.0.lock().unwrap().discovery = discovery.clone();
        let went = signed_in(&provider, NOW).await;
        assert!(
            matches!(went, Err(Trouble::Wrong("issuer" | "elsewhere"))),
            "{discovery}: {went:?}"
        );
    }
}
