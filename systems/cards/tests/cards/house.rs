//! A house to test in: an applicant, a clerk at a mission, officers of two units, and the maker outside.

use std::collections::BTreeSet;

use axum::Router;
use cards::{Card, CardId, KnownCard, Maker};
use casefile::acts::{OpenCase, RegisterPerson, Typed};
use casefile::model::Sex;
use casefile::{Case, CaseId, Messages, PersonId};
use decisions::acts::{
    AmendField, CorrectDecision, DraftDecision, RecallDecision, SignDecision, TellTerms,
};
use decisions::library::library;
use decisions::{Basis, Decision, DecisionId, KnownDecision};
use identity::{Devices, IdentityStep, SimulatedDevice};
use kernel::{Act, Class, Done, Engine, Kernel, NotDone, Profile, Run, Who};
use permits::{Application, ApplicationId};
use testkit::{Browser, Passport, Setup, Shown, World};
use web::{Persona, System};

use crate::maker::Outside;

/// Where the clerk works.
pub const PLACE: &str = "mission-ankara";
const GRANT: &str = "residence-grant";
const CHECKED: [&str; 5] = ["identity", "facts", "hearing", "language", "clerical"];

pub fn systems(maker: &Maker) -> Vec<System> {
    vec![
        casefile::system(),
        automation::system(),
        registers::system(&registers::Registers::unconnected()),
        decisions::system(),
        permits::system(),
        identity::system(&Devices::new(SimulatedDevice::default())),
        cards::system(maker),
    ]
}

pub fn setup(maker: &Maker) -> Setup {
    let tables: Vec<_> = systems(maker).iter().flat_map(|s| s.migrations).copied().collect();
    let maker = maker.clone();
    Setup::new()
        .migrations(&tables)
        .registry(move |registry| *registry = web::registry(&mut systems(&maker)))
}

/// Runs a test in a house with a maker of its own, on each engine.
pub async fn in_houses<F: Future<Output = ()>>(test: impl Fn(House) -> F) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let outside = Outside::new().await;
        let maker = outside.maker();
        let told = |world| async { test(House::new(world, outside, maker.clone()).await).await };
        setup(&maker).for_engine(engine, told).await;
    }
}

pub struct House {
    pub world: World,
    pub outside: Outside,
    maker: Maker,
    pub amina: Who,
    clerk: Who,
    pub officer: Who,
    pub stranger: Who,
}

impl House {
    pub async fn new(world: World, outside: Outside, maker: Maker) -> House {
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
        let clerk = who("Leena Heikkinen", PLACE, &["HEL"], "identity-clerk").await;
        let officer = who("Aino Virtanen", "HEL", &[], "officer").await;
        let stranger = who("Timo Salo", "TKU", &[], "officer").await;
        House { world, outside, maker, amina, clerk, officer, stranger }
    }

    pub fn kernel(&self) -> &Kernel {
        &self.world.kernel
    }

    fn router(&self, who: &Who) -> Router {
        let persona = Persona {
            user: who.user,
            name: who.name.to_string(),
            key: "casefile-persona-applicant",
        };
        let config = web::Config { demo: true, personas: vec![persona], ..web::Config::default() };
        web::router(self.kernel().clone(), systems(&self.maker), config).unwrap()
    }

    pub async fn browser(&self, who: &Who) -> Browser {
        Browser::signed_in(&self.router(who), who.user).await.reading("en")
    }

    pub async fn run<A: Act>(&self, act: A) -> Result<Done, NotDone> {
        self.kernel().run(&self.officer, act, Run::default()).await
    }

    /// The next round, after a rest.
    pub async fn later(&self, seconds: i64) {
        self.world.seconds_pass(seconds);
        self.world.settle().await;
    }

    pub async fn card(&self, decision: DecisionId) -> KnownCard {
        let (card, _) = self.kernel().peek::<Card>(CardId::of(decision)).await.unwrap();
        card.known().unwrap().clone()
    }

    /// Code of how the card of a decision stands, and why.
    pub async fn stands(&self, decision: DecisionId) -> (&'static str, &'static str) {
        let standing = self.card(decision).await.standing;
        (standing.code(), standing.why())
    }

    /// Kinds of the events of a card.
    pub async fn told(&self, decision: DecisionId) -> Vec<String> {
        let (machine, card) = (Who::machine(), CardId::of(decision));
        let opened = self.kernel().open::<Card>(&machine, card, cards::SEE, "test").await.unwrap();
        opened.events.iter().map(|event| event.kind.clone()).collect()
    }

    /// Words that were written to whoever applied in a case of where to come.
    pub async fn written(&self, case: CaseId) -> Vec<String> {
        let (messages, _) = self.kernel().peek::<Messages>(case).await.unwrap();
        let texts = messages.all.iter().filter_map(|message| message.text.clone());
        texts.filter(|text| text.contains("Ankara")).collect()
    }

    /// A person and their case, of which nobody has to show who they are.
    pub async fn case(&self, n: usize) -> CaseId {
        let person = PersonId(self.kernel().next_id());
        let typed = Typed {
            latin: (format!("Rahimi{}", "a".repeat(n)), "Amina".to_owned()),
            original: (String::new(), String::new()),
            born: ("1994".to_owned(), "2".to_owned(), "17".to_owned()),
            sex: Sex::F,
            nationalities: vec!["AFG".to_owned()],
        };
        self.run(RegisterPerson { person, typed, class: Class::Normal, another: true })
            .await
            .unwrap();
        let case = CaseId(self.kernel().next_id());
        let (headline, case_type) = ("Aalto".to_owned(), "extended-study".to_owned());
        self.run(OpenCase { case, applicant: person, headline, case_type }).await.unwrap();
        case
    }

