//! A house to test in: two who apply, a clerk at a mission, an officer, one who may open the vault.

use std::collections::BTreeSet;

use automation::CaseFacts;
use axum::Router;
use casefile::{Case, CaseId, KnownCase};
use identity::{Devices, IdentityStep, KnownStep, SimulatedDevice, VisitId};
use kernel::{Class, Kernel, Profile, Who};
use law::Value;
use permits::{Application, ApplicationId};
use testkit::{Browser, Passport, Setup, Shown, World};
use web::{Persona, System};

/// Where the clerk works.
pub const PLACE: &str = "mission-ankara";

pub fn systems(device: &SimulatedDevice) -> Vec<System> {
    let identity = identity::system(&Devices::new(device.clone()));
    vec![
        casefile::system(),
        automation::system(),
        registers::system(&registers::Registers::unconnected()),
        decisions::system(),
        permits::system(),
        identity,
        crate::berries::system(),
    ]
}

pub fn setup(device: &SimulatedDevice) -> Setup {
    let tables: Vec<_> = systems(device).iter().flat_map(|s| s.migrations).copied().collect();
    let device = device.clone();
    Setup::new()
        .migrations(&tables)
        .registry(move |registry| *registry = web::registry(&mut systems(&device)))
}

/// Runs a test in a house on each engine.
pub async fn in_houses<F: Future<Output = ()>>(test: impl Fn(House) -> F) {
    for engine in [kernel::Engine::Sqlite, kernel::Engine::Postgres] {
        let device = SimulatedDevice::default();
        let setup = setup(&device);
        let told = |world| async { test(House::new(world, device).await).await };
        setup.for_engine(engine, told).await;
    }
}

pub struct House {
    pub world: World,
    pub device: SimulatedDevice,
    pub amina: Who,
    pub bela: Who,
    pub clerk: Who,
    pub stranger: Who,
    pub officer: Who,
    pub examiner: Who,
}

impl House {
    pub async fn new(world: World, device: SimulatedDevice) -> House {
        let who = |name, unit: &str, units: &[&str], role: &str| {
            let profile = Profile {
                unit: unit.to_owned(),
                roles: BTreeSet::from([role.to_owned()]),
                units: units.iter().map(|unit| (*unit).to_owned()).collect(),
                clearance: Class::Normal,
                compartments: BTreeSet::new(),
            };
            world.user_with(name, profile)
        };
        let amina = who("Amina Rahimi", "", &[], "applicant").await;
        let bela = who("Béla Nagy", "", &[], "applicant").await;
        let clerk = who("Leena Heikkinen", PLACE, &["HEL"], "identity-clerk").await;
        let stranger = who("Pirkko Laine", PLACE, &["TKU"], "identity-clerk").await;
        let officer = who("Aino Virtanen", "HEL", &[], "officer").await;
        let examiner = who("Olavi Sund", "DSK", &["HEL"], "biometrics-examiner").await;
        House { world, device, amina, bela, clerk, stranger, officer, examiner }
    }

    pub fn kernel(&self) -> &Kernel {
        &self.world.kernel
    }

    /// The face of the house for somebody.
    fn router(&self, who: &Who) -> Router {
        let persona = Persona {
            user: who.user,
            name: who.name.to_string(),
            key: "casefile-persona-applicant",
        };
        let config = web::Config { demo: true, personas: vec![persona], ..web::Config::default() };
        web::router(self.kernel().clone(), systems(&self.device), config).unwrap()
    }

    pub async fn browser(&self, who: &Who) -> Browser {
        Browser::signed_in(&self.router(who), who.user).await
    }

    /// A case of Amina's that waits: its id, and the path of the application.
    pub async fn waiting(&self, who: Person<'_>) -> (CaseId, String) {
        let mut amina = self.browser(&self.amina).await;
        let application = sent(&mut amina, who).await;
        self.world.settle().await;
        (self.case_of(&application).await, application)
    }

    /// The case that an application became.
    pub async fn case_of(&self, application: &str) -> CaseId {
        let id: ApplicationId = application.split('/').nth(3).unwrap().parse().unwrap();
        let (known, _) = self.kernel().peek::<Application>(id).await.unwrap();
        known.known().unwrap().stage.case().unwrap().0
    }

    pub async fn step(&self, case: CaseId) -> KnownStep {
        let (step, _) = self.kernel().peek::<IdentityStep>(case).await.unwrap();
        step.known().unwrap().clone()
    }

    pub async fn file(&self, case: CaseId) -> KnownCase {
        let (file, _) = self.kernel().peek::<Case>(case).await.unwrap();
        file.known().unwrap().clone()
    }

    /// What a source says of a case.
    pub async fn told(&self, case: CaseId, fact: &str, source: &str) -> Option<Value> {
        let (facts, _) = self.kernel().peek::<CaseFacts>(case).await.unwrap();
        facts.told_by(fact, source)?.value.clone()
    }

    /// Kinds of the events of a case that begin so.
    pub async fn kinds(&self, case: CaseId, beginning: &str) -> Vec<String> {
        let (machine, right) = (Who::machine(), casefile::SEE);
        let opened = self.kernel().open::<Case>(&machine, case, right, "test").await.unwrap();
        let kinds = opened.events.iter().map(|event| event.kind.clone());
        kinds.filter(|kind| kind.starts_with(beginning)).collect()
    }

