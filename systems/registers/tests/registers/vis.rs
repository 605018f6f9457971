//! The Visa Information System: it is not asked before its articles apply; then it gets a whole file or none, once
//! or often, and what it finds is an official's to verify.

use casefile::acts::AddTravelDocument;
use casefile::model::DocumentKind;
use casefile::{CaseId, Party};
use kernel::NotDone;
use law::Value;
use registers::acts::{AskRegister, HitOf, VerifyHit};
use registers::in_force::InForceFile;
use registers::{GivenUp, Register, Standing, Trouble};
use registers_simulator::{Fault, Register as Simulated};

use crate::office::{House, in_houses};
use crate::outside::Somebody;

kernel::inventory::submit! {
    InForceFile {
        system: "vis-tests",
        toml: r#"
            [[register]]
            code = "vis"
            applies = true
            valid_from = "2026-03-10"
            known_from = "2026-02-01"
            citation = "made up for tests"
            grade = "unverified"
            last_checked = "2026-02-01"
        "#,
    }
}

/// Days from the first day of a test to the day on which the articles apply.
const UNTIL_IT_APPLIES_DAYS: i64 = 8;

async fn ask(house: &House, case: CaseId, about: Party) -> Result<(), &'static str> {
    match house.run(AskRegister { case, register: Register::Vis, about }).await {
        Ok(_) => Ok(()),
        Err(NotDone::Refused(refusal)) => Err(refusal.code),
        other => panic!("{other:?}"),
    }
}

/// A passport is recorded of somebody.
async fn with_passport(house: &House, about: Party, number: &str) {
    let Party::Person(person) = about else { panic!("{about:?}") };
    let passport = AddTravelDocument {
        person,
        kind: DocumentKind::Passport,
        number: number.into(),
        issuer: "GHA".into(),
        valid_from: None,
        valid_to: Some("2031-01-31".parse().unwrap()),
        anyway: true,
    };
    house.run(passport).await.unwrap();
}

/// VIS is asked about somebody with a passport in a case of theirs.
async fn asked(house: &House, somebody: &Somebody) -> (CaseId, Party) {
    let (case, about) = house.case_of(somebody).await;
    with_passport(house, about, "G0123456").await;
    ask(house, case, about).await.unwrap();
    house.world.settle().await;
    (case, about)
}

async fn told(house: &House, case: CaseId, fact: &str) -> Option<Value> {
    let facts = house.facts(case).await;
    facts.told_by(fact, "vis").and_then(|told| told.value.clone())
}

fn yes(value: bool) -> Option<Value> {
    Some(Value::Bool(value))
}

