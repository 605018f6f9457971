//! Steps 5, 7 and 8 of the demo's script (`docs/demo.md`), with the real program: a register goes down and comes back,
//! the server is killed while people apply, and the records tell of whoever tampers with them.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a panic is how a test says that something is wrong"
)]

mod program;
mod visitor;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use casefile::{Case, CaseId, Status};
use identity::IdentityStep;
use kernel::db::{Write, WriteSet};
use kernel::{Engine, Kernel, ListQuery, UserId, Value, Who};
use permits::{APPLICATIONS, ApplicationLine};
use testkit::Setup;

use self::program::{Place, Program};
use self::visitor::{Visitor, links, orders};

/// As many as may come.
const A_MINUTE: u32 = 60;
/// Longer than anything takes: a program that was killed holds a job for half a minute more, a payment that the bank has
/// forgotten is asked about every half minute, and a register that was down rests for a minute.
const WAIT: Duration = Duration::from_secs(240);

async fn until<F: Future<Output = bool>>(what: &str, holds: impl Fn() -> F) {
    let begun = Instant::now();
    while !holds().await {
        assert!(begun.elapsed() < WAIT, "{what}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Somebody of `--live`, as far as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    /// They have a user and are on the way.
    OnTheWay,
    /// Before an official, or decided.
    Arrived(CaseId, Status),
}

async fn how_far(look: &Kernel, user: UserId) -> Came {
    let filters = vec![("owner".to_owned(), user.to_string())];
    let query = ListQuery { limit: 10, filters, ..ListQuery::default() };
    let found = APPLICATIONS.page(look, &Who::machine(), &query).await.unwrap();
    let found: Vec<_> = found.rows.iter().map(|r| ApplicationLine::read(r).unwrap()).collect();
    assert!(found.len() <= 1, "an application is doubled: {found:?}");
    let Some(case) = found.first().and_then(|line| line.case) else { return Came::OnTheWay };
    let (step, _) = look.peek::<IdentityStep>(case).await.unwrap();
    if step.known().is_none_or(identity::KnownStep::waits) {
        return Came::OnTheWay;
    }
    let (known, _) = look.peek::<Case>(case).await.unwrap();
    Came::Arrived(case, known.known().unwrap().status)
}

/// Everybody of `--live` who has come so far, in their order.
async fn everybody(look: &Kernel) -> Vec<(UserId, Came)> {
    let mut all = Vec::new();
    while let Some(user) = look.user_by_login(&format!("live-{:05}", all.len())).await.unwrap() {
        all.push((user, how_far(look, user).await));
    }
    all
}

async fn decided(look: &Kernel) -> usize {
    let closed =
        |(_, came): &(UserId, Came)| matches!(came, Came::Arrived(_, Status::Closed { .. }));
    everybody(look).await.iter().filter(|one| closed(one)).count()
}

/// The incomes register goes down: cases wait for it and students are decided all the while; it comes back, and nobody
/// waits any more.
async fn a_register_goes_down_and_comes_back(demo: &Program, look: &Kernel) {
    let mut sari = Visitor::signed_in(&demo.here, "Sari Korhonen");
    let begun = Instant::now();
    while links(&sari.opens("/registers/income"), "/cases/").is_empty()
        || !sari.opens("/registers").contains(">Down<")
    {
        assert!(begun.elapsed() < WAIT, "{}", sari.opens("/registers"));
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let before = decided(look).await;
    until("students are decided", || async { decided(look).await > before }).await;
    let waiting = links(&sari.opens("/registers/income"), "/cases/");
    let mut aino = Visitor::signed_in(&demo.here, "Aino Virtanen");
    let page = aino.opens(waiting.first().expect("cases wait"));
    assert!(page.contains("Incomes register") && page.contains("Cannot be reached"), "{page}");
    orders(&demo.outside, "income", false);
    let begun = Instant::now();
    let waits = |sari: &mut Visitor| {
        let now = links(&sari.opens("/registers/income"), "/cases/");
        waiting.iter().any(|case| now.contains(case))
    };
    while waits(&mut sari) {
        assert!(begun.elapsed() < WAIT, "cases wait for a register that is well");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Killed while people are on the way; started again, each of them arrives, once, and what was decided stays.
async fn it_is_killed_and_nothing_is_lost(place: &Place, demo: Program) -> Program {
    let look = place.looks();
    let on_the_way =
        |all: &[(UserId, Came)]| all.iter().filter(|(_, came)| *came == Came::OnTheWay).count();
    until("somebody is on the way", || async { on_the_way(&everybody(&look).await) > 1 }).await;
    demo.ends_at_once();
    let before = everybody(&look).await;
    assert!(on_the_way(&before) > 0, "killed while nobody was on the way: {before:?}");
    drop(look);
    let demo = place.starts(A_MINUTE);
    let look = place.looks();
    until("whoever was on the way arrives", || async {
        let now = everybody(&look).await;
        on_the_way(&now[..before.len()]) == 0
    })
    .await;
    let now = everybody(&look).await;
    for ((user, was), (_, is)) in before.iter().zip(&now) {
        if let (Came::Arrived(case, status), Came::Arrived(of, now)) = (was, is) {
            assert_eq!(case, of, "{user} has another case");
            assert!(*status == Status::Open || status == now, "{user} is decided no more");
        }
    }
    let cases = now.iter().filter_map(|(_, came)| match came {
        Came::Arrived(case, _) => Some(*case),
        Came::OnTheWay => None,
    });
    let (all, each): (Vec<_>, BTreeSet<_>) = cases.map(|case| (case, case)).unzip();
    assert_eq!(all.len(), each.len(), "two people are one case");
    demo
}

/// Somebody with the key to the server room hides who looked, and who gave a decision.
async fn tampers(place: &Place, sql: &'static str) {
    let (db, _) = place.databases(true);
    let writes = vec![Write::new(sql, vec![Value::Uuid(uuid::Uuid::nil())])];
    db.commit(WriteSet { writes, ..WriteSet::default() }).await.unwrap();
}

async fn as_the_script_says(place: Place) {
    let demo = place.starts(A_MINUTE);
    orders(&demo.outside, "income", true);
    let look = place.looks();
    a_register_goes_down_and_comes_back(&demo, &look).await;
    drop(look);
    let demo = it_is_killed_and_nothing_is_lost(&place, demo).await;
    demo.stops();
    for words in [&["verify"][..], &["replay"], &["audit", "verify"]] {
        place.finds_no_difference(words);
    }
    tampers(&place, "UPDATE audit SET actor = $1 WHERE act = 'case' AND kind = 'read'").await;
    place.finds_what_was_tampered_with(&["audit", "verify"]);
    tampers(&place, "UPDATE event SET actor = $1 WHERE kind = 'decision.signed'").await;
    place.finds_what_was_tampered_with(&["verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_nothing_hidden_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    as_the_script_says(Place { data: folder.path().to_owned(), databases: None }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_nothing_hidden_on_postgresql() {
    let data = Setup::new().world(Engine::Postgres).await;
    let (events, keys) = data.addresses();
    let databases = Some((events.to_owned(), keys.to_owned()));
    as_the_script_says(Place { data: data.folder().to_owned(), databases }).await;
}

#[test]
fn the_ways_in_are_said_of_the_demo_and_of_a_house_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place { data: folder.path().to_owned(), databases: None };
    let said = |words: &[&str]| String::from_utf8(place.runs(words).stdout).unwrap();
    let (demo, house) = (said(&["routes", "--demo"]), said(&["routes"]));
    for line in ["GET  /cases/{id} casefile.see -", "POST /sign-in/persona public -"] {
        assert!(demo.lines().any(|said| said == line), "{line}: {demo}");
    }
    assert!(demo.contains("/apply/{type}/{id}/fee") && demo.contains("/api/v1/"), "{demo}");
    assert!(house.contains("GET  /cases/{id} ") && !house.contains("/gallery"), "{house}");
}
