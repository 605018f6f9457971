//! A type of permit that is nothing but a folder, from the form to the letter: what its data asks for happens, and no line
//! of Rust knows it.

use std::collections::BTreeSet;

use kernel::{Class, Profile};
use testkit::Browser;

use crate::house::{AMINA, House, desk, in_houses, led, visit};

/// Amina applies to pick berries, and sends it; its address.
async fn applied(amina: &mut Browser) -> String {
    let first = led(&amina.fill("/apply/berries/begin", &[]).await);
    let application = first.rsplit_once('/').unwrap().0.to_owned();
    let (family, given, born, number) = AMINA;
    let names = [("family_name", family), ("given_names", given), ("born", born), ("sex", "F")];
    let passport = [
        ("passport_number", number),
        ("passport_issuer", "AFG"),
        ("passport_expires", "2031-01-31"),
    ];
    let picking = [("berry", "cloudberry"), ("forest", "Nuuksio"), ("own_bucket", "no")];
    for (page, answers) in [
        ("names", &names[..]),
        ("nationality", &[("nationality", "AFG")]),
        ("passport", &passport),
        ("contact", &[("email", "amina@example.com")]),
        ("picking", &picking),
        ("pay", &[("pay", "1700"), ("hours", "38")]),
    ] {
        led(&amina.fill(&format!("{application}/{page}"), answers).await);
    }
    led(&amina.fill(&format!("{application}/send"), &[("true", "yes")]).await);
    application
}

/// Somebody of the unit that the folder names.
async fn picker(house: &House) -> Browser {
    let profile = Profile {
        unit: "TKU".to_owned(),
        roles: BTreeSet::from(["officer".to_owned()]),
        units: BTreeSet::new(),
        clearance: Class::Normal,
        compartments: BTreeSet::new(),
    };
    let who = house.world.user_with("Mikael Lind", profile).await;
    house.browser(&who).await
}

/// An official grants it; the path of the decision.
async fn granted(house: &House, official: &mut Browser, case: &str) -> String {
    let new = format!("{case}/decisions/new");
    let decision = led(&official.fill(&new, &[("letter", "residence-grant")]).await);
    let terms = [("kind", "fixed-term"), ("from", "2026-06-01"), ("until", "2026-09-30")];
    led(&official.fill(&format!("{decision}/terms"), &terms).await);
    let checked = ["identity", "facts", "hearing", "language"].map(|item| ("checked", item));
    led(&official.fill(&format!("{decision}/sign"), &checked).await);
    house.world.settle().await;
    decision
}

#[tokio::test]
async fn a_type_that_is_nothing_but_a_folder_goes_from_the_visit_to_the_letter() {
    in_houses(|house| async move {
        automation::start(house.kernel(), true, &[]).await.unwrap();
        let mut amina = house.browser(&house.amina).await;
        let application = applied(&mut amina).await;
        house.world.settle().await;
        let case = house.case_of(&application).await;
        // Its data asks for identity: the applicant is told, and only clerks who serve its unit find it.
        assert!(amina.get(&format!("{application}/sent")).await.has(&visit(case)));
        let mut strange = house.browser(&house.clerk).await;
        assert_eq!(strange.get(&desk(case)).await.status, 404);
        let mut clerk = house.browser(&house.stranger).await;
        house.made_ready(&mut clerk, case, AMINA).await;
        let said = [("same", "yes"), ("noticed", "nothing")];
        led(&clerk.fill(&format!("{}/prove", desk(case)), &said).await);
        house.world.settle().await;

        // Its rules sort it, its form is read on its page, and an official grants it.
        let mut official = picker(&house).await;
        let page = format!("/cases/{case}");
        let shown = official.get(&page).await;
        for words in ["In which forest?", "Cloudberries", "Proven at", "Full processing"] {
            assert!(shown.has(words), "{words}: {}", shown.body);
        }
        let decision = granted(&house, &mut official, &page).await;
        let shown = official.get(&page).await;
        assert!(shown.has("Closed") && shown.has(&decision), "{}", shown.body);
        assert!(official.get(&decision).await.has("Amina"));
        let why = shown.body.split("href=\"/automation/rulings/").nth(1).unwrap();
        let why = format!("/automation/rulings/{}", why.split('"').next().unwrap());
        let shown = official.get(&why).await;
        for words in
            ["Residence permit for an employed person", "Aliens Act s. 71", "Proof of identity"]
        {
            assert!(shown.has(words), "{words}: {}", shown.body);
        }

        // The letter and why, as its applicant reads them.
        let shown = amina.get(&format!("{application}/decision")).await;
        let words = format!("href=\"{application}/words/");
        let words = shown.body.split(&words).nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(amina.get(&format!("{application}/words/{words}")).await.status, 200);
        let shown = amina.get(&format!("{application}/decision")).await;
        assert!(shown.has("An official decided") && shown.has("30 Sep"), "{}", shown.body);
        let document = format!("href=\"{application}/decision/");
        let document = shown.body.split(&document).nth(1).unwrap().split('"').next().unwrap();
        let (bytes, headers) = amina.length(&format!("{application}/decision/{document}")).await;
        assert!(bytes > 10_000 && headers["content-type"] == "application/pdf");
        house.world.verify().await;
    })
    .await;
}
