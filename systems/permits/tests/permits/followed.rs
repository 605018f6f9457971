//! A process that makes cases, asks registers over HTTP and rules, and is killed in the middle, again and
//! again: in the end every register of every case was asked once, has answered once, and each case is
//! weighed on all of it, and before one official.

use std::collections::BTreeMap;
use std::time::Duration;

use automation::{CaseFacts, RULINGS, Rulings};
use casefile::{Case, CaseId};
use kernel::{Act, Clock as _, Engine, Kernel, ListQuery, Run, Subject, SystemClock, Who};
use permits::acts::{AddAttachments, AnswerGroup, BeginApplication, SubmitApplication};
use permits::{APPLICATIONS, ApplicationId, ApplicationLine, Said};
use registers::{CaseAsks, Manners, Registers, Standing};
use registers_simulator::{Settings, Simulator};
use testkit::World;
use tokio::net::TcpListener;

use crate::house::{House, connected, setup_with};
use crate::killed::{one_life, open};
use crate::weighed::{identity_shown, told};

/// Tells the test program that it is the one to be killed: the address of the registers and where its data
/// is, a line each.
const PLACE: &str = "UMA_KILLED_FOLLOWED";
/// Applications: enough that most lives end between two steps of them.
const APPLICATIONS_SENT: usize = 12;

/// Not a test by itself: what the tests below start again as a process of its own, and kill.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_follower_to_be_killed() {
    let Some(place) = std::env::var_os(PLACE) else { return };
    let place = place.into_string().unwrap();
    let (address, place) = place.split_once('\n').unwrap();
    let systems = connected(&lines(address));
    let kernel = open(place.split('\n').collect::<Vec<_>>().as_slice(), systems).await;
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let telling = async {
        loop {
            println!("\ndone {}", steps(&kernel).await);
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::join!(kernel.work_until(stopped), telling);
}

fn lines(address: &str) -> Registers {
    Registers::all_at(Manners::shipped().unwrap(), address).unwrap()
}

/// Registers that serve until the test is over; their address.
async fn outside() -> String {
    let settings = Settings { seed: 7, today: SystemClock.now().date(), now: || 0 };
    let simulator = Simulator::new(settings).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(registers_simulator::serve(listener, simulator, std::future::pending()));
    address
}

/// Cases and rulings so far.
async fn steps(kernel: &Kernel) -> usize {
    let all = ListQuery { limit: kernel::PAGE_MAX, ..ListQuery::default() };
    let rulings = RULINGS.page(kernel, &Who::machine(), &all).await.unwrap().rows.len();
    cases(kernel).await.len() + rulings
}

async fn cases(kernel: &Kernel) -> Vec<CaseId> {
    let filters = vec![("stage".to_owned(), "instituted".to_owned())];
    let query = ListQuery { filters, limit: kernel::PAGE_MAX, ..ListQuery::default() };
    let found = APPLICATIONS.page(kernel, &Who::machine(), &query).await.unwrap();
    found.rows.iter().filter_map(|row| ApplicationLine::read(row).unwrap().case).collect()
}

async fn run<A: Act>(house: &House, act: A) {
    house.kernel().run(&house.amina, act, Run::default()).await.unwrap();
}

/// A student of the `n`th number has sent an application.
async fn send(house: &House, n: usize) {
    let application = ApplicationId(house.kernel().next_id());
    let permit = "student-degree".to_owned();
    run(house, BeginApplication { application, permit }).await;
    let (number, name) = (format!("P{n:07}"), format!("Rahimi{}", "abcdefghijkl".split_at(n).0));
    let pages: [(&str, &[(&str, &str)]); 11] = [
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
        (
            "degree-studies",
            &[("degree", "university_degree"), ("school", "Aalto"), ("admitted", "yes")],
        ),
        ("degree-begin", &[("studies_start", "2041-08-31"), ("months", "36"), ("begun", "no")]),
        ("means", &[("means", "900")]),
        ("tuition", &[("tuition", "paid")]),
        ("insurance", &[("insurance", "none")]),
        ("circumstances", &[("abroad", "yes"), ("d_visa", "no"), ("family", "no")]),
        ("background", &[("protection", "no"), ("removal", "no"), ("refused", "no")]),
    ];
    for (group, answers) in pages {
        let said = |(code, value): &(&str, &str)| {
            ((*code).to_owned(), Said { value: (*value).to_owned(), from: None })
        };
        let answers = answers.iter().map(said).collect();
        let (permit, group) = ("student-degree".to_owned(), group.to_owned());
        run(house, AnswerGroup { application, permit, group, answers }).await;
    }
    for slot in ["passport", "photograph", "means"] {
        let mut writer =
            house.kernel().begin_file(Subject(house.amina.user.0), 1000).await.unwrap();
        writer.write(b"%PDF-1.7").await.unwrap();
        let file = writer.finish("application/pdf").await.unwrap();
        let files = vec![(file, format!("{slot}.pdf"))];
        run(
            house,
            AddAttachments { application, slot: slot.to_owned(), files, seen: BTreeMap::new() },
        )
        .await;
    }
    run(house, SubmitApplication { application, changes: 14, language: None }).await;
}

/// Whoever came to a mission since is known to have been there.
async fn clerks_record(kernel: &Kernel) {
    for case in cases(kernel).await {
        let (facts, _) = kernel.peek::<CaseFacts>(case).await.unwrap();
        if facts.told_by("identity_proven", "identity_step").is_none() {
            let machine = Who::machine();
            kernel.run(&machine, told(case, identity_shown()), Run::default()).await.unwrap();
        }
    }
}

async fn is_over(kernel: &Kernel) -> bool {
    let cases = cases(kernel).await;
    let mut answered = 0;
    for case in &cases {
        let (asks, _) = kernel.peek::<CaseAsks>(*case).await.unwrap();
        answered += asks.0.values().filter(|ask| !ask.is_open()).count();
    }
    cases.len() == APPLICATIONS_SENT && answered == 4 * APPLICATIONS_SENT
}

async fn survives(world: World, address: &str, place: &str) {
    // Worker and test agree on the day: what is known does not age between them.
    world.clock.set(SystemClock.now());
    let house = House::new(world).await;
    for n in 0..APPLICATIONS_SENT {
        send(&house, n).await;
    }
    let place = format!("{address}\n{place}");
    let mut world = Some(house.world);
    let (mut seen, mut life, mut over) = (vec![0], 0, false);
    while !over && life < 80 {
        // One process owns a SQLite file: ours lets go of it first.
        let closed = world.take().unwrap().close();
        let before = seen.last().copied().unwrap_or(0);
        let worker = ("followed::the_follower_to_be_killed", PLACE, place.as_str());
        one_life(worker, before, Duration::from_micros((life * 7919) % 9973));
        let opened = closed.open().await;
        seen.push(steps(&opened.kernel).await);
        opened.takes_over().await;
        clerks_record(&opened.kernel).await;
        over = is_over(&opened.kernel).await;
        world = Some(opened);
        life += 1;
    }
    let world = world.unwrap();
    world.settle().await;
    all_is_heard(&world.kernel).await;
    assert!(seen.len() > 3, "never killed in the middle: {seen:?}");
    assert!(is_over(&world.kernel).await, "{seen:?}");
    for case in cases(&world.kernel).await {
        followed_once(&world.kernel, case).await;
    }
    world.verify().await;
}

async fn all_is_heard(kernel: &Kernel) {
    let waits =
        "SELECT o.reaction, o.trouble FROM outbox o ORDER BY o.stream_id, o.version LIMIT 10";
    let waits = kernel.fetch(waits, vec![]).await.unwrap();
    let waits: Vec<(String, String)> =
        waits.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap())).collect();
    assert!(waits.is_empty(), "nothing is left unheard: {waits:?}");
}

