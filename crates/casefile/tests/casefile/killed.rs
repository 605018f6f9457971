//! A process that goes through an order and is killed in the middle, again and again: in the end
//! each case was done once.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use casefile::acts::{OrderBulk, Plan};
use casefile::{BulkId, BulkOrder, Case, CaseId, Move};
use kernel::{
    Class, Clock, Db, Engine, FileKeyRing, Kernel, KeyStore, SystemClock, SystemIds, Who, migrate,
};
use testkit::World;

use crate::office::{Office, setup};

/// Tells the test program that it is the one to be killed, and where its data is.
const PLACE: &str = "UMA_KILLED_CASEFILE";
/// Tells it which order it goes through.
const ORDER: &str = "UMA_KILLED_ORDER";
/// Cases of the order: enough for several portions, so that most lives end between them.
const CASES: usize = 130;

/// Not a test by itself: what the tests below start again as a process of its own, and kill.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_worker_to_be_killed() {
    let Some(place) = std::env::var_os(PLACE) else { return };
    let place = place.into_string().unwrap();
    let kernel = open(place.split('\n').collect::<Vec<_>>().as_slice()).await;
    let order = std::env::var_os(ORDER).unwrap();
    let bulk = BulkId(order.to_str().unwrap().parse().unwrap());
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let telling = async {
        loop {
            println!("\ndone {}", done(&kernel, bulk).await);
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::join!(kernel.work_until(stopped), telling);
}

/// A kernel on real time and ids: on a folder, or on two addresses with a folder for the key ring.
pub async fn open(place: &[&str]) -> Kernel {
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
    migrate(&db, kernel::MIGRATIONS, now).await.unwrap();
    migrate(&db, casefile::system().migrations, now).await.unwrap();
    let ring = FileKeyRing::open(&folder.join("keyring")).unwrap();
    let keys = KeyStore::open(keys, Arc::new(ring), now).await.unwrap();
    let ids = Arc::new(SystemIds(clock.clone()));
    Kernel::new(db, keys, clock, ids, web::registry(&mut [casefile::system()]))
}

/// One life of a worker: it ends a moment after it got further than the one before it.
fn one_life(place: &str, bulk: BulkId, before: usize, moment: Duration) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::the_worker_to_be_killed", "--nocapture"])
        .env(PLACE, place)
        .env(ORDER, bulk.0.to_string())
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

/// An order, and how far it is.
async fn done(kernel: &Kernel, bulk: BulkId) -> usize {
    let (order, _) = kernel.peek::<BulkOrder>(bulk).await.unwrap();
    order.known().map_or(0, |known| known.done)
}

async fn survives(world: World, place: String) {
    let office = Office::new(world).await;
    let (bulk, cases) = ordered(&office).await;
    let mut world = Some(office.world);
    let (mut seen, mut life) = (vec![0], 0);
    while seen.last().is_some_and(|done| *done < CASES) && life < 40 {
        // One process owns a SQLite file: ours lets go of it first.
        let closed = world.take().unwrap().close();
        let before = seen.last().copied().unwrap_or(0);
        one_life(&place, bulk, before, Duration::from_micros((life * 7919) % 9973));
        let opened = closed.open().await;
        seen.push(done(&opened.kernel, bulk).await);
        opened.takes_over().await;
        world = Some(opened);
        life += 1;
    }
    let world = world.unwrap();
    world.settle().await;
    assert!(
        seen.iter().any(|done| (1..CASES).contains(done)),
        "never killed in the middle: {seen:?}"
    );
    assert_eq!(done(&world.kernel, bulk).await, CASES, "{seen:?}");
    for case in cases {
        let machine = Who::machine();
        let opened = world.kernel.open::<Case>(&machine, case, casefile::SEE, "test").await;
        let events = opened.unwrap().events;
        let assigned = events.iter().filter(|event| event.kind == "case.assigned").count();
        assert_eq!(assigned, 1, "{case} was assigned {assigned} times");
    }
    world.verify().await;
}

async fn ordered(office: &Office) -> (BulkId, Vec<CaseId>) {
    let person = office.person("Rahimi", Class::Normal).await;
    let mikael = office.who("mikael").await.user;
    let mut cases = Vec::new();
    for n in 0..CASES {
        cases.push(office.open("aino", person, &format!("Matter {n}")).await);
    }
    let each = |case: &CaseId| Move { case: *case, from: None, to: Some(mikael) };
    let plan = Plan { moves: cases.iter().map(each).collect(), left: Vec::new() };
    let bulk = BulkId(office.kernel().next_id());
    office.run("sari", OrderBulk { bulk, plan }).await.unwrap();
    (bulk, cases)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_whose_worker_is_killed_goes_on_and_does_nothing_twice_on_sqlite() {
    let world = setup().world(Engine::Sqlite).await;
    let place = world.folder().to_str().unwrap().to_owned();
    survives(world, place).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_whose_worker_is_killed_goes_on_and_does_nothing_twice_on_postgresql() {
    let world = setup().world(Engine::Postgres).await;
    let (events, keys) = world.addresses();
    let place = format!("{}\n{events}\n{keys}", world.folder().to_str().unwrap());
    survives(world, place).await;
}
