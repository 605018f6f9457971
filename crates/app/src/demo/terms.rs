//! An employer of the demo: comes by the code that a worker hands on, and tells the terms of employment.

use kernel::{Date, Who};
use permits::acts::{ConfirmTerms, GiveTerms, InviteEmployer, TakePart};
use permits::employer::Terms;
use permits::{ApplicationId, EmployerPart, EmployerPartId};
use registers_simulator::Employer;

use super::applying::World;

/// What whoever acts for the company would type to sign in.
const EMPLOYER: &str = "eero-kettunen";

/// What an employer offers: a roofer's work without an end.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    pub(super) employer: Employer,
    /// Whole euros a month.
    pub(super) pay: &'static str,
    pub(super) starts: Date,
}

/// The code is handed on, taken, and the terms are given and confirmed. What was done before is not done again.
pub(super) async fn given(
    world: &World,
    (who, application): (&Who, ApplicationId),
    offer: &Offer,
) -> anyhow::Result<()> {
    let part = EmployerPartId(world.kernel.blind().id(&format!("demo employer\0{application}")));
    let (known, _) = world.kernel.peek::<EmployerPart>(part).await?;
    if known.known().is_none() {
        world.run(who, InviteEmployer { part, application }).await?;
    }
    let boss = world.visitor(EMPLOYER, "Eero Kettunen".to_owned()).await?;
    let Employer { business_id, name } = offer.employer.clone();
    world.run(&boss, TakePart { part, business_id, name }).await?;
    let (known, _) = world.kernel.peek::<EmployerPart>(part).await?;
    if known.open_of(&boss).is_err() {
        return Ok(());
    }
    let terms = Terms {
        occupation: "7121".to_owned(),
        pay: offer.pay.to_owned(),
        hours: 38,
        agreement: Some("Construction".to_owned()),
        agreement_pay: Some("2080".to_owned()),
        starts: offer.starts,
        ends: None,
    };
    world.run(&boss, GiveTerms { part, terms }).await?;
    world.run(&boss, ConfirmTerms { part }).await
}
