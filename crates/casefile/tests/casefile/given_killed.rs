//! A process that makes files for parties and is killed in the middle, again and again: in the end
//! each file was made once, and stands in the store once.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use casefile::acts::{GiveFile, To};
use casefile::{Case, CaseId, GivenId, Giving, Party, Stage};
use kernel::{Engine, Kernel, Who};
use testkit::World;

use crate::giving::with_texts;
use crate::killed::open;
use crate::office::{Office, setup};

/// Tells the test program that it is the one to be killed, and where its data is.
const PLACE: &str = "UMA_KILLED_GIVING";
/// Tells it of which case it makes files.
const CASE: &str = "UMA_KILLED_GIVING_CASE";
/// Files that are ordered: enough that lives end between them and within them.
const FILES: usize = 12;
/// Lives at most: each makes a file more, or dies within one.
const LIVES_MAX: u64 = 40;

/// Not a test by itself: what the tests below start again as a process of its own, and kill.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_worker_to_be_killed() {
    let Some(place) = std::env::var_os(PLACE) else { return };
    let place = place.into_string().unwrap();
    let kernel = open(place.split('\n').collect::<Vec<_>>().as_slice()).await;
    let case = std::env::var_os(CASE).unwrap();
    let case = CaseId(case.to_str().unwrap().parse().unwrap());
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let telling = async {
        loop {
            println!("\ndone {}", done(&kernel, case).await);
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::join!(kernel.work_until(stopped), telling);
}

/// One life of a worker: it ends a moment after it was seen at work.
fn one_life(place: &str, case: CaseId, before: usize, moment: Duration) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "given_killed::the_worker_to_be_killed", "--nocapture"])
        .env(PLACE, place)
        .env(CASE, case.0.to_string())
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

/// How many files are made.
async fn done(kernel: &Kernel, case: CaseId) -> usize {
    let (giving, _) = kernel.peek::<Giving>(case).await.unwrap();
    giving.given.values().filter(|given| given.stage != Stage::Ordered).count()
}

async fn survives(world: World, place: String) {
    let office = Office::new(world).await;
    let (case, person, documents) = with_texts(&office, 8).await;
    for n in 0..FILES {
        let act = GiveFile {
            case,
            given: GivenId(office.kernel().next_id()),
            to: To { party: Party::Person(person), representation: None },
            // Each is another file: the same one would rightly be stored once.
            documents: documents[..1 + n % 8].to_vec(),
            language: ["fi", "sv"][n / 8].to_owned(),
            purpose: "Asked for it".to_owned(),
        };
        office.run("aino", act).await.unwrap();
    }
    let mut world = Some(office.world);
    let (mut seen, mut life) = (vec![0], 0);
    while seen.last().is_some_and(|done| *done < FILES) && life < LIVES_MAX {
        // One process owns a SQLite file: ours lets go of it first.
        let closed = world.take().unwrap().close();
        let before = seen.last().copied().unwrap_or(0);
        one_life(&place, case, before, Duration::from_micros((life * 7919) % 59_999));
        let opened = closed.open().await;
        seen.push(done(&opened.kernel, case).await);
        opened.takes_over().await;
        world = Some(opened);
        life += 1;
    }
    let world = world.unwrap();
    world.settle().await;
    let between = seen.iter().any(|done| (1..FILES).contains(done));
    assert!(between, "never killed in the middle: {seen:?}");
    let machine = Who::machine();
    let opened = world.kernel.open::<Case>(&machine, case, casefile::SEE, "test").await.unwrap();
    let count = |kind: &str| opened.events.iter().filter(|event| event.kind == kind).count();
    assert_eq!((count("case.file_made"), count("case.file_failed")), (FILES, 0), "{seen:?}");
    let (giving, _) = world.kernel.peek::<Giving>(case).await.unwrap();
    let stored = giving.given.values().map(|given| match given.stage {
        Stage::Made { file, .. } => file,
        _ => panic!("{given:?}"),
    });
    assert_eq!(stored.collect::<BTreeSet<_>>().len(), FILES);
    let rows = kernel::sql!("SELECT file_id FROM file WHERE subject = $1 AND finished");
    let rows = world.kernel.fetch(rows, vec![case.into()]).await.unwrap();
    assert_eq!(rows.len(), documents.len() + FILES, "none is stored twice");
    world.verify().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_whose_worker_is_killed_are_made_once_on_sqlite() {
    let world = setup().world(Engine::Sqlite).await;
    let place = world.folder().to_str().unwrap().to_owned();
    survives(world, place).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_whose_worker_is_killed_are_made_once_on_postgresql() {
    let world = setup().world(Engine::Postgres).await;
    let (events, keys) = world.addresses();
    let place = format!("{}\n{events}\n{keys}", world.folder().to_str().unwrap());
    survives(world, place).await;
}
