//! Times at a place: kept for one alone, given back, and shown to who is there.

use identity::{Visit, VisitId};

use crate::house::{AMINA, House, PLACE, in_houses, led, refused, visit};

/// Another application of Amina's.
const OTHER: (&str, &str, &str, &str) = ("Rahimi", "Amina", "1994-02-17", "P2");

/// Times on the first page: one this morning, as it is ten in Helsinki and eleven in Ankara, and four days of six
/// from nine to noon.
const FREE: usize = 1 + 4 * 6;

/// The addresses of the times that a page offers.
async fn offered(house: &House, case: casefile::CaseId) -> Vec<String> {
    let mut amina = house.browser(&house.amina).await;
    let page = amina.get(&format!("{}/times", visit(case))).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let links = page.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.filter(|link| link.contains("/times/")).map(str::to_owned).collect()
}

async fn chosen(house: &House, case: casefile::CaseId) {
    let mut amina = house.browser(&house.amina).await;
    led(&amina.fill(&format!("{}/place", visit(case)), &[("place", PLACE)]).await);
}

#[tokio::test]
async fn a_time_is_kept_for_one_alone_and_free_again_when_it_is_given_back() {
    in_houses(|house| async move {
        let (case, _) = house.waiting(AMINA).await;
        let (second, _) = house.waiting(OTHER).await;
        let mut amina = house.browser(&house.amina).await;
        let times = format!("{}/times", visit(case));
        refused(&amina.get(&times).await, "Choose first where you will come");
        chosen(&house, case).await;
        chosen(&house, second).await;
        let free = offered(&house, case).await;
        assert_eq!(free.len(), FREE, "{free:?}");
        let at = free[1].rsplit('/').next().unwrap();
        led(&amina.fill(&format!("{times}/{at}"), &[]).await);
        assert!(amina.get(&visit(case)).await.has("Tuesday 3 March 2026, 9:00 (local time)"));
        let again = amina.fill(&format!("{}/times/{at}", visit(second)), &[]).await;
        refused(&again, "Somebody else just booked this time");
        let others = offered(&house, second).await;
        assert_eq!(others[1].rsplit('/').next(), free[2].rsplit('/').next());
        let wrong = amina.fill(&format!("{times}/2026-03-03T06:07:00Z"), &[]).await;
        refused(&wrong, "This time cannot be booked");
        // The clerk there sees who comes, and the official where and when.
        let mut clerk = house.browser(&house.clerk).await;
        assert!(clerk.get("/identity").await.has("Tuesday 3 March 2026, 9:00 (local time)"));
        let mut stranger = house.browser(&house.stranger).await;
        assert!(!stranger.get("/identity").await.has("3 March 2026"), "of another unit");
        let mut officer = house.browser(&house.officer).await;
        let page = officer.get(&format!("/cases/{case}")).await;
        assert!(page.has("Booked: Tuesday 3 March 2026"), "{}", page.body);
        // No official has anything to do: the applicant has.
        assert!(page.has("Waits: ") && !page.has("Missing"), "{}", page.body);
        // Given back, it is the other one's to take.
        led(&amina.fill(&format!("{}/release", visit(case)), &[]).await);
        refused(&amina.get(&format!("{}/release", visit(case))).await, "No time is booked");
        led(&amina.fill(&format!("{}/times/{at}", visit(second)), &[]).await);
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_time_is_free_when_another_is_booked_or_nobody_need_come() {
    in_houses(|house| async move {
        let (case, application) = house.waiting(AMINA).await;
        let (second, _) = house.waiting(OTHER).await;
        chosen(&house, case).await;
        chosen(&house, second).await;
        let mut amina = house.browser(&house.amina).await;
        let free = offered(&house, case).await;
        for time in &free[..2] {
            led(&amina.fill(time, &[]).await);
        }
        let others = offered(&house, second).await;
        let at = |link: &String| link.rsplit('/').next().unwrap().to_owned();
        assert_eq!(at(&others[0]), at(&free[0]), "the first is free again");
        assert_eq!(at(&others[1]), at(&free[2]));
        // Another place: the time here is somebody else's.
        let elsewhere = [("place", "service-point-helsinki")];
        led(&amina.fill(&format!("{}/place", visit(case)), &elsewhere).await);
        assert_eq!(offered(&house, second).await.len(), FREE);
        led(&amina.fill(&offered(&house, case).await[0], &[]).await);
        led(&amina.fill(&offered(&house, second).await[0], &[]).await);
        // Proven, or taken back: nobody comes.
        house.proven(second, OTHER).await;
        led(&amina.fill(&format!("{application}/withdraw"), &[]).await);
        house.world.settle().await;
        for case in [case, second] {
            let (visit, _) = house.kernel().peek::<Visit>(VisitId::of(case)).await.unwrap();
            assert_eq!(visit.booked(), None);
        }
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn every_page_of_a_visit_is_small_in_every_language() {
    in_houses(|house| async move {
        let (case, _) = house.waiting(AMINA).await;
        chosen(&house, case).await;
        let free = offered(&house, case).await;
        let mut amina = house.browser(&house.amina).await;
        led(&amina.fill(&free[0], &[]).await);
        for lang in ["fi", "sv", "en"] {
            amina = amina.reading(lang);
            amina.finds_small(&visit(case)).await;
            amina.finds_small(&free[1]).await;
            for page in ["place", "times", "release"] {
                amina.finds_small(&format!("{}/{page}", visit(case))).await;
            }
        }
    })
    .await;
}
