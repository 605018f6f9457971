//! A process that orders cards and stops some, and is killed in the middle, again and again: in the end the maker has
//! each that is wanted once, and none that is not.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use cards::{Card, CardId, Maker};
use decisions::DecisionId;
use kernel::{
    Clock as _, Db, Engine, FileKeyRing, Kernel, KeyStore, SystemClock, SystemIds, migrate,
};
use registers_simulator::Fault;
use testkit::World;

use crate::house::{House, setup, systems};
use crate::maker::Outside;

/// Tells the test program that it is the one to be killed, and where its data is.
const PLACE: &str = "UMA_KILLED_CARDS";
/// Tells it where the maker is, and which decisions there are.
const ADDRESS: &str = "UMA_KILLED_CARDS_AT";
const IDS: &str = "UMA_KILLED_CARDS_OF";
/// Decisions: enough that most lives end between them.
const GIVEN: usize = 12;
/// Of these so many are recalled before their cards are sent.
const RECALLED: usize = 4;

/// Not a test by itself: what the tests below start again as a process of its own, and kill.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_worker_to_be_killed() {
    let Some(place) = std::env::var_os(PLACE) else { return };
    let text = |name| std::env::var_os(name).unwrap().into_string().unwrap();
    let place = place.into_string().unwrap();
    let maker = Maker::at(&text(ADDRESS)).unwrap();
    let ids: Vec<DecisionId> = text(IDS).split(' ').map(|id| id.parse().unwrap()).collect();
    let kernel = open(place.split('\n').collect::<Vec<_>>().as_slice(), &maker).await;
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let telling = async {
        loop {
            println!("\ndone {}", done(&kernel, &ids).await);
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::join!(kernel.work_until(stopped), telling);
}

/// A kernel on real time and ids: on a folder, or on two addresses with a folder for the key ring.
async fn open(place: &[&str], maker: &Maker) -> Kernel {
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
    migrate(&db, &web::migrations(&systems(maker)), now).await.unwrap();
    let ring = FileKeyRing::open(&folder.join("keyring")).unwrap();
    let keys = KeyStore::open(keys, Arc::new(ring), now).await.unwrap();
    let ids = Arc::new(SystemIds(clock.clone()));
    Kernel::new(db, keys, clock, ids, web::registry(&mut systems(maker)))
}

/// One life of a worker: it ends a moment after it got further than the one before it.
fn one_life(envs: &[(&str, String)], before: usize, moment: Duration) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::the_worker_to_be_killed", "--nocapture"])
        .envs(envs.iter().map(|(name, value)| (name, value)))
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

/// Cards with which nothing is left to do.
async fn done(kernel: &Kernel, ids: &[DecisionId]) -> usize {
    let mut done = 0;
    for id in ids {
        let (card, _) = kernel.peek::<Card>(CardId::of(*id)).await.unwrap();
        let code = card.known().map_or("", |known| known.standing.code());
        done += usize::from(code == "ordered" || code == "stopped");
    }
    done
}

/// What the dead worker held is another's, and rounds come round.
async fn what_was_held_is_free(world: &World) {
    world.takes_over().await;
    world.tamper("DELETE FROM periodic", vec![]).await.unwrap();
}

async fn survives(engine: Engine) {
    let outside = Outside::new().await;
    let there = format!("http://{}", outside.address);
    // Until it is killed nothing goes out.
    let world = setup(&Maker::none()).world(engine).await;
    let folder = world.folder().to_str().unwrap().to_owned();
    let place = match engine {
        Engine::Sqlite => folder,
        Engine::Postgres => {
            let (events, keys) = world.addresses();
            format!("{folder}\n{events}\n{keys}")
        }
    };
    let house = House::new(world, outside.clone(), Maker::none()).await;
    let ids = given(&house).await;
    house.world.clock.set(SystemClock.now());
    let listed: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let envs = [(PLACE, place), (ADDRESS, there), (IDS, listed.join(" "))];
    // Slow enough that a life ends between two of them.
    outside.breaks(Fault::Slow { delay_ms: 40 });
    let (mut world, mut seen) = (house.world, vec![0]);
    while seen.last().is_some_and(|done| *done < GIVEN) && seen.len() < 60 {
        // One process owns a SQLite file: ours lets go of it first.
        let closed = world.close();
        let (before, envs) = (seen.last().copied().unwrap_or(0), envs.clone());
        let moment = Duration::from_micros(u64::try_from(seen.len()).unwrap() * 7919 % 9973);
        let lived = move || one_life(&envs, before, moment);
        tokio::task::spawn_blocking(lived).await.unwrap();
        world = closed.open().await;
        world.clock.set(SystemClock.now());
        seen.push(done(&world.kernel, &ids).await);
        what_was_held_is_free(&world).await;
    }
    let middle = seen.iter().any(|done| (1..GIVEN).contains(done));
    assert!(middle, "never killed in the middle: {seen:?}");
    outside.mends();
    world.settle().await;
    let mut has = outside.has();
    has.sort_unstable();
    assert_eq!(has, wanted(&world, &ids).await, "each that is wanted is there once");
    world.verify().await;
}

/// Decisions that are released, the first of them recalled.
async fn given(house: &House) -> Vec<DecisionId> {
    let mut ids = Vec::new();
    for n in 0..GIVEN {
        let case = house.case(n).await;
        ids.push(house.grants(case).await);
    }
    house.world.settle().await;
    for (n, decision) in ids.iter().enumerate() {
        house.releases(*decision).await;
        if n < RECALLED {
            house.recalls(*decision).await;
        }
    }
    ids
}

/// What the maker is to have, in order: the cards of decisions that were not recalled. Those of the others are stopped.
async fn wanted(world: &World, ids: &[DecisionId]) -> Vec<String> {
    let mut wanted = Vec::new();
    for (n, id) in ids.iter().enumerate() {
        let (card, _) = world.kernel.peek::<Card>(CardId::of(*id)).await.unwrap();
        let known = card.known().unwrap();
        let code = if n < RECALLED { "stopped" } else { "ordered" };
        assert_eq!(known.standing.code(), code, "{n}");
        wanted.extend((n >= RECALLED).then(|| known.reference()));
    }
    wanted.sort_unstable();
    wanted
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_again_and_again_each_card_is_ordered_once_on_sqlite() {
    survives(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_again_and_again_each_card_is_ordered_once_on_postgres() {
    survives(Engine::Postgres).await;
}
