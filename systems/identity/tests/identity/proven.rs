//! From the application that was sent to the fact that rules read.

use casefile::TaskState;
use law::Value;

use crate::house::{AMINA, PLACE, desk, found, in_houses, led, refused, visit};

#[tokio::test]
async fn an_applicant_comes_and_a_clerk_proves_who_they_are() {
    in_houses(|house| async move {
        let (case, application) = house.waiting(AMINA).await;
        let file = house.file(case).await;
        // The applicant is told until when, where, and what to bring, and chooses a place.
        let mut amina = house.browser(&house.amina).await;
        let sent = amina.get(&format!("{application}/sent")).await;
        assert!(sent.has("2 June 2026") && sent.has(&visit(case)), "{}", sent.body);
        let page = amina.get(&visit(case)).await;
        for words in ["2 June 2026", "has not been compared", "HEL-2026-000001", "Not chosen yet"] {
            assert!(page.has(words), "{words}: {}", page.body);
        }
        led(&amina.fill(&format!("{}/place", visit(case)), &[("place", PLACE)]).await);
        assert!(amina.get(&visit(case)).await.has("Ankara"));

        // The clerk finds the case in each way, and sees who means to come.
        let mut clerk = house.browser(&house.clerk).await;
        let page = desk(case);
        assert!(clerk.get("/identity").await.has(&page), "means to come");
        for typed in [
            &[("number", "hel 2026/1")][..],
            &[("passport", "p 1234567")],
            &[("name", "amina RAHIMI"), ("born", "1994-02-17")],
        ] {
            assert!(found(&mut clerk, typed).await.has(&page), "{typed:?}");
        }
        for typed in
            [&[("passport", "P7654321")][..], &[("name", "Rahimi"), ("born", "1994-02-17")]]
        {
            let shown = found(&mut clerk, typed).await;
            assert!(shown.has("No case that waits for identity was found"), "{typed:?}");
        }
        assert!(clerk.get(&page).await.has("Rahimi"));

        // A passport that differs: answered before anything is confirmed.
        let spelled = ("Rahimy", "Amina", "1994-02-17", "P1234567");
        house.made_ready(&mut clerk, case, spelled).await;
        refused(&clerk.get(&format!("{page}/prove")).await, "Say first what each difference means");
        let differences = format!("{page}/differences");
        assert!(clerk.get(&differences).await.has("RAHIMY"));
        refused(&clerk.fill(&differences, &[]).await, "Family name");
        led(&clerk.fill(&differences, &[("family_name", "spelling")]).await);
        let originals = file.documents.iter().map(|(_, _, d)| d.file.to_string());
        let originals: Vec<String> = originals.collect();
        let ticked: Vec<(&str, &str)> =
            originals.iter().take(2).map(|file| ("documents", file.as_str())).collect();
        led(&clerk.fill(&format!("{page}/originals"), &ticked).await);
        assert!(clerk.get(&page).await.has("2 of 4 seen"));
        refused(&clerk.fill(&format!("{page}/prove"), &[]).await, "Confirm that you compared");
        let noticed = [("noticed", "something"), ("note", "A cousin answers for her.")];
        let said = [&[("same", "yes")][..], &noticed].concat();
        let to = led(&clerk.fill(&format!("{page}/prove"), &said).await);
        assert_eq!(to, "/identity");

        // It is a fact of the case, from a source that rules accept, and in one commit with its event.
        let yes = Some(Value::Bool(true));
        assert_eq!(house.told(case, "identity_proven", "identity_step").await, yes);
        assert_eq!(house.told(case, "travel_document_valid", "passport_check").await, yes);
        assert_eq!(house.told(case, "photo_accepted", "identity_step").await, yes);
        let proof = house.step(case).await.proven.unwrap();
        assert_eq!((proof.place.as_str(), proof.by), (PLACE, house.clerk.user));
        let mut officer = house.browser(&house.officer).await;
        let shown = officer.get(&format!("/cases/{case}")).await;
        assert!(shown.has("Ankara") && shown.has("by Leena Heikkinen"), "{}", shown.body);
        // What was noticed is told with place, person and time, and is a fact of the clerk's.
        assert_eq!(house.told(case, "vulnerable", "identity_step").await, yes);
        assert_eq!(house.told(case, "vulnerable", "case").await, None, "the file presumes nothing");
        assert!(shown.has("suggests a vulnerable position. <bdi>A cousin answers for her."));
        assert!(amina.get(&visit(case)).await.has("You showed who you are on"));
        assert!(amina.get(&format!("{application}/sent")).await.has("You showed who you are on"));
        // It waits no longer: nobody finds it here, and every form says so.
        let gone = found(&mut clerk, &[("number", "HEL-2026-000001")]).await;
        assert!(gone.has("No case that waits"), "{}", gone.body);
        refused(&clerk.get(&page).await, "is proven already");
        assert!(house.step(case).await.next_day().is_none());
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_proven_wrongly_is_taken_back_and_nothing_is_deleted() {
    in_houses(|house| async move {
        let (case, _) = house.waiting(AMINA).await;
        house.proven(case, AMINA).await;
        let mut officer = house.browser(&house.officer).await;
        let correct = format!("/cases/{case}/identity/correct");
        refused(&officer.fill(&correct, &[]).await, "What was wrong?");
        led(&officer.fill(&correct, &[("reason", "Her sister came.")]).await);
        house.world.settle().await;
        let no = Some(Value::Bool(false));
        assert_eq!(house.told(case, "identity_proven", "identity_step").await, no);
        assert_eq!(house.told(case, "travel_document_valid", "passport_check").await, None);
        assert_eq!(
            house.told(case, "vulnerable", "identity_step").await,
            None,
            "it was her sister"
        );
        let kinds = house.kinds(case, "identity.").await;
        for kind in ["identity.proven", "identity.corrected", "identity.captured"] {
            assert!(kinds.iter().any(|k| k == kind), "{kind}");
        }
        let tasks = house.file(case).await.tasks;
        let open = |task: &&casefile::Task| {
            task.what == "look-at-identity" && task.state != TaskState::Done
        };
        assert_eq!(tasks.values().filter(open).count(), 1);
        // The right person comes, and it is proven anew.
        house.proven(case, AMINA).await;
        let yes = Some(Value::Bool(true));
        assert_eq!(house.told(case, "identity_proven", "identity_step").await, yes);
        house.world.verify().await;
    })
    .await;
}
