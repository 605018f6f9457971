//! The employer's part, with the simulated provider and registers over real HTTP: a code, a sign-in, a
//! mandate, the terms, and what the case hears of it.

use axum::Router;
use casefile::model::BusinessId;
use kernel::Engine;
use outside::openid::{Provider, Settings as ProviderSettings};
use outside::{Address, Limits};
use permits::{Employers, Lines};
use registers::{Manners, Registers};
use registers_simulator::{Fault, Order, Register, Simulator};
use serde_json::{Value as Json, json};
use testkit::{Browser, Setup, Shown, World};
use web::{Persona, StrongSignIn, System};

use crate::house::{House, led};
use crate::paid::simulated;

const LIMITS: Limits = Limits { connect_ms: 2_000, answer_ms: 5_000, bytes_max: 1_000_000 };
const BACK: &str = "http://127.0.0.1:9";

pub struct Employing {
    pub house: House,
    simulator: Simulator,
    there: String,
    router: Router,
    /// Somebody who acts for a company, somebody who acts for none, and companies.
    pub boss: String,
    pub company: String,
    other: String,
    further: String,
}

fn systems(there: &str) -> Vec<System> {
    let employers = Employers::new(there, there, BACK).unwrap();
    let lines = Lines { employers, ..Lines::default() };
    let registers = Registers::all_at(Manners::shipped().unwrap(), there).unwrap();
    let permits = permits::connected(&lines, &registers);
    vec![casefile::system(), automation::system(), permits, crate::berries::system()]
}

fn setup(there: &str) -> Setup {
    let tables: Vec<_> = systems(there).iter().flat_map(|s| s.migrations).copied().collect();
    let there = there.to_owned();
    Setup::new()
        .migrations(&tables)
        .registry(move |registry| *registry = web::registry(&mut systems(&there)))
}

pub async fn in_houses<F: Future<Output = ()>>(test: impl Fn(Employing) -> F) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let (simulator, there) = simulated().await;
        let world = setup(&there).world(engine).await;
        test(Employing::new(world, simulator, there).await).await;
    }
}

async fn list(there: &str, path: &str) -> Vec<Json> {
    let answer = there.parse::<Address>().unwrap().get(path, LIMITS).await.unwrap();
    serde_json::from_slice(&answer.body).unwrap()
}

/// The company somebody acts for.
async fn mandate(there: &str, person: &Json) -> Option<String> {
    let body = json!({ "person": person["identity"], "on": "2026-03-02" }).to_string();
    let at: Address = there.parse().unwrap();
    let answer = at.post_json("/mandates/v1/query", body.into_bytes(), LIMITS).await.unwrap();
    let told: Json = serde_json::from_slice(&answer.body).unwrap();
    let mandates = told["record"]["mandates"].as_array()?;
    let company = mandates.iter().find(|mandate| mandate["matter"] == "employer-matters")?;
    Some(company["principal"]["business_id"].as_str()?.to_owned())
}

/// A business id of no company: right in itself, and given to nobody.
async fn nobody(there: &str) -> String {
    let at: Address = there.parse().unwrap();
    for seven in 9_000_000..9_001_000 {
        for digit in 0..10 {
            let id = format!("{seven}-{digit}");
            if BusinessId::new("FIN", &id).is_err() {
                continue;
            }
            let body = json!({ "business_id": id, "on": "2026-03-02" }).to_string();
            let answer = at.post_json("/trade/v1/query", body.into_bytes(), LIMITS).await.unwrap();
            let told: Json = serde_json::from_slice(&answer.body).unwrap();
            if told["result"] == "unknown" {
                return id;
            }
        }
    }
    panic!("every id is somebody's");
}

