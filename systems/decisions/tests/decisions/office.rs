//! A house to test in: people, a fishing hut whose grant is a decision, and what sources say of it.

use std::collections::BTreeSet;

use automation::acts::RuleCase;
use automation::facts::Saying;
use automation::ruling::Asked;
use automation::{Rulings, start};
use axum::Router;
use casefile::acts::{OpenCase, RecordLanguages, RegisterPerson, Typed};
use casefile::model::{Language, Languages, Sex};
use casefile::{CaseId, PersonId};
use decisions::library::LetterFiles;
use decisions::{Decision, DecisionId, KnownDecision};
use kernel::{Act, Class, Done, Kernel, NotDone, Profile, Run, Ts, Who};
use law::{Day, Decimal, Value};
use testkit::{Browser, Setup, World};
use web::{Persona, System};

use crate::huts::{self, HUT, TellFacts};
use crate::islands;

kernel::inventory::submit! {
    LetterFiles {
        system: "huts",
        files: &[(
            "decided.toml",
            "[[decided]]\ncase_type = \"fishing-hut\"\nautomatic = \"residence-grant-automatic\"\n\
             by_hand = [\"residence-grant\"]\nstatus = \"decided\"\n",
        )],
    }
}

pub fn systems() -> Vec<System> {
    vec![
        casefile::system(),
        automation::system(),
        decisions::system(),
        huts::system(),
        islands::system(),
    ]
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
    pub colleague: Who,
    pub quality: Who,
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
        let colleague = who("Mikael Lindström", "officer").await;
        let quality = who("Tiina Laakso", "quality-owner").await;
        House { world, officer, colleague, quality }
    }

    pub fn kernel(&self) -> &Kernel {
        &self.world.kernel
    }

    /// Somebody who leads the unit.
    pub async fn lead(&self) -> Who {
        let profile = Profile {
            unit: "HEL".to_owned(),
            roles: BTreeSet::from(["lead".to_owned()]),
            units: BTreeSet::from(["HEL".to_owned()]),
            clearance: Class::Normal,
            compartments: BTreeSet::new(),
        };
        self.world.user_with("Sari Koskinen", profile).await
    }

    fn router(&self, more: &Who) -> Router {
        let people = [&self.officer, &self.colleague, &self.quality, more];
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
        Browser::signed_in(&self.router(who), who.user).await
    }

    /// A program that acts for somebody.
    pub async fn program(&self, who: &Who) -> Browser {
        Browser::program(&self.router(who), self.kernel(), who.user).await
    }

    pub async fn run<A: Act>(&self, who: &Who, act: A) -> Result<Done, NotDone> {
        self.kernel().run(who, act, Run::default()).await
    }

    /// Somebody who is served in a language.
    pub async fn person(&self, language: &str) -> PersonId {
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
        let contact = Language::new(language).unwrap();
        let spoken = vec![contact.clone()];
        let languages = Languages { contact, spoken, interpreter: Some(false) };
        self.run(&self.officer, RecordLanguages { person, languages }).await.unwrap();
        person
    }

    /// A case of a person.
    pub async fn case(&self, applicant: PersonId, kind: &str) -> CaseId {
        let case = CaseId(self.kernel().next_id());
        let (headline, case_type) = ("A permit".to_owned(), kind.to_owned());
        let act = OpenCase { case, applicant, headline, case_type };
        self.run(&self.officer, act).await.unwrap();
        case
    }

    /// Somebody who wants a hut, of whom everything is known and in order.
    pub async fn hut_in_order(&self, language: &str) -> CaseId {
        let person = self.person(language).await;
        let case = self.case(person, HUT).await;
        self.tell(case, in_order(self.world.now())).await;
        case
    }

    pub async fn tell(&self, case: CaseId, sayings: Vec<Saying>) {
        self.run(&Who::machine(), TellFacts { case, sayings }).await.unwrap();
    }

    /// The rules rule on a case; the decision that follows when they grant.
    pub async fn rule(&self, case: CaseId) -> DecisionId {
        let act = RuleCase { asked: Asked::about(case) };
        self.run(&Who::machine(), act).await.unwrap();
        let (rulings, _) = self.kernel().peek::<Rulings>(case).await.unwrap();
        DecisionId::of_ruling(rulings.newest().unwrap().ruling.id)
    }

    pub async fn decision(&self, id: DecisionId) -> Option<KnownDecision> {
        let (decision, _) = self.kernel().peek::<Decision>(id).await.unwrap();
        decision.known().cloned()
    }
}

/// Reasons of the hand-over table, all known not to hold.
const HAND_OVER: [&str; 11] = [
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

pub fn day(text: &str) -> Value {
    Value::Date(Day::parse(text).unwrap())
}

/// What sources say of a hut that is in order, and what is granted then.
pub fn in_order(at: Ts) -> Vec<Saying> {
    let say = |fact, source, value| Saying::new(fact, source, value, at);
    let mut sayings = vec![
        say("means_monthly", "bank_statement", Value::Num(Decimal::parse("800").unwrap())),
        say("hut_swims", "swimming_school", Value::Bool(true)),
        say("fee_paid", "payment", Value::Bool(true)),
        say("granted_kind", "case", Value::text("fixed-term")),
        say("granted_from", "case", day("2026-04-01")),
        say("granted_until", "case", day("2027-03-31")),
        say("granted_work", "case", Value::text("unlimited")),
        say("granted_type", "case", Value::text("A")),
        // Nobody asks the Visa Information System about a hut.
        say("vis_hit", "case", Value::NotApplicable),
    ];
    // Whoever met somebody says that nothing suggests a vulnerable position; the rest is on file.
    let source = |fact: &str| if fact == "vulnerable" { "identity_step" } else { "case" };
    let no = |fact: &&str| Saying::new(fact, source(fact), Value::Bool(false), at);
    sayings.extend(HAND_OVER.iter().map(no));
    sayings
}
