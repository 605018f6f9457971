//! What goes wrong at a desk: passports, devices, doubts, cases that are over.

use casefile::TaskState;
use identity::Manner;

use crate::house::{AMINA, desk, in_houses, led, lines, lines_until, refused, visit};

#[tokio::test]
async fn passports_that_do_not_fit_are_told_in_words_and_nothing_is_recorded() {
    in_houses(|house| async move {
        let (case, _) = house.waiting(AMINA).await;
        let mut clerk = house.browser(&house.clerk).await;
        let form = format!("{}/passport", desk(case));
        let other = ("Nagy", "Bela", "1980-01-01", "HU1234567");
        let slip = lines(AMINA).replace("940217", "940218");
        for (typed, words) in [
            ("what is this", "not the lines of a passport"),
            (slip.as_str(), "birth date does not fit"),
            (lines_until(AMINA, "2026-03-01").as_str(), "The passport ended on"),
            (lines(other).as_str(), "are another person"),
        ] {
            refused(&clerk.fill(&form, &[("lines", typed)]).await, words);
        }
        assert_eq!(house.kinds(case, "identity.").await, ["identity.awaited"]);
        // One that ends soon is taken, and said.
        led(&clerk.fill(&form, &[("lines", &lines_until(AMINA, "2026-09-01"))]).await);
        let page = clerk.get(&desk(case)).await;
        assert!(page.has("No permit is given for longer") && page.has("1 September 2026"));
        assert!(page.has("Last day of validity"), "it differs from what was applied with");
    })
    .await;
}

#[tokio::test]
async fn a_device_that_is_down_or_poor_is_tried_again_and_then_excused() {
    in_houses(|house| async move {
        let (case, _) = house.waiting(AMINA).await;
        let mut clerk = house.browser(&house.clerk).await;
        let page = desk(case);
        refused(&clerk.fill(&format!("{page}/take/face"), &[]).await, "Read the passport first");
        led(&clerk.fill(&format!("{page}/passport"), &[("lines", &lines(AMINA))]).await);
        let take = format!("{page}/take/face");
        let excuse = format!("{page}/excuse/face");
        refused(&clerk.fill(&excuse, &[("reason", "device-down")]).await, "was not tried");
        house.device.behaves(Manner::Down);
        led(&clerk.fill(&take, &[]).await);
        let asked = clerk.get(&page).await;
        assert!(asked.has("The device is being asked") && asked.has("http-equiv=\"refresh\""));
        refused(&clerk.fill(&take, &[]).await, "is being asked already");
        house.world.settle().await;
        assert!(clerk.get(&page).await.has("The device does not answer"));
        house.device.behaves(Manner::Poor);
        led(&clerk.fill(&take, &[]).await);
        house.world.settle().await;
        assert!(clerk.get(&page).await.has("Too poor"));
        refused(&clerk.fill(&excuse, &[("reason", "poor-quality")]).await, "2 tries are needed");
        led(&clerk.fill(&take, &[]).await);
        house.world.settle().await;
        led(&clerk.fill(&excuse, &[("reason", "poor-quality")]).await);
        assert!(clerk.get(&page).await.has("Does not get better"));
        let prints = format!("{page}/excuse/fingerprints");
        let no_note = [("reason", "physically-impossible")];
        refused(&clerk.fill(&prints, &no_note).await, "Write a sentence");
        let with_note = [("reason", "physically-impossible"), ("note", "Both hands in plaster.")];
        led(&clerk.fill(&prints, &with_note).await);
        refused(&clerk.fill(&prints, &[("reason", "child")]).await, "old enough");
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_doubt_goes_to_an_official_and_stops_everything_until_it_is_settled() {
    in_houses(|house| async move {
        let (case, _) = house.waiting(AMINA).await;
        let mut clerk = house.browser(&house.clerk).await;
        let page = desk(case);
        house.made_ready(&mut clerk, case, AMINA).await;
        refused(&clerk.fill(&format!("{page}/doubt"), &[]).await, "What do you doubt");
        led(&clerk.fill(&format!("{page}/doubt"), &[("note", "The face is another.")]).await);
        assert!(clerk.get(&page).await.has("A doubt was flagged"));
        refused(&clerk.get(&format!("{page}/prove")).await, "There is a doubt");
        let tasks = house.file(case).await.tasks;
        let open = |task: &&casefile::Task| {
            task.what == "look-at-identity" && task.state != TaskState::Done
        };
        assert_eq!(tasks.values().filter(open).count(), 1);
        // The note is the official's to read, and not the applicant's.
        let mut officer = house.browser(&house.officer).await;
        assert!(officer.get(&format!("/cases/{case}")).await.has("The face is another."));
        let mut amina = house.browser(&house.amina).await;
        assert!(!amina.get(&visit(case)).await.has("The face is another."));
        let settle = format!("/cases/{case}/identity/settle");
        let right = [("finding", "right"), ("note", "It is her sister.")];
        led(&officer.fill(&settle, &right).await);
        assert!(clerk.get(&page).await.has("the doubt is right"));
        let cleared = [("finding", "cleared"), ("note", "An older photograph.")];
        led(&officer.fill(&settle, &cleared).await);
        refused(&officer.fill(&settle, &cleared).await, "no doubt to settle");
        led(&clerk.fill(&format!("{page}/prove"), &[("same", "yes")]).await);
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_taken_back_or_closed_waits_no_longer_and_goes_on_when_it_is_reopened() {
    in_houses(|house| async move {
        let (case, application) = house.waiting(AMINA).await;
        let mut clerk = house.browser(&house.clerk).await;
        let mut amina = house.browser(&house.amina).await;
        led(&amina.fill(&format!("{application}/withdraw"), &[]).await);
        house.world.settle().await;
        refused(&clerk.get(&desk(case)).await, "closed");
        assert!(amina.get(&visit(case)).await.has("do not have to come any more"));
        let form = format!("{}/place", visit(case));
        refused(&amina.fill(&form, &[("place", "mission-ankara")]).await, "closed");

        let two = ("Rahimi", "Amina", "1994-02-17", "P2");
        let (case, _) = house.waiting(two).await;
        let mut officer = house.browser(&house.officer).await;
        led(&officer.fill(&format!("/cases/{case}/close"), &[("outcome", "done")]).await);
        house.world.settle().await;
        refused(&clerk.get(&desk(case)).await, "closed");
        led(&officer.fill(&format!("/cases/{case}/reopen"), &[("reason", "A mistake.")]).await);
        house.world.settle().await;
        assert_eq!(clerk.get(&desk(case)).await.status, 200);
        house.world.verify().await;
    })
    .await;
}
