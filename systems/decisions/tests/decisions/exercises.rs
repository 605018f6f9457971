//! Exercises on both engines: met on the way to a case that stays in the queue, gone through like any case,
//! told of right afterwards, counted by unit, and nothing else in the house knows of them.

use casefile::{Case, CaseId, TaskState};
use decisions::acts::{ConfirmExercise, LeaveExercise, SetExercises};
use decisions::exercise::check;
use decisions::{CaseDecisions, Exercise, ExerciseId, SittingId, Sittings};
use kernel::NotDone;
use testkit::{Browser, Shown};

use crate::islands::ISLAND;
use crate::light::{ruled, sayings};
use crate::office::{House, in_houses};

/// A hut on an island that is light, in the queue.
async fn waiting(house: &House) -> CaseId {
    let person = house.person("fi").await;
    let case = house.case(person, ISLAND).await;
    house.tell(case, sayings(house.world.now())).await;
    assert_eq!(ruled(house, case).await, "light");
    case
}

async fn every(house: &House, every: i64) {
    let lead = house.lead().await;
    house.run(&lead, SetExercises { unit: "HEL".into(), every }).await.unwrap();
}

async fn take_next(who: &mut Browser) -> String {
    led(&who.press("/work", "/work/take-next").await)
}

fn led(shown: &Shown) -> String {
    assert_eq!(shown.status, 303, "{}", shown.body);
    shown.location().to_owned()
}

fn id(path: &str) -> ExerciseId {
    path.trim_start_matches("/light/exercise/").parse().unwrap()
}

async fn answers(who: &mut Browser, path: &str, right: &str, reason: &str) {
    let form = format!("{path}/source/means_monthly");
    let to = led(&who.fill(&form, &[("right", right), ("reason", reason)]).await);
    assert_eq!(to, format!("{path}#points"));
}

/// The case is as it was: nobody has it, and nothing was begun on it.
async fn untouched(house: &House, case: CaseId) {
    let (state, version) = house.kernel().peek::<Case>(case).await.unwrap();
    let known = state.known().unwrap();
    assert!(known.handler.is_none());
    assert!(known.tasks.values().all(|task| task.state == TaskState::Open));
    let (decisions, _) = house.kernel().peek::<CaseDecisions>(case).await.unwrap();
    assert_eq!(*decisions, CaseDecisions::default(), "after {version} events");
    let sitting = SittingId::of(case, house.officer.user);
    let (sittings, _) = house.kernel().peek::<Sittings>(sitting).await.unwrap();
    assert_eq!(*sittings, Sittings::default());
}

#[test]
fn exercises_of_this_house_can_be_gone_through() {
    check("2026-03-02T08:00:00Z".parse().unwrap()).unwrap();
}

