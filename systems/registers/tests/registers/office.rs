//! A house to test in: an officer, cases of people whom the registers know, and a system that goes on when
//! an answer comes.

use std::sync::Arc;

use automation::facts::{Saying, record};
use automation::{CaseFacts, rules};
use axum::Router;
use casefile::acts::{AddParty, OpenCase, RegisterOrganisation, RegisterPerson, Typed};
use casefile::model::{OrganisationKind, Sex, TypedAddress, TypedOrganisation};
use casefile::{Case, CaseEvent, CaseId, OrganisationId, Party, PersonId};
use kernel::{
    Act, Changes, Class, Ctx, Done, Engine, Fault, Kernel, NotDone, Reaction, Read, Refusal, Right,
    Run, Sealed, Who,
};
use registers::acts::AskRegister;
use registers::{Ask, AskId, CaseAsks, Register, Registers};
use testkit::{Browser, Setup, World};
use uuid::Uuid;
use web::{Persona, System, TextFiles};

use crate::outside::{Outside, Somebody};

/// Goes on with a case when an answer comes: once for each.
fn arrivals() -> System {
    let texts = TextFiles { system: "arrivals", fi: "", sv: "", en: "" };
    let on = &[registers::ANSWERED];
    let go_on = Reaction::new("arrivals.go_on", on, |_, answered| {
        let act: Box<dyn kernel::AnyAct> = Box::new(GoOn { case: CaseId(answered.stream) });
        Box::pin(async move { Ok(Some(act)) })
    });
    System { reactions: vec![go_on], ..System::new("arrivals", texts) }
}

/// Writes into the case that it went on.
struct GoOn {
    case: CaseId,
}

impl Act for GoOn {
    const NAME: &'static str = "arrival.go_on";
    const RIGHT: Right = Right::MACHINE;
    type State = Case;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, case: &Case, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let text = Sealed::new(case.open()?.applicant, "went on".to_owned());
        Ok(Changes::one(self.case, &CaseEvent::NoteAdded { text }))
    }
}

/// Records what another source says.
struct Tell {
    case: CaseId,
    saying: Saying,
}

impl Act for Tell {
    const NAME: &'static str = "arrival.tell";
    const RIGHT: Right = Right::MACHINE;
    type State = Case;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, case: &Case, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let law = &rules::law().unwrap().dictionary;
        record(self.case, case.open()?.applicant, self.saying.clone(), law)
    }
}

pub fn systems(registers: &Registers) -> Vec<System> {
    let registers = registers::system(registers);
    vec![casefile::system(), automation::system(), registers, arrivals()]
}

pub fn setup(registers: &Registers) -> Setup {
    let tables: Vec<_> = systems(registers).iter().flat_map(|s| s.migrations).copied().collect();
    let registers = registers.clone();
    Setup::new()
        .migrations(&tables)
        .registry(move |registry| *registry = web::registry(&mut systems(&registers)))
}

/// Runs a test in a house with registers of its own, on each engine.
pub async fn in_houses<F: Future<Output = ()>>(test: impl Fn(House) -> F) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let outside = Outside::new().await;
        let registers = outside.registers();
        let setup = setup(&registers);
        let told = |world| async { test(House::new(world, outside, registers).await).await };
        setup.for_engine(engine, told).await;
    }
}

pub struct House {
    pub world: World,
    pub outside: Outside,
    pub registers: Registers,
    pub officer: Who,
}

impl House {
    pub async fn new(world: World, outside: Outside, registers: Registers) -> House {
        let officer = world.user("Aino Virtanen", "HEL", &["officer"]).await;
        House { world, outside, registers, officer }
    }

    pub fn kernel(&self) -> &Kernel {
        &self.world.kernel
    }

    /// The server stops and starts again, and has forgotten how the registers did.
    pub async fn restarts(self) -> House {
        let House { world, outside, officer, registers: _ } = self;
        let registers = outside.registers();
        House { world: world.restart().await, outside, registers, officer }
    }

