//! The page on which one pays or turns back.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::{Payment, Status, told};
use crate::Simulator;
use crate::answer::Refused;
use crate::back;
use crate::registers::euros;

#[derive(Template)]
#[template(path = "pages/pay.html")]
struct Pay {
    id: String,
    amount: String,
    description: String,
    reference: String,
    open: bool,
}

/// What was pressed.
#[derive(Debug, Deserialize)]
pub(crate) struct Pressed {
    press: Button,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Button {
    Pay,
    Cancel,
}

fn nothing() -> Response {
    Refused(StatusCode::NOT_FOUND, "no-such-payment").into()
}

pub(crate) async fn show(State(simulator): State<Simulator>, Path(id): Path<String>) -> Response {
    let Some(payment) = simulator.payments().kept.look(&id) else { return nothing() };
    let pay = Pay {
        id,
        amount: euros(payment.order.amount_cents),
        description: payment.order.description,
        reference: payment.order.reference,
        open: payment.status == Status::Created,
    };
    match pay.render() {
        Ok(html) => Html(html).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

pub(crate) async fn press(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    pressed: Result<Form<Pressed>, axum::extract::rejection::FormRejection>,
) -> Response {
    let Ok(Form(Pressed { press })) = pressed else {
        return Refused(StatusCode::BAD_REQUEST, "request-incomplete").into();
    };
    let wanted = match press {
        Button::Pay => Status::Paid,
        Button::Cancel => Status::Cancelled,
    };
    // Pressed twice, or in two windows: the first counts, and the payee is told of it once.
    let settled = simulator.payments().kept.change(&id, |payment: &mut Payment| {
        let first = payment.status == Status::Created;
        if first {
            payment.status = wanted;
        }
        (first, payment.clone())
    });
    let Some((first, payment)) = settled else { return nothing() };
    if first {
        tokio::spawn(told::until_heard(simulator.clone(), id.clone(), payment.clone()));
    }
    let status = if payment.status == Status::Paid { "paid" } else { "cancelled" };
    let pairs = [("payment", id.as_str()), ("status", status)];
    Redirect::to(&back::with(&payment.order.return_url, &pairs)).into_response()
}
