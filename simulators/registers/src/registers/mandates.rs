//! Mandates: for whom somebody may act. Parents for their children, and a few workers for their company.

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
use crate::world::{Company, World};

/// Years after which a parent acts for a child no longer.
const CHILD_YEARS: i16 = 18;

#[derive(Debug, Serialize)]
struct Record {
    reference: String,
    mandates: Vec<Mandate>,
}

#[derive(Debug, Serialize)]
struct Mandate {
    principal: Principal,
    /// For what: `guardianship`, `employer-matters`.
    matter: &'static str,
    from: Date,
    until: Date,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Principal {
    Person { reference: String, family_name: String, given_names: String, born: Date },
    Company { business_id: String, name: String },
}

pub(crate) async fn answer(State(simulator): State<Simulator>, body: Bytes) -> Response {
    query(&body, |asked: OfPerson| {
        let other = simulator.contradicts(Register::Mandates);
        of_person(&simulator, &asked, |life| {
            let told = mandates(simulator.world(), life, asked.on);
            let mandates = match (other, told.is_empty()) {
                (false, _) => told,
                (true, false) => Vec::new(),
                (true, true) => {
                    simulator.world().companies().first().map(of_company).into_iter().collect()
                }
            };
            Some(Record { reference: life.reference.clone(), mandates })
        })
    })
}

fn mandates(world: &World, life: &Life, on: Date) -> Vec<Mandate> {
    let children = life.children.iter().filter_map(|(child, _)| world.person(child));
    let of_age = |child: &Life| child.identity.born.saturating_add(Span::new().years(CHILD_YEARS));
    let mut mandates: Vec<Mandate> = children
        .filter(|child| on < of_age(child))
        .map(|child| Mandate {
            principal: Principal::Person {
                reference: child.reference.clone(),
                family_name: child.identity.family_name.clone(),
                given_names: child.identity.given_names.clone(),
                born: child.identity.born,
            },
            matter: "guardianship",
            from: child.identity.born,
            until: of_age(child).saturating_sub(Span::new().days(1)),
        })
        .collect();
    mandates.extend(acts_for(world, life).map(|company| of_company(&company)));
    mandates
}

/// The company somebody acts for: about one worker in ten does, whose pay is a round hundred.
pub(crate) fn acts_for(world: &World, life: &Life) -> Option<Company> {
    let work = life.work.as_ref().filter(|work| work.until.is_none())?;
    (work.gross_cents % 10_000 == 0).then(|| world.find_company(&work.employer))?
}

fn of_company(company: &Company) -> Mandate {
    Mandate {
        principal: Principal::Company {
            business_id: company.business_id.clone(),
            name: company.name.clone(),
        },
        matter: "employer-matters",
        from: company.registered,
        until: company.registered.saturating_add(Span::new().years(60)),
    }
}
