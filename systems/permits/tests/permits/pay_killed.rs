//! A process that has payments made, asks how they stand, sends what is paid and has given back what an official
//! wants given back, and is killed in the middle, again and again: in the end each application is paid once,
//! sent once, given back once, and a case that knows it.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use automation::CaseFacts;
use kernel::{
    Act, Clock, Db, Engine, FileKeyRing, Kernel, KeyStore, Run, SystemClock, SystemIds, Who,
    migrate,
};
use outside::{Address, Limits};
use permits::acts::{AnswerGroup, BeginApplication, RefundFee, SubmitApplication};
use permits::payments::{RefundGround, Standing};
use permits::{Application, ApplicationId, KnownApplication, Payments, Said};
use testkit::World;

use crate::house::House;
use crate::paid::{setup, simulated, systems};

/// Tells the test program that it is the one to be killed, and where its data is.
const PLACE: &str = "UMA_KILLED_PAYMENTS";
/// Tells it where payments are taken, and which applications there are.
const ADDRESS: &str = "UMA_KILLED_PAYMENTS_AT";
const IDS: &str = "UMA_KILLED_PAYMENTS_OF";
/// Nobody hears messages here: everything has to be asked for.
const HERE: &str = "http://127.0.0.1:9";
/// Applications: enough that most lives end between them.
const SENT: usize = 20;
/// Steps of each: its payment opened, paid, it a case, and the payment given back.
const STEPS: usize = 4;
const LIMITS: Limits = Limits { connect_ms: 2_000, answer_ms: 5_000, bytes_max: 100_000 };

/// Not a test by itself: what the tests below start again as a process of its own, and kill.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_worker_to_be_killed() {
    let Some(place) = std::env::var_os(PLACE) else { return };
    let text = |name| std::env::var_os(name).unwrap().into_string().unwrap();
    let place = place.into_string().unwrap();
    let payments = payments(&text(ADDRESS));
    let ids: Vec<ApplicationId> = text(IDS).split(' ').map(|id| id.parse().unwrap()).collect();
    let kernel = open(place.split('\n').collect::<Vec<_>>().as_slice(), &payments).await;
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let telling = async {
        loop {
            println!("\ndone {}", done(&kernel, &ids).await);
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::join!(kernel.work_until(stopped), telling);
}

fn payments(address_and_secret: &str) -> Payments {
    let (address, secret) = address_and_secret.split_once(' ').unwrap();
    Payments::new(address, secret, HERE).unwrap()
}

/// A kernel on real time and ids: on a folder, or on two addresses with a folder for the key ring.
async fn open(place: &[&str], payments: &Payments) -> Kernel {
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
    migrate(&db, &web::migrations(&systems(payments)), now).await.unwrap();
    let ring = FileKeyRing::open(&folder.join("keyring")).unwrap();
    let keys = KeyStore::open(keys, Arc::new(ring), now).await.unwrap();
    let ids = Arc::new(SystemIds(clock.clone()));
    Kernel::new(db, keys, clock, ids, web::registry(&mut systems(payments)))
}

/// One life of a worker: it ends a moment after it got further than the one before it.
fn one_life(envs: &[(&str, String)], before: usize, moment: Duration) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "pay_killed::the_worker_to_be_killed", "--nocapture"])
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

async fn known(kernel: &Kernel, id: ApplicationId) -> KnownApplication {
    let (application, _) = kernel.peek::<Application>(id).await.unwrap();
    application.known().unwrap().clone()
}

/// Steps that are done, of all applications together.
async fn done(kernel: &Kernel, ids: &[ApplicationId]) -> usize {
    let mut steps = 0;
    for id in ids {
        let known = known(kernel, *id).await;
        steps += usize::from(known.payments[0].opened.is_some());
        steps += usize::from(known.payments[0].standing == Standing::Paid);
        steps += usize::from(known.stage.case().is_some());
        let refund = known.payments[0].refund.as_ref();
        steps += usize::from(refund.is_some_and(|refund| refund.settled.is_some()));
    }
    steps
}

async fn run<A: Act>(house: &House, act: A) {
    house.kernel().run(&house.amina, act, Run::default()).await.unwrap();
}

/// Somebody of the `n`th number picks berries, and goes to pay for it.
async fn send(house: &House, n: usize) -> ApplicationId {
    let application = ApplicationId(house.kernel().next_id());
    let permit = "berries".to_owned();
    run(house, BeginApplication { application, permit }).await;
    let number = format!("P{n:07}");
    let name = format!("Rahimi{}", "a".repeat(n + 1));
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
    let ordered = known(house.kernel(), application).await;
    assert_eq!((ordered.stage.code(), ordered.payments[0].cents), ("draft", 1_250));
    application
}

