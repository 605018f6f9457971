//! What becomes of an application that was sent.

use automation::FactState;
use casefile::acts::{AddTravelDocument, RegisterPerson, Typed};
use casefile::model::{DocumentKind, Sex, Verdict};
use casefile::{Outcome, PAIRS, Person, PersonId, Status};
use kernel::{Class, ListQuery, Run};
use law::Value;

use crate::house::{AMINA, House, begun, in_houses, led, sent};

async fn registered(house: &House, given: &str, born: [&str; 3], number: &str) -> PersonId {
    let person = PersonId(house.kernel().next_id());
    let typed = Typed {
        latin: ("Rahimi".to_owned(), given.to_owned()),
        original: (String::new(), String::new()),
        born: (born[0].to_owned(), born[1].to_owned(), born[2].to_owned()),
        sex: Sex::F,
        nationalities: vec!["AFG".to_owned()],
    };
    let act = RegisterPerson { person, typed, class: Class::Normal, another: true };
    house.kernel().run(&house.officer, act, Run::default()).await.unwrap();
    let act = AddTravelDocument {
        person,
        kind: DocumentKind::Passport,
        number: number.to_owned(),
        issuer: "AFG".to_owned(),
        valid_from: None,
        valid_to: None,
        anyway: true,
    };
    house.kernel().run(&house.officer, act, Run::default()).await.unwrap();
    person
}

