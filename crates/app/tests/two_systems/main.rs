//! Two small systems on one case: each comes in by the door, one asks the other for work, and they
//! meet nowhere but on the case's stream.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is how a test says that something is wrong"
)]

mod letters;
mod visits;

use std::collections::BTreeSet;

use axum::Router;
use casefile::acts::{LiftHold, PlaceHold};
use casefile::hold::ActKind;
use casefile::model::Compartment;
use casefile::{Case, CaseId, HoldId};
use kernel::{Class, Date, Engine, Kernel, NotDone, Profile, Run, Who};
use testkit::{Browser, Sample, Setup, Shown, World, check_samples, check_statements};
use uuid::Uuid;
use web::{Config, Persona, System};

use letters::state::Letters;
use visits::acts::PlanVisit;
use visits::state::{Visit, VisitId};

fn systems() -> Vec<System> {
    vec![casefile::system(), visits::system(), letters::system()]
}

fn setup() -> Setup {
    let tables: Vec<_> = systems().iter().flat_map(|s| s.migrations).copied().collect();
    Setup::new().migrations(&tables).registry(|registry| {
        *registry = web::registry(&mut systems());
    })
}

/// The people of a house: an officer and a clerk of one unit, and the same of another.
struct House {
    world: World,
    people: [Who; 4],
}

const AINO: usize = 0;
const LEILA: usize = 1;
const OSKARI: usize = 2;
const OLLI: usize = 3;

impl House {
    async fn new(world: World) -> House {
        let people = [
            world.user("Aino Virtanen", "HEL", &["officer"]).await,
            world.user("Leila Hassan", "HEL", &["clerk"]).await,
            world.user("Oskari Mäkelä", "TKU", &["officer"]).await,
            world.user("Olli Nieminen", "TKU", &["clerk"]).await,
        ];
        House { world, people }
    }

    fn router(&self) -> Router {
        let personas = self.people.iter().map(|who| Persona {
            user: who.user,
            name: who.name.to_string(),
            key: "casefile-persona-officer",
        });
        let config = Config { demo: true, personas: personas.collect(), ..Config::default() };
        web::router(self.world.kernel.clone(), systems(), config).unwrap()
    }

    async fn browser(&self, n: usize) -> Browser {
        Browser::signed_in(&self.router(), self.people[n].user).await
    }

    /// A person registered and a case opened, through the forms.
    async fn case(&self) -> CaseId {
        let mut aino = self.browser(AINO).await;
        let amina =
            [("family", "Rahimi"), ("given", "Amina"), ("sex", "F"), ("nationality", "AFG")];
        let person = moved(&aino.fill("/persons/new", &amina).await);
        let person = person.strip_prefix("/persons/").unwrap();
        let new = format!("/cases/new?person={person}");
        let typed = [("headline", "Address of residence"), ("case_type", "general-matter")];
        let case = moved(&aino.fill(&new, &typed).await);
        case.strip_prefix("/cases/").unwrap().parse().unwrap()
    }

    async fn plan(&self, case: CaseId) -> Shown {
        let fields = [("on", "9.3.2026"), ("purpose", "See the flat")];
        self.browser(AINO).await.fill(&self.plan_path(case).await, &fields).await
    }

    /// Where the case page leads to plan a visit, which is what its panel says.
    async fn plan_path(&self, case: CaseId) -> String {
        let page = self.browser(AINO).await.get(&format!("/cases/{case}")).await;
        let (_, rest) = page.body.split_once("href=\"/visits/new").unwrap();
        format!("/visits/new{}", rest.split_once('"').unwrap().0)
    }

    /// The same house after its process ended and began anew.
    async fn restart(self) -> House {
        House { world: self.world.restart().await, people: self.people }
    }

    /// Two processes deliver at the same time, one round.
    async fn race_to_deliver(&self) {
        let other: Kernel = self.world.beside().await;
        let (a, b) = tokio::join!(self.world.kernel.deliver_due(), other.deliver_due());
        a.unwrap();
        b.unwrap();
    }

