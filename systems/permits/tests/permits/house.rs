//! A house to test in: two who apply, an officer, and an application that is complete.

use std::collections::BTreeSet;
use std::sync::Arc;

use automation::CaseFacts;
use axum::Router;
use casefile::{Case, CaseId, KnownCase};
use kernel::{Class, Kernel, Profile, Who};
use permits::{Application, ApplicationId, KnownApplication, Stage};
use registers::Registers;
use testkit::{Browser, Setup, Shown, World};
use web::{Persona, System};

use crate::berries;

/// A house without a line to any register: every question waits.
pub fn systems() -> Vec<System> {
    connected(&Registers::unconnected())
}

pub fn connected(registers: &Registers) -> Vec<System> {
    vec![
        casefile::system(),
        automation::system(),
        registers::system(registers),
        decisions::system(),
        permits::system(),
        berries::system(),
    ]
}

pub fn setup() -> Setup {
    setup_with(&Registers::unconnected())
}

pub fn setup_with(registers: &Registers) -> Setup {
    let tables: Vec<_> = systems().iter().flat_map(|s| s.migrations).copied().collect();
    let registers = registers.clone();
    Setup::new()
        .migrations(&tables)
        .registry(move |registry| *registry = web::registry(&mut connected(&registers)))
}

/// Runs a test in a house on each engine.
pub async fn in_houses<F: Future<Output = ()>>(test: impl Fn(House) -> F) {
    setup().for_both(|world| async { test(House::new(world).await).await }).await;
}

pub struct House {
    pub world: World,
    pub amina: Who,
    pub bela: Who,
    pub officer: Who,
}

impl House {
    pub async fn new(world: World) -> House {
        let who = |name, unit: &str, role: &str| {
            let profile = Profile {
                unit: unit.to_owned(),
                roles: BTreeSet::from([role.to_owned()]),
                units: BTreeSet::new(),
                clearance: Class::Normal,
                compartments: BTreeSet::new(),
            };
            world.user_with(name, profile)
        };
        let amina = who("Amina Rahimi", "", "applicant").await;
        let bela = who("Béla Nagy", "", "applicant").await;
        let officer = who("Aino Virtanen", "HEL", "officer").await;
        House { world, amina, bela, officer }
    }

    pub fn kernel(&self) -> &Kernel {
        &self.world.kernel
    }

    pub fn router(&self) -> Router {
        self.router_for(&[&self.amina, &self.bela, &self.officer])
    }

    /// The face of the house for these people.
    pub fn router_for(&self, people: &[&Who]) -> Router {
        let persona = |who: &&Who| Persona {
            user: who.user,
            name: who.name.to_string(),
            key: "casefile-persona-applicant",
        };
        let personas = people.iter().map(persona).collect();
        let config = web::Config { demo: true, personas, ..web::Config::default() };
        web::router(self.kernel().clone(), systems(), config).unwrap()
    }

    pub async fn browser(&self, who: &Who) -> Browser {
        Browser::signed_in(&self.router(), who.user).await
    }

    pub async fn application(&self, path: &str) -> KnownApplication {
        let id: ApplicationId = path.split('/').nth(3).unwrap().parse().unwrap();
        let (application, _) = self.kernel().peek::<Application>(id).await.unwrap();
        application.known().unwrap().clone()
    }

    /// The case that an application became, and its facts.
    pub async fn case(&self, path: &str) -> (CaseId, KnownCase, CaseFacts) {
        let Stage::Instituted { case, .. } = self.application(path).await.stage else {
            panic!("{path} is no case")
        };
        let (known, _) = self.kernel().peek::<Case>(case).await.unwrap();
        let (facts, _) = self.kernel().peek::<CaseFacts>(case).await.unwrap();
        (case, known.known().unwrap().clone(), Arc::unwrap_or_clone(facts))
    }
}

/// Where a form that was done leads.
pub fn led(shown: &Shown) -> String {
    assert_eq!(shown.status, 303, "{}", shown.body);
    shown.location().to_owned()
}

/// Who applies: family name, given names, birth date and number of the passport.
pub type Person<'a> = (&'a str, &'a str, &'a str, &'a str);

pub const AMINA: Person<'static> = ("Rahimi", "Amina", "1994-02-17", "P1234567");

/// Begins an application and answers who applies.
pub async fn begun(browser: &mut Browser, permit: &str, who: Person<'_>) -> String {
    let first = led(&browser.fill(&format!("/apply/{permit}/begin"), &[]).await);
    let application = first.rsplit_once('/').unwrap().0.to_owned();
    let (family, given, born, number) = who;
    let names = [("family_name", family), ("given_names", given), ("born", born), ("sex", "F")];
    let passport = [
        ("passport_number", number),
        ("passport_issuer", "AFG"),
        ("passport_expires", "2031-01-31"),
    ];
    for (page, answers) in [
        ("names", &names[..]),
        ("nationality", &[("nationality", "AFG")]),
        ("passport", &passport),
        ("contact", &[("email", "amina@example.com")]),
    ] {
        led(&browser.fill(&format!("{application}/{page}"), answers).await);
    }
    application
}

/// A degree student's application on which nothing is missing.
pub async fn complete(browser: &mut Browser, who: Person<'_>) -> String {
    let application = begun(browser, "student-degree", who).await;
    let studies = [("degree", "university_degree"), ("school", "Aalto"), ("admitted", "yes")];
    let begin = [("studies_start", "2026-08-31"), ("months", "36"), ("begun", "no")];
    let circumstances = [("abroad", "yes"), ("d_visa", "no"), ("family", "no")];
    let background = [("protection", "no"), ("removal", "no"), ("refused", "no")];
    for (page, answers) in [
        ("degree-studies", &studies[..]),
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
    application
}

/// The same, sent.
pub async fn sent(browser: &mut Browser, who: Person<'_>) -> String {
    let application = complete(browser, who).await;
    let to = led(&browser.fill(&format!("{application}/send"), &[("true", "yes")]).await);
    assert_eq!(to, format!("{application}/sent"));
    application
}