#[tokio::test]
async fn whoever_follows_the_wrong_proposal_is_told_so_and_then_gets_the_case() {
    in_houses(|house| async move {
        let case = waiting(&house).await;
        every(&house, 1).await;
        let mut aino = house.browser(&house.officer).await;
        let path = take_next(&mut aino).await;
        assert!(path.starts_with("/light/exercise/"), "{path}");
        untouched(&house, case).await;
        // It looks like a case, and says nothing of what it is.
        let page = aino.get(&path).await;
        assert_eq!(page.status, 200, "{}", page.body);
        for words in ["Confirm a prepared decision", "Holm Vera", "One point is not answered"] {
            assert!(page.has(words), "{words}: {}", page.body);
        }
        let said = page.body.replace("/light/exercise/", "");
        assert!(!said.contains("xercise"), "{said}");
        let (bytes, headers) = aino.length(&format!("{path}/letter")).await;
        assert_eq!(headers["content-type"], "application/pdf");
        assert!(bytes > 1000, "{bytes}");
        let told = format!("{path}/told");
        assert_eq!(led(&aino.get(&told).await), path, "nothing is told before it is over");
        let early = aino.fill(&path, &[]).await;
        assert_eq!(early.status, 422, "{}", early.body);
        assert!(early.has("Points not answered yet: 1. Answer them first."), "{}", early.body);
        answers(&mut aino, &path, "study_register", "").await;
        let page = aino.get(&path).await;
        assert!(page.has("Everything is answered and the rules grant."), "{}", page.body);
        assert_eq!(led(&aino.fill(&path, &[]).await), told);
        let page = aino.get(&told).await;
        for words in [
            "This was an exercise",
            "The fault was not found.",
            "figure of the school was proposed",
        ] {
            assert!(page.has(words), "{words}: {}", page.body);
        }
        house.world.settle().await;
        untouched(&house, case).await;
        let again = house.run(&house.officer, ConfirmExercise { id: id(&path) }).await;
        assert!(matches!(again, Err(NotDone::Refused(r)) if r.code == "exercise-over"));
        // Nobody meets it twice: the case is next.
        assert_eq!(take_next(&mut aino).await, format!("/light/{case}"));
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_fault_is_found_by_another_answer_or_by_the_full_way() {
    in_houses(|house| async move {
        waiting(&house).await;
        every(&house, 1).await;
        let mut aino = house.browser(&house.officer).await;
        let path = take_next(&mut aino).await;
        let mute = format!("{path}/source/means_monthly");
        let mute = aino.fill(&mute, &[("right", "bank_statement")]).await;
        assert_eq!(mute.status, 422, "another answer than proposed needs a reason");
        answers(&mut aino, &path, "bank_statement", "The bank knows").await;
        led(&aino.fill(&path, &[]).await);
        let page = aino.get(&format!("{path}/told")).await;
        assert!(page.has("You found the fault."), "{}", page.body);
        // The same case lies before a colleague, who meets an exercise of their own.
        let mut mikael = house.browser(&house.colleague).await;
        let other = take_next(&mut mikael).await;
        assert_ne!(other, path);
        let leave = format!("{other}/leave");
        assert_eq!(mikael.fill(&leave, &[("reason", "")]).await.status, 422);
        let told = led(&mikael.fill(&leave, &[("reason", "The means")]).await);
        let page = mikael.get(&told).await;
        assert!(page.has("You did not confirm it."), "{}", page.body);
        // Of a colleague's there is nothing to see, nor to do.
        for theirs in [&path, &format!("{path}/told"), &format!("{path}/letter")] {
            assert_eq!(mikael.get(theirs).await.status, 404, "{theirs}");
        }
        let act = LeaveExercise { id: id(&path), reason: "Mine".into() };
        let vain = house.run(&house.colleague, act).await;
        assert!(matches!(vain, Err(NotDone::Refused(r)) if r.code == "exercise-unknown"));
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn an_exercise_keeps_nobody_waiting() {
    in_houses(|house| async move {
        let case = waiting(&house).await;
        every(&house, 1).await;
        let mut aino = house.browser(&house.officer).await;
        let path = take_next(&mut aino).await;
        // She leaves it lying: the next press gives the case.
        assert_eq!(take_next(&mut aino).await, format!("/light/{case}"));
        let (left, _) = house.kernel().peek::<Exercise>(id(&path)).await.unwrap();
        assert!(left.of(house.officer.user).unwrap().end.is_none());
        // Where there are to be none there are none; what is late is taken at once.
        every(&house, 0).await;
        let second = waiting(&house).await;
        assert_eq!(take_next(&mut aino).await, format!("/light/{second}"));
        every(&house, 1).await;
        let third = waiting(&house).await;
        house.world.days_pass(20);
        let late = house.browser(&house.officer).await;
        let mut aino = late;
        assert_eq!(take_next(&mut aino).await, format!("/light/{third}"));
    })
    .await;
}

#[tokio::test]
async fn a_lead_sets_how_often_and_sees_what_was_found_by_unit() {
    in_houses(|house| async move {
        let lead = house.lead().await;
        let mut sari = house.browser(&lead).await;
        let page = sari.get("/lead/light").await;
        assert!(page.has("About one in 25 cases."), "{}", page.body);
        let form = "/lead/light/HEL/exercises";
        assert_eq!(sari.fill(form, &[("every", "5000")]).await.status, 422);
        assert_eq!(led(&sari.fill(form, &[("every", "1")]).await), "/lead/light");
        assert_eq!(sari.get("/lead/light/OUL/exercises").await.status, 404);
        let mut aino = house.browser(&house.officer).await;
        for n in 0..5 {
            waiting(&house).await;
            let path = take_next(&mut aino).await;
            let right = if n == 0 { "study_register" } else { "bank_statement" };
            answers(&mut aino, &path, right, "So it is").await;
            led(&aino.fill(&path, &[]).await);
            let page = sari.get("/lead/light").await;
            assert_eq!(page.has("Too few to show"), n < 4, "{n}: {}", page.body);
            take_next(&mut aino).await;
        }
        let page = sari.get("/lead/light").await;
        assert!(page.has("4 (80 %)") && !page.has("Aino"), "{}", page.body);
        assert!(aino.get(form).await.status.is_client_error());
    })
    .await;
}
