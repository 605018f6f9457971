//! Those whom a persona of the demo helps with the form: an application at each stage, so that there is something to
//! look at from the start. One is decided, one waits for whoever shows who they are, one for its fee, one is begun.

use identity::VisitId;
use identity::acts::ChoosePlace;
use kernel::{Date, UserId};
use permits::acts::{InviteEmployer, SubmitApplication};
use permits::{EmployerPart, EmployerPartId};
use registers_simulator::Admitted;

use super::applying::{Applying, World, said};
use super::live;

/// Where whoever waits means to come.
const PLACE: &str = "mission-ankara";

/// Brings all of them to their stage. What was done before is not done again.
pub(super) async fn arrive(
    world: &World,
    helper: UserId,
    student: Option<&Admitted>,
) -> anyhow::Result<()> {
    begun(world, helper).await?;
    waits_for_the_fee(world, helper).await?;
    waits_for_identity(world, helper).await?;
    let Some(student) = student else { return Ok(()) };
    let login = "helped-decided".to_owned();
    let student = Applying { by: Some(helper), ..live::as_known(login, student.clone()) };
    world.arrives(&student).await
}

/// A specialist whose application lacks nothing and whose pay is below the limit, which the check says.
async fn begun(world: &World, helper: UserId) -> anyhow::Result<()> {
    let job =
        [("employer", "Ohjelma Oy"), ("tasks", "Designs networks"), ("work_starts", "2030-06-01")];
    let expertise = [("special", "yes"), ("education", "Master of Science"), ("fast_track", "no")];
    let of = Applying {
        pages: vec![
            ("job", said(&job)),
            ("expertise", said(&expertise)),
            ("pay", said(&[("pay", "2900"), ("hours", "38")])),
            ("circumstances", said(&[("abroad", "yes"), ("d_visa", "no"), ("family", "no")])),
            ("background", said(&[("protection", "no"), ("removal", "no"), ("refused", "no")])),
        ],
        slots: &["passport", "photograph", "contract", "qualification"],
        ..somebody("helped-begun", helper, ("Bui", "Khoa"), "specialist")
    };
    world.begin(&of).await.map(drop)
}

/// An exchange student whose application was sent to be paid.
async fn waits_for_the_fee(world: &World, helper: UserId) -> anyhow::Result<()> {
    let studies = [
        ("school", "Havun yliopisto"),
        ("home_school", "Hanoi University"),
        ("admitted", "yes"),
        ("mobility", "no"),
    ];
    let begin = [("studies_start", "2030-09-01"), ("months", "9"), ("begun", "no")];
    let of = Applying {
        pages: vec![
            ("exchange-studies", said(&studies)),
            ("exchange-begin", said(&begin)),
            ("means", said(&[("means", "900")])),
            ("tuition", said(&[("tuition", "not_required")])),
            ("insurance", said(&[("insurance", "public_card")])),
            ("circumstances", said(&[("abroad", "yes"), ("d_visa", "no"), ("family", "no")])),
            ("background", said(&[("protection", "no"), ("removal", "no"), ("refused", "no")])),
        ],
        slots: &["passport", "photograph", "means", "insurance"],
        ..somebody("helped-unpaid", helper, ("Dang", "Mai"), "student-exchange")
    };
    let (who, application, draft) = world.begin(&of).await?;
    if draft.stage.code() != "draft" || !draft.payments.is_empty() {
        return Ok(());
    }
    world.run(&who, SubmitApplication { application, changes: draft.changes, language: None }).await
}

/// A worker whose employer has a code and has not come, and who knows where to show who they are.
async fn waits_for_identity(world: &World, helper: UserId) -> anyhow::Result<()> {
    let job = [("employer", "Leipomo Oy"), ("tasks", "Bakes bread"), ("work_starts", "2030-06-01")];
    let of = Applying {
        pages: vec![
            ("job", said(&job)),
            ("pay", said(&[("pay", "1900"), ("hours", "38")])),
            ("circumstances", said(&[("abroad", "yes"), ("d_visa", "no"), ("family", "no")])),
            ("background", said(&[("protection", "no"), ("removal", "no"), ("refused", "no")])),
        ],
        slots: &["passport", "photograph", "contract"],
        ..somebody("helped-waits", helper, ("Pham", "Lan"), "employed-person")
    };
    let (who, application, case) = world.apply(&of).await?;
    let part = EmployerPartId(world.kernel.blind().id(&format!("demo employer\0{application}")));
    let (invited, _) = world.kernel.peek::<EmployerPart>(part).await?;
    if invited.known().is_some() || world.waits(case).await?.is_none() {
        return Ok(());
    }
    let place = ChoosePlace { visit: VisitId::of(case), place: PLACE.to_owned() };
    world.run(&who, place).await?;
    world.run(&who, InviteEmployer { part, application }).await
}

fn somebody(
    login: &str,
    helper: UserId,
    (family_name, given_names): (&str, &str),
    permit: &'static str,
) -> Applying {
    Applying {
        login: login.to_owned(),
        by: Some(helper),
        family_name: family_name.to_owned(),
        given_names: given_names.to_owned(),
        born: Date::constant(1996, 4, 9),
        sex: 'F',
        country: "VNM".to_owned(),
        permit,
        pages: Vec::new(),
        slots: &[],
        offer: None,
    }
}