#[tokio::test]
async fn before_its_articles_apply_it_is_not_asked_and_the_page_says_so() {
    in_houses(|house| async move {
        let ama = Somebody::found_in_vis("Ama");
        let (case, about) = house.case_of(&ama).await;
        assert_eq!(ask(&house, case, about).await, Err("register-not-yet"));
        let mut aino = house.browser().await;
        for (lang, words) in [
            ("en", "since articles 22a–22f of Regulation (EC) No 767/2008 do not apply yet"),
            ("fi", "22 a–22 f artiklaa ei vielä sovelleta"),
            ("sv", "artiklarna 22a–22f i förordning (EG) nr 767/2008 inte tillämpas ännu"),
        ] {
            aino = aino.reading(lang);
            let page = aino.get("/registers").await;
            assert!(page.has(words), "{lang}: {}", page.body);
        }
        aino = aino.reading("en");
        let form = format!("/cases/{case}/registers/ask");
        let page = aino.get(&form).await;
        assert!(page.has("Population register") && !page.has("(VIS)"), "{}", page.body);
        // What counts is the day on which the case was opened.
        house.world.days_pass(UNTIL_IT_APPLIES_DAYS);
        assert_eq!(ask(&house, case, about).await, Err("register-not-yet"));
        let (later, about) = house.case_of(&ama).await;
        assert_eq!(ask(&house, later, about).await, Ok(()));
        let mut aino = house.browser().await;
        let page = aino.get("/registers").await;
        assert!(page.has("Population register") && !page.has("do not apply yet"), "{}", page.body);
        let page = aino.get(&format!("/cases/{later}/registers/ask")).await;
        assert!(page.has("(VIS)"), "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn it_gets_one_file_a_case_however_often_and_says_what_it_found() {
    in_houses(|house| async move {
        house.world.days_pass(UNTIL_IT_APPLIES_DAYS);
        let nobody = Somebody { given: "Yaa".into(), ..Somebody::found_in_vis("Yaa") };
        for (who, hit, referenced, further) in [
            (Somebody::found_in_vis("Ama"), true, 1, false),
            (Somebody::found_in_vis("Efua"), true, 0, true),
        ] {
            let (case, about) = asked(&house, &who).await;
            assert_eq!(told(&house, case, "vis_hit").await, yes(hit));
            assert_eq!(told(&house, case, "vis_further").await, yes(further));
            let Some(Value::List(hits)) = told(&house, case, "vis_hits").await else { panic!() };
            assert_eq!(hits.len(), referenced, "{hits:?}");
            let file = told(&house, case, "vis_file").await;
            // Four days later its answer is old: the file is sent again and is the same file.
            house.world.days_pass(4);
            ask(&house, case, about).await.unwrap();
            house.world.settle().await;
            assert_eq!(told(&house, case, "vis_file").await, file);
        }
        let files = house.outside.files_in_vis();
        assert!(files.len() == 2 && files.iter().all(|(_, times)| *times == 2), "{files:?}");
        let (case, _) = asked(&house, &nobody).await;
        assert!(told(&house, case, "vis_hit").await.is_some());
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn half_a_file_is_never_sent_and_an_official_reads_why() {
    in_houses(|house| async move {
        house.world.days_pass(UNTIL_IT_APPLIES_DAYS);
        let ama = Somebody::found_in_vis("Ama");
        let vague = Somebody { born: "1999".into(), ..ama.clone() };
        let mut aino = house.browser().await;
        for (who, passport, why, words) in [
            (&ama, None, GivenUp::NoTravelDocument, "a passport is needed"),
            (
                &ama,
                Some("UNKNOWN"),
                GivenUp::DocumentNumber,
                "number of the passport cannot be one",
            ),
            (&vague, Some("G0123456"), GivenUp::BirthDate, "the whole birth date is needed"),
        ] {
            let (case, about) = house.case_of(who).await;
            if let Some(number) = passport {
                with_passport(&house, about, number).await;
            }
            ask(&house, case, about).await.unwrap();
            house.world.settle().await;
            assert_eq!(house.newest(case).await.1.standing, Standing::GivenUp { why });
            let page = aino.get(&format!("/cases/{case}")).await;
            assert!(page.has(words), "{words}: {}", page.body);
            assert_eq!(told(&house, case, "vis_hit").await, None);
        }
        assert_eq!(house.outside.files_in_vis(), []);
        // What was missing is recorded: it can be asked again.
        let (case, about) = asked(&house, &ama).await;
        assert!(told(&house, case, "vis_hit").await.is_some());
        assert_eq!(ask(&house, case, about).await, Err("register-fresh"));
    })
    .await;
}

#[tokio::test]
async fn while_it_is_down_the_case_waits_and_what_does_not_fit_is_not_half_read() {
    in_houses(|house| async move {
        house.world.days_pass(UNTIL_IT_APPLIES_DAYS);
        for (fault, trouble) in
            [(Fault::Down, Trouble::Down), (Fault::WrongSchema, Trouble::WrongSchema)]
        {
            house.outside.breaks(Simulated::Vis, fault);
            let (case, _) = asked(&house, &Somebody::found_in_vis("Ama")).await;
            let standing = house.newest(case).await.1.standing;
            let Standing::Open { trouble: found, .. } = standing else { panic!("{standing:?}") };
            assert_eq!(found, Some(trouble));
            assert_eq!(told(&house, case, "vis_hit").await, None);
            house.outside.mends(Simulated::Vis);
            house.later(900).await;
            assert_eq!(told(&house, case, "vis_hit").await, yes(true));
            assert_eq!(house.went_on(case).await, 1);
        }
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn an_official_verifies_the_hit_and_again_when_something_else_is_found() {
    in_houses(|house| async move {
        house.world.days_pass(UNTIL_IT_APPLIES_DAYS);
        let (case, about) = asked(&house, &Somebody::found_in_vis("Ama")).await;
        let mut aino = house.browser().await;
        let (page, form) =
            (format!("/cases/{case}"), format!("/cases/{case}/registers/verify-hit"));
        assert!(aino.get(&page).await.has(&form));
        assert!(aino.get(&form).await.has("EES: E-"));
        let typed = [("of", "another"), ("reason", "Another birth place and another face.")];
        let done = aino.fill(&form, &typed).await;
        assert_eq!(done.status, 303, "{}", done.body);
        let read = |facts: &automation::CaseFacts| {
            let law = &automation::rules::law().unwrap().dictionary;
            let facts = facts.facts(house.world.now().date(), law);
            let hit = &facts.0["vis_hit"];
            (hit.value.clone(), hit.source.to_string(), hit.conflict)
        };
        let found = (Value::Bool(false), "official".to_owned(), false);
        assert_eq!(read(&*house.facts(case).await), found);
        assert!(!aino.get(&page).await.has(&form));
        let none = aino.get(&form).await;
        assert!(none.status == 422 && none.has("There is no hit to verify."), "{}", none.body);
        let twice = VerifyHit { case, of: HitOf::Applicant, reason: "x".into() };
        let twice = house.run(twice).await;
        assert!(matches!(twice, Err(NotDone::Refused(ref r)) if r.code == "register-no-hit"));
        // VIS says the same again: what was found out stands.
        house.world.days_pass(4);
        ask(&house, case, about).await.unwrap();
        house.world.settle().await;
        assert_eq!(read(&*house.facts(case).await), found);
        // It says something else, and the official's word counts no more.
        house.outside.breaks(Simulated::Vis, Fault::Contradictory);
        house.world.days_pass(4);
        ask(&house, case, about).await.unwrap();
        house.world.settle().await;
        assert_eq!(told(&house, case, "vis_hit").await, yes(false));
        assert_eq!(read(&*house.facts(case).await).1, "vis");
        house.world.verify().await;
    })
    .await;
}
