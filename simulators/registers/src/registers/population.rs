//! The population register: who somebody is, their family, and where they live.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::Serialize;

use super::{OfPerson, of_person};
use crate::Simulator;
use crate::answer::query;
use crate::fault::Register;
use crate::identity::Identity;
use crate::life::{Ground, Life, Marital};

#[derive(Debug, Serialize)]
struct Record {
    reference: String,
    identity: Identity,
    sex: char,
    marital_status: Marital,
    spouse: Option<String>,
    children: Vec<Child>,
    municipality: String,
    resident_since: Date,
    ground: Ground,
    /// The day of death; nothing while the person lives.
    died: Option<Date>,
    /// The person's data is disclosed to nobody without need.
    non_disclosure: bool,
}

#[derive(Debug, Serialize)]
struct Child {
    reference: String,
    born: Date,
}

pub(crate) async fn answer(State(simulator): State<Simulator>, body: Bytes) -> Response {
    query(&body, |asked: OfPerson| {
        let other = simulator.contradicts(Register::Population);
        of_person(&simulator, &asked, |life| record(life, asked.on, other))
    })
}

/// Nothing of those who do not live in the country on the day.
fn record(life: &Life, on: Date, other: bool) -> Option<Record> {
    let home = life.home.as_ref().filter(|home| home.since <= on)?;
    let born =
        |(reference, born): &(String, Date)| Child { reference: reference.clone(), born: *born };
    let children: Vec<Child> =
        life.children.iter().filter(|(_, born)| *born <= on).map(born).collect();
    let marital = match (other, life.marital) {
        (false, marital) => marital,
        (true, Marital::Married) => Marital::Unmarried,
        (true, Marital::Unmarried | Marital::Divorced) => Marital::Married,
    };
    Some(Record {
        reference: life.reference.clone(),
        identity: life.identity.clone(),
        sex: life.sex,
        marital_status: marital,
        spouse: life.spouse.clone(),
        // A register that contradicts knows of none, or of one that nobody else knows of.
        children: match (other, children.is_empty()) {
            (false, _) => children,
            (true, false) => Vec::new(),
            (true, true) => vec![Child { reference: "P-00000-9".into(), born: on }],
        },
        municipality: home.municipality.clone(),
        resident_since: home.since,
        ground: home.ground,
        died: home.died.filter(|died| *died <= on),
        non_disclosure: home.protected,
    })
}
