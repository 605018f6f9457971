//! Entry bans: who must not come.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use jiff::Span;
use jiff::civil::Date;
use serde::Serialize;

use super::{OfPerson, of_person};
use crate::Simulator;
use crate::answer::query;
use crate::fault::Register;

#[derive(Debug, Serialize)]
struct Record {
    reference: String,
    bans: Vec<Ban>,
}

#[derive(Debug, Serialize)]
struct Ban {
    issued_by: &'static str,
    from: Date,
    until: Date,
}

pub(crate) async fn answer(State(simulator): State<Simulator>, body: Bytes) -> Response {
    query(&body, |asked: OfPerson| {
        let other = simulator.contradicts(Register::EntryBans);
        of_person(&simulator, &asked, |life| {
            let told = life.ban.filter(|(from, _)| *from <= asked.on);
            let told = match (other, told) {
                (false, told) => told,
                (true, Some(_)) => None,
                (true, None) => Some((asked.on, asked.on.saturating_add(Span::new().years(1)))),
            };
            let ban = |(from, until)| Ban { issued_by: "FIN", from, until };
            let bans = told.map(ban).into_iter().collect();
            Some(Record { reference: life.reference.clone(), bans })
        })
    })
}
