//! VIS behind its dated switch: what counts is the day on which a case was opened.

use casefile::CaseId;
use law::Value;
use registers::CaseAsks;
use registers::in_force::InForceFile;

use crate::house::{AMINA, House, Person, begun, in_houses, led, sent};
use crate::weighed::{identity_shown, told};

// A month made up, a year after the first day of tests.
kernel::inventory::submit! {
    InForceFile {
        system: "permits-tests",
        toml: r#"
            [[register]]
            code = "vis"
            applies = true
            valid_from = "2027-03-01"
            known_from = "2026-02-01"
            citation = "made up for tests"
            grade = "unverified"
            last_checked = "2026-02-01"

            [[register]]
            code = "vis"
            applies = false
            valid_from = "2027-04-01"
            known_from = "2026-02-01"
            citation = "made up for tests"
            grade = "unverified"
            last_checked = "2026-02-01"
        "#,
    }
}

/// Days from the first day of a test to the second of that month.
const UNTIL_IT_APPLIES_DAYS: i64 = 365;

const ESI: Person<'static> = ("Asante", "Esi", "2001-07-09", "G7654321");

/// Which registers are asked in a case, and what the file says of a hit in VIS.
async fn asked(house: &House, path: &str) -> (CaseId, Vec<&'static str>, Option<Value>) {
    let (case, _, facts) = house.case(path).await;
    let (asks, _) = house.kernel().peek::<CaseAsks>(case).await.unwrap();
    let codes = asks.0.values().map(|ask| ask.register.code()).collect();
    let said = facts.told_by("vis_hit", "case").and_then(|told| told.value.clone());
    (case, codes, said)
}

#[tokio::test]
async fn vis_is_asked_in_cases_that_are_opened_while_its_articles_apply() {
    in_houses(|house| async move {
        let mut amina = house.browser(&house.amina).await;
        let before = sent(&mut amina, AMINA).await;
        house.world.settle().await;
        let without = ["population", "study", "benefits", "checks"];
        let (case, codes, said) = asked(&house, &before).await;
        assert_eq!((codes.as_slice(), said), (&without[..], Some(Value::NotApplicable)));
        house.world.days_pass(UNTIL_IT_APPLIES_DAYS);
        let mut bela = house.browser(&house.bela).await;
        let then = sent(&mut bela, ESI).await;
        house.world.settle().await;
        let (_, codes, said) = asked(&house, &then).await;
        let with = [&without[..], &["vis"]].concat();
        assert_eq!((codes, said), (with, None));
        // What was opened before is weighed anew, and VIS is not asked about it.
        let run = kernel::Run::default();
        let act = told(case, identity_shown());
        house.kernel().run(&kernel::Who::machine(), act, run).await.unwrap();
        house.world.settle().await;
        let (_, codes, said) = asked(&house, &before).await;
        assert!(!codes.contains(&"vis"), "{codes:?}");
        assert_eq!(said, Some(Value::NotApplicable));
        house.world.verify().await;
    })
    .await;
}

/// A type that extends a permit does not ask it.
#[tokio::test]
async fn nothing_is_said_of_vis_where_a_type_does_not_ask_it_but_that_it_is_not_asked() {
    in_houses(|house| async move {
        house.world.days_pass(UNTIL_IT_APPLIES_DAYS);
        let mut amina = house.browser(&house.amina).await;
        let application = begun(&mut amina, "berries", AMINA).await;
        let page = |code: &str| format!("{application}/{code}");
        let picking = [("berry", "cloudberry"), ("forest", "Nuuksio"), ("own_bucket", "yes")];
        led(&amina.fill(&page("picking"), &picking).await);
        led(&amina.fill(&page("bucket"), &[("litres", "5")]).await);
        led(&amina.fill(&page("pay"), &[("pay", "1600"), ("hours", "40")]).await);
        let bucket = testkit::pdf(&["bucket"]);
        led(&amina.attach(&page("attachments/bucket"), "bucket.pdf", &bucket).await);
        led(&amina.fill(&page("send"), &[("true", "yes")]).await);
        house.world.settle().await;
        let (_, codes, said) = asked(&house, &application).await;
        assert_eq!((codes, said), (vec!["checks"], Some(Value::NotApplicable)));
    })
    .await;
}