    /// Kinds of a case's events after it was opened, oldest first.
    async fn kinds(&self, case: CaseId) -> Vec<String> {
        let machine = Who::machine();
        let opened = self.world.kernel.open::<Case>(&machine, case, casefile::SEE, "test").await;
        let events = opened.unwrap().events;
        let kinds = events.iter().map(|event| event.kind.clone());
        kinds.skip_while(|k| *k != "signal.case_opened").skip(1).collect()
    }
}

/// Where a form that was done leads.
fn moved(shown: &Shown) -> String {
    assert_eq!(shown.status, 303, "{}", shown.body);
    shown.location().to_owned()
}

#[tokio::test]
async fn what_one_system_asks_the_other_answers_and_people_see_it() {
    setup()
        .for_both(|world| async move {
            let house = House::new(world).await;
            let case = house.case().await;
            let mut aino = house.browser(AINO).await;
            assert_eq!(moved(&house.plan(case).await), "/visits");
            let page = aino.get("/visits").await;
            assert!(page.has("9 March 2026") && page.has("See the flat"), "{}", page.body);
            assert!(page.has("a letter was asked for"), "{}", page.body);

            house.world.settle().await;
            assert!(aino.get("/visits").await.has("the letter was sent"));
            for (lang, words) in [
                ("en", ["Letter sent", "A letter to the applicant", "the letter was sent"]),
                ("fi", ["Kirje lähetetty", "Kirje hakijalle", "kirje on lähetetty"]),
                ("sv", ["Brev skickat", "Ett brev till sökanden", "brevet har skickats"]),
            ] {
                aino = aino.reading(lang);
                let page = aino.get(&format!("/cases/{case}")).await;
                for words in words {
                    assert!(page.has(words), "{lang}: {words}: {}", page.body);
                }
            }
            let kinds = ["request.wanted", "letters.sent", "request.answered"];
            assert_eq!(house.kinds(case).await, kinds);
            let clerk = house.browser(LEILA).await.get(&format!("/cases/{case}")).await;
            assert!(clerk.has("Letter sent") && !clerk.has("/visits/new"), "{}", clerk.body);
            house.world.verify().await;
        })
        .await;
}

#[tokio::test]
async fn a_letter_that_comes_back_closes_the_case_and_calls_the_visits_off() {
    setup()
        .for_both(|world| async move {
            let house = House::new(world).await;
            let case = house.case().await;
            for _ in 0..2 {
                house.plan(case).await;
            }
            house.world.settle().await;
            let mut leila = house.browser(LEILA).await;
            let letters = leila.get("/letters").await;
            let (_, rest) = letters.body.split_once("href=\"/letters/").unwrap();
            let path = format!("/letters/{}", rest.split_once('"').unwrap().0);
            assert!(leila.get(&path).await.has("The case will be closed."));
            assert_eq!(moved(&leila.fill(&path, &[]).await), format!("/cases/{case}"));
            let page = leila.get(&format!("/cases/{case}")).await;
            for words in ["Letter came back", "Case closed", "Task done", "Ended"] {
                assert!(page.has(words), "{words}: {}", page.body);
            }
            let again = leila.fill(&path, &[]).await;
            assert_eq!(again.status, 422);
            assert!(again.has("noted already"), "{}", again.body);
            assert!(leila.get("/letters").await.has("came back"));

            let mut aino = house.browser(AINO).await;
            assert!(!aino.get("/visits").await.has("called off"));
            house.world.settle().await;
            assert_eq!(aino.get("/visits").await.body.matches("called off").count(), 2);
            let late = house.plan(case).await;
            assert_eq!(late.status, 422);
            assert!(late.has("The case is closed"), "{}", late.body);
            house.world.verify().await;
        })
        .await;
}

#[tokio::test]
async fn a_case_closed_by_hand_calls_visits_off_and_letters_come_too_late() {
    setup()
        .for_both(|world| async move {
            let house = House::new(world).await;
            let case = house.case().await;
            house.plan(case).await;
            let mut aino = house.browser(AINO).await;
            moved(&aino.fill(&format!("/cases/{case}/close"), &[("outcome", "done")]).await);
            house.world.settle().await;
            assert!(aino.get("/visits").await.has("called off"));
            let kinds = house.kinds(case).await;
            assert_eq!(kinds.last().unwrap(), "request.answered");
            assert!(!kinds.contains(&"letters.sent".to_owned()), "{kinds:?}");
            house.world.verify().await;
        })
        .await;
}

