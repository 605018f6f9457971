//! A process that takes captures and looks at time limits, and is killed in the middle, again and again: in the end
//! each capture lies in the vault once, and each case has one task.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use casefile::CaseId;
use identity::{SimulatedDevice, Standing, VAULTED};
use kernel::{
    Clock, Db, Engine, FileKeyRing, Kernel, KeyStore, SystemClock, SystemIds, Who, migrate,
};
use testkit::World;

use crate::house::{House, desk, led, lines, setup, systems};

/// Tells the test program that it is the one to be killed, and where its data is.
const PLACE: &str = "UMA_KILLED_IDENTITY";
/// Cases, each with three captures: enough that most lives end between them.
const CASES: usize = 8;
const CAPTURES: usize = CASES * 3;

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
    let mut systems = systems(&SimulatedDevice::default());
    migrate(&db, &web::migrations(&systems), now).await.unwrap();
    let ring = FileKeyRing::open(&folder.join("keyring")).unwrap();
    let keys = KeyStore::open(keys, Arc::new(ring), now).await.unwrap();
    let ids = Arc::new(SystemIds(clock.clone()));
    Kernel::new(db, keys, clock, ids, web::registry(&mut systems))
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

/// How much lies in the vault.
async fn done(kernel: &Kernel) -> usize {
    VAULTED.count(kernel, &Who::machine(), &[], CAPTURES + 1).await.unwrap().rows
}

async fn survives(world: World, place: String) {
    let house = House::new(world, SimulatedDevice::default()).await;
    let mut clerk = house.browser(&house.clerk).await;
    let mut cases: Vec<CaseId> = Vec::new();
    for n in 0..CASES {
        let number = format!("P100000{n}");
        let who = ("Rahimi", "Amina", "1994-02-17", number.as_str());
        let (case, _) = house.waiting(who).await;
        led(&clerk.fill(&format!("{}/passport", desk(case)), &[("lines", &lines(who))]).await);
        cases.push(case);
    }
    for case in &cases {
        for what in ["signature", "face", "fingerprints"] {
            led(&clerk.fill(&format!("{}/take/{what}", desk(*case)), &[]).await);
        }
    }
    // The browser holds the house's database.
    drop(clerk);
    let House { world, device, amina, bela, clerk, stranger, officer, examiner } = house;
    let mut world = Some(world);
    let (mut seen, mut life) = (vec![0], 0);
    while seen.last().is_some_and(|done| *done < CAPTURES) && life < 40 {
        // One process owns a SQLite file: ours lets go of it first.
        let closed = world.take().unwrap().close();
        let before = seen.last().copied().unwrap_or(0);
        let (place, moment) = (place.clone(), Duration::from_micros((life * 7919) % 9973));
        tokio::task::spawn_blocking(move || one_life(&place, before, moment)).await.unwrap();
        let opened = closed.open().await;
        seen.push(done(&opened.kernel).await);
        opened.takes_over().await;
        world = Some(opened);
        life += 1;
    }
    let world = world.unwrap();
    let house = House { world, device, amina, bela, clerk, stranger, officer, examiner };
    let middle = seen.iter().any(|done| (1..CAPTURES).contains(done));
    assert!(middle, "never killed in the middle: {seen:?}");
    nothing_is_lost_or_doubled(&house, &cases).await;
}

async fn nothing_is_lost_or_doubled(house: &House, cases: &[CaseId]) {
    house.world.seconds_pass(3600);
    house.world.settle().await;
    assert_eq!(done(house.kernel()).await, CAPTURES);
    for case in cases {
        let step = house.step(*case).await;
        assert_eq!(step.captures.len(), 3);
        let kept = |taken: &identity::Taken| matches!(taken.standing, Standing::Kept { .. });
        assert!(step.captures.values().all(kept));
        assert_eq!(house.kinds(*case, "identity.captured").await.len(), 3);
        // Between the day of the test and today the last day has passed: told once.
        assert_eq!(house.kinds(*case, "identity.lapsed").await.len(), 1);
        let tasks = house.file(*case).await.tasks;
        let told = tasks.values().filter(|task| task.what == "identity-not-shown").count();
        assert_eq!(told, 1);
    }
    house.world.verify().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn captures_whose_worker_is_killed_lie_in_the_vault_once_on_sqlite() {
    let world = setup(&SimulatedDevice::default()).world(Engine::Sqlite).await;
    let place = world.folder().to_str().unwrap().to_owned();
    survives(world, place).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn captures_whose_worker_is_killed_lie_in_the_vault_once_on_postgresql() {
    let world = setup(&SimulatedDevice::default()).world(Engine::Postgres).await;
    let (events, keys) = world.addresses();
    let place = format!("{}\n{events}\n{keys}", world.folder().to_str().unwrap());
    survives(world, place).await;
}
