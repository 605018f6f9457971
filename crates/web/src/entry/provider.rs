//! The way to a provider that proves who somebody is, and the way back. What has to be known on the way
//! back travels along, sealed, and opens only in the browser that went: nothing is kept here.

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::LOCATION;
use http::{HeaderMap, HeaderValue, StatusCode};
use kernel::{AddUser, DataKey, Fault, Kernel, NotDone, NotSignedIn, Profile, Run, UserId, Who};
use outside::openid::{Proven, Secrets, Trouble};

use super::{Told, sign_in_form, welcome};
use crate::app::{App, StrongSignIn};
use crate::cookies::{PROVEN, SIGNING_IN};
use crate::reply::{Problem, Reply};
use crate::request::Request;

/// How long somebody may take at the provider.
const AWAY_SECONDS: i64 = 15 * 60;
/// Longest address to go back to that is taken along: providers cut what is too long.
const NEXT_CHARS_MAX: usize = 200;
/// Bytes of the secret that ties the way back to a browser.
const BROWSER_BYTES: usize = 16;
/// Longest way back that is looked at.
const STATE_CHARS_MAX: usize = 1_000;

/// What travels along.
struct Beginning {
    /// Seconds since 1970.
    at: i64,
    secrets: Secrets,
    next: String,
}

impl Beginning {
    fn to_bytes(&self) -> Vec<u8> {
        [&self.at.to_be_bytes()[..], &self.secrets.to_bytes(), self.next.as_bytes()].concat()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Beginning> {
        let (at, rest) = bytes.split_first_chunk::<8>()?;
        let (secrets, next) = rest.split_at_checked(Secrets::BYTES)?;
        Some(Beginning {
            at: i64::from_be_bytes(*at),
            secrets: Secrets::from_bytes(secrets)?,
            next: String::from_utf8(next.to_vec()).ok()?,
        })
    }
}

fn key(kernel: &Kernel) -> DataKey {
    DataKey::new(kernel.keys().ring().server_key("signing in"))
}

fn seconds(kernel: &Kernel) -> i64 {
    kernel.now().micros() / 1_000_000
}

/// An address of our own that is short enough to be taken along, or the front page.
fn local(next: &str) -> &str {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/\\");
    if own && next.len() <= NEXT_CHARS_MAX { next } else { "/" }
}

/// Off to the provider.
pub(super) async fn leave(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    let strong = app.config.strong.as_ref().ok_or(Problem::NotFound)?;
    let next = local(request.query.get("next").unwrap_or("/")).to_owned();
    let kernel = &request.kernel;
    // The same for every window of a browser, so that they do not undo each other's beginnings.
    let known = app.jar().get(&request.headers, SIGNING_IN);
    let known = known.filter(|known| known.len() <= 2 * BROWSER_BYTES && !known.is_empty());
    let browser =
        known.unwrap_or_else(|| URL_SAFE_NO_PAD.encode(rand::random::<[u8; BROWSER_BYTES]>()));
    let now = seconds(kernel);
    let beginning = Beginning { at: now, secrets: Secrets::random(), next };
    let sealed = key(kernel).seal(browser.as_bytes(), &beginning.to_bytes())?;
    let state = URL_SAFE_NO_PAD.encode(sealed);
    let language = request.ui.lang().code();
    let to = strong.provider.begin(&beginning.secrets, &state, language, now).await;
    match to {
        Ok(to) => {
            let cookie = app.jar().set(SIGNING_IN, &browser, Some(AWAY_SECONDS));
            Ok(Reply::WithCookies(vec![cookie], Box::new(outward(&to)?)))
        }
        Err(trouble) => told(&app, &request, &beginning.next, trouble),
    }
}

/// To an address outside, which the provider in our settings named.
fn outward(to: &str) -> Result<Reply, Problem> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let value = HeaderValue::try_from(to).map_err(Fault::bug)?;
    response.headers_mut().insert(LOCATION, value);
    Ok(Reply::Raw(Box::new(response)))
}