    pub fn router(&self) -> Router {
        let who = &self.officer;
        let (name, key) = (who.name.to_string(), "casefile-persona-officer");
        let personas = vec![Persona { user: who.user, name, key }];
        let config = web::Config { demo: true, personas, ..web::Config::default() };
        web::router(self.kernel().clone(), systems(&self.registers), config).unwrap()
    }

    pub async fn browser(&self) -> Browser {
        Browser::signed_in(&self.router(), self.officer.user).await
    }

    pub async fn run<A: Act>(&self, act: A) -> Result<Done, NotDone> {
        self.kernel().run(&self.officer, act, Run::default()).await
    }

    /// A person whom the registers know, and their case.
    pub async fn case_of(&self, somebody: &Somebody) -> (CaseId, Party) {
        let mut born = somebody.born.split('-').map(str::to_owned);
        let mut part = || born.next().unwrap_or_default();
        let typed = Typed {
            latin: (somebody.family.clone(), somebody.given.clone()),
            original: (String::new(), String::new()),
            born: (part(), part(), part()),
            sex: Sex::F,
            nationalities: vec![somebody.nationality.clone()],
        };
        let person = PersonId(self.kernel().next_id());
        let act = RegisterPerson { person, typed, class: Class::Normal, another: true };
        self.run(act).await.unwrap();
        let case = CaseId(self.kernel().next_id());
        let (headline, case_type) = ("A permit".to_owned(), "general-matter".to_owned());
        self.run(OpenCase { case, applicant: person, headline, case_type }).await.unwrap();
        (case, Party::Person(person))
    }

    /// An employer becomes a party to a case.
    pub async fn employer(&self, case: CaseId, business_id: &str) -> Party {
        let organisation = OrganisationId(self.kernel().next_id());
        let typed = TypedOrganisation {
            kind: OrganisationKind::Employer,
            name: "Utudata Oy".into(),
            since: None,
            business_id: business_id.into(),
            address: TypedAddress {
                lines: "Katu 1".into(),
                postal_code: "00100".into(),
                town: "Helsinki".into(),
                municipality: String::new(),
                country: "FIN".into(),
            },
            phone: String::new(),
            email: String::new(),
        };
        self.run(RegisterOrganisation { organisation, typed }).await.unwrap();
        let party = Party::Organisation(organisation);
        self.run(AddParty { case, party, role: "employer".into() }).await.unwrap();
        party
    }

    pub async fn ask(&self, case: CaseId, register: Register, about: Party) {
        self.run(AskRegister { case, register, about }).await.unwrap();
    }

    /// Another source says something.
    pub async fn tell(&self, case: CaseId, saying: Saying) {
        let tell = Tell { case, saying };
        self.kernel().run(&Who::machine(), tell, Run::default()).await.unwrap();
    }

    pub async fn facts(&self, case: CaseId) -> Arc<CaseFacts> {
        self.kernel().peek(case).await.unwrap().0
    }

    /// The newest question of a case.
    pub async fn newest(&self, case: CaseId) -> (AskId, Ask) {
        let (asks, _) = self.kernel().peek::<CaseAsks>(case).await.unwrap();
        let (id, ask) = asks.0.last_key_value().unwrap();
        (*id, ask.clone())
    }

    /// How often a case went on.
    pub async fn went_on(&self, case: CaseId) -> usize {
        let (case, _) = self.kernel().peek::<Case>(case).await.unwrap();
        case.known().unwrap().notes.len()
    }

    /// Kinds of the events of a case that begin so.
    pub async fn told(&self, case: CaseId, beginning: &str) -> Vec<String> {
        let (machine, right) = (Who::machine(), casefile::SEE);
        let opened = self.kernel().open::<Case>(&machine, case, right, "test").await.unwrap();
        let kinds = opened.events.iter().map(|event| event.kind.clone());
        kinds.filter(|kind| kind.starts_with(beginning)).collect()
    }

    /// The next look at what waits, after a rest.
    pub async fn later(&self, seconds: i64) {
        self.world.seconds_pass(seconds);
        self.world.settle().await;
    }
}