impl Employing {
    async fn new(world: World, simulator: Simulator, there: String) -> Employing {
        let house = House::new(world).await;
        let settings = ProviderSettings {
            issuer: format!("{there}/identity"),
            client: "uma".to_owned(),
            secret: None,
            back: format!("{BACK}/sign-in/return"),
            gate: None,
            levels: Vec::new(),
        };
        let provider = Provider::new(settings).unwrap();
        let strong = Some(StrongSignIn { provider, role: "applicant" });
        let personas = [&house.amina, &house.bela].map(|who| Persona {
            user: who.user,
            name: who.name.to_string(),
            key: "casefile-persona-applicant",
        });
        let personas = personas.into();
        let config = web::Config { demo: true, personas, strong, ..web::Config::default() };
        let router = web::router(house.kernel().clone(), systems(&there), config).unwrap();
        let (mut boss, mut others, mut skip) = (None, Vec::new(), 1);
        while boss.is_none() || others.len() < 2 {
            let people = list(&there, &format!("/world/people?skip={skip}")).await;
            assert!(!people.is_empty(), "nobody acts for a company");
            skip += people.len();
            for person in people.iter().filter(|person| person["works"] == true) {
                let reference = person["reference"].as_str().unwrap().to_owned();
                match mandate(&there, person).await {
                    Some(company) if boss.is_none() => boss = Some((reference, company)),
                    None if others.len() < 2 => others.push(reference),
                    _ => {}
                }
            }
        }
        let (boss, company) = boss.unwrap();
        let companies = list(&there, "/world/companies").await;
        let mut ids = companies.iter().map(|known| known["business_id"].as_str().unwrap());
        let further = ids.find(|id| *id != company).unwrap().to_owned();
        let other = others.remove(0);
        Employing { house, simulator, there, router, boss, company, other, further }
    }

    /// Somebody else who acts for another company, and that company.
    pub async fn another_boss(&self) -> (String, String) {
        let mut skip = 1;
        loop {
            let people = list(&self.there, &format!("/world/people?skip={skip}")).await;
            assert!(!people.is_empty(), "nobody else acts for a company");
            skip += people.len();
            for person in people.iter().filter(|person| person["works"] == true) {
                let reference = person["reference"].as_str().unwrap();
                match mandate(&self.there, person).await {
                    Some(company) if company != self.company => {
                        return (reference.to_owned(), company);
                    }
                    _ => {}
                }
            }
        }
    }

    pub fn order(&self, register: Register, fault: Option<Fault>) {
        self.simulator.order(Order { register, fault });
    }

    pub async fn amina(&self) -> Browser {
        Browser::signed_in(&self.router, self.house.amina.user).await
    }

    /// Amina picks berries; her application and the code for her employer.
    async fn invited(&self, amina: &mut Browser) -> (String, String) {
        self.invited_to(amina, "berries").await
    }

    /// The same of another type of permit.
    pub async fn invited_to(&self, amina: &mut Browser, permit: &str) -> (String, String) {
        let path = begins(amina, permit).await;
        (path.clone(), self.code(amina, &path).await)
    }

    pub async fn code(&self, amina: &mut Browser, path: &str) -> String {
        let to = led(&amina.fill(&format!("{path}/employer/invite"), &[]).await);
        assert_eq!(to, format!("{path}/employer"));
        let page = amina.get(&to).await;
        let link = page.body.split(&format!("<bdi>{BACK}/employer/")).nth(1);
        link.unwrap_or_else(|| panic!("{}", page.body)).split('<').next().unwrap().to_owned()
    }

    /// Somebody opens the link and proves who they are; back at the link.
    pub async fn comes(&self, code: &str, who: &str) -> Browser {
        self.proves(&format!("/employer/{code}"), who).await
    }

    /// Somebody opens a page that needs a sign-in, and proves who they are; back on that page.
    pub async fn proves(&self, at: &str, who: &str) -> Browser {
        let mut browser = Browser::new(&self.router);
        let page = browser.get(at).await;
        assert!(page.location().starts_with("/sign-in?next="), "{}", page.body);
        let sign_in = browser.get(page.location()).await;
        let href = sign_in.body.split("href=\"").find(|part| part.starts_with("/sign-in/strong"));
        let to = browser.get(href.unwrap().split('"').next().unwrap()).await;
        let (path, query) =
            to.location().strip_prefix(&self.there).unwrap().split_once('?').unwrap();
        let host = self.there.strip_prefix("http://").unwrap();
        let back = post(host, path, &format!("{query}&who={who}")).await;
        let back = browser.get(back.strip_prefix(BACK).unwrap()).await;
        assert_eq!(back.location(), at, "{}", back.body);
        browser
    }

