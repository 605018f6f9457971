//! A code becomes an ID token, once.

use axum::extract::{Form, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Grant, TOKEN_SECONDS, origin};
use crate::answer::{Refused, json};
use crate::life::Life;
use crate::{Simulator, kept};

/// Lengths of a code verifier that RFC 7636 allows.
const VERIFIER_CHARS: std::ops::RangeInclusive<usize> = 43..=128;

#[derive(Debug, Deserialize)]
pub(crate) struct Exchange {
    grant_type: String,
    code: String,
    redirect_uri: String,
    client_id: String,
    code_verifier: String,
}

#[derive(Serialize)]
struct Tokens {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    id_token: String,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: String,
    sub: &'a str,
    aud: &'a str,
    exp: i64,
    iat: i64,
    auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    /// As a bank or a mobile certificate would prove it.
    acr: &'static str,
    family_name: &'a str,
    given_name: &'a str,
    birthdate: Date,
    nationalities: &'a [String],
}

pub(crate) async fn token(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    exchange: Result<Form<Exchange>, axum::extract::rejection::FormRejection>,
) -> Response {
    let Ok(Form(exchange)) = exchange else {
        return Refused(StatusCode::BAD_REQUEST, "invalid_request").into();
    };
    let mut response = match tokens(&simulator, &headers, &exchange) {
        Ok(tokens) => json(StatusCode::OK, &tokens),
        Err(refused) => refused.into(),
    };
    // What stands in it is for nobody to keep on the way.
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, no_store);
    response
}

fn tokens(
    simulator: &Simulator,
    headers: &HeaderMap,
    exchange: &Exchange,
) -> Result<Tokens, Refused> {
    let wrong = |code| Refused(StatusCode::BAD_REQUEST, code);
    if exchange.grant_type != "authorization_code" {
        return Err(wrong("unsupported_grant_type"));
    }
    // Taken first: a code that was shown wrongly once is worth nothing any more.
    let grant = simulator.identity_provider().codes.take(&exchange.code);
    let grant = grant.filter(|grant| is_of(grant, exchange) && simulator.now() <= grant.until);
    let grant = grant.ok_or(wrong("invalid_grant"))?;
    let life = simulator.world().person(&grant.reference).ok_or(wrong("invalid_grant"))?;
    let issuer = format!("{}/identity", origin(headers)?);
    let claims = claims(simulator, &grant, life, issuer);
    let id_token = simulator.identity_provider().signed(&claims);
    let id_token = id_token.map_err(|_| Refused(StatusCode::INTERNAL_SERVER_ERROR, "server_error"));
    Ok(Tokens {
        access_token: kept::name(),
        token_type: "Bearer",
        expires_in: TOKEN_SECONDS,
        id_token: id_token?,
    })
}

/// Was the code given to this client, and has it what only the client knows?
fn is_of(grant: &Grant, exchange: &Exchange) -> bool {
    let verifier = &exchange.code_verifier;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    VERIFIER_CHARS.contains(&verifier.len())
        && grant.challenge == challenge
        && grant.client == exchange.client_id
        && grant.redirect == exchange.redirect_uri
}

fn claims<'a>(simulator: &Simulator, grant: &'a Grant, life: &'a Life, iss: String) -> Claims<'a> {
    let now = simulator.now();
    Claims {
        iss,
        sub: &life.reference,
        aud: &grant.client,
        exp: now + TOKEN_SECONDS,
        iat: now,
        auth_time: now,
        nonce: grant.nonce.as_deref(),
        acr: "http://eidas.europa.eu/LoA/substantial",
        family_name: &life.identity.family_name,
        given_name: &life.identity.given_names,
        birthdate: life.identity.born,
        nationalities: &life.identity.nationalities,
    }
}