/// Everybody pays who was told where.
async fn everybody_pays(there: &str, kernel: &Kernel, ids: &[ApplicationId]) {
    let at: Address = there.parse().unwrap();
    for id in ids {
        if let Some(opened) = &known(kernel, *id).await.payments[0].opened {
            let path = opened.pay_url.strip_prefix(there).unwrap();
            let answer = at.post_form(path, "press=pay".to_owned(), None, LIMITS).await.unwrap();
            assert_eq!(answer.status, 303);
        }
    }
}

/// An official has given back what was paid for what is a case.
async fn everybody_gets_back(officer: &Who, kernel: &Kernel, ids: &[ApplicationId]) {
    for id in ids {
        let known = known(kernel, *id).await;
        let payment = &known.payments[0];
        if known.stage.case().is_some() && payment.pays() {
            let (ground, note) = (RefundGround::WrongForm, "The wrong form".to_owned());
            let act = RefundFee { application: *id, order: payment.order, ground, note };
            kernel.run(officer, act, Run::default()).await.unwrap();
        }
    }
}

/// What whoever takes payments gave back of each: once, and all of it.
async fn given_back_once(there: &str, kernel: &Kernel, ids: &[ApplicationId]) {
    let at: Address = there.parse().unwrap();
    for id in ids {
        let payment = known(kernel, *id).await.payments[0].clone();
        let path = format!("/payments/v1/payments/{}", payment.opened.unwrap().payment);
        let answer = at.get(&path, LIMITS).await.unwrap();
        let shown: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        let refunds = shown["refunds"].as_array().unwrap();
        assert_eq!(refunds.len(), 1, "{shown}");
        assert_eq!(refunds[0]["amount_cents"], payment.cents);
    }
}

async fn survives(engine: Engine) {
    let (simulator, there) = simulated().await;
    let told = format!("{there} {}", simulator.payment_secret());
    let world = setup(&payments(&told)).world(engine).await;
    world.clock.set(SystemClock.now());
    let folder = world.folder().to_str().unwrap().to_owned();
    let place = match engine {
        Engine::Sqlite => folder,
        Engine::Postgres => {
            let (events, keys) = world.addresses();
            format!("{folder}\n{events}\n{keys}")
        }
    };
    let house = House::new(world).await;
    let mut ids = Vec::new();
    for n in 0..SENT {
        ids.push(send(&house, n).await);
    }
    let listed: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let envs = [(PLACE, place), (ADDRESS, told), (IDS, listed.join(" "))];
    let officer = house.officer.clone();
    let (mut world, mut seen) = (house.world, vec![0]);
    while seen.last().is_some_and(|done| *done < SENT * STEPS) && seen.len() < 60 {
        // One process owns a SQLite file: ours lets go of it first.
        let closed = world.close();
        let (before, envs) = (seen.last().copied().unwrap_or(0), envs.clone());
        let moment = Duration::from_micros(u64::try_from(seen.len()).unwrap() * 7919 % 9973);
        let lived = move || one_life(&envs, before, moment);
        tokio::task::spawn_blocking(lived).await.unwrap();
        world = closed.open().await;
        world.clock.set(SystemClock.now());
        seen.push(done(&world.kernel, &ids).await);
        everybody_pays(&there, &world.kernel, &ids).await;
        everybody_gets_back(&officer, &world.kernel, &ids).await;
        what_was_held_is_free(&world).await;
    }
    let middle = seen.iter().any(|done| (1..SENT * STEPS).contains(done));
    assert!(middle, "never killed in the middle: {seen:?}");
    world.settle().await;
    nothing_is_lost_or_doubled(&world, &ids).await;
    given_back_once(&there, &world.kernel, &ids).await;
}

/// What the dead worker held is another's, and rounds come round.
async fn what_was_held_is_free(world: &World) {
    world.takes_over().await;
    world.tamper("DELETE FROM periodic", vec![]).await.unwrap();
}

async fn nothing_is_lost_or_doubled(world: &World, ids: &[ApplicationId]) {
    let mut cases = BTreeSet::new();
    for id in ids {
        let known = known(&world.kernel, *id).await;
        let standings: Vec<_> = known.payments.iter().map(|payment| payment.standing).collect();
        assert_eq!(standings, [Standing::Paid], "paid once");
        let (case, _) = known.stage.case().unwrap();
        let (facts, _) = world.kernel.peek::<CaseFacts>(case).await.unwrap();
        let told = facts.told_by("fee_paid", "payment").unwrap().value.clone();
        assert_eq!(told, Some(law::Value::Bool(false)), "the case knows that it is back");
        cases.insert(case);
    }
    assert_eq!(cases.len(), SENT, "a case each");
    world.verify().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_paid_while_the_worker_is_killed_is_sent_once_on_sqlite() {
    survives(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_paid_while_the_worker_is_killed_is_sent_once_on_postgresql() {
    survives(Engine::Postgres).await;
}
