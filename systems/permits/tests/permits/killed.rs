//! A process that makes cases of applications and is killed in the middle, again and again: in the end
//! each application is one case of one person.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use casefile::Messages;
use kernel::{
    Act, Clock, Db, Engine, FileKeyRing, Kernel, KeyStore, ListQuery, Run, SystemClock, SystemIds,
    Who, migrate,
};
use permits::acts::{AnswerGroup, BeginApplication, SubmitApplication};
use permits::{APPLICATIONS, Application, ApplicationId, ApplicationLine, Said};
use testkit::World;
use web::System;

use crate::house::{House, setup, systems};

/// Tells the test program that it is the one to be killed, and where its data is.
const PLACE: &str = "UMA_KILLED_PERMITS";
/// Applications: enough that most lives end between them.
const APPLICATIONS_SENT: usize = 60;

/// Not a test by itself: what the tests below start again as a process of its own, and kill.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_worker_to_be_killed() {
    let Some(place) = std::env::var_os(PLACE) else { return };
    let place = place.into_string().unwrap();
    let kernel = open(place.split('\n').collect::<Vec<_>>().as_slice(), systems()).await;
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let telling = async {
        loop {
            println!("\ndone {}", instituted(&kernel).await.len());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::join!(kernel.work_until(stopped), telling);
}

/// A kernel on real time and ids: on a folder, or on two addresses with a folder for the key ring.
pub async fn open(place: &[&str], mut systems: Vec<System>) -> Kernel {
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
    migrate(&db, &web::migrations(&systems), now).await.unwrap();
    let ring = FileKeyRing::open(&folder.join("keyring")).unwrap();
    let keys = KeyStore::open(keys, Arc::new(ring), now).await.unwrap();
    let ids = Arc::new(SystemIds(clock.clone()));
    Kernel::new(db, keys, clock, ids, web::registry(&mut systems))
}

/// The test that is a worker, the variable that tells it so, and where its data is.
pub type Life<'a> = (&'a str, &'a str, &'a str);

/// One life of a worker: it ends a moment after it got further than the one before it.
pub fn one_life((test, at, place): Life<'_>, before: usize, moment: Duration) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(at, place)
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

/// The applications that are cases.
async fn instituted(kernel: &Kernel) -> Vec<ApplicationLine> {
    let filters = vec![("stage".to_owned(), "instituted".to_owned())];
    let query = ListQuery { filters, limit: 100, ..ListQuery::default() };
    let found = APPLICATIONS.page(kernel, &Who::machine(), &query).await.unwrap();
    found.rows.iter().map(|row| ApplicationLine::read(row).unwrap()).collect()
}

async fn run<A: Act>(house: &House, act: A) {
    house.kernel().run(&house.amina, act, Run::default()).await.unwrap();
}

/// Somebody of the `n`th number picks berries and has sent an application.
async fn send(house: &House, n: usize) {
    let application = ApplicationId(house.kernel().next_id());
    let permit = "berries".to_owned();
    run(house, BeginApplication { application, permit }).await;
    let number = format!("P{n:07}");
    let name = format!("Rahimi{}", ["a", "b", "c", "d", "e"][n % 5].repeat(n / 5 + 1));
    let pages: [(&str, &[(&str, &str)]); 6] = [
        ("names", &[("family_name", &name), ("born", "1994-02-17"), ("sex", "F")]),
        ("nationality", &[("nationality", "AFG")]),
        (
            "passport",
            &[
                ("passport_number", &number),
                ("passport_issuer", "AFG"),
                ("passport_expires", "2041-01-31"),
            ],
        ),
        ("contact", &[("email", "amina@example.com")]),
        ("picking", &[("berry", "bilberry"), ("forest", "Nuuksio"), ("own_bucket", "no")]),
        ("pay", &[("pay", "1700"), ("hours", "40")]),
    ];
    for (group, answers) in pages {
        let said = |(code, value): &(&str, &str)| {
            ((*code).to_owned(), Said { value: (*value).to_owned(), from: None })
        };
        let answers = answers.iter().map(said).collect();
        let (permit, group) = ("berries".to_owned(), group.to_owned());
        run(house, AnswerGroup { application, permit, group, answers }).await;
    }
    run(house, SubmitApplication { application, changes: 6, language: None }).await;
    let (state, _) = house.kernel().peek::<Application>(application).await.unwrap();
    assert_eq!(state.known().unwrap().stage.code(), "submitted");
}

async fn survives(world: World, place: String) {
    let house = House::new(world).await;
    // Drafts have a limit for each person; what was sent has none.
    for n in 0..APPLICATIONS_SENT {
        send(&house, n).await;
    }
    let mut world = Some(house.world);
    let (mut seen, mut life) = (vec![0], 0);
    while seen.last().is_some_and(|done| *done < APPLICATIONS_SENT) && life < 60 {
        // One process owns a SQLite file: ours lets go of it first.
        let closed = world.take().unwrap().close();
        let before = seen.last().copied().unwrap_or(0);
        let worker = ("killed::the_worker_to_be_killed", PLACE, place.as_str());
        one_life(worker, before, Duration::from_micros((life * 7919) % 9973));
        let opened = closed.open().await;
        seen.push(instituted(&opened.kernel).await.len());
        opened.takes_over().await;
        world = Some(opened);
        life += 1;
    }
    let world = world.unwrap();
    world.settle().await;
    let middle = seen.iter().any(|done| (1..APPLICATIONS_SENT).contains(done));
    assert!(middle, "never killed in the middle: {seen:?}");
    let lines = instituted(&world.kernel).await;
    assert_eq!(lines.len(), APPLICATIONS_SENT, "{seen:?}");
    let cases: BTreeSet<_> = lines.iter().filter_map(|line| line.case).collect();
    let numbers: BTreeSet<_> = lines.iter().map(|line| line.number.as_str()).collect();
    assert_eq!((cases.len(), numbers.len()), (APPLICATIONS_SENT, APPLICATIONS_SENT));
    let all = ListQuery { limit: 100, ..ListQuery::default() };
    let machine = Who::machine();
    let found = casefile::CASES.page(&world.kernel, &machine, &all).await.unwrap();
    assert_eq!(found.rows.len(), APPLICATIONS_SENT, "a case each");
    for line in &lines {
        let (application, _) = world.kernel.peek::<Application>(line.id).await.unwrap();
        let receipt = application.known().unwrap().receipt.clone().unwrap().1;
        let (messages, _) = world.kernel.peek::<Messages>(line.case.unwrap()).await.unwrap();
        let told: Vec<_> = messages.all.iter().map(|message| Some(message.id)).collect();
        assert_eq!(told, [receipt.message], "once");
    }
    world.verify().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn applications_whose_worker_is_killed_become_one_case_each_on_sqlite() {
    let world = setup().world(Engine::Sqlite).await;
    let place = world.folder().to_str().unwrap().to_owned();
    survives(world, place).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn applications_whose_worker_is_killed_become_one_case_each_on_postgresql() {
    let world = setup().world(Engine::Postgres).await;
    let (events, keys) = world.addresses();
    let place = format!("{}\n{events}\n{keys}", world.folder().to_str().unwrap());
    survives(world, place).await;
}
