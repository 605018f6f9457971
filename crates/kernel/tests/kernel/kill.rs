//! Processes that are killed: what they acknowledged is there, nothing is torn, and what they had
//! begun to answer is answered once.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use kernel::{
    Db, Engine, FileKeyRing, Kernel, KeyStore, Run, SystemClock, SystemIds, Who, migrate,
};
use testkit::World;
use uuid::Uuid;

use crate::parcel::{self, Ledger, Note, Parcel, ParcelId, ledger_of, notes};

/// Tells the test program that it is the one to be killed, and where its data is.
const PLACE: &str = "UMA_KILLED_WRITER";
/// How many rounds instead of a few.
const ROUNDS: &str = "UMA_KILL_ROUNDS";
const WRITERS: usize = 8;

/// Not a test by itself: what the tests below start again as a process of its own, and kill.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_writer_to_be_killed() {
    let Some(place) = std::env::var_os(PLACE) else { return };
    let place = place.into_string().unwrap();
    let kernel = open(place.split('\n').collect::<Vec<_>>().as_slice()).await;
    let said = Arc::new(tokio::sync::Mutex::new(std::io::stdout()));
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let answering = kernel.clone();
    tokio::spawn(async move { answering.work_until(stopped).await });
    let writers = (0..WRITERS).map(|w| {
        let (kernel, said) = (kernel.clone(), Arc::clone(&said));
        tokio::spawn(async move {
            let id = ParcelId(kernel.next_id());
            let first = parcel::register(id, &id.to_string());
            kernel.run(&Who::machine(), first, Run::default()).await.unwrap();
            for n in 0.. {
                let note = format!("{w} {n}");
                let act = Note { id, note: note.clone() };
                let done = kernel.run(&Who::machine(), act, Run::default()).await.unwrap();
                let line = format!("\ndone {id} {} {note}\n", done.version);
                let mut said = said.lock().await;
                said.write_all(line.as_bytes()).and_then(|()| said.flush()).unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
}

/// A kernel on real time and ids: on a folder, or on two addresses with a folder for the key ring.
async fn open(place: &[&str]) -> Kernel {
    let (db, keys) = match place {
        [_, events, keys] => {
            (Db::postgres(events, WRITERS).unwrap(), Db::postgres(keys, WRITERS).unwrap())
        }
        _ => {
            let folder = Path::new(place[0]);
            (
                Db::sqlite(&folder.join("uma.db")).unwrap(),
                Db::sqlite(&folder.join("keys.db")).unwrap(),
            )
        }
    };
    let clock = Arc::new(SystemClock);
    let now = kernel::Clock::now(&*clock);
    migrate(&db, kernel::MIGRATIONS, now).await.unwrap();
    migrate(&db, parcel::MIGRATIONS, now).await.unwrap();
    let ring = FileKeyRing::open(&Path::new(place[0]).join("keyring")).unwrap();
    let keys = KeyStore::open(keys, Arc::new(ring), now).await.unwrap();
    let ids = Arc::new(SystemIds(clock.clone()));
    Kernel::new(db, keys, clock, ids, parcel::registry())
}

/// One life of a writer: what it was told is safe, by parcel in order of version.
fn one_life(place: &str, millis: u64) -> BTreeMap<Uuid, Vec<(i64, String)>> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::the_writer_to_be_killed", "--nocapture"])
        .env(PLACE, place)
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap());
    let (began, begins) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut safe: BTreeMap<Uuid, Vec<(i64, String)>> = BTreeMap::new();
        for line in lines.lines().map_while(Result::ok) {
            let words: Vec<&str> = line.splitn(4, ' ').collect();
            if let ["done", id, version, note] = words.as_slice() {
                let entry = (version.parse().unwrap(), (*note).to_owned());
                safe.entry(id.parse().unwrap()).or_default().push(entry);
                began.send(()).ok();
            }
        }
        safe
    });
    begins.recv_timeout(Duration::from_secs(60)).expect("the writer never began");
    std::thread::sleep(Duration::from_millis(millis));
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

async fn survives(world: World, place: String, rounds: u64) {
    let mut safe = 0;
    let mut world = Some(world);
    for round in 0..rounds {
        // One process owns a SQLite file: ours lets go of it first.
        let closed = world.take().unwrap().close();
        // At another moment each time.
        let lived = one_life(&place, 20 + (round * 7919) % 331);
        let opened = closed.open().await;
        for (id, entries) in lived {
            let found = notes(&opened, ParcelId(id)).await;
            let (_, version) = opened.kernel.peek::<Parcel>(ParcelId(id)).await.unwrap();
            for (at, note) in entries {
                assert!(at <= version, "round {round}: version {at} of {id} is lost");
                let n = usize::try_from(at).unwrap() - 2;
                assert_eq!(found[n], note, "round {round}: another note at {at} of {id}");
                safe += 1;
            }
        }
        let answered = all_heard_once(&opened).await;
        assert!(answered > 0, "round {round}: nothing was there to answer");
        opened.verify().await;
        let audit = opened.kernel.audit_verify(&mut |_, _| {}).await.unwrap();
        assert!(audit.is_clean(), "round {round}: {:?}", audit.told);
        world = Some(opened);
    }
    assert!(safe > rounds, "only {safe} notes in {rounds} lives: the writers hardly wrote");
}

/// Lets the answers go on that the killed process had begun: in the end every note of every parcel
/// was heard of once and in order, whether its writer was told of it or not. Returns how many.
async fn all_heard_once(world: &World) -> usize {
    world.clock.set(kernel::Clock::now(&SystemClock));
    while parcel::count(world, "SELECT COUNT(*) FROM outbox", vec![]).await > 0 {
        // One that failed while its process died may wait for its next try.
        world.seconds_pass(10);
        world.settle().await;
    }
    let all = "SELECT stream_id FROM stream WHERE kind = 'parcel'";
    let noted =
        "SELECT version FROM event WHERE stream_id = $1 AND kind = 'parcel.noted' ORDER BY version";
    let mut answered = 0;
    for parcel in world.kernel.fetch(all, vec![]).await.unwrap() {
        let id: ParcelId = parcel.get(0).unwrap();
        let rows = world.kernel.fetch(noted, vec![id.into()]).await.unwrap();
        let noted: Vec<i64> = rows.iter().map(|r| r.get(0).unwrap()).collect();
        let (ledger, _) = world.kernel.peek::<Ledger>(ledger_of(id)).await.unwrap();
        assert_eq!(ledger.heard, noted, "parcel {id}");
        answered += noted.len();
    }
    answered
}

fn rounds(few: u64) -> u64 {
    let given = std::env::var_os(ROUNDS).and_then(|r| r.into_string().ok());
    given.and_then(|r| r.parse().ok()).unwrap_or(few)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_before_a_kill_is_there_after_it_on_sqlite() {
    let (setup, _) = parcel::setup();
    let world = setup.world(Engine::Sqlite).await;
    let place = world.folder().to_str().unwrap().to_owned();
    survives(world, place, rounds(3)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_before_a_kill_is_there_after_it_on_postgresql() {
    let (setup, _) = parcel::setup();
    let world = setup.world(Engine::Postgres).await;
    let (events, keys) = world.addresses();
    let place = format!("{}\n{events}\n{keys}", world.folder().to_str().unwrap());
    survives(world, place, rounds(2)).await;
}