#[tokio::test]
async fn everything_happens_once_also_when_the_process_stops_in_between() {
    setup()
        .for_both(|world| async move {
            let house = House::new(world).await;
            let case = house.case().await;
            let path = format!("/visits/new?case={case}");
            let mut aino = house.browser(AINO).await;
            let mut form = aino.get(&path).await.hidden();
            let typed = [("on", "9.3.2026"), ("purpose", "See the flat")];
            form.extend(typed.map(|(n, v)| (n.to_owned(), v.to_owned())));
            let form: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            for _ in 0..2 {
                assert_eq!(moved(&aino.post("/visits/new", &form).await), "/visits");
            }
            drop(aino);
            // Asked for, and not heard yet.
            let house = house.restart().await;
            house.race_to_deliver().await;
            // Answered, and perhaps not heard yet.
            let house = house.restart().await;
            house.race_to_deliver().await;
            house.world.settle().await;
            let kinds = ["request.wanted", "letters.sent", "request.answered"];
            assert_eq!(house.kinds(case).await, kinds);
            let mut aino = house.browser(AINO).await;
            let page = aino.get("/visits").await;
            assert_eq!(page.body.matches("the letter was sent").count(), 1, "{}", page.body);
            house.world.verify().await;
        })
        .await;
}

#[tokio::test]
async fn an_answer_that_comes_while_somebody_types_is_told_in_words() {
    let house = House::new(setup().world(Engine::Sqlite).await).await;
    let case = house.case().await;
    house.plan(case).await;
    let mut aino = house.browser(AINO).await;
    let path = format!("/cases/{case}/notes/new");
    let mut form = aino.get(&path).await.hidden();
    house.world.settle().await;
    form.push(("text".to_owned(), "Called the landlord".to_owned()));
    let form: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let stale = aino.post(&path, &form).await;
    assert_eq!(stale.status, 409);
    assert!(stale.has("Letter sent, ") && stale.has("Called the landlord"), "{}", stale.body);
}

#[tokio::test]
async fn a_letter_that_is_stopped_is_not_sent_and_the_other_system_hears_no_more_than_that() {
    setup()
        .for_both(|world| async move {
            let house = House::new(world).await;
            let case = house.case().await;
            let compartment = Compartment::coded("trafficking").unwrap().id;
            let profile = Profile {
                unit: "DSK".into(),
                roles: ["duty-desk".to_owned()].into(),
                units: BTreeSet::new(),
                clearance: Class::Secret,
                compartments: [compartment].into(),
            };
            let ritva = house.world.user_with("Ritva Salo", profile).await;
            let (state, _) = house.world.kernel.peek::<Case>(case).await.unwrap();
            let person = state.known().unwrap().applicant;
            let hold = HoldId(house.world.kernel.next_id());
            let placed = PlaceHold {
                hold,
                person,
                compartment,
                kinds: ActKind::ALL.into(),
                owner: ritva.user,
                review_on: "2026-06-01".parse().unwrap(),
                reason: "A threat".to_owned(),
            };
            house.world.kernel.run(&ritva, placed, Run::default()).await.unwrap();
            house.plan(case).await;
            house.world.settle().await;
            assert_eq!(house.kinds(case).await, ["request.wanted", "request.answered"]);
            let page = house.browser(AINO).await.get(&format!("/cases/{case}")).await;
            assert!(page.has("Stopped: ask the duty desk"), "{}", page.body);
            assert!(!page.has("A threat") && !page.has("Ritva"), "{}", page.body);

            let lifted = LiftHold { hold, reason: "Over".to_owned() };
            house.world.kernel.run(&ritva, lifted, Run::default()).await.unwrap();
            house.plan(case).await;
            house.world.settle().await;
            assert!(house.kinds(case).await.contains(&"letters.sent".to_owned()));
            house.world.verify().await;
        })
        .await;
}

