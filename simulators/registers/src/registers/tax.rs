//! The tax administration's public data of employers: whether duties are met.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use super::{OfCompany, of_company};
use crate::Simulator;
use crate::answer::query;
use crate::fault::Register;
use crate::world::Company;

#[derive(Debug, Serialize)]
struct Record {
    business_id: String,
    in_employer_register: bool,
    in_prepayment_register: bool,
    returns_missing: bool,
    tax_debt: bool,
}

pub(crate) async fn answer(State(simulator): State<Simulator>, body: Bytes) -> Response {
    query(&body, |asked: OfCompany| {
        let other = simulator.contradicts(Register::Tax);
        of_company(&simulator, &asked, |company| record(company, other))
    })
}

fn record(company: &Company, other: bool) -> Record {
    let working = company.standing == "active";
    let neglects = company.neglects_taxes != other;
    Record {
        business_id: company.business_id.clone(),
        in_employer_register: working,
        in_prepayment_register: working && !neglects,
        returns_missing: neglects,
        tax_debt: neglects,
    }
}