    pub async fn decision(&self, id: DecisionId) -> KnownDecision {
        let (decision, _) = self.kernel().peek::<Decision>(id).await.unwrap();
        decision.known().unwrap().clone()
    }

    pub async fn sign(&self, id: DecisionId) {
        let known = self.decision(id).await;
        let basis = Basis::look(self.kernel(), known.case).await.unwrap();
        let letter = known.kind(library().unwrap()).unwrap();
        let fields = basis.fields_of(&known, letter, self.world.now().date()).unwrap().digest();
        let checked = CHECKED.map(str::to_owned).to_vec();
        self.run(SignDecision { decision: id, checked, fields }).await.unwrap();
    }

    /// An official grants a permit in a case; not settled yet.
    pub async fn grants(&self, case: CaseId) -> DecisionId {
        let decision = DecisionId(self.kernel().next_id());
        self.run(DraftDecision { decision, case, letter: GRANT.to_owned() }).await.unwrap();
        let terms = TellTerms {
            decision,
            kind: "fixed-term".into(),
            from: "2026-04-01".parse().unwrap(),
            until: Some("2027-03-13".parse().unwrap()),
            work: Some("limited".into()),
            type_code: Some("B".into()),
            occupation: None,
        };
        self.run(terms).await.unwrap();
        self.sign(decision).await;
        decision
    }

    /// A decision whose card its maker has.
    pub async fn ordered(&self) -> (CaseId, DecisionId, String) {
        let case = self.case(1).await;
        let decision = self.grants(case).await;
        self.world.settle().await;
        self.releases(decision).await;
        self.world.settle().await;
        (case, decision, self.card(decision).await.reference())
    }

    /// An official lets its card be made although nothing was taken for it.
    pub async fn releases(&self, decision: DecisionId) {
        let (ground, note) = ("maker-has-them".to_owned(), "Taken in Oulu.".to_owned());
        let act = cards::acts::ReleaseCard { card: CardId::of(decision), ground, note };
        self.run(act).await.unwrap();
    }

    pub async fn recalls(&self, decision: DecisionId) {
        let reason = "Made out to another.".to_owned();
        self.run(RecallDecision { decision, reason }).await.unwrap();
    }

    /// A correction of a decision in which something is said anew.
    pub async fn corrects(&self, of: DecisionId, field: &str, value: &str) -> DecisionId {
        let decision = DecisionId(self.kernel().next_id());
        self.run(CorrectDecision { decision, of }).await.unwrap();
        let (field, value) = (field.to_owned(), Some(value.to_owned()));
        let reason = "Typed wrongly.".to_owned();
        self.run(AmendField { decision, field, value, reason }).await.unwrap();
        self.sign(decision).await;
        decision
    }

    /// Amina has applied for a first permit and shown who she is: her case, and the path of her application.
    pub async fn came(&self) -> (CaseId, String) {
        let application = sent(&mut self.browser(&self.amina).await).await;
        self.world.settle().await;
        let id: ApplicationId = application.split('/').nth(3).unwrap().parse().unwrap();
        let (known, _) = self.kernel().peek::<Application>(id).await.unwrap();
        let (case, _) = known.known().unwrap().stage.case().unwrap();
        let desk = format!("/identity/cases/{case}");
        let mut clerk = self.browser(&self.clerk).await;
        led(&clerk.fill(&format!("{desk}/passport"), &[("lines", &lines())]).await);
        led(&clerk.fill(&format!("{desk}/originals"), &[]).await);
        for what in ["signature", "face", "fingerprints"] {
            for _ in 0..2 {
                let (step, _) = self.kernel().peek::<IdentityStep>(case).await.unwrap();
                if !step.known().unwrap().is_dealt_with(what.parse().unwrap()) {
                    led(&clerk.fill(&format!("{desk}/take/{what}"), &[]).await);
                    self.world.settle().await;
                }
            }
        }
        let said = [("same", "yes"), ("noticed", "nothing")];
        led(&clerk.fill(&format!("{desk}/prove"), &said).await);
        self.world.settle().await;
        (case, application)
    }

    pub async fn is_sound(&self) {
        self.world.verify().await;
    }

    pub async fn number(&self, case: CaseId) -> String {
        let (case, _) = self.kernel().peek::<Case>(case).await.unwrap();
        case.known().unwrap().number.to_string()
    }
}

/// Where a form that was done leads.
pub fn led(shown: &Shown) -> String {
    assert_eq!(shown.status, 303, "{}", shown.body);
    shown.location().to_owned()
}

/// The lines of Amina's passport.
fn lines() -> String {
    let (family, given, born, number) = ("Rahimi", "Amina", "1994-02-17", "P1234567");
    let expires = "2031-01-31";
    Passport { country: "AFG", family, given, number, born, expires, sex: 'F' }.lines()
}

/// A degree student's application, sent.
async fn sent(browser: &mut Browser) -> String {
    let first = led(&browser.fill("/apply/student-degree/begin", &[]).await);
    let application = first.rsplit_once('/').unwrap().0.to_owned();
    let names =
        [("family_name", "Rahimi"), ("given_names", "Amina"), ("born", "1994-02-17"), ("sex", "F")];
    let passport = [
        ("passport_number", "P1234567"),
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
