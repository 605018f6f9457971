//! Replay: every past ruling again from what was stored, and whatever was touched is found.

use automation::replay::{Replayed, replay};
use casefile::{Case, CaseId};

use crate::office::{House, in_houses};

async fn again(house: &House, number: Option<&str>) -> Option<Replayed> {
    replay(house.kernel(), number, &mut |_| {}).await.unwrap()
}

async fn number(house: &House, case: CaseId) -> String {
    let (state, _) = house.kernel().peek::<Case>(case).await.unwrap();
    state.known().unwrap().number.to_string()
}

/// One granted, one that goes to a person, one ruled on twice.
async fn three(house: &House) -> [CaseId; 3] {
    let cases = [house.hut_in_order().await, house.hut().await, house.hut().await];
    for case in [cases[0], cases[1], cases[2], cases[2]] {
        house.rule(case).await.unwrap();
    }
    cases
}

#[tokio::test]
async fn every_ruling_gives_the_same_answer_again_whatever_happened_since() {
    in_houses(|house| async move {
        let cases = three(&house).await;
        house.world.days_pass(500);
        let found = again(&house, None).await.unwrap();
        assert_eq!(found.differences, []);
        assert_eq!((found.rulings, found.cases, found.erased), (4, 3, 0));
        let one = number(&house, cases[2]).await;
        let found = again(&house, Some(&one)).await.unwrap();
        assert_eq!((found.rulings, found.cases), (2, 1));
        assert_eq!(again(&house, Some("UMA-0000-0")).await, None);
    })
    .await;
}

#[tokio::test]
async fn facts_rows_and_rules_that_were_touched_are_found_and_the_case_is_named() {
    // What is changed behind the house's back, and what replay says of it.
    let touched = [
        (
            r#"UPDATE event SET body = replace(body, '"cipher":"', '"cipher":"AAAA') WHERE kind = 'ruling.given'"#,
            "does not read",
        ),
        (
            r#"UPDATE event SET body = replace(body, '"rows":[[1]', '"rows":[[2]') WHERE kind = 'ruling.given'"#,
            "other rows",
        ),
        (
            r#"UPDATE event SET body = replace(body, '"seal":"', '"seal":"0') WHERE kind = 'ruling.given'"#,
            "answer otherwise",
        ),
        (
            r#"UPDATE event SET body = replace(body, '"decision":"2026-03-02"', '"decision":"2026-03-03"') WHERE kind = 'ruling.given'"#,
            "answer otherwise",
        ),
        (
            r"UPDATE event SET body = replace(body, 'hut_swims', 'hut_skims') WHERE kind = 'rule_archive.stored'",
            "not stored as it was",
        ),
        (
            r#"UPDATE event SET body = replace(body, '{"grant":{"implementation"', '{"route_to_official":{"reasons":[],"implementation"') WHERE kind = 'ruling.given'"#,
            "does not follow",
        ),
    ];
    for (sql, says) in touched {
        in_houses(|house| async move {
            let case = house.hut_in_order().await;
            assert_eq!(house.ruled(case).await.0, "grant");
            assert_eq!(again(&house, None).await.unwrap().differences, []);
            let number = number(&house, case).await;
            house.world.tamper(sql, Vec::new()).await.unwrap();
            let found = again(&house, None).await.unwrap();
            let [(named, what)] = &found.differences[..] else { panic!("{sql}: {found:?}") };
            assert_eq!(*named, number);
            assert!(what.contains(says), "{sql}: {what}");
        })
        .await;
    }
}

#[tokio::test]
async fn what_an_erased_person_was_ruled_on_is_no_difference() {
    in_houses(|house| async move {
        let case = house.hut_in_order().await;
        assert_eq!(house.ruled(case).await.0, "grant");
        let (state, _) = house.kernel().peek::<Case>(case).await.unwrap();
        house.kernel().erase(state.known().unwrap().applicant.into()).await.unwrap();
        let found = again(&house, None).await.unwrap();
        assert_eq!((found.rulings, found.erased, found.differences.len()), (1, 1, 0));
        let (ruling, ..) = house.newest(case).await;
        let mut aino = house.browser(&house.officer).await;
        let why = aino.get(&format!("/automation/rulings/{case}/{ruling}")).await;
        assert!(why.has("The facts were erased"), "{}", why.body);
        house.world.verify().await;
    })
    .await;
}
