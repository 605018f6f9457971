//! A house to test in: people of every role, a fishing hut that can be granted, and what sources say.

use std::collections::BTreeSet;

use automation::facts::Saying;
use automation::{RulingId, Rulings, start};
use axum::Router;
use casefile::acts::{OpenCase, RegisterPerson, Typed};
use casefile::model::Sex;
use casefile::{CaseId, PersonId};
use kernel::{Act, Class, Done, Kernel, NotDone, Profile, Run, Ts, Who};
use law::{Decimal, Value};
use testkit::{Browser, Setup, World};
use web::{Persona, System};

use crate::huts::{self, HUT, RuleHut, TellFacts};

pub fn systems() -> Vec<System> {
    vec![casefile::system(), automation::system(), huts::system()]
}

pub fn setup() -> Setup {
    let tables: Vec<_> = systems().iter().flat_map(|s| s.migrations).copied().collect();
    Setup::new().migrations(&tables).registry(|registry| *registry = web::registry(&mut systems()))
}

/// Runs a test in a house for trial on each engine.
pub async fn in_houses<F: Future<Output = ()>>(test: impl Fn(House) -> F) {
    setup().for_both(|world| async { test(House::new(world, true).await).await }).await;
}

pub struct House {
    pub world: World,
    pub officer: Who,
    pub author: Who,
    pub approver: Who,
    pub quality: Who,
    pub other_quality: Who,
}

impl House {
    pub async fn new(world: World, demo: bool) -> House {
        start(&world.kernel, demo, &[]).await.unwrap();
        let who = |name, role| {
            let profile = Profile {
                unit: "HEL".to_owned(),
                roles: BTreeSet::from([str::to_owned(role)]),
                units: BTreeSet::from(["HEL".to_owned()]),
                clearance: Class::Normal,
                compartments: BTreeSet::new(),
            };
            world.user_with(name, profile)
        };
        let officer = who("Aino Virtanen", "officer").await;
        let author = who("Petra Salo", "rule-author").await;
        let approver = who("Henrik Åkerman", "rule-approver").await;
        let quality = who("Tiina Laakso", "quality-owner").await;
        let other_quality = who("Ville Aho", "quality-owner").await;
        House { world, officer, author, approver, quality, other_quality }
    }

    pub fn kernel(&self) -> &Kernel {
        &self.world.kernel
    }

    pub fn router(&self) -> Router {
        let people =
            [&self.officer, &self.author, &self.approver, &self.quality, &self.other_quality];
        let personas = people.map(|who| Persona {
            user: who.user,
            name: who.name.to_string(),
            key: "casefile-persona-officer",
        });
        let config =
            web::Config { demo: true, personas: personas.into(), ..web::Config::default() };
        web::router(self.kernel().clone(), systems(), config).unwrap()
    }

    pub async fn browser(&self, who: &Who) -> Browser {
        Browser::signed_in(&self.router(), who.user).await
    }

    pub async fn run<A: Act>(&self, who: &Who, act: A) -> Result<Done, NotDone> {
        self.kernel().run(who, act, Run::default()).await
    }

    /// Somebody who wants a hut, and their case.
    pub async fn hut(&self) -> CaseId {
        let person = PersonId(self.kernel().next_id());
        let typed = Typed {
            latin: ("Rahimi".to_owned(), "Amina".to_owned()),
            original: (String::new(), String::new()),
            born: ("1994".to_owned(), "2".to_owned(), String::new()),
            sex: Sex::F,
            nationalities: vec!["AFG".to_owned()],
        };
        let act = RegisterPerson { person, typed, class: Class::Normal, another: true };
        self.run(&self.officer, act).await.unwrap();
        let case = CaseId(self.kernel().next_id());
        let (headline, case_type) = ("A hut at the lake".to_owned(), HUT.to_owned());
        let act = OpenCase { case, applicant: person, headline, case_type };
        self.run(&self.officer, act).await.unwrap();
        case
    }

    pub async fn tell(&self, case: CaseId, sayings: Vec<Saying>) {
        self.run(&Who::machine(), TellFacts { case, sayings }).await.unwrap();
    }

    /// A hut of which everything is known and in order.
    pub async fn hut_in_order(&self) -> CaseId {
        let case = self.hut().await;
        let at = self.world.now();
        let mut sayings = in_order(at);
        // Nobody asks the Visa Information System about huts.
        sayings.push(Saying::new("vis_hit", "case", Value::NotApplicable, at));
        self.tell(case, sayings).await;
        case
    }

    pub async fn rule(&self, case: CaseId) -> Result<Done, NotDone> {
        self.run(&Who::machine(), RuleHut { case }).await
    }

    /// The newest ruling on a case: its id, the code of its outcome, and the codes of its reasons.
    pub async fn newest(&self, case: CaseId) -> (RulingId, &'static str, Vec<&'static str>) {
        let (rulings, _) = self.kernel().peek::<Rulings>(case).await.unwrap();
        let ruling = &rulings.newest().unwrap().ruling;
        let reasons = ruling.outcome.reasons().iter().map(automation::Reason::code);
        (ruling.id, ruling.outcome.code(), reasons.collect())
    }

    /// Rules on a case, and what came of it.
    pub async fn ruled(&self, case: CaseId) -> (&'static str, Vec<&'static str>) {
        self.rule(case).await.unwrap();
        let (_, outcome, reasons) = self.newest(case).await;
        (outcome, reasons)
    }
}

/// Reasons of the hand-over table, all known not to hold; contradictions are found by the machine.
pub const HAND_OVER: [&str; 11] = [
    "protected_identity",
    "minor",
    "vulnerable",
    "appeal_pending",
    "refused_before",
    "check_hit",
    "other_party",
    "protection_sought",
    "removal_ordered",
    "discretion_needed",
    "death_told",
];

/// What sources say of a hut that is in order.
pub fn in_order(at: Ts) -> Vec<Saying> {
    let yes = |fact, source| Saying::new(fact, source, Value::Bool(true), at);
    let mut sayings = vec![
        Saying::new("means_monthly", "bank_statement", means("800"), at),
        yes("hut_swims", "swimming_school"),
        yes("fee_paid", "payment"),
    ];
    // Whoever met somebody says that nothing suggests a vulnerable position; the rest is on file.
    let source = |fact: &str| if fact == "vulnerable" { "identity_step" } else { "case" };
    let no = |fact: &&str| Saying::new(fact, source(fact), Value::Bool(false), at);
    sayings.extend(HAND_OVER.iter().map(no));
    sayings
}

pub fn means(text: &str) -> Value {
    Value::Num(Decimal::parse(text).unwrap())
}
