//! What officials read of an application: all of it, with where each answer comes from, and nobody who may not see the
//! case.

use std::collections::BTreeSet;

use automation::facts::Saying;
use casefile::acts::ProtectCase;
use kernel::{Class, Profile, Run, Who};
use law::{Decimal, Value};
use testkit::{Browser, Passport};

use crate::house::{AMINA, House, in_houses, led, sent};
use crate::weighed::told;

async fn somebody(house: &House, role: &str, clearance: Class) -> Who {
    let profile = Profile {
        unit: "HEL".to_owned(),
        roles: BTreeSet::from([role.to_owned()]),
        units: BTreeSet::new(),
        clearance,
        compartments: BTreeSet::new(),
    };
    house.world.user_with(&format!("{role} {}", clearance.code()), profile).await
}

#[tokio::test]
async fn officials_read_answers_that_are_no_facts_and_whoever_may_not_see_the_case_reads_nothing() {
    in_houses(|house| async move {
        let mut amina = house.browser(&house.amina).await;
        let application = sent(&mut amina, AMINA).await;
        house.world.settle().await;
        let (case, ..) = house.case(&application).await;
        let page = format!("/cases/{case}");
        let mut aino = house.browser(&house.officer).await;
        let shown = aino.get(&page).await;
        for words in [
            "Read the application",
            "Sent 2 Mar 2026",
            "declared true in this language: English",
            // The day the studies begin is an answer that becomes no fact.
            "When do or did the studies begin?",
            "31 August 2026",
            "A university degree",
            "900 euros",
            "Copy of the passport&#39;s data page",
            "passport.pdf",
        ] {
            assert!(shown.has(words), "{words}: {}", shown.body);
        }
        let (_, file, _) = house.case(&application).await;
        let about = format!("{page}/documents/{}/about", file.documents[0].2.file);
        assert!(shown.body.matches(&about).count() > 1, "it leads to the document of the case");

        // What another source says instead stands beside it, for those who may look at facts.
        let less = Value::Num(Decimal::parse("412").unwrap());
        let saying = Saying::new("means_monthly", "bank_statement", less, house.world.now());
        house
            .kernel()
            .run(&Who::machine(), told(case, vec![saying]), Run::default())
            .await
            .unwrap();
        assert!(aino.get(&page).await.has("412"));
        let clerk = somebody(&house, "clerk", Class::Normal).await;
        let people = [&house.officer, &house.amina, &house.bela, &clerk];
        let mut clerk = Browser::signed_in(&house.router_for(&people), clerk.user).await;
        let shown = clerk.get(&page).await;
        assert!(shown.has("31 August 2026") && !shown.has("412"), "{}", shown.body);

        // Whoever applies has no way in here, and of a protected case those without clearance see nothing.
        assert_eq!(house.browser(&house.bela).await.get(&page).await.status, 403);
        let act = ProtectCase {
            case,
            class: Class::Protected,
            compartment: None,
            reason: "Threatened at home.".to_owned(),
        };
        let cleared = somebody(&house, "officer", Class::Protected).await;
        house.kernel().run(&cleared, act, Run::default()).await.unwrap();
        for browser in [&mut aino, &mut clerk] {
            let shown = browser.get(&page).await;
            assert!(shown.status == 404 && !shown.has("31 August 2026"), "{}", shown.body);
        }
        let people = [&house.officer, &cleared];
        let mut cleared = Browser::signed_in(&house.router_for(&people), cleared.user).await;
        assert!(cleared.get(&page).await.has("31 August 2026"));
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn where_an_answer_comes_from_is_read_before_and_after_it_was_sent() {
    in_houses(|house| async move {
        let mut amina = house.browser(&house.amina).await;
        let first = led(&amina.fill("/apply/student-exchange/begin", &[]).await);
        let application = first.rsplit_once('/').unwrap().0.to_owned();
        let page = |code: &str| format!("{application}/{code}");
        let (family, given, born, number) = AMINA;
        let (country, expires, sex) = ("AFG", "2031-01-31", 'F');
        let passport = Passport { country, family, given, number, born, expires, sex }.lines();
        led(&amina.fill(&page("passport-code"), &[("lines", &passport)]).await);
        let names = |given| {
            [("family_name", "RAHIMI"), ("given_names", given), ("born", born), ("sex", "F")]
        };
        let of_passport = [
            ("passport_number", number),
            ("passport_issuer", country),
            ("passport_expires", expires),
        ];
        led(&amina.fill(&page("names"), &names("AMINA")).await);
        led(&amina.fill(&page("nationality"), &[("nationality", country)]).await);
        led(&amina.fill(&page("passport"), &of_passport).await);
        let shown = amina.get(&page("check")).await;
        let marked = shown.body.matches("Read from your passport. Please check.").count();
        assert_eq!(marked, 8, "{}", shown.body);
        led(&amina.fill(&page("names"), &names("Amina Jan")).await);
        let studies = [("school", "Aalto"), ("home_school", "Universidade do Vale")];
        let studies = [&studies[..], &[("admitted", "yes"), ("mobility", "no")]].concat();
        let begin = [("studies_start", "2026-09-01"), ("months", "5"), ("begun", "no")];
        for (group, answers) in [
            ("contact", &[("email", "amina@example.com")][..]),
            ("exchange-studies", &studies),
            ("exchange-begin", &begin),
            ("means", &[("means", "900")]),
            ("tuition", &[("tuition", "paid")]),
            ("insurance", &[("insurance", "public_card")]),
            ("circumstances", &[("abroad", "yes"), ("d_visa", "no"), ("family", "no")]),
            ("background", &[("protection", "no"), ("removal", "no"), ("refused", "no")]),
        ] {
            led(&amina.fill(&page(group), answers).await);
        }
        for slot in ["passport", "photograph", "means", "insurance"] {
            let path = page(&format!("attachments/{slot}"));
            led(&amina.attach(&path, &format!("{slot}.pdf"), &testkit::pdf(&[slot])).await);
        }
        led(&amina.fill(&page("send"), &[("true", "yes")]).await);
        house.world.settle().await;
        let (case, ..) = house.case(&application).await;
        let shown = house.browser(&house.officer).await.get(&format!("/cases/{case}")).await;
        assert!(shown.has("From the lines of the passport"), "{}", shown.body);
        assert!(shown.has("Universidade do Vale"), "the school at home is no fact");
        let typed = shown.body.split("Amina Jan").last().unwrap();
        let typed = typed.split("</dd>").next().unwrap();
        assert!(!typed.contains("From the lines"), "what was changed was typed: {typed}");
        house.world.verify().await;
    })
    .await;
}
