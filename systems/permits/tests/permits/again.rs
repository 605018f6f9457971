//! Employers are asked again: a code got into wrong hands, or terms were given wrongly. What is confirmed last counts.

use std::collections::BTreeSet;

use casefile::model::BusinessId;
use casefile::{Case, KnownCase, Organisation, Party};
use kernel::{Class, Profile};
use law::{Decimal, Value};
use testkit::Browser;

use crate::employed::{Employing, TERMS, in_houses, sent};
use crate::house::led;

/// Companies that are parties as employers, by business ID.
async fn employers(employing: &Employing, case: &KnownCase) -> Vec<String> {
    let mut ids = Vec::new();
    for (party, _) in case.all_parties().filter(|(_, role)| *role == "employer") {
        let Party::Organisation(id) = party else { panic!("{party:?}") };
        let (company, _) = employing.house.kernel().peek::<Organisation>(id).await.unwrap();
        let details = company.known().unwrap().details.clone().unwrap();
        ids.push(details.business_id.as_ref().map(BusinessId::number).unwrap().to_owned());
    }
    ids
}

#[tokio::test]
async fn a_code_that_the_wrong_company_took_is_made_good_by_another() {
    in_houses(|employing| async move {
        let mut amina = employing.amina().await;
        let (path, code) = employing.invited_to(&mut amina, "berries").await;
        let page = format!("{path}/employer");
        assert!(!amina.get(&page).await.has("/invite"), "the code is there to be used");
        let (stranger, theirs) = employing.another_boss().await;
        let mut wrong = employing.comes(&code, &stranger).await;
        led(&employing.says(&mut wrong, &code, &theirs).await);
        for (lang, words) in [
            ("fi", "Pyydä työnantajalta uudelleen"),
            ("sv", "Fråga arbetsgivaren på nytt"),
            ("en", "Has somebody begun who is not your employer"),
        ] {
            amina = amina.reading(lang);
            let shown = amina.get(&page).await;
            assert!(shown.has(words) && shown.has("/employer/invite"), "{words}: {}", shown.body);
            amina.finds_small(&page).await;
        }
        let again = employing.code(&mut amina, &path).await;
        assert_ne!(again, code);
        // Whoever took the first still may give it, until the new one is confirmed.
        led(&wrong.fill(&format!("/employer/{code}/terms"), TERMS).await);
        employing.confirms(&again, TERMS).await;
        for late in ["", "/terms", "/confirm"] {
            let shown = wrong.get(&format!("/employer/{code}{late}")).await;
            assert!(shown.status == 422 && shown.has("asked again since"), "{}", shown.body);
        }
        sent(&mut amina, &path).await;
        employing.house.world.settle().await;
        let (_, case, facts) = employing.house.case(&path).await;
        assert_eq!(employers(&employing, &case).await, [employing.company.as_str()]);
        let told = facts.told_by("employer_id", "employer_part").unwrap();
        assert_eq!(told.value, Some(Value::text(&employing.company)));
        employing.house.world.verify().await;
    })
    .await;
}

/// Somebody who sees the cases of a unit.
async fn official_of(employing: &Employing, unit: &str) -> Browser {
    let profile = Profile {
        unit: unit.to_owned(),
        roles: BTreeSet::from(["officer".to_owned()]),
        units: BTreeSet::new(),
        clearance: Class::Normal,
        compartments: BTreeSet::new(),
    };
    let who = employing.house.world.user_with("Anton Kivi", profile).await;
    Browser::signed_in(&employing.house.router_for(&[&who]), who.user).await
}

/// Terms with another pay, of work without an end.
const RIGHT: [(&str, &str); 5] = [
    ("occupation", "9215"),
    ("pay", "1 950"),
    ("hours", "38"),
    ("agreement", "Maaseutu"),
    ("starts", "1.7.2026"),
];

#[tokio::test]
async fn terms_that_are_wrong_are_put_right_until_it_is_decided() {
    in_houses(|employing| async move {
        let mut amina = employing.amina().await;
        let (path, code) = employing.invited_to(&mut amina, "berries").await;
        let more = [("agreement_pay", "1700"), ("ends", "30.9.2026")];
        employing.confirms(&code, &[TERMS, &more].concat()).await;
        sent(&mut amina, &path).await;
        employing.house.world.settle().await;
        let (case, file, facts) = employing.house.case(&path).await;
        assert!(facts.told_by("work_ends", "employer_part").is_some());
        let mut aino = official_of(&employing, &file.unit).await;
        let shown = aino.get(&format!("/cases/{case}")).await;
        for words in ["What the employer confirmed", "1799.5 euros", "Marja", "1700 euros"] {
            assert!(shown.has(words), "{words}: {}", shown.body);
        }
        // The pay was wrong, and the work has no end: the same company says so.
        let page = format!("{path}/employer");
        let shown = amina.get(&page).await;
        assert!(shown.has("Are the terms wrong") && shown.has("/employer/invite"));
        let again = employing.code(&mut amina, &path).await;
        employing.house.world.seconds_pass(60);
        employing.confirms(&again, &RIGHT).await;
        let (_, file, facts) = employing.house.case(&path).await;
        let pay = facts.told_by("pay_monthly", "employer_part").unwrap();
        assert_eq!(pay.value, Some(Value::Num(Decimal::parse("1950").unwrap())));
        for gone in ["work_ends", "agreement_pay"] {
            assert!(facts.told_by(gone, "employer_part").is_none(), "{gone} is told no longer");
        }
        assert_eq!(employers(&employing, &file).await, [employing.company.as_str()]);
        let shown = aino.get(&format!("/cases/{case}")).await;
        assert!(shown.has("1950 euros") && shown.has("Maaseutu") && !shown.has("Marja"));
        another_company_tells(&employing, (&mut amina, &path)).await;
        // Taken back, nobody is asked any more.
        led(&amina.fill(&format!("{path}/withdraw"), &[]).await);
        employing.house.world.settle().await;
        let (case, _) = employing.house.kernel().peek::<Case>(case).await.unwrap();
        assert!(case.known().is_some());
        assert!(!amina.get(&page).await.has("/employer/invite"));
        employing.house.world.verify().await;
    })
    .await;
}

/// It was another company altogether: the former is a party no longer.
async fn another_company_tells(employing: &Employing, (amina, path): (&mut Browser, &str)) {
    let code = employing.code(amina, path).await;
    employing.house.world.seconds_pass(60);
    let (other, theirs) = employing.another_boss().await;
    let mut boss = employing.comes(&code, &other).await;
    led(&employing.says(&mut boss, &code, &theirs).await);
    led(&boss.fill(&format!("/employer/{code}/terms"), TERMS).await);
    led(&boss.fill(&format!("/employer/{code}/confirm"), &[("true", "yes")]).await);
    employing.house.world.settle().await;
    let (_, file, facts) = employing.house.case(path).await;
    assert_eq!(employers(employing, &file).await, [theirs.as_str()]);
    let told = facts.told_by("employer_id", "employer_part").unwrap();
    assert_eq!(told.value, Some(Value::text(&theirs)));
}