/// Back from the provider.
pub(super) async fn come_back(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    let strong = app.config.strong.as_ref().ok_or(Problem::NotFound)?;
    let now = seconds(&request.kernel);
    let Some(beginning) = beginning(&app, &request) else {
        // Nobody knows where they wanted to go. Whoever is signed in meanwhile has what they came for.
        let signed_in = request.who.is_signed_in();
        return if signed_in { Ok(Reply::redirect("/")) } else { late(&app, &request, "/") };
    };
    let next = beginning.next.as_str();
    if !(0..AWAY_SECONDS).contains(&now.saturating_sub(beginning.at)) {
        return late(&app, &request, next);
    }
    match (request.query.get("code"), request.query.get("error")) {
        (_, Some("access_denied" | "login_required" | "interaction_required")) => {
            let told = Told { trouble: Some("web-strong-cancelled"), ..Told::at(next) };
            sign_in_form(&app, &request, &told, StatusCode::OK)
        }
        (_, Some("temporarily_unavailable" | "server_error")) => {
            told(&app, &request, next, Trouble::Down)
        }
        (Some(code), None) => match strong.provider.finish(code, &beginning.secrets, now).await {
            Ok(proven) => enter(&app, &request, strong, &proven, next).await,
            // Back in the browser, or pressed twice: the first time did it.
            Err(Trouble::Spent) if request.who.is_signed_in() => Ok(Reply::redirect(next)),
            Err(trouble) => told(&app, &request, next, trouble),
        },
        _ => told(&app, &request, next, Trouble::Wrong("answer")),
    }
}

/// What was taken along, when this browser took it.
fn beginning(app: &App, request: &Request) -> Option<Beginning> {
    let state = request.query.get("state").filter(|state| state.len() <= STATE_CHARS_MAX)?;
    let sealed = URL_SAFE_NO_PAD.decode(state).ok()?;
    let browser = app.jar().get(&request.headers, SIGNING_IN)?;
    let bytes = key(&request.kernel).open(browser.as_bytes(), &sealed).ok()?;
    Beginning::from_bytes(&bytes)
}

/// Somebody is proved: they are who they were the last time, or somebody new.
async fn enter(
    app: &App,
    request: &Request,
    strong: &StrongSignIn,
    proven: &Proven,
    next: &str,
) -> Result<Reply, Problem> {
    let user = user(&request.kernel, strong, proven).await?;
    match request.kernel.sign_in_as(user).await {
        Ok(signed_in) => {
            if let Some(token) = request.token.as_ref().filter(|_| request.who.is_signed_in()) {
                request.kernel.sign_out(&request.who, token).await?;
            }
            let kept = keep(app, request, &signed_in.token, proven)?;
            let reply = welcome(app, request, &signed_in, next).await?;
            Ok(Reply::WithCookies(vec![kept], Box::new(reply)))
        }
        Err(NotSignedIn::Wrong | NotSignedIn::Wait(_)) => Err(Problem::NotAllowed),
        Err(NotSignedIn::Fault(fault)) => Err(fault.into()),
    }
}

/// Whom the provider proved, sealed for the browser and this session: it opens in no other.
fn keep(app: &App, request: &Request, token: &str, proven: &Proven) -> Result<String, Problem> {
    let plain = serde_json::to_vec(proven).map_err(Fault::bug)?;
    let sealed = proven_key(&request.kernel).seal(token.as_bytes(), &plain)?;
    Ok(app.jar().set(PROVEN, &URL_SAFE_NO_PAD.encode(sealed), None))
}

/// Whom the provider proved in the session of a token.
pub(crate) fn proven(app: &App, headers: &HeaderMap, token: &str) -> Option<Proven> {
    let sealed = URL_SAFE_NO_PAD.decode(app.jar().get(headers, PROVEN)?).ok()?;
    let plain = proven_key(&app.kernel).open(token.as_bytes(), &sealed).ok()?;
    serde_json::from_slice(&plain).ok()
}