#[tokio::test]
async fn answers_become_facts_of_a_case_that_the_rules_do_not_take_on_trust() {
    in_houses(|house| async move {
        let mut amina = house.browser(&house.amina).await;
        let application = sent(&mut amina, AMINA).await;
        house.world.settle().await;
        let (_, case, facts) = house.case(&application).await;
        assert_eq!(case.number.to_string(), "HEL-2026-000001");
        assert_eq!(
            (case.case_type.as_str(), case.status_word.as_str()),
            ("student-degree", "received")
        );
        assert_eq!(case.headline.unwrap().as_str(), "Aalto");
        assert_eq!((case.documents.len(), case.tasks.len(), case.clocks.len()), (5, 0, 1));
        let law = permits::rules::dictionary().unwrap();
        let today = house.world.now().date();
        let FactState::Agreed(source, told) = facts.state("means_monthly", today, law) else {
            panic!()
        };
        assert_eq!((source, &told.value), ("applicant", &law::Kind::Money.read("900")));
        let FactState::Agreed(source, told) = facts.state("permit_kind", today, law) else {
            panic!()
        };
        assert_eq!((source, &told.value), ("case", &Some(Value::text("student_degree"))));
        let (person, _) = house.kernel().peek::<Person>(case.applicant).await.unwrap();
        assert_eq!(person.shown().unwrap(), "Rahimi Amina");
        assert_eq!(person.known().unwrap().contacts.len(), 1);
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn only_who_is_certain_is_the_same_and_who_may_be_is_laid_before_an_official() {
    in_houses(|house| async move {
        let same = registered(&house, "Amina", ["1994", "2", "17"], "P1234567").await;
        let mut amina = house.browser(&house.amina).await;
        let application = sent(&mut amina, AMINA).await;
        house.world.settle().await;
        assert_eq!(house.case(&application).await.1.applicant, same);

        // Another passport: it may be her, and that is for an official to find out.
        let renewed = sent(&mut amina, ("Rahimi", "Amina", "1994-02-17", "P7654321")).await;
        house.world.settle().await;
        let new = house.case(&renewed).await.1.applicant;
        assert_ne!(new, same);
        let (person, _) = house.kernel().peek::<Person>(same).await.unwrap();
        assert_eq!(person.known().unwrap().comparisons[&new].verdict, Verdict::Undecided);
        let all = ListQuery { limit: 10, ..ListQuery::default() };
        let pairs = PAIRS.page(house.kernel(), &house.officer, &all).await.unwrap();
        assert_eq!(pairs.rows.len(), 1);

        // A namesake born on another day is somebody else, and nobody is bothered.
        let namesake = sent(&mut amina, ("Rahimi", "Amina", "1994-05-05", "X1")).await;
        house.world.settle().await;
        assert_ne!(house.case(&namesake).await.1.applicant, same);
        let pairs = PAIRS.page(house.kernel(), &house.officer, &all).await.unwrap();
        assert_eq!(pairs.rows.len(), 1);
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_taken_back_ends_as_long_as_nothing_was_decided() {
    in_houses(|house| async move {
        let mut amina = house.browser(&house.amina).await;
        let draft = begun(&mut amina, "employed-person", AMINA).await;
        led(&amina.fill(&format!("{draft}/withdraw"), &[]).await);
        assert!(amina.get("/applications").await.has("Withdrawn"));
        assert_eq!(amina.get(&format!("{draft}/names")).await.status, 422);

        // Before it became a case, and after.
        let early = sent(&mut amina, AMINA).await;
        led(&amina.fill(&format!("{early}/withdraw"), &[]).await);
        house.world.settle().await;
        assert!(house.application(&early).await.stage.case().is_none());
        let late = sent(&mut amina, AMINA).await;
        house.world.settle().await;
        led(&amina.fill(&format!("{late}/withdraw"), &[]).await);
        led(&amina.fill(&format!("{late}/withdraw"), &[]).await);
        house.world.settle().await;
        let case = house.application(&late).await.stage.case().unwrap().0;
        let (case, _) = house.kernel().peek::<casefile::Case>(case).await.unwrap();
        let status = case.known().unwrap().status;
        assert!(matches!(status, Status::Closed { outcome: Outcome::Withdrawn, .. }), "{status:?}");

        // Decided in the meantime: it is too late, and that is said.
        let decided = sent(&mut amina, AMINA).await;
        house.world.settle().await;
        let (id, ..) = house.case(&decided).await;
        let mut officer = house.browser(&house.officer).await;
        led(&officer.fill(&format!("/cases/{id}/close"), &[("outcome", "done")]).await);
        let shown = amina.fill(&format!("{decided}/withdraw"), &[]).await;
        assert!(shown.status == 422 && shown.has("closed already"), "{}", shown.body);
        assert!(amina.get(&format!("{decided}/sent")).await.has("The case is closed"));
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_type_that_is_nothing_but_a_folder_runs_through_everything() {
    in_houses(|house| async move {
        let mut amina = house.browser(&house.amina).await;
        assert!(amina.get("/apply").await.has("Permit to pick berries"));
        let before = amina.get("/apply/berries/begin").await;
        assert!(before.has("12.50 EUR") && before.has("A made-up permit"), "{}", before.body);
        let application = begun(&mut amina, "berries", AMINA).await;
        let page = |code: &str| format!("{application}/{code}");
        let picking = [("berry", "cloudberry"), ("forest", "Nuuksio"), ("own_bucket", "yes")];
        let next = led(&amina.fill(&page("picking"), &picking).await);
        assert_eq!(led(&amina.get(&next).await), page("bucket"));
        led(&amina.fill(&page("bucket"), &[("litres", "5")]).await);
        led(&amina.fill(&page("pay"), &[("pay", "1599"), ("hours", "40")]).await);
        // The rules of its procedure speak beforehand, and stop nobody.
        let check = amina.get(&page("check")).await;
        assert!(
            check.has("The pay is below the limit.") && check.has("1600 EUR"),
            "{}",
            check.body
        );
        led(&amina
            .attach(&page("attachments/bucket"), "bucket.pdf", &testkit::pdf(&["bucket"]))
            .await);
        assert_eq!(led(&amina.fill(&page("send"), &[("true", "yes")]).await), page("sent"));
        house.world.settle().await;
        let (_, case, _) = house.case(&application).await;
        assert_eq!(
            (case.number.to_string().as_str(), case.unit.as_str()),
            ("TKU-2026-000001", "TKU")
        );
        assert_eq!(case.headline.unwrap().as_str(), "Nuuksio");
        assert_eq!((case.documents.len(), case.clocks.len()), (2, 1));
        assert!(amina.get("/applications").await.has("TKU-2026-000001"));
        house.world.verify().await;
    })
    .await;
}
