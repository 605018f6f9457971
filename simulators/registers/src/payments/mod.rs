//! Payment of fees: a payment is made, one pays or turns back on a page, and whoever made it is told with a
//! signature, again and again until they have heard it.

mod page;
mod refunds;
mod told;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub(crate) use page::{press, show};
use refunds::Refund;
pub(crate) use refunds::give_back;

use crate::answer::{Refused, json};
use crate::identity_provider::origin;
use crate::kept::Kept;
use crate::{Settings, Simulator, back};

/// Payments kept at most; the oldest goes.
const PAYMENTS_MAX: usize = 10_000;
/// Longest reference and description taken.
const TEXT_CHARS_MAX: usize = 200;
/// The largest amount taken: no fee is near it.
const CENTS_MAX: i64 = 10_000_000;

/// What is kept of payments.
#[derive(Debug)]
pub(crate) struct Payments {
    kept: Kept<Payment>,
    /// With this the sender of a message is proved; everybody may know it, as nothing here is real.
    secret: [u8; 32],
}

/// A payment.
#[derive(Debug, Clone)]
pub(crate) struct Payment {
    order: Order,
    status: Status,
    /// What was given back.
    refunds: Vec<Refund>,
    /// Messages sent, and whether one was heard.
    messages: u32,
    heard: bool,
}

/// What is to be paid.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Order {
    amount_cents: i64,
    currency: String,
    /// The payee's own.
    reference: String,
    description: String,
    /// Where the payer goes afterwards.
    return_url: String,
    /// Where the payee is told.
    callback_url: String,
}

/// How a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    Created,
    Paid,
    Cancelled,
}

impl Payments {
    pub(crate) fn new(settings: Settings) -> Payments {
        let secret =
            Sha256::new().chain_update("payments").chain_update(settings.seed.to_be_bytes());
        Payments { kept: Kept::new(PAYMENTS_MAX), secret: secret.finalize().into() }
    }

    /// The secret as text, for whoever sets up the payee.
    pub(crate) fn secret(&self) -> String {
        told::hex(&self.secret)
    }
}

impl Order {
    fn flaw(&self) -> Option<&'static str> {
        let long = |text: &String| text.chars().count() > TEXT_CHARS_MAX;
        if !(1..=CENTS_MAX).contains(&self.amount_cents) {
            Some("amount-wrong")
        } else if self.currency != "EUR" {
            Some("currency-unknown")
        } else if self.reference.is_empty() || long(&self.reference) || long(&self.description) {
            Some("text-wrong")
        } else if !back::is_here(&self.return_url) || !back::is_here(&self.callback_url) {
            Some("address-not-here")
        } else {
            None
        }
    }
}

/// A payment as its payee sees it.
#[derive(Debug, Serialize)]
struct Shown {
    payment: String,
    status: Status,
    amount_cents: i64,
    currency: String,
    reference: String,
    pay_url: String,
    refunds: Vec<Refund>,
    messages: u32,
    heard: bool,
}

impl Shown {
    fn of(id: &str, payment: Payment, origin: &str) -> Shown {
        let Payment { order, status, refunds, messages, heard } = payment;
        Shown {
            payment: id.to_owned(),
            status,
            amount_cents: order.amount_cents,
            currency: order.currency,
            reference: order.reference,
            pay_url: format!("{origin}/payments/pay/{id}"),
            refunds,
            messages,
            heard,
        }
    }
}

pub(crate) async fn create(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match created(&simulator, &headers, &body) {
        Ok(shown) => json(StatusCode::CREATED, &shown),
        Err(refused) => refused.into(),
    }
}

fn created(simulator: &Simulator, headers: &HeaderMap, body: &[u8]) -> Result<Shown, Refused> {
    let order: Order = serde_json::from_slice(body)
        .map_err(|_| Refused(StatusCode::BAD_REQUEST, "question-unreadable"))?;
    if let Some(flaw) = order.flaw() {
        return Err(Refused::unfit(flaw));
    }
    let origin = origin(headers)?;
    let (status, refunds) = (Status::Created, Vec::new());
    let payment = Payment { order, status, refunds, messages: 0, heard: false };
    let id = simulator.payments().kept.keep(payment.clone());
    Ok(Shown::of(&id, payment, &origin))
}

pub(crate) async fn look(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    let found = simulator.payments().kept.look(&id);
    match (found, origin(&headers)) {
        (Some(payment), Ok(origin)) => json(StatusCode::OK, &Shown::of(&id, payment, &origin)),
        (_, Err(refused)) => refused.into(),
        (None, Ok(_)) => Refused(StatusCode::NOT_FOUND, "no-such-payment").into(),
    }
}
