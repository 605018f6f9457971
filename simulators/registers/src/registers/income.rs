//! The incomes register: who pays somebody, since when, how much.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::Serialize;

use super::{OfPerson, euros, of_person};
use crate::Simulator;
use crate::answer::query;
use crate::fault::Register;
use crate::life::{Life, Work};
use crate::world::World;

/// What is left of pay after tax and contributions, in a hundred; about right is enough here.
const NET_SHARE: i64 = 74;

#[derive(Debug, Serialize)]
struct Record {
    reference: String,
    employments: Vec<Employment>,
    /// What the household has a month, net: the person's own and the spouse's.
    household_net_monthly: String,
}

#[derive(Debug, Serialize)]
struct Employment {
    employer: String,
    occupation: String,
    from: Date,
    until: Option<Date>,
    gross_monthly: String,
}

pub(crate) async fn answer(State(simulator): State<Simulator>, body: Bytes) -> Response {
    query(&body, |asked: OfPerson| {
        let other = simulator.contradicts(Register::Income);
        of_person(&simulator, &asked, |life| record(simulator.world(), life, (asked.on, other)))
    })
}

/// Nothing of those whom nobody ever paid in the country.
fn record(world: &World, life: &Life, (on, other): (Date, bool)) -> Option<Record> {
    let work = life.work.as_ref().filter(|work| work.since <= on)?;
    let spouse = life.spouse.as_ref().and_then(|spouse| world.person(spouse));
    let earners = [Some(life), spouse].into_iter().flatten();
    let paid = |work: &&Work| work.since <= on && work.until.is_none_or(|until| on <= until);
    let gross: i64 =
        earners.filter_map(|life| life.work.as_ref()).filter(paid).map(|w| w.gross_cents).sum();
    // A register that contradicts says a third of it.
    let told = |cents: i64| if other { cents / 3 } else { cents };
    Some(Record {
        reference: life.reference.clone(),
        employments: vec![Employment {
            employer: work.employer.clone(),
            occupation: work.occupation.clone(),
            from: work.since,
            until: work.until,
            gross_monthly: euros(told(work.gross_cents)),
        }],
        household_net_monthly: euros(told(gross * NET_SHARE / 100)),
    })
}
