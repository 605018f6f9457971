//! The worker of the demo: an application for work, brought by the acts of an applicant, an employer and a clerk
//! to where an official finds it prepared, with two things told in two ways.

use automation::CaseFacts;
use automation::facts::{Saying, record};
use casefile::{Case, CaseId};
use kernel::{Act, Changes, Ctx, Date, Fault, Read, Refusal, Right, Who};
use law::{Dictionary, Value};
use permits::acts::{ConfirmTerms, GiveTerms, InviteEmployer, TakePart};
use permits::employer::Terms;
use permits::{ApplicationId, EmployerPart, EmployerPartId};
use registers_simulator::Employer;
use uuid::Uuid;

use super::applying::{Applying, World, said};

/// What they would type to sign in: the worker, and whoever acts for the company.
const WORKER: &str = "kwame-asante";
const EMPLOYER: &str = "eero-kettunen";
/// Days until the work begins.
const BEGINS_DAYS: i64 = 45;

/// Brings the worker's case to an official. What was done before is not done again.
pub(super) async fn arrives(world: &World, employer: &Employer) -> anyhow::Result<()> {
    let begins = world.kernel.now().date().saturating_add(jiff::Span::new().days(BEGINS_DAYS));
    let worker = worker(employer, begins);
    let (who, application, case) = world.apply(&worker).await?;
    terms(world, (&who, application), employer, begins).await?;
    let told = TellOutside { case };
    world.run(&Who::machine(), told).await?;
    world.prove(&worker, case).await
}

/// He says that he is paid more than his employer does, and that he was refused before: by another country,
/// which is not what is asked.
fn worker(employer: &Employer, begins: Date) -> Applying {
    let job = vec![
        ("employer", employer.name.clone()),
        ("tasks", "Builds roofs".to_owned()),
        ("work_starts", begins.to_string()),
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
    }
}

/// The employer's part: taken by a code, given and confirmed.
async fn terms(
    world: &World,
    (who, application): (&Who, ApplicationId),
    employer: &Employer,
    starts: Date,
) -> anyhow::Result<()> {
    let part = EmployerPartId(world.kernel.blind().id(&format!("demo employer\0{application}")));
    let (known, _) = world.kernel.peek::<EmployerPart>(part).await?;
    if known.known().is_none() {
        world.run(who, InviteEmployer { part, application }).await?;
    }
    let boss = world.visitor(EMPLOYER, "Eero Kettunen".to_owned()).await?;
    let Employer { business_id, name } = employer.clone();
    world.run(&boss, TakePart { part, business_id, name }).await?;
    let (known, _) = world.kernel.peek::<EmployerPart>(part).await?;
    if known.open_of(&boss).is_err() {
        return Ok(());
    }
    let terms = Terms {
        occupation: "7121".to_owned(),
        pay: "2150".to_owned(),
        hours: 38,
        agreement: Some("Construction".to_owned()),
        agreement_pay: Some("2080".to_owned()),
        starts,
        ends: None,
    };
    world.run(&boss, GiveTerms { part, terms }).await?;
    world.run(&boss, ConfirmTerms { part }).await
}

/// What is told by a source that no line leads to yet: the test of labour availability. The employer's standing
/// the trade register and the tax administration tell by themselves.
#[derive(Debug, Clone, Copy)]
struct TellOutside {
    case: CaseId,
}

impl Act for TellOutside {
    const NAME: &'static str = "demo.tell";
    const RIGHT: Right = Right::MACHINE;
    type State = Case;
    type Inputs = (CaseFacts, &'static Dictionary);

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Self::Inputs, Fault> {
        let law = &automation::rules::law()?.dictionary;
        Ok((read.fold::<CaseFacts>(self.case).await?, law))
    }

    fn decide(
        &self,
        case: &Case,
        (told, law): &Self::Inputs,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let (fact, source) = (law::facts::LABOUR_AVAILABILITY.name(), "availability_test");
        let Ok(known) = case.open() else { return Ok(Changes::new()) };
        if told.told_by(fact, source).is_some() {
            return Ok(Changes::new());
        }
        let saying = Saying::new(fact, source, Value::text("not_available"), ctx.at);
        record(self.case, known.applicant, saying, law)
    }
}
