//! A process that asks registers and is killed in the middle, again and again: in the end each question has
//! one answer, and each answer let its case go on once.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use casefile::CaseId;
use kernel::{
    Clock, Db, Engine, FileKeyRing, Kernel, KeyStore, SystemClock, SystemIds, Who, migrate,
};
use registers::{ASKS, Manners, Register, Registers};

use crate::office::{House, setup, systems};
use crate::outside::Outside;

/// Tells the test program that it is the one to be killed, and where its data is.
const PLACE: &str = "UMA_KILLED_REGISTERS";
/// Tells it where the registers are.
const ADDRESS: &str = "UMA_KILLED_REGISTERS_AT";
/// Questions: enough that most lives end between them.
const CASES: usize = 40;

/// Not a test by itself: what the tests below start again as a process of its own, and kill.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_worker_to_be_killed() {
    let Some(place) = std::env::var_os(PLACE) else { return };
    let place = place.into_string().unwrap();
    let address = std::env::var_os(ADDRESS).unwrap().into_string().unwrap();
    let manners = Manners::shipped().unwrap();
    let registers = Registers::all_at(manners, &format!("http://{address}")).unwrap();
    let kernel = open(place.split('\n').collect::<Vec<_>>().as_slice(), &registers).await;
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
async fn open(place: &[&str], registers: &Registers) -> Kernel {
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
    let mut systems = systems(registers);
    migrate(&db, &web::migrations(&systems), now).await.unwrap();
    let ring = FileKeyRing::open(&folder.join("keyring")).unwrap();
    let keys = KeyStore::open(keys, Arc::new(ring), now).await.unwrap();
    let ids = Arc::new(SystemIds(clock.clone()));
    Kernel::new(db, keys, clock, ids, web::registry(&mut systems))
}

/// One life of a worker: it ends a moment after it got further than the one before it.
fn one_life(place: &str, address: &str, before: usize, moment: Duration) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::the_worker_to_be_killed", "--nocapture"])
        .env(PLACE, place)
        .env(ADDRESS, address)
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

/// How many questions have their answer.
async fn done(kernel: &Kernel) -> usize {
    let answered = [("state".to_owned(), "answered".to_owned())];
    ASKS.count(kernel, &Who::machine(), &answered, CASES).await.unwrap().rows
}

async fn survives(engine: Engine) {
    let outside = Outside::new().await;
    let registers = outside.registers();
    let world = setup(&registers).world(engine).await;
    let folder = world.folder().to_str().unwrap().to_owned();
    let place = match engine {
        Engine::Sqlite => folder,
        Engine::Postgres => {
            let (events, keys) = world.addresses();
            format!("{folder}\n{events}\n{keys}")
        }
    };
    let house = House::new(world, outside, registers).await;
    let cases = asked(&house).await;
    let House { world, outside, registers, officer } = house;
    let mut world = Some(world);
    let (mut seen, mut life) = (vec![0], 0);
    while seen.last().is_some_and(|done| *done < CASES) && life < 40 {
        // One process owns a SQLite file: ours lets go of it first.
        let closed = world.take().unwrap().close();
        let before = seen.last().copied().unwrap_or(0);
        let (place, address) = (place.clone(), outside.address.clone());
        let moment = Duration::from_micros((life * 7919) % 9973);
        let lived = move || one_life(&place, &address, before, moment);
        tokio::task::spawn_blocking(lived).await.unwrap();
        let opened = closed.open().await;
        seen.push(done(&opened.kernel).await);
        opened.takes_over().await;
        world = Some(opened);
        life += 1;
    }
    let house = House { world: world.unwrap(), outside, registers, officer };
    assert!(
        seen.iter().any(|done| (1..CASES).contains(done)),
        "never killed in the middle: {seen:?}"
    );
    nothing_is_lost_or_doubled(&house, &cases).await;
}

async fn nothing_is_lost_or_doubled(house: &House, cases: &[CaseId]) {
    house.later(60).await;
    assert_eq!(done(house.kernel()).await, CASES);
    for case in cases {
        let told = house.told(*case, "register.").await;
        assert_eq!(told, ["register.asked", "register.answered"]);
        assert_eq!(house.told(*case, "fact.").await.len(), 11);
        assert_eq!(house.went_on(*case).await, 1);
    }
    house.world.verify().await;
}

async fn asked(house: &House) -> Vec<CaseId> {
    let students = house.outside.people(&["studies"]).await;
    let mut cases = Vec::new();
    for student in &students[..CASES] {
        let (case, about) = house.case_of(student).await;
        house.ask(case, Register::Study, about).await;
        cases.push(case);
    }
    cases
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_whose_asker_is_killed_have_one_answer_each_on_sqlite() {
    survives(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_whose_asker_is_killed_have_one_answer_each_on_postgresql() {
    survives(Engine::Postgres).await;
}
