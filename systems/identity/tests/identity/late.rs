//! Somebody does not come: reminders, then a task, and never a refusal.

use casefile::{Status, TaskState};

use crate::house::{AMINA, House, in_houses, visit};

async fn days_pass(house: &House, days: i64) {
    house.world.days_pass(days);
    house.world.settle().await;
}

#[tokio::test]
async fn whoever_does_not_come_is_reminded_and_then_an_official_looks_at_it() {
    in_houses(|house| async move {
        let (case, _) = house.waiting(AMINA).await;
        let count = |kind: &'static str| {
            let house = &house;
            async move { house.kinds(case, kind).await.len() }
        };
        for (days, reminded, lapsed) in
            [(61, 0, 0), (1, 1, 0), (10, 1, 0), (13, 2, 0), (7, 2, 0), (1, 2, 1), (40, 2, 1)]
        {
            days_pass(&house, days).await;
            assert_eq!(count("identity.reminded").await, reminded, "after {days} more days");
            assert_eq!(count("identity.lapsed").await, lapsed, "after {days} more days");
        }
        let file = house.file(case).await;
        assert_eq!(file.status, Status::Open, "nothing is refused by it");
        let tasks = file.tasks.values();
        let told = tasks.filter(|t| t.what == "identity-not-shown" && t.state != TaskState::Done);
        assert_eq!(told.count(), 1);
        let mut amina = house.browser(&house.amina).await;
        assert!(amina.get(&visit(case)).await.has("You can still come"));
        let mut officer = house.browser(&house.officer).await;
        assert!(officer.get(&format!("/cases/{case}")).await.has("Nobody came by 2 June 2026"));
        // Late is not too late.
        house.proven(case, AMINA).await;
        days_pass(&house, 100).await;
        assert_eq!(count("identity.lapsed").await, 1);
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_server_that_stood_still_gives_one_reminder_and_whoever_came_none() {
    in_houses(|house| async move {
        let (late, _) = house.waiting(AMINA).await;
        let two = ("Rahimi", "Amina", "1994-02-17", "P2");
        let (came, _) = house.waiting(two).await;
        house.proven(came, two).await;
        days_pass(&house, 90).await;
        assert_eq!(house.kinds(late, "identity.reminded").await.len(), 1);
        assert_eq!(house.kinds(came, "identity.reminded").await.len(), 0);
        let mut amina = house.browser(&house.amina).await;
        assert!(amina.get(&visit(late)).await.has("We reminded you on"));
    })
    .await;
}
