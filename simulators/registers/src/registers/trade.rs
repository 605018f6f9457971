//! The trade register: companies, how they stand, what they turn over.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::Serialize;

use super::{OfCompany, euros, of_company};
use crate::Simulator;
use crate::answer::query;
use crate::fault::Register;
use crate::world::Company;

#[derive(Debug, Serialize)]
struct Record {
    business_id: String,
    name: String,
    standing: &'static str,
    registered: Date,
    /// Until when it may do no business.
    business_prohibition_until: Option<Date>,
    turnover_last_year: String,
}

pub(crate) async fn answer(State(simulator): State<Simulator>, body: Bytes) -> Response {
    query(&body, |asked: OfCompany| {
        let other = simulator.contradicts(Register::Trade);
        of_company(&simulator, &asked, |company| record(company, other))
    })
}

fn record(company: &Company, other: bool) -> Record {
    let standing = match (other, company.standing) {
        (false, standing) => standing,
        (true, "active") => "bankruptcy",
        (true, _) => "active",
    };
    Record {
        business_id: company.business_id.clone(),
        name: company.name.clone(),
        standing,
        registered: company.registered,
        business_prohibition_until: company.prohibited_until,
        turnover_last_year: euros(company.turnover_euros * 100),
    }
}
