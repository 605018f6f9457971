//! Giving money back: of what was paid, no more than was paid, and under one reference once.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::{Payment, Status, TEXT_CHARS_MAX};
use crate::Simulator;
use crate::answer::{Refused, json};

/// Refunds of one payment at most.
const REFUNDS_MAX: usize = 100;

/// Money that was given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refund {
    /// The payee's own: asked for again it is the same.
    reference: String,
    amount_cents: i64,
}

pub(crate) async fn give_back(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    let Ok(wanted) = serde_json::from_slice::<Refund>(&body) else {
        return Refused(StatusCode::BAD_REQUEST, "question-unreadable").into();
    };
    let given = simulator.payments().kept.change(&id, |payment| given(payment, wanted));
    match given {
        None => Refused(StatusCode::NOT_FOUND, "no-such-payment").into(),
        Some(Err(refused)) => refused.into(),
        Some(Ok((status, refund))) => json(status, &refund),
    }
}

fn given(payment: &mut Payment, wanted: Refund) -> Result<(StatusCode, Refund), Refused> {
    let long = wanted.reference.chars().count() > TEXT_CHARS_MAX;
    if wanted.reference.is_empty() || long {
        return Err(Refused::unfit("text-wrong"));
    }
    if let Some(before) = payment.refunds.iter().find(|one| one.reference == wanted.reference) {
        let same = before.amount_cents == wanted.amount_cents;
        let again = (StatusCode::OK, before.clone());
        return same.then_some(again).ok_or(Refused::unfit("reference-used"));
    }
    if payment.status != Status::Paid {
        return Err(Refused::unfit("not-paid"));
    }
    let before: i64 = payment.refunds.iter().map(|refund| refund.amount_cents).sum();
    let left = payment.order.amount_cents - before;
    if !(1..=left).contains(&wanted.amount_cents) || payment.refunds.len() >= REFUNDS_MAX {
        return Err(Refused::unfit("amount-wrong"));
    }
    payment.refunds.push(wanted.clone());
    Ok((StatusCode::CREATED, wanted))
}
