//! The page that says what the simulator offers.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};

use crate::fault::{Fault, Register};
use crate::{Settings, Simulator};

#[derive(Template)]
#[template(path = "pages/index.html")]
struct Index {
    settings: Settings,
    people: usize,
    companies: usize,
    schools: usize,
    registers: Vec<(Register, &'static str)>,
    secret: String,
}

/// How a register is, in a word of the API.
const fn standing(fault: Option<Fault>) -> &'static str {
    match fault {
        None => "well",
        Some(Fault::Slow { .. }) => "slow",
        Some(Fault::Down) => "down",
        Some(Fault::Error { .. }) => "error",
        Some(Fault::WrongSchema) => "wrong_schema",
        Some(Fault::Contradictory) => "contradictory",
    }
}

pub(crate) async fn index(State(simulator): State<Simulator>) -> Response {
    let world = simulator.world();
    let index = Index {
        settings: simulator.settings(),
        people: world.people().len(),
        companies: world.companies().len(),
        schools: world.schools().len(),
        registers: Register::ALL.map(|r| (r, standing(simulator.fault(r)))).into(),
        secret: simulator.payments().secret(),
    };
    match index.render() {
        Ok(html) => Html(html).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