async fn followed_once(kernel: &Kernel, case: CaseId) {
    let (asks, _) = kernel.peek::<CaseAsks>(case).await.unwrap();
    let mut by_register = BTreeMap::new();
    for ask in asks.0.values() {
        assert!(matches!(ask.standing, Standing::Answered { .. }), "{case}: {ask:?}");
        *by_register.entry(ask.register).or_insert(0) += 1;
    }
    assert!(by_register.len() == 4 && by_register.values().all(|n| *n == 1), "{by_register:?}");
    let (facts, _) = kernel.peek::<CaseFacts>(case).await.unwrap();
    let (rulings, _) = kernel.peek::<Rulings>(case).await.unwrap();
    // Test and worker number by clocks of their own: the last is the one that knew most.
    let of_case = |known: &automation::KnownRuling| {
        let basis = &known.ruling.basis;
        basis.iter().find(|(stream, _)| *stream == case.0).map(|(_, version)| *version)
    };
    let rests = rulings.0.values().filter_map(of_case).max();
    assert_eq!(rests, Some(facts.version), "{case}: it rests on all that is known");
    let given: Vec<_> = rulings.0.values().map(|known| &known.ruling).collect();
    for (n, one) in given.iter().enumerate() {
        assert!(!given[..n].iter().any(|other| other.says_as(one)), "{case}: ruled twice on one");
    }
    let (state, _) = kernel.peek::<Case>(case).await.unwrap();
    let tasks: Vec<_> = state.known().unwrap().tasks.values().map(|t| t.what.clone()).collect();
    assert_eq!(tasks.len(), 1, "{case}: {tasks:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_whose_worker_is_killed_at_every_step_is_followed_once_on_sqlite() {
    let address = outside().await;
    let world = setup_with(&lines(&address)).world(Engine::Sqlite).await;
    let place = world.folder().to_str().unwrap().to_owned();
    survives(world, &address, &place).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_whose_worker_is_killed_at_every_step_is_followed_once_on_postgresql() {
    let address = outside().await;
    let world = setup_with(&lines(&address)).world(Engine::Postgres).await;
    let (events, keys) = world.addresses();
    let place = format!("{}\n{events}\n{keys}", world.folder().to_str().unwrap());
    survives(world, &address, &place).await;
}