#[tokio::test]
async fn another_unit_sees_and_reaches_nothing_of_it() {
    setup()
        .for_both(|world| async move {
            let house = House::new(world).await;
            let case = house.case().await;
            house.plan(case).await;
            house.world.settle().await;
            let letter =
                *house.world.kernel.peek::<Letters>(case).await.unwrap().0.0.keys().next().unwrap();
            let (mut oskari, mut olli) = (house.browser(OSKARI).await, house.browser(OLLI).await);
            assert!(oskari.get("/visits").await.has("No visits are planned"));
            assert!(olli.get("/letters").await.has("No letters were sent"));
            let never = Uuid::from_u128(7);
            for (browser, there, nowhere) in [
                (
                    &mut oskari,
                    format!("/visits/new?case={case}"),
                    format!("/visits/new?case={never}"),
                ),
                (
                    &mut olli,
                    format!("/letters/{case}/{letter}/returned"),
                    format!("/letters/{never}/{letter}/returned"),
                ),
            ] {
                let (there, nowhere) = (browser.get(&there).await, browser.get(&nowhere).await);
                assert_eq!(there.status, nowhere.status);
                assert_ne!(there.status, 200);
            }
            // Past the form, straight at the act: what is not seen is not written either.
            let plan = PlanVisit {
                visit: VisitId(house.world.kernel.next_id()),
                case,
                on: "2026-03-09".parse::<Date>().unwrap(),
                purpose: "x".to_owned(),
            };
            let oskari = &house.people[OSKARI];
            let refused = house.world.kernel.run(oskari, plan, Run::default()).await.unwrap_err();
            assert!(
                matches!(&refused, NotDone::Refused(r) if r.code == "case-unknown"),
                "{refused:?}"
            );
        })
        .await;
}

#[tokio::test]
async fn a_system_brings_its_own_kind_of_case_with_its_own_words() {
    setup()
        .for_both(|world| async move {
            casefile::case_type::check().unwrap();
            let house = House::new(world).await;
            let mut aino = house.browser(AINO).await;
            let amina =
                [("family", "Rahimi"), ("given", "Amina"), ("sex", "F"), ("nationality", "AFG")];
            let person = moved(&aino.fill("/persons/new", &amina).await);
            let person = person.strip_prefix("/persons/").unwrap();
            let new = format!("/cases/new?person={person}");
            let typed = [("headline", "A child to be placed"), ("case_type", "home-study")];
            let case = moved(&aino.fill(&new, &typed).await);
            let page = aino.get(&case).await;
            assert!(page.has("Home study") && page.has("Received"), "{}", page.body);
            // The kind has no time limit and no task of the file's own.
            let case = case.strip_prefix("/cases/").unwrap().parse::<CaseId>().unwrap();
            assert_eq!(house.kinds(case).await, [""; 0]);
            let form = format!("/cases/{case}/status");
            assert!(!aino.get(&form).await.has("Ready to decide"));
            moved(&aino.fill(&form, &[("status", "to-be-visited")]).await);
            assert!(aino.get("/cases?word=to-be-visited").await.has("To be visited"));
            house.world.verify().await;
        })
        .await;
}

#[tokio::test]
async fn every_statement_is_fit_for_both_engines() {
    setup().for_both(|world| async move { check_statements(&world).await }).await;
}

#[test]
fn texts_are_complete_in_three_languages() {
    let flaws: Vec<String> = web::check(&systems()).iter().map(ToString::to_string).collect();
    assert_eq!(flaws, [""; 0]);
}

#[test]
fn every_event_ever_stored_still_reads() {
    let sample = |kind, body| Sample { kind, schema: 1, body };
    check_samples::<Visit>(
        visits::rows::TABLES,
        &[
            sample(
                "visit.planned",
                r#"{"case": "019cae01-0000-7000-8000-000000000001", "request": "019cae01-0000-7000-8000-000000000002", "on": "2026-03-09", "purpose": {"$seal": {"subject": "019cae01-0000-7000-8000-000000000001", "plain": "See the flat"}}, "unit": "HEL", "class": "normal"}"#,
            ),
            sample("visit.answered", r#"{"answer": "letters.sent"}"#),
            sample("visit.called_off", "null"),
        ],
    );
    check_samples::<Letters>(
        letters::rows::TABLES,
        &[
            sample(
                "letters.sent",
                r#"{"letter": "019cae01-0000-7000-8000-000000000003", "request": "019cae01-0000-7000-8000-000000000002"}"#,
            ),
            sample("letters.returned", r#"{"letter": "019cae01-0000-7000-8000-000000000003"}"#),
        ],
    );
}
