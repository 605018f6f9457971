//! The social insurance institution: who is entitled to care, and who got social assistance.

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
use crate::life::Life;

#[derive(Debug, Serialize)]
struct Record {
    reference: String,
    /// Care at the cost of a public system, of this country or of another that pays for it.
    entitled_to_care: bool,
    /// Months of the last year in which social assistance was paid.
    social_assistance_months: u8,
}

pub(crate) async fn answer(State(simulator): State<Simulator>, body: Bytes) -> Response {
    query(&body, |asked: OfPerson| {
        let other = simulator.contradicts(Register::Benefits);
        of_person(&simulator, &asked, |life| record(life, asked.on, other))
    })
}

/// Nothing of those who neither live in the country nor brought proof of care with them.
fn record(life: &Life, on: Date, other: bool) -> Option<Record> {
    /// Months of assistance of those who live here without work or studies.
    const ASSISTED_MONTHS: u8 = 4;
    let home = life.home.as_ref().filter(|home| home.since <= on);
    if home.is_none() && !life.covered {
        return None;
    }
    let year_ago = on.saturating_sub(Span::new().years(1));
    let settled = home.is_some_and(|home| home.since <= year_ago);
    let earns = life.work.is_some() || life.studies.is_some();
    let months = if settled && !earns { ASSISTED_MONTHS } else { 0 };
    Some(Record {
        reference: life.reference.clone(),
        entitled_to_care: (life.covered || settled) != other,
        social_assistance_months: months,
    })
}
