//! Every way in: the registers, the world they tell of, faults, and the page that says so.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};

use crate::answer::{Refused, json, query};
use crate::fault::Order;
use crate::identity::Identity;
use crate::registers::{
    benefits, criminal, entry_bans, income, mandates, population, study, tax, trade, vis,
};
use crate::{Simulator, cards, identity_provider, mail, pages, payments};

/// Longest body read: a question has some hundred bytes.
const BODY_BYTES_MAX: usize = 16 * 1024;
/// People and companies listed at once at most.
const LIST_ROWS_MAX: usize = 100;

/// What every address says of itself, for programs.
const OPENAPI: &str = include_str!("../openapi.json");

pub(crate) fn router(simulator: Simulator) -> Router {
    Router::new()
        .route("/", get(pages::index))
        .route("/openapi.json", get(openapi))
        .route("/faults", get(faults).post(order))
        .route("/world/people", get(people))
        .route("/world/companies", get(companies))
        .route("/population/v1/query", post(population::answer))
        .route("/income/v1/query", post(income::answer))
        .route("/trade/v1/query", post(trade::answer))
        .route("/tax/v1/query", post(tax::answer))
        .route("/study/v1/query", post(study::answer))
        .route("/benefits/v1/query", post(benefits::answer))
        .route("/criminal/v1/query", post(criminal::answer))
        .route("/entry-bans/v1/query", post(entry_bans::answer))
        .route("/mandates/v1/query", post(mandates::answer))
        .route("/vis/v1/query", post(vis::answer))
        .route("/identity/.well-known/openid-configuration", get(identity_provider::discovery))
        .route("/identity/jwks.json", get(identity_provider::keys))
        .route(
            "/identity/authorize",
            get(identity_provider::choose).post(identity_provider::chosen),
        )
        .route("/identity/token", post(identity_provider::token))
        .route("/mail", get(mail::show))
        .route("/payments/v1/payments", post(payments::create))
        .route("/payments/v1/payments/{id}", get(payments::look))
        .route("/payments/v1/payments/{id}/refunds", post(payments::give_back))
        .route("/cards/v1/orders", post(cards::order))
        .route("/cards/v1/orders/{reference}", get(cards::look))
        .route("/cards/v1/orders/{reference}/cancel", post(cards::cancel))
        .route("/cards/v1/orders/{reference}/stage", post(cards::say))
        .route("/payments/pay/{id}", get(payments::show).post(payments::press))
        .fallback(|| async { Response::from(Refused(StatusCode::NOT_FOUND, "no-such-address")) })
        .method_not_allowed_fallback(|| async {
            Response::from(Refused(StatusCode::METHOD_NOT_ALLOWED, "no-such-method"))
        })
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(simulator)
}

async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI).into_response()
}

async fn faults(State(simulator): State<Simulator>) -> Response {
    json(StatusCode::OK, &simulator.orders())
}

async fn order(State(simulator): State<Simulator>, body: Bytes) -> Response {
    query(&body, |order: Order| {
        if let Some(flaw) = order.fault.and_then(crate::Fault::flaw) {
            return Err(Refused::unfit(flaw));
        }
        simulator.order(order);
        Ok(simulator.orders())
    })
}

/// Which part of a list.
#[derive(Debug, Deserialize)]
struct Part {
    #[serde(default)]
    skip: usize,
}

#[derive(Serialize)]
struct Somebody<'a> {
    reference: &'a str,
    identity: &'a Identity,
    lives_here: bool,
    works: bool,
    studies: bool,
    married: bool,
    children: usize,
}

async fn people(State(simulator): State<Simulator>, Query(part): Query<Part>) -> Response {
    let people = simulator.world().people().iter().skip(part.skip).take(LIST_ROWS_MAX);
    let people = people.map(|life| Somebody {
        reference: &life.reference,
        identity: &life.identity,
        lives_here: life.home.is_some(),
        works: life.work.as_ref().is_some_and(|work| work.until.is_none()),
        studies: life.studies.is_some(),
        married: life.spouse.is_some(),
        children: life.children.len(),
    });
    json(StatusCode::OK, &people.collect::<Vec<_>>())
}

#[derive(Serialize)]
struct SomeCompany<'a> {
    business_id: &'a str,
    name: &'a str,
    standing: &'static str,
    neglects_taxes: bool,
}

async fn companies(State(simulator): State<Simulator>, Query(part): Query<Part>) -> Response {
    let companies = simulator.world().companies().iter().skip(part.skip).take(LIST_ROWS_MAX);
    let companies = companies.map(|company| SomeCompany {
        business_id: &company.business_id,
        name: &company.name,
        standing: company.standing,
        neglects_taxes: company.neglects_taxes,
    });
    json(StatusCode::OK, &companies.collect::<Vec<_>>())
}
