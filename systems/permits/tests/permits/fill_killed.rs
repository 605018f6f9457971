//! A process that fills applications in with what employers confirmed and is killed in the middle, again and again: in
//! the end each is filled in once.

use std::time::Duration;

use kernel::{Act, Engine, Kernel, Run, Who};
use permits::acts::{BeginApplication, ConfirmTerms, GiveTerms, InviteEmployer, TakePart};
use permits::employer::Terms;
use permits::{Application, ApplicationId, EmployerPartId};
use testkit::World;

use crate::house::{House, setup, systems};
use crate::killed::{one_life, open};

/// Tells the test program that it is the one to be killed, and where its data is.
const PLACE: &str = "UMA_KILLED_FILLING";
/// Applications of each of two people: enough that most lives end between them.
const EACH: usize = 18;

/// Not a test by itself: what the tests below start again as a process of its own, and kill.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_worker_to_be_killed() {
    let Some(place) = std::env::var_os(PLACE) else { return };
    let place = place.into_string().unwrap();
    let (place, ids) = place.rsplit_once('|').unwrap();
    let ids: Vec<ApplicationId> = ids.split(' ').map(|id| id.parse().unwrap()).collect();
    let kernel = open(place.split('\n').collect::<Vec<_>>().as_slice(), systems()).await;
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let telling = async {
        loop {
            println!("\ndone {}", filled(&kernel, &ids).await);
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::join!(kernel.work_until(stopped), telling);
}

/// Applications that are filled in.
async fn filled(kernel: &Kernel, ids: &[ApplicationId]) -> usize {
    let mut filled = 0;
    for id in ids {
        let (application, _) = kernel.peek::<Application>(*id).await.unwrap();
        filled += usize::from(application.known().unwrap().answered.contains_key("pay"));
    }
    filled
}

async fn run<A: Act>(house: &House, who: &Who, act: A) {
    house.kernel().run(who, act, Run::default()).await.unwrap();
}

/// Somebody applies, and their employer has just confirmed the terms.
async fn confirmed(house: &House, who: &Who, boss: &Who) -> ApplicationId {
    let application = ApplicationId(house.kernel().next_id());
    let part = EmployerPartId(house.kernel().next_id());
    run(house, who, BeginApplication { application, permit: "berries".to_owned() }).await;
    run(house, who, InviteEmployer { part, application }).await;
    let (business_id, name) = ("0244683-1".to_owned(), "Marja Oy".to_owned());
    run(house, boss, TakePart { part, business_id, name }).await;
    let terms = Terms {
        occupation: "9215".to_owned(),
        pay: "1800".to_owned(),
        hours: 38,
        agreement: None,
        agreement_pay: None,
        starts: "2026-07-01".parse().unwrap(),
        ends: None,
    };
    run(house, boss, GiveTerms { part, terms }).await;
    run(house, boss, ConfirmTerms { part }).await;
    application
}

async fn survives(world: World, place: String) {
    let house = House::new(world).await;
    let mut ids = Vec::new();
    for _ in 0..EACH {
        ids.push(confirmed(&house, &house.amina, &house.bela).await);
        ids.push(confirmed(&house, &house.bela, &house.amina).await);
    }
    let all: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let place = format!("{place}|{}", all.join(" "));
    let mut world = Some(house.world);
    let (mut seen, mut life) = (vec![0], 0);
    while seen.last().is_some_and(|done| *done < ids.len()) && life < 60 {
        // One process owns a SQLite file: ours lets go of it first.
        let closed = world.take().unwrap().close();
        let before = seen.last().copied().unwrap_or(0);
        let worker = ("fill_killed::the_worker_to_be_killed", PLACE, place.as_str());
        one_life(worker, before, Duration::from_micros((life * 7919) % 9973));
        let opened = closed.open().await;
        seen.push(filled(&opened.kernel, &ids).await);
        opened.takes_over().await;
        world = Some(opened);
        life += 1;
    }
    let world = world.unwrap();
    world.settle().await;
    let middle = seen.iter().any(|done| (1..ids.len()).contains(done));
    assert!(middle, "never killed in the middle: {seen:?}");
    for id in &ids {
        let (application, _) = world.kernel.peek::<Application>(*id).await.unwrap();
        let known = application.known().unwrap();
        assert_eq!(known.answered["pay"].answers["pay"].value, "1800");
        assert_eq!(known.changes, 1, "once: {seen:?}");
    }
    world.verify().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn applications_whose_worker_is_killed_are_filled_in_once_each_on_sqlite() {
    let world = setup().world(Engine::Sqlite).await;
    let place = world.folder().to_str().unwrap().to_owned();
    survives(world, place).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn applications_whose_worker_is_killed_are_filled_in_once_each_on_postgresql() {
    let world = setup().world(Engine::Postgres).await;
    let (events, keys) = world.addresses();
    let place = format!("{}\n{events}\n{keys}", world.folder().to_str().unwrap());
    survives(world, place).await;
}