    pub async fn says(&self, browser: &mut Browser, code: &str, company: &str) -> Shown {
        browser.fill(&format!("/employer/{code}"), &[("business_id", company)]).await
    }
}

/// Begins an application; its path.
pub async fn begins(browser: &mut Browser, permit: &str) -> String {
    let first = led(&browser.fill(&format!("/apply/{permit}/begin"), &[]).await);
    first.rsplit_once('/').unwrap().0.to_owned()
}

/// Posts a form; where that leads.
async fn post(host: &str, path: &str, body: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: \
         application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap().to_owned()
}

impl Employing {
    /// The house without its pages.
    pub fn closes(self) -> World {
        drop(self.router);
        self.house.world
    }

    /// Somebody who acts for the company comes by a code, gives these terms and confirms them.
    pub async fn confirms(&self, code: &str, terms: &[(&str, &str)]) {
        let mut boss = self.comes(code, &self.boss).await;
        led(&self.says(&mut boss, code, &self.company).await);
        led(&boss.fill(&format!("/employer/{code}/terms"), terms).await);
        led(&boss.fill(&format!("/employer/{code}/confirm"), &[("true", "yes")]).await);
        self.house.world.settle().await;
    }
}

pub const TERMS: &[(&str, &str)] = &[
    ("occupation", "9215"),
    ("pay", "1 799,50"),
    ("hours", "38"),
    ("agreement", "Marja"),
    ("starts", "1.7.2026"),
];

/// The rest of the application, sent.
pub async fn sent(amina: &mut Browser, path: &str) {
    let names = [("family_name", "Rahimi"), ("born", "1994-02-17"), ("sex", "F")];
    let passport = [
        ("passport_number", "P1234567"),
        ("passport_issuer", "AFG"),
        ("passport_expires", "2031-01-31"),
    ];
    for (page, answers) in [
        ("names", &names[..]),
        ("nationality", &[("nationality", "AFG")]),
        ("passport", &passport),
        ("contact", &[("email", "amina@example.com")]),
        ("picking", &[("berry", "bilberry"), ("forest", "Nuuksio"), ("own_bucket", "no")]),
        ("pay", &[("pay", "1700"), ("hours", "40")]),
    ] {
        led(&amina.fill(&format!("{path}/{page}"), answers).await);
    }
    led(&amina.fill(&format!("{path}/send"), &[("true", "yes")]).await);
}