    /// The clerk does everything up to the confirmation.
    pub async fn made_ready(&self, clerk: &mut Browser, case: CaseId, who: Person<'_>) {
        let desk = desk(case);
        led(&clerk.fill(&format!("{desk}/passport"), &[("lines", &lines(who))]).await);
        led(&clerk.fill(&format!("{desk}/originals"), &[]).await);
        for what in ["signature", "face", "fingerprints"] {
            self.taken(clerk, case, what).await;
        }
    }

    /// The clerk has something taken, again when it is poor.
    pub async fn taken(&self, clerk: &mut Browser, case: CaseId, what: &str) {
        for _ in 0..2 {
            if !self.step(case).await.is_dealt_with(what.parse().unwrap()) {
                led(&clerk.fill(&format!("{}/take/{what}", desk(case)), &[]).await);
                self.world.settle().await;
            }
        }
        assert!(self.step(case).await.is_dealt_with(what.parse().unwrap()), "{what}");
    }

    /// Proves identity in a case.
    pub async fn proven(&self, case: CaseId, who: Person<'_>) {
        let mut clerk = self.browser(&self.clerk).await;
        self.made_ready(&mut clerk, case, who).await;
        let said = [("same", "yes"), ("noticed", "nothing")];
        led(&clerk.fill(&format!("{}/prove", desk(case)), &said).await);
        assert!(self.step(case).await.proven.is_some());
    }
}

/// The clerk's page of a case.
pub fn desk(case: CaseId) -> String {
    format!("/identity/cases/{case}")
}

/// The applicant's page of a case.
pub fn visit(case: CaseId) -> String {
    format!("/visits/{}", VisitId::of(case))
}

/// Where a form that was done leads.
pub fn led(shown: &Shown) -> String {
    assert_eq!(shown.status, 303, "{}", shown.body);
    shown.location().to_owned()
}

/// Asserts that a form was refused with these words.
pub fn refused(shown: &Shown, words: &str) {
    assert!(shown.status == 422 && shown.has(words), "{words}: {} {}", shown.status, shown.body);
}

/// What the clerk finds by these fields.
pub async fn found(clerk: &mut Browser, pairs: &[(&str, &str)]) -> Shown {
    let page = clerk.get("/identity").await;
    let hidden = page.form("/identity/find").unwrap();
    let hidden = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let all: Vec<_> = hidden.chain(pairs.iter().copied()).collect();
    let shown = clerk.post("/identity/find", &all).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    shown
}

/// Who applies: family name, given names, birth date and number of the passport.
pub type Person<'a> = (&'a str, &'a str, &'a str, &'a str);

pub const AMINA: Person<'static> = ("Rahimi", "Amina", "1994-02-17", "P1234567");

/// The lines of that passport, which ends in 2031.
pub fn lines(who: Person<'_>) -> String {
    lines_until(who, "2031-01-31")
}

/// The same with another last day.
pub fn lines_until((family, given, born, number): Person<'_>, expires: &str) -> String {
    Passport { country: "AFG", family, given, number, born, expires, sex: 'F' }.lines()
}

/// A degree student's application, sent.
pub async fn sent(browser: &mut Browser, who: Person<'_>) -> String {
    let first = led(&browser.fill("/apply/student-degree/begin", &[]).await);
    let application = first.rsplit_once('/').unwrap().0.to_owned();
    let (family, given, born, number) = who;
    let names = [("family_name", family), ("given_names", given), ("born", born), ("sex", "F")];
    let passport = [
        ("passport_number", number),
        ("passport_issuer", "AFG"),
        ("passport_expires", "2031-01-31"),
    ];
    let studies = [("degree", "university_degree"), ("school", "Aalto"), ("admitted", "yes")];
    let begin = [("studies_start", "2027-08-31"), ("months", "36"), ("begun", "no")];
    let circumstances = [("abroad", "yes"), ("d_visa", "no"), ("family", "no")];
    let background = [("protection", "no"), ("removal", "no"), ("refused", "no")];
    for (page, answers) in [
        ("names", &names[..]),
        ("nationality", &[("nationality", "AFG")]),
        ("passport", &passport),
        ("contact", &[("email", "amina@example.com")]),
        ("degree-studies", &studies),
        ("degree-begin", &begin),
        ("means", &[("means", "900")]),
        ("tuition", &[("tuition", "paid")]),
        ("insurance", &[("insurance", "public_card")]),
        ("circumstances", &circumstances),
        ("background", &background),
    ] {
        led(&browser.fill(&format!("{application}/{page}"), answers).await);
    }
    for slot in ["passport", "photograph", "means", "insurance"] {
        let content = testkit::pdf(&[slot]);
        let path = format!("{application}/attachments/{slot}");
        led(&browser.attach(&path, &format!("{slot}.pdf"), &content).await);
    }
    let to = led(&browser.fill(&format!("{application}/send"), &[("true", "yes")]).await);
    assert_eq!(to, format!("{application}/sent"));
    application
}
