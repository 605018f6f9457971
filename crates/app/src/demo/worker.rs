//! The worker of the demo: an application for work, brought by the acts of an applicant, an employer and a clerk
//! to where an official finds it prepared, with two things told in two ways and one that nobody told.

use kernel::Date;
use registers_simulator::Employer;

use super::applying::{Applying, World, said};
use super::terms::Offer;

/// What they would type to sign in.
const WORKER: &str = "kwame-asante";
/// Days until the work begins.
const BEGINS_DAYS: i64 = 45;

/// Brings the worker's case to an official. What was done before is not done again.
pub(super) async fn arrives(world: &World, employer: Employer) -> anyhow::Result<()> {
    let starts = world.kernel.now().date().saturating_add(jiff::Span::new().days(BEGINS_DAYS));
    world.arrives(&worker(Offer { employer, pay: "2150", starts })).await
}

/// He says that he is paid more than his employer does, and that he was refused before: by another country,
/// which is not what is asked.
fn worker(offer: Offer) -> Applying {
    let job = vec![
        ("employer", offer.employer.name.clone()),
        ("tasks", "Builds roofs".to_owned()),
        ("work_starts", offer.starts.to_string()),
    ];
    Applying {
        login: WORKER.to_owned(),
        by: None,
        family_name: "Asante".to_owned(),
        given_names: "Kwame".to_owned(),
        born: Date::constant(1990, 6, 3),
        sex: 'M',
        country: "GHA".to_owned(),
        permit: "employed-person",
        pages: vec![
            ("job", job),
            ("pay", said(&[("pay", "2400"), ("hours", "38")])),
            ("circumstances", said(&[("abroad", "yes"), ("d_visa", "no"), ("family", "no")])),
            ("background", said(&[("protection", "no"), ("removal", "no"), ("refused", "yes")])),
        ],
        slots: &["passport", "photograph", "contract"],
        offer: Some(offer),
    }
}