#[tokio::test]
async fn an_employer_gives_the_terms_and_the_case_hears_them_beside_the_applicants_word() {
    in_houses(|employing| async move {
        let mut amina = employing.amina().await;
        let (path, code) = employing.invited(&mut amina).await;
        let mut boss = employing.comes(&code, &employing.boss).await;
        let page = boss.get(&format!("/employer/{code}")).await;
        assert!(page.has("Business ID of the company") && !page.has("Amina"), "{}", page.body);
        let to = employing.says(&mut boss, &code, &employing.company).await;
        assert_eq!(led(&to), format!("/employer/{code}/terms"));
        let terms = format!("/employer/{code}/terms");
        assert_eq!(led(&boss.fill(&terms, TERMS).await), format!("/employer/{code}/confirm"));
        // Saved: it is there when the page is opened again.
        assert!(boss.get(&terms).await.has("9215"));
        let shown = boss.get(&format!("/employer/{code}/confirm")).await;
        assert!(shown.has("1799.5") && shown.has("Marja"), "{}", shown.body);
        assert!(shown.has("Whoever applies sees these terms."), "{}", shown.body);
        let confirm = format!("/employer/{code}/confirm");
        let done = led(&boss.fill(&confirm, &[("true", "yes")]).await);
        assert_eq!(done, format!("/employer/{code}"));
        assert!(boss.get(&done).await.has("You need do nothing more"));
        assert_eq!(boss.fill(&terms, TERMS).await.status, 422, "confirmed is confirmed");
        // Whoever applies sees what was given, as it is their own work.
        for lang in ["en", "fi", "sv"] {
            amina = amina.reading(lang);
            let asked = amina.get(&format!("{path}/employer")).await;
            assert!(asked.has("1799.5") && asked.has("9215") && asked.has("/invite"));
        }
        amina = amina.reading("en");
        let asked = amina.get(&format!("{path}/employer")).await;
        assert!(asked.has("has given the terms"), "{}", asked.body);
        sent(&mut amina, &path).await;
        employing.house.world.settle().await;
        let (_, _, facts) = employing.house.case(&path).await;
        let pay = facts.told_by("pay_monthly", "employer_part").unwrap();
        let amount = law::Decimal::parse("1799.5").unwrap();
        assert_eq!(pay.value, Some(law::Value::Num(amount)));
        assert!(facts.told_by("terms_complete", "employer_part").is_some());
        assert_eq!(facts.sources("terms_complete").count(), 1);
        let law = permits::rules::dictionary().unwrap();
        let today = employing.house.world.now().date();
        let state = facts.state("pay_monthly", today, law);
        assert!(
            matches!(state, automation::FactState::Contradictory(_)),
            "what differs is for an official: {state:?}"
        );
        employing.house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn every_page_of_the_employers_part_is_small_in_every_language() {
    in_houses(|employing| async move {
        let mut amina = employing.amina().await;
        let (path, code) = employing.invited(&mut amina).await;
        let mut boss = employing.comes(&code, &employing.boss).await;
        let part = format!("/employer/{code}");
        for lang in ["fi", "sv", "en"] {
            amina = amina.reading(lang);
            boss = boss.reading(lang);
            amina.finds_small(&format!("{path}/employer")).await;
            amina.finds_small(&format!("{path}/employer/invite")).await;
            boss.finds_small("/employer").await;
            boss.finds_small(&part).await;
        }
        led(&employing.says(&mut boss, &code, &employing.company).await);
        led(&boss.fill(&format!("{part}/terms"), TERMS).await);
        for lang in ["fi", "sv", "en"] {
            boss = boss.reading(lang);
            for page in [part.clone(), format!("{part}/terms"), format!("{part}/confirm")] {
                boss.finds_small(&page).await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn terms_that_come_after_the_case_reach_it_too() {
    in_houses(|employing| async move {
        let mut amina = employing.amina().await;
        let (path, code) = employing.invited(&mut amina).await;
        sent(&mut amina, &path).await;
        employing.house.world.settle().await;
        let (_, _, facts) = employing.house.case(&path).await;
        assert!(facts.told_by("pay_monthly", "employer_part").is_none());
        let mut boss = employing.comes(&code, &employing.boss).await;
        led(&employing.says(&mut boss, &code, &employing.company).await);
        led(&boss.fill(&format!("/employer/{code}/terms"), TERMS).await);
        led(&boss.fill(&format!("/employer/{code}/confirm"), &[("true", "yes")]).await);
        employing.house.world.settle().await;
        let (_, _, facts) = employing.house.case(&path).await;
        assert!(facts.told_by("pay_monthly", "employer_part").is_some());
        // What was sent stays as it was sent.
        let known = employing.house.application(&path).await;
        assert_eq!(known.answered["pay"].answers["pay"].value, "1700");
    })
    .await;
}

#[tokio::test]
async fn codes_that_are_wrong_old_or_used_say_so() {
    in_houses(|employing| async move {
        let mut amina = employing.amina().await;
        let (path, code) = employing.invited(&mut amina).await;
        let mut other = employing.comes(&code, &employing.other).await;
        let wrong = other.get("/employer/ABCD-EFGH-JKLM-NPQR").await;
        assert!(wrong.status == 422 && wrong.has("There is no such code"), "{}", wrong.body);
        assert!(other.get("/employer?code=abc").await.has("There is no such code"));
        let small = code.to_lowercase().replace('-', " ").replace(' ', "+");
        let found = other.get(&format!("/employer?code={small}")).await;
        assert_eq!(found.location(), format!("/employer/{code}"));
        let early = other.get(&format!("/employer/{code}/terms")).await;
        assert!(early.status == 422 && early.has("for which company"), "{}", early.body);
        let mut boss = employing.comes(&code, &employing.boss).await;
        led(&employing.says(&mut boss, &code, &employing.company).await);
        let used = other.get(&format!("/employer/{code}")).await;
        assert!(used.has("Somebody else has used this code"), "{}", used.body);
        assert_eq!(other.get(&format!("/employer/{code}/terms")).await.status, 422);
        // One that nobody took gets old, and a new one can be made.
        let (path2, code2) = employing.invited(&mut amina).await;
        assert_ne!((&path, &code), (&path2, &code2));
        employing.house.world.days_pass(31);
        let mut amina = employing.amina().await;
        let old = amina.get(&format!("{path2}/employer")).await;
        assert!(old.has("The code is too old") && old.has("/invite"), "{}", old.body);
        assert_ne!(employing.code(&mut amina, &path2).await, code2);
        let own = amina.get(&format!("/employer/{code2}")).await;
        assert!(own.has("too old"), "{}", own.body);
    })
    .await;
}

#[tokio::test]
async fn nobody_speaks_for_a_company_without_a_mandate() {
    in_houses(|employing| async move {
        let mut amina = employing.amina().await;
        let (_, code) = employing.invited(&mut amina).await;
        let mut other = employing.comes(&code, &employing.other).await;
        let nobody = nobody(&employing.there).await;
        for (company, words) in [
            (employing.company.as_str(), "You have no mandate"),
            ("0244683-2", "check digit"),
            ("", "usiness ID"),
        ] {
            let told = employing.says(&mut other, &code, company).await;
            assert_eq!(told.status, 422);
            assert!(told.has(words), "{company}: {}", told.body);
        }
        let told = employing.says(&mut other, &code, &nobody).await;
        assert!(told.has("no company with this business ID"), "{}", told.body);
        assert!(told.has(&nobody), "what was typed stays");
        let mut boss = employing.comes(&code, &employing.boss).await;
        let told = employing.says(&mut boss, &code, &employing.further).await;
        assert!(told.has("You have no mandate"), "for this company: {}", told.body);
        for register in [Register::Mandates, Register::Trade] {
            for fault in [Fault::Down, Fault::WrongSchema] {
                employing.order(register, Some(fault));
                let told = employing.says(&mut boss, &code, &employing.company).await;
                assert!(told.has("The registers do not answer"), "{register:?}: {}", told.body);
            }
            employing.order(register, None);
        }
        led(&employing.says(&mut boss, &code, &employing.company).await);
    })
    .await;
}

#[tokio::test]
async fn whoever_was_not_proved_is_asked_to_and_nobody_is_their_own_employer() {
    in_houses(|employing| async move {
        let mut amina = employing.amina().await;
        let (_, code) = employing.invited(&mut amina).await;
        let mut bela = Browser::signed_in(&employing.router, employing.house.bela.user).await;
        let page = bela.get(&format!("/employer/{code}")).await;
        assert!(page.has("/sign-in/strong?next=/employer/") && !page.has("business_id"));
        let bare = employing.says(&mut bela, &code, &employing.company).await;
        assert!(bare.status == 400 || bare.has("identify yourself"), "{}", bare.body);
        // The word of another session opens nothing.
        let boss = employing.comes(&code, &employing.boss).await;
        let proof = boss.cookies["uma-proven"].clone();
        bela.cookies.insert("uma-proven".to_owned(), proof);
        assert!(!bela.get(&format!("/employer/{code}")).await.has("name=\"business_id\""));
    })
    .await;
}