fn proven_key(kernel: &Kernel) -> DataKey {
    DataKey::new(kernel.keys().ring().server_key("who was proved"))
}

/// The user of whom was proved. Nothing of what the provider says is stored but the name as shown: a person's
/// record is made of what they apply with.
async fn user(kernel: &Kernel, strong: &StrongSignIn, proven: &Proven) -> Result<UserId, Problem> {
    let Proven { subject, family_name, given_names, .. } = proven;
    let hash = kernel.blind().hash(&format!("signs in\0{}\0{subject}", strong.provider.issuer()));
    // No login that anybody types has a colon and a password at once: this one has no password.
    let login = format!("strong:{hash}");
    if let Some(user) = kernel.user_by_login(&login).await? {
        return Ok(user);
    }
    let name = format!("{given_names} {family_name}");
    let name = if name.trim().is_empty() { login.clone() } else { name.trim().to_owned() };
    let profile = Profile {
        unit: String::new(),
        roles: [strong.role.to_owned()].into(),
        units: Default::default(),
        clearance: Default::default(),
        compartments: Default::default(),
    };
    let id = UserId(kernel.next_id());
    let name = name.chars().take(NAME_CHARS_MAX).collect();
    let add = AddUser { id, name, login: login.clone(), password_hash: None, profile };
    match kernel.run(&Who::machine(), add, Run::default()).await {
        Ok(_) => Ok(id),
        // In two windows at once: the other was first.
        Err(NotDone::Taken(_)) => {
            let first = kernel.user_by_login(&login).await?;
            first.ok_or_else(|| Fault::message("a login that is taken is nobody's").into())
        }
        Err(other) => Err(other.into()),
    }
}

/// A user's name takes no more.
const NAME_CHARS_MAX: usize = 200;

fn late(app: &App, request: &Request, next: &str) -> Result<Reply, Problem> {
    told(app, request, next, Trouble::Spent)
}

/// The sign-in page again, with what went wrong; where they wanted to go stays.
fn told(app: &App, request: &Request, next: &str, trouble: Trouble) -> Result<Reply, Problem> {
    let (key, status) = match trouble {
        Trouble::Down => ("web-strong-down", StatusCode::SERVICE_UNAVAILABLE),
        Trouble::Spent => ("web-strong-late", StatusCode::BAD_REQUEST),
        Trouble::Expired | Trouble::Clock => ("web-strong-clock", StatusCode::BAD_REQUEST),
        Trouble::Wrong(_) => ("web-strong-wrong", StatusCode::BAD_REQUEST),
    };
    if !matches!(trouble, Trouble::Spent) {
        tracing::warn!(?trouble, "nobody was proved by the provider");
    }
    let told = Told { trouble: Some(key), ..Told::at(next) };
    sign_in_form(app, request, &told, status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_our_own_are_taken_along() {
        assert_eq!(local("/apply/student-degree/begin?x=1"), "/apply/student-degree/begin?x=1");
        let long = format!("/{}", "x".repeat(NEXT_CHARS_MAX));
        for away in ["//evil.example", "/\\evil.example", "https://evil.example", "", &long] {
            assert_eq!(local(away), "/", "{away}");
        }
    }

    #[test]
    fn what_travels_along_reads_back_and_anything_else_does_not() {
        let beginning = Beginning { at: 7, secrets: Secrets::random(), next: "/apply".into() };
        let bytes = beginning.to_bytes();
        let read = Beginning::from_bytes(&bytes).unwrap();
        assert_eq!((read.at, read.next.as_str()), (7, "/apply"));
        assert_eq!(read.secrets, beginning.secrets);
        assert!(Beginning::from_bytes(&bytes[..20]).is_none());
        let mut broken = bytes;
        broken.push(0xff);
        assert!(Beginning::from_bytes(&broken).is_none());
    }
}
