//! A process that archives decisions by itself and is killed in the middle, again and again: in the end
//! each case is decided once, with one document and one right to stay.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use casefile::{Case, Person};
use decisions::acts::{ConfirmLight, OrderTrial};
use decisions::archive::{Proof, prove_all};
use decisions::{DECISIONS, DecisionId, TRIALS, Trial, TrialId, TrialLine};
use kernel::{
    Clock, Db, Engine, FileKeyRing, Kernel, KeyStore, ListQuery, Run, SystemClock, SystemIds, Who,
    migrate,
};
use testkit::World;

use crate::light;
use crate::office::{House, setup, systems};

/// Tells the test program that it is the one to be killed, and where its data is.
const PLACE: &str = "UMA_KILLED_DECISIONS";
/// Rulings that grant: enough that most lives end between them.
const CASES: usize = 40;

/// Not a test by itself: what the tests below start again as a process of its own, and kill.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_worker_to_be_killed() {
    let Some(place) = std::env::var_os(PLACE) else { return };
    let place = place.into_string().unwrap();
    let kernel = open(place.split('\n').collect::<Vec<_>>().as_slice()).await;
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let telling = async {
        loop {
            println!("\ndone {}", done(&kernel).await);
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::join!(kernel.work_until(stopped), telling);
}

/// A kernel on real time and ids: on a folder, or on two addresses with a folder for the key ring.
async fn open(place: &[&str]) -> Kernel {
    let folder = Path::new(place[0]);
    let (db, keys) = match place {
        [_, events, keys] => (Db::postgres(events, 4).unwrap(), Db::postgres(keys, 4).unwrap()),
        _ => {
            let file = |name| Db::sqlite(&folder.join(name)).unwrap();
            (file("uma.db"), file("keys.db"))
        }
    };
    let clock = Arc::new(SystemClock);
    let now = clock.now();
    migrate(&db, &web::migrations(&systems()), now).await.unwrap();
    let ring = FileKeyRing::open(&folder.join("keyring")).unwrap();
    let keys = KeyStore::open(keys, Arc::new(ring), now).await.unwrap();
    let ids = Arc::new(SystemIds(clock.clone()));
    Kernel::new(db, keys, clock, ids, web::registry(&mut systems()))
}

/// How many decisions are archived.
async fn archived(kernel: &Kernel) -> usize {
    let filters = vec![("stage".to_owned(), "archived".to_owned())];
    let query = ListQuery { filters, order: None, after: None, limit: kernel::PAGE_MAX };
    DECISIONS.page(kernel, &Who::machine(), &query).await.unwrap().rows.len()
}

/// How far the worker is: decisions that are archived, and those that a change of letters was tried on.
async fn done(kernel: &Kernel) -> usize {
    let query = ListQuery { limit: kernel::PAGE_MAX, ..ListQuery::default() };
    let trials = TRIALS.page(kernel, &Who::machine(), &query).await.unwrap();
    let tried = trials.rows.iter().map(|row| {
        let trial = TrialLine::read(row).unwrap();
        usize::try_from(trial.same + trial.changed + trial.failed).unwrap()
    });
    archived(kernel).await + tried.sum::<usize>()
}

/// One life of a worker: it ends a moment after it got further than the one before it.
fn one_life(place: &str, before: usize, moment: Duration) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::the_worker_to_be_killed", "--nocapture"])
        .env(PLACE, place)
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let further = |line: String| {
        let done = line.strip_prefix("done ").and_then(|done| done.parse::<usize>().ok());
        done.is_some_and(|done| done > before)
    };
    assert!(lines.any(further), "the worker never got further than {before}");
    std::thread::sleep(moment);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Cases with their decisions: every second one is confirmed by an official.
async fn decided(house: &House) -> Vec<(casefile::CaseId, DecisionId)> {
    let mut cases = Vec::new();
    for n in 0..CASES {
        if n % 2 == 0 {
            let case = house.hut_in_order("fi").await;
            cases.push((case, house.rule(case).await));
            continue;
        }
        let case = light::differing(house).await;
        light::answered(house, case).await;
        house.run(&house.officer, ConfirmLight { case }).await.unwrap();
        cases.push((case, light::confirmed(house, case).await));
    }
    cases
}

async fn survives(world: World, place: String) {
    // Worker and test agree on the day: what is known does not age between them.
    world.clock.set(SystemClock.now());
    let house = House::new(world, true).await;
    let cases = decided(&house).await;
    let officer = house.officer.clone();
    let (world, seen) = lives(house.world, &place, CASES).await;
    assert_eq!(archived(&world.kernel).await, CASES, "{seen:?}");
    for (case, id) in cases {
        decided_once(&world, case, id).await;
    }
    let trial = TrialId(world.kernel.next_id());
    let decisions = i64::try_from(CASES).unwrap();
    let order = OrderTrial { trial, rows: String::new(), decisions };
    world.kernel.run(&officer, order, Run::default()).await.unwrap();
    let (world, seen) = lives(world, &place, 2 * CASES).await;
    let (state, _) = world.kernel.peek::<Trial>(trial).await.unwrap();
    let known = state.known().unwrap();
    assert_eq!((known.same, known.stage.code()), (40, "done"), "{seen:?}");
    world.verify().await;
}

/// Lives of workers until one got so far; in the end nothing is left to do.
async fn lives(world: World, place: &str, goal: usize) -> (World, Vec<usize>) {
    let from = done(&world.kernel).await;
    let mut world = Some(world);
    let (mut seen, mut life) = (vec![from], 0);
    while seen.last().is_some_and(|done| *done < goal) && life < 40 {
        // One process owns a SQLite file: ours lets go of it first.
        let closed = world.take().unwrap().close();
        let before = seen.last().copied().unwrap_or(0);
        one_life(place, before, Duration::from_micros((life * 7919) % 29_973));
        let opened = closed.open().await;
        seen.push(done(&opened.kernel).await);
        opened.takes_over().await;
        world = Some(opened);
        life += 1;
    }
    let world = world.unwrap();
    world.settle().await;
    assert!(
        seen.iter().any(|done| (from + 1..goal).contains(done)),
        "never killed in the middle: {seen:?}"
    );
    (world, seen)
}

async fn decided_once(world: &World, case: casefile::CaseId, id: DecisionId) {
    assert_eq!(prove_all(&world.kernel, id).await.unwrap(), [Proof::Holds]);
    let (state, _) = world.kernel.peek::<Case>(case).await.unwrap();
    let known = state.known().unwrap();
    assert_eq!(known.documents.len(), 1, "{case}");
    let (person, _) = world.kernel.peek::<Person>(known.applicant).await.unwrap();
    assert_eq!(person.known().unwrap().residence_rights.len(), 1, "{case}");
    let opened = world.kernel.open::<Case>(&Who::machine(), case, casefile::SEE, "test").await;
    let events = opened.unwrap().events;
    for kind in ["decided.begun", "decided.given", "case.closed"] {
        assert_eq!(events.iter().filter(|event| event.kind == kind).count(), 1, "{case}: {kind}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn decisions_whose_worker_is_killed_are_made_once_on_sqlite() {
    let world = setup().world(Engine::Sqlite).await;
    let place = world.folder().to_str().unwrap().to_owned();
    survives(world, place).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn decisions_whose_worker_is_killed_are_made_once_on_postgresql() {
    let world = setup().world(Engine::Postgres).await;
    let (events, keys) = world.addresses();
    let place = format!("{}\n{events}\n{keys}", world.folder().to_str().unwrap());
    survives(world, place).await;
}
