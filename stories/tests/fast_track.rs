//! The fast track: who keeps to what it is promised for gets its days, and goes before others; who is late goes the
//! ordinary way. And the task on a case, which follows what the case takes of an official.

use stories::{EMPLOYED, House, SPECIALIST, Said, tell};

const DAY: i64 = 24 * 60;

/// She shows abroad who she is.
const SHOWN: &[Said<'static>] = &[
    ("identity_proven", "identity_step", "true"),
    ("applied_abroad", "identity_step", "true"),
    ("travel_document_valid", "passport_check", "true"),
];

/// A specialist whose employer has given the terms has sent an application; its path, and that of its case.
async fn a_specialist_applies(house: &House) -> (String, String) {
    let before = house.cases().await;
    let application = house.is_filled_in(&SPECIALIST, &[]).await;
    let code = house.employer_is_invited(&application).await;
    let companies = house.companies().await;
    house.employer_gives_terms(&code, &companies).await;
    let mut amina = house.colleague("amina").await;
    amina.fills(&format!("{application}/send"), &[("true", "yes")]).await;
    house.settles().await;
    let mut new: Vec<String> = house.cases().await.difference(&before).cloned().collect();
    (application, new.remove(0))
}

/// Kofi applied before, and nobody is in a hurry. The specialist's case is marked, stands first, and is the
/// one that Aino gets.
#[tokio::test]
async fn a_case_on_the_fast_track_is_marked_and_comes_first() {
    tell(|house| async move {
        house.has_no_exercises().await;
        house.is_applied_for(&EMPLOYED, &[]).await;
        let first = house.the_case().await;
        house.sources_say(&first, SHOWN).await;
        house.settles().await;
        let (application, case) = a_specialist_applies(&house).await;
        let mut aino = house.colleague("aino").await;
        aino.opens(&case).await.lacks("clock-fast-track");
        // 2 March was a Monday: until the 9th she can show who she is.
        house.minutes_pass(3 * DAY);
        house.sources_say(&case, SHOWN).await;
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        aino.opens(&case).await.says("clock-fast-track");
        let mut amina = house.colleague("amina").await;
        let page = amina.opens(&format!("{application}/sent")).await;
        page.says("application-due").shows_day("2026-03-16");
        let queue = aino.opens("/work?show=queue").await.says("queue-fast-track");
        queue.shows("HEL-2026-000001").shows_before("HEL-2026-000002", "HEL-2026-000001");
        let taken = aino.presses("/work", "/work/take-next").await;
        assert_eq!(taken.rsplit('/').next(), case.rsplit('/').next());
        house.is_sound().await;
    })
    .await;
}

/// She comes on day 20. What she was late for is promised to her no longer: her case waits its turn, and nobody is
/// told of a day that is past.
#[tokio::test]
async fn whoever_shows_who_they_are_on_day_twenty_has_no_day_that_is_past() {
    tell(|house| async move {
        let (application, case) = a_specialist_applies(&house).await;
        let mut aino = house.colleague("aino").await;
        // Until she has come, there is nothing for anybody to do.
        aino.opens("/work?show=queue").await.hides("HEL-2026-000001");
        // The days in which she could have come in time are over.
        house.minutes_pass(20 * DAY);
        house.sources_say(&case, SHOWN).await;
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        aino.opens(&case).await.says("clock-work-decision").lacks("clock-fast-track");
        aino.opens("/work?show=queue").await.shows("HEL-2026-000001").lacks("queue-fast-track");
        let mut amina = house.colleague("amina").await;
        let page = amina.opens(&format!("{application}/sent")).await;
        page.says("application-due").shows_day("2026-05-04");
        house.is_sound().await;
    })
    .await;
}

/// First she cannot show who she is, much is open and Aino would examine the case, then she would confirm it, then it is told that whoever
/// applies has died, and there is nothing to confirm any more. Who has the task keeps it.
#[tokio::test]
async fn a_task_follows_what_the_case_takes_of_an_official() {
    tell(|house| async move {
        house.has_no_exercises().await;
        let (_, case) = a_specialist_applies(&house).await;
        house.sources_say(&case, &[("identity_proven", "identity_step", "false")]).await;
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("processing-full");
        page.says("task-examine-application").lacks("task-confirm-decision");
        house.sources_say(&case, SHOWN).await;
        let known = [
            ("refusal_ground", "register_checks", "none"),
            ("employer_status", "employer_register", "in_order"),
            ("specialist_task", "official", "true"),
        ];
        house.sources_say(&case, &known).await;
        house.settles().await;
        let page = aino.opens(&case).await.says("processing-light");
        page.says("task-confirm-decision");
        let light = case.replace("/cases/", "/light/");
        assert_eq!(aino.presses("/work", "/work/take-next").await, light);
        house.sources_say(&case, &[("deceased", "population_register", "true")]).await;
        house.settles().await;
        aino.opens(&case).await.says("processing-full");
        // It is hers, and it stands once.
        let mine = aino.opens("/work").await.says("task-examine-application");
        mine.lacks("task-confirm-decision");
        aino.opens("/work?show=queue").await.hides("HEL-2026-000001");
        house.is_sound().await;
    })
    .await;
}
