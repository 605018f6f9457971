//! Criminal records: what a permit authority may learn of them.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::Serialize;

use super::{OfPerson, of_person};
use crate::Simulator;
use crate::answer::query;
use crate::fault::Register;

#[derive(Debug, Serialize)]
struct Record {
    reference: String,
    /// Days of judgments that stand in the records; none is a clean record.
    judgments: Vec<Date>,
}

pub(crate) async fn answer(State(simulator): State<Simulator>, body: Bytes) -> Response {
    query(&body, |asked: OfPerson| {
        let other = simulator.contradicts(Register::Criminal);
        of_person(&simulator, &asked, |life| {
            let told = life.conviction.filter(|day| *day <= asked.on);
            let told = match (other, told) {
                (false, told) => told,
                (true, Some(_)) => None,
                (true, None) => Some(asked.on),
            };
            // Whoever is not in the records has a clean one: it is never unknown.
            let judgments = told.into_iter().collect();
            Some(Record { reference: life.reference.clone(), judgments })
        })
    })
}
