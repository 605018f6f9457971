//! Exercises on both engines: met on the way to a case that stays in the queue, gone through like any case,
//! told of right afterwards, counted by unit, and nothing else in the house knows of them.

use automation::facts::Saying;
use casefile::acts::{RegisterPerson, Typed};
use casefile::model::Sex;
use casefile::{Case, CaseId, PersonId, TaskState};
use decisions::acts::{ConfirmExercise, LeaveExercise, SetExercises};
use decisions::exercise::check;
use decisions::{CaseDecisions, Exercise, ExerciseId, SittingId, Sittings};
use kernel::{Class, NotDone};
use law::{Decimal, Value};
use testkit::{Browser, Shown};

use crate::islands::ISLAND;
use crate::light::{ruled, sayings};
use crate::office::{House, in_houses, in_order};

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
    path.trim_start_matches("/light/").parse().unwrap()
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
        assert_ne!(path, format!("/light/{case}"));
        untouched(&house, case).await;
        // It looks like a case, and says nothing of what it is.
        let page = aino.get(&path).await;
        assert_eq!(page.status, 200, "{}", page.body);
        for words in ["Confirm a prepared decision", "Holm Vera", "One point is not answered"] {
            assert!(page.has(words), "{words}: {}", page.body);
        }
        assert!(!page.body.contains("xercise"), "{}", page.body);
        let (bytes, headers) = aino.length(&format!("{path}/letter")).await;
        assert_eq!(headers["content-type"], "application/pdf");
        assert!(bytes > 1000, "{bytes}");
        // What seems to be attached opens like a document of a case, and tells what its source does.
        let document = format!("{path}/documents/{}", id(&path).of_its("statement"));
        let (bytes, headers) = aino.length(&document).await;
        assert_eq!(headers["content-type"], "application/pdf");
        assert!(bytes > 1000, "{bytes}");
        assert_eq!(aino.get(&format!("{path}/documents/{case}")).await.status, 404);
        let mut mikael = house.browser(&house.colleague).await;
        assert_eq!(mikael.get(&document).await.status, 404, "a colleague's is none");
        let told = format!("{path}/told");
        assert_eq!(aino.get(&told).await.status, 404, "nothing is told before it is over");
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

/// Somebody who exists and of whom as much is known as of whoever is made up.
async fn islander(house: &House) -> PersonId {
    let person = PersonId(house.kernel().next_id());
    let typed = Typed {
        latin: ("Holm".to_owned(), "Vera".to_owned()),
        original: (String::new(), String::new()),
        born: ("1990".to_owned(), "5".to_owned(), "4".to_owned()),
        sex: Sex::F,
        nationalities: vec!["SWE".to_owned()],
    };
    let act = RegisterPerson { person, typed, class: Class::Normal, another: true };
    house.run(&house.officer, act).await.unwrap();
    person
}

/// A page with everything that differs from case to case taken out: ids, hashes, tokens, months, numbers.
fn shape(page: &Shown, path: &str) -> String {
    const ENDS: [char; 9] = ['"', '<', '>', ' ', '\n', '/', '#', '?', '&'];
    const MONTHS: [&str; 6] = ["Feb", "Mar", "February", "March", "April", "June"];
    assert_eq!(page.status, 200, "{path}: {}", page.body);
    let mut shape = String::new();
    for part in page.body.split_inclusive(ENDS) {
        let word = part.trim_end_matches(ENDS);
        let token = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
        let drawn = word.parse::<uuid::Uuid>().is_ok()
            || (word.len() >= 32 && word.bytes().all(token))
            || MONTHS.contains(&word);
        shape.push_str(&if drawn { part.replace(word, "~") } else { part.to_owned() });
    }
    let mut numberless = String::new();
    for letter in shape.chars() {
        let letter = if letter.is_ascii_digit() { '9' } else { letter };
        if letter != '9' || !numberless.ends_with('9') {
            numberless.push(letter);
        }
    }
    numberless
}

/// The same person and the same facts, once as a case and once as an exercise: addresses, sources of the pages,
/// titles, targets of forms, what is said after an answer.
#[tokio::test]
async fn nothing_tells_an_exercise_from_a_case() {
    in_houses(|house| async move {
        let case = house.case(islander(&house).await, ISLAND).await;
        let school = Value::Num(Decimal::parse("900").unwrap());
        let mut told = in_order(house.world.now());
        told.push(Saying::new("means_monthly", "study_register", school, house.world.now()));
        house.tell(case, told).await;
        assert_eq!(ruled(&house, case).await, "light");
        every(&house, 1).await;
        let mut aino = house.browser(&house.officer).await;
        let mut taken = Vec::new();
        for _ in 0..2 {
            let path = take_next(&mut aino).await;
            let shown = shape(&aino.get(&path).await, &path);
            taken.push((path, shown));
        }
        let [(exercise, one), (real, other)] = <[(String, String); 2]>::try_from(taken).unwrap();
        // Which source is proposed is the fault itself.
        assert_eq!(unproposed(&one), unproposed(&other));
        assert_eq!(real, format!("/light/{case}"));
        let (made_up, there) = (id(&exercise).0, case.0);
        assert_ne!(made_up, there);
        assert_eq!(made_up.get_version_num(), there.get_version_num());
        assert_eq!(made_up.get_variant(), there.get_variant());
        for below in ["/leave", "/source/means_monthly"] {
            let mut shapes = Vec::new();
            for path in [&exercise, &real] {
                let path = format!("{path}{below}");
                shapes.push(shape(&aino.get(&path).await, &path));
            }
            assert_eq!(shapes[0], shapes[1], "{below}");
        }
        for path in [&exercise, &real] {
            assert_eq!(aino.get(&format!("{path}/told")).await.status, 404, "{path}");
            answers(&mut aino, path, "bank_statement", "The bank knows").await;
            let said = aino.get(path).await;
            assert!(said.has("The answer is saved."), "{path}: {}", said.body);
            assert_eq!(
                aino.length(&format!("{path}/letter")).await.1["content-type"],
                "application/pdf"
            );
        }
        let after =
            [shape(&aino.get(&exercise).await, &exercise), shape(&aino.get(&real).await, &real)];
        assert_eq!(unproposed(&after[0]), unproposed(&after[1]));
        // The number leads to the file of a case; an exercise has none.
        assert_eq!(led(&aino.get(&format!("{real}/file")).await), format!("/cases/{case}"));
        assert_eq!(led(&aino.get(&format!("{exercise}/file")).await), exercise);
    })
    .await;
}

/// A page without the mark of what is proposed.
fn unproposed(shape: &str) -> String {
    let mark = |tag: &str| tag.contains("Proposed");
    shape.split("<span").filter(|tag| !mark(tag)).collect::<Vec<_>>().join("<span")
}
