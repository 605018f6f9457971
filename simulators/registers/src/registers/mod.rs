//! What each register says of somebody: its part of the one truth.

pub(crate) mod benefits;
pub(crate) mod criminal;
pub(crate) mod entry_bans;
pub(crate) mod income;
pub(crate) mod mandates;
pub(crate) mod population;
pub(crate) mod study;
pub(crate) mod tax;
pub(crate) mod trade;
pub(crate) mod vis;

use jiff::civil::Date;
use serde::Deserialize;

use crate::Simulator;
use crate::answer::{Answer, Refused};
use crate::identity::{Identity, is_business_id};
use crate::life::Life;
use crate::world::{Company, Found};

/// A question about a person.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfPerson {
    pub(crate) person: Identity,
    /// The day on which it shall hold.
    pub(crate) on: Date,
}

/// A question about a company.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfCompany {
    pub(crate) business_id: String,
    /// The day on which it shall hold.
    pub(crate) on: Date,
}

/// Finds whom a question is about, and lets a register say what it knows of them.
pub(crate) fn of_person<T>(
    simulator: &Simulator,
    asked: &OfPerson,
    record: impl FnOnce(&Life) -> Option<T>,
) -> Result<Answer<T>, Refused> {
    if let Some(flaw) = asked.person.flaw(asked.on) {
        return Err(Refused::unfit(flaw));
    }
    Ok(match simulator.world().find(&asked.person) {
        Found::One(life) => {
            record(&life).map_or(Answer::Unknown, |record| Answer::Found { record })
        }
        Found::Several(count) => Answer::Several { count },
    })
}

/// The same for a company.
pub(crate) fn of_company<T>(
    simulator: &Simulator,
    asked: &OfCompany,
    record: impl FnOnce(&Company) -> T,
) -> Result<Answer<T>, Refused> {
    if !is_business_id(&asked.business_id) {
        return Err(Refused::unfit("business-id-wrong"));
    }
    let found = simulator.world().find_company(&asked.business_id);
    let found = found.filter(|company| company.registered <= asked.on);
    Ok(found.map_or(Answer::Unknown, |company| Answer::Found { record: record(&company) }))
}

/// Euros with two decimals, as text: nothing is lost in a fraction.
pub(crate) fn euros(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents.rem_euclid(100))
}
