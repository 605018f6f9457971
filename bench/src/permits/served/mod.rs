//! The house that is measured, in a process of its own: the kernel with all systems, its worker and its web, on
//! a clock that can be moved ahead. Everything is done by the acts that people's forms run; what to do comes
//! line by line, and each line is answered. Killed and started again it goes on where it was: ids follow from
//! numbers, and each command does what is still to be done.

mod acts;

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use automation::Rulings;
use casefile::{Case, CaseId, Person, Status, TaskState, personas};
use decisions::acts::OrderTrial;
use decisions::{CaseDecisions, Trial, TrialId, TrialStage};
use identity::{Devices, IdentityStep, KnownStep, SimulatedDevice};
use kernel::{
    Act, AddUser, Class, Clock, Db, FileKeyRing, Ids, Kernel, KeyStore, NotDone, Profile, Reaction,
    Run, SystemClock, SystemIds, Ts, User, UserId, Who,
};
use permits::{Application, ApplicationId, KnownApplication};
use registers::{Manners, Registers};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::watch;
use uuid::Uuid;

use super::people::{Form, Visit};

/// Between two looks at what is waited for.
const LOOK_AGAIN: Duration = Duration::from_millis(10);
/// Beyond this nothing comes any more.
const WAIT_MAX: Duration = Duration::from_secs(120);
/// A trial tells how far it is more often than this.
const TRIAL_MAX: Duration = Duration::from_secs(600);
const CONNECTIONS: usize = 16;

/// A change of what the first page of a decision says: it would be in every letter.
const CHANGE: &str = r#"[[phrase]]
key = "short-granted"
valid_from = "2026-06-01"
known_from = "2026-03-02"
owner = "Legal service"
grade = "unverified"
marks = "G"
cite = ["APA s. 44"]
when = [{ fact = "granted_kind", is = "fixed-term" }]
words = { fi = "Saat luvan {granted_until} asti.", sv = "Du får tillstånd till {granted_until}.", en = "You have a permit until {granted_until}." }
"#;

/// Where the house is and whom it asks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) folder: std::path::PathBuf,
    /// Addresses of the databases of events and keys; none on SQLite.
    pub(super) databases: Option<[String; 2]>,
    /// Where the registers and payments are, and with what messages about those are signed.
    pub(super) outside: String,
    pub(super) secret: String,
    /// Business id and name of the company that employs whoever has an offer.
    pub(super) employer: [String; 2],
    /// How far its clock is ahead of the machine's, in microseconds.
    pub(super) ahead: i64,
    pub(super) port: u16,
}

/// What is to be done.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Order {
    /// Fills an application in and sends it; where the fee is paid, unless it is sent already.
    Send(Box<Form>),
    /// Has a passport compared and biometrics taken.
    Show(Visit),
    /// Confirms who somebody is: the last fact that is needed.
    Prove(Visit),
    /// How an application stands.
    Look(u32),
    /// Moves the clock ahead, by seconds.
    Pass(i64),
    /// Lets the worker rest, or work again.
    Work(bool),
    /// Waits until nothing is left to do now.
    Settle,
    /// Tries a change of letters on so many decisions, and waits until that is done.
    Try(u32),
    /// Milliseconds from the last fact to the archive, of all cases so far.
    Waits,
    /// Reads everything anew and compares it.
    Verify,
}

/// An order with its number, and its answer.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Numbered<T> {
    pub(super) number: u64,
    pub(super) of: T,
}

/// What came of an order.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Done {
    /// It is done.
    Yes,
    /// The fee is to be paid here.
    Pay(String),
    /// How an application stands.
    Stands(Box<Stands>),
    /// Milliseconds.
    Waits(Vec<f64>),
    /// It could not be done.
    Failed(String),
}

/// How an application stands.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Stands {
    /// It is a case.
    pub(super) case: bool,
    /// The case is closed.
    pub(super) closed: bool,
    /// Decisions given on it, and of those that were begun.
    pub(super) given: usize,
    pub(super) begun: usize,
    /// Rights of residence that its applicant has by it.
    pub(super) rights: usize,
    /// Class of its newest ruling, and why a person decides.
    pub(super) class: String,
    pub(super) reasons: Vec<String>,
    /// An official has something to do.
    pub(super) tasks: usize,
}

/// A clock that is ahead of the machine's.
struct Ahead(AtomicI64);

impl Clock for Ahead {
    fn now(&self) -> Ts {
        Ts::from_micros(SystemClock.now().micros() + self.0.load(Ordering::SeqCst))
    }
}

/// A stream that is waited for: how far it was when it was looked at, and how long it may rest.
struct Moves {
    stream: Uuid,
    seen: Option<i64>,
    wait_max: Duration,
}

impl Moves {
    const fn of(stream: Uuid, wait_max: Duration) -> Moves {
        Moves { stream, seen: None, wait_max }
    }
}

#[derive(Clone)]
struct Served(Arc<Inner>);

struct Inner {
    kernel: Kernel,
    clock: Arc<Ahead>,
    work: watch::Sender<bool>,
    /// Clerks at a mission and at a service point.
    clerks: [Who; 2],
    officer: Who,
    /// Who acts for the company, and its business id and name.
    boss: Who,
    employer: [String; 2],
    heard: Heard,
}

/// What is heard of cases: when the last fact of each was told, and how many milliseconds later its decision was
/// given.
#[derive(Clone, Default)]
struct Heard {
    told: Arc<Mutex<HashMap<Uuid, Instant>>>,
    waits: Arc<Mutex<BTreeMap<Uuid, f64>>>,
}

impl Heard {
    fn told(&self, case: Uuid) {
        lock(&self.told).insert(case, Instant::now());
    }

    fn given(&self, case: Uuid) {
        if let Some(told) = lock(&self.told).remove(&case) {
            lock(&self.waits).insert(case, told.elapsed().as_secs_f64() * 1000.0);
        }
    }
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves until standard input ends or somebody kills it.
pub(super) fn serve(place: &str) -> Result<()> {
    let place: Place = serde_json::from_str(place)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let served = runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", place.port)).await?;
        Served::open(&place, listener).await
    })?;
    say(&Numbered { number: 0, of: Done::Yes })?;
    for line in std::io::stdin().lines() {
        let order: Numbered<Order> = serde_json::from_str(&line?)?;
        let served = served.clone();
        runtime.spawn(async move {
            let done = served.does(order.of).await;
            let of = done.unwrap_or_else(|failed| Done::Failed(format!("{failed:#}")));
            say(&Numbered { number: order.number, of })
        });
    }
    Ok(())
}

/// One write a line, so that a kill tears at most the last one.
fn say(done: &Numbered<Done>) -> Result<()> {
    use std::io::Write as _;
    let line = format!("{}\n", serde_json::to_string(done)?);
    std::io::stdout().lock().write_all(line.as_bytes())?;
    Ok(())
}

impl Served {
    async fn open(place: &Place, listener: TcpListener) -> Result<Served> {
        let clock = Arc::new(Ahead(AtomicI64::new(place.ahead)));
        let registers = Registers::all_at(Manners::shipped()?, &place.outside);
        let registers = registers.map_err(anyhow::Error::msg)?;
        let here = format!("http://{}", listener.local_addr()?);
        let payments = permits::Payments::new(&place.outside, &place.secret, &here);
        let payments = Some(payments.map_err(anyhow::Error::msg)?);
        let lines = permits::Lines { payments, ..permits::Lines::default() };
        let devices = Devices::new(SimulatedDevice::default());
        let mut systems = app::house::reaching(&registers, &lines, &devices);
        let heard = Heard::default();
        let kernel = open(place, &clock, &mut systems, heard.clone()).await?;
        let people = personas::add(&kernel).await.map_err(not_done)?;
        automation::start(&kernel, true, &[]).await.map_err(not_done)?;
        let leena = people.iter().find(|(_, persona)| persona.login == "leena");
        let leena = who(&kernel, leena.context("a clerk at a mission")?.0).await?;
        let helsinki = clerk(&kernel).await?;
        let aino = people.iter().find(|(_, persona)| persona.login == "aino");
        let officer = who(&kernel, aino.context("an official")?.0).await?;
        let boss = boss(&kernel).await?;
        tokio::task::spawn_blocking(decisions::warm).await??;
        let router = web::router(kernel.clone(), systems, web::Config::default())?;
        let router = router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let (work, working) = watch::channel(true);
        tokio::spawn(worker(kernel.clone(), working));
        let (clerks, employer) = ([leena, helsinki], place.employer.clone());
        let inner = Inner { kernel, clock, work, clerks, officer, boss, employer, heard };
        Ok(Served(Arc::new(inner)))
    }

    fn kernel(&self) -> &Kernel {
        &self.0.kernel
    }

    async fn does(&self, order: Order) -> Result<Done> {
        match order {
            Order::Send(form) => self.send(&form).await,
            Order::Show(visit) => self.show(&visit).await.map(|()| Done::Yes),
            Order::Prove(visit) => self.prove(&visit).await.map(|()| Done::Yes),
            Order::Look(n) => Ok(Done::Stands(Box::new(self.look(n).await?))),
            Order::Pass(seconds) => {
                self.0.clock.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
                // What is due by the clock is due now, and not when the worker looks again.
                self.kernel().run_due_jobs().await?;
                Ok(Done::Yes)
            }
            Order::Work(work) => {
                self.0.work.send_replace(work);
                Ok(Done::Yes)
            }
            Order::Settle => self.settle().await.map(|()| Done::Yes),
            Order::Try(decisions) => self.tries(decisions).await.map(|()| Done::Yes),
            Order::Waits => Ok(Done::Waits(lock(&self.0.heard.waits).values().copied().collect())),
            Order::Verify => {
                let kernel = self.kernel().clone();
                let here = tokio::runtime::Handle::current();
                let verify = move || here.block_on(verify(&kernel));
                tokio::task::spawn_blocking(verify).await?.map(|()| Done::Yes)
            }
        }
    }

    /// Orders a trial of a change and waits for it: each letter is composed twice and set once.
    async fn tries(&self, decisions: u32) -> Result<()> {
        let trial = TrialId(self.kernel().next_id());
        let order = OrderTrial { trial, rows: CHANGE.to_owned(), decisions: decisions.into() };
        self.act(&self.0.officer, order).await?;
        let mut moves = Moves::of(trial.0, TRIAL_MAX);
        while self.moved(&mut moves).await? {
            let (state, _) = self.kernel().peek::<Trial>(trial).await?;
            let known = state.known().context("a trial")?;
            if known.stage == TrialStage::Done {
                let all = usize::try_from(decisions)?;
                ensure!(known.changed.len() == all, "{} of {all} changed", known.changed.len());
                return Ok(());
            }
            ensure!(known.runs(), "the trial ended: {:?}", known.stage);
        }
        bail!("the trial does not end")
    }

    async fn look(&self, n: u32) -> Result<Stands> {
        let known = self.application(application(n)).await?;
        let case = known.as_ref().and_then(|known| known.stage.case());
        let Some((id, _)) = case else { return Ok(Stands::default()) };
        let (case, _) = self.kernel().peek::<Case>(id).await?;
        let case = case.known().context("a case")?;
        let (decisions, _) = self.kernel().peek::<CaseDecisions>(id).await?;
        let (rulings, _) = self.kernel().peek::<Rulings>(id).await?;
        let (person, _) = self.kernel().peek::<Person>(case.applicant).await?;
        let newest = rulings.newest().map(|known| &known.ruling);
        let reasons = newest.map_or(&[][..], |ruling| ruling.outcome.reasons());
        let reason = |reason: &automation::Reason| match reason.detail() {
            "" => reason.code().to_owned(),
            detail => format!("{} {detail}", reason.code()),
        };
        Ok(Stands {
            case: true,
            closed: case.status != Status::Open,
            given: decisions.0.values().filter(|decision| decision.given.is_some()).count(),
            begun: decisions.0.len(),
            rights: person.known().map_or(0, |person| {
                person.residence_rights.iter().filter(|right| right.case == id).count()
            }),
            class: newest.map(|ruling| ruling.class.clone()).unwrap_or_default(),
            reasons: reasons.iter().map(reason).collect(),
            tasks: case.tasks.values().filter(|task| task.state != TaskState::Done).count(),
        })
    }

    /// Until neither a reaction nor a job is due.
    async fn settle(&self) -> Result<()> {
        let outbox = "SELECT COUNT(*) FROM outbox WHERE due <= $1";
        let jobs =
            "SELECT COUNT(*) FROM job WHERE state = 'running' OR (state = 'waiting' AND due <= $1)";
        let waiting = Instant::now();
        while waiting.elapsed() < 10 * WAIT_MAX {
            let mut left = 0_i64;
            for sql in [jobs, outbox] {
                let rows = self.kernel().fetch(sql, vec![self.kernel().now().into()]).await?;
                left += rows.first().context("a count")?.get::<i64>(0)?;
            }
            if left == 0 {
                return Ok(());
            }
            tokio::time::sleep(2 * LOOK_AGAIN).await;
        }
        bail!("it does not come to rest")
    }

    async fn act<A: Act>(&self, who: &Who, act: A) -> Result<()> {
        let run = Run::default();
        self.kernel().run(who, act, run).await.map(drop).map_err(not_done).context(A::NAME)
    }

    async fn application(&self, id: ApplicationId) -> Result<Option<KnownApplication>> {
        let (application, _) = self.kernel().peek::<Application>(id).await?;
        Ok(application.known().cloned())
    }

    /// The case of an application that was paid for, as soon as it is one and waits for identity.
    async fn case(&self, n: u32) -> Result<CaseId> {
        let mut moves = Moves::of(application(n).0, WAIT_MAX);
        while self.moved(&mut moves).await? {
            let known = self.application(application(n)).await?;
            let case = known.as_ref().and_then(|known| known.stage.case());
            let Some((case, _)) = case else { continue };
            let mut moves = Moves::of(case.0, WAIT_MAX);
            while self.moved(&mut moves).await? {
                if self.kernel().peek::<IdentityStep>(case).await?.0.known().is_some() {
                    return Ok(case);
                }
            }
        }
        bail!("application {n} did not become a case that waits for identity")
    }

    /// Waits until a stream has moved since it was looked at; not when it takes too long. One row tells: whoever
    /// waits costs the house that is measured next to nothing.
    async fn moved(&self, moves: &mut Moves) -> Result<bool> {
        let since = Instant::now();
        while since.elapsed() < moves.wait_max {
            let sql = "SELECT version FROM stream WHERE stream_id = $1";
            let rows = self.kernel().fetch(sql, vec![moves.stream.into()]).await?;
            let version = rows.first().map(|row| row.get::<i64>(0)).transpose()?;
            if version.is_some() && version != moves.seen {
                moves.seen = version;
                return Ok(true);
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        Ok(false)
    }

    async fn step(&self, case: CaseId) -> Result<KnownStep> {
        let (step, _) = self.kernel().peek::<IdentityStep>(case).await?;
        step.known().cloned().context("an identity step")
    }

    fn clerk(&self, visit: &Visit) -> &Who {
        let [mission, service_point] = &self.0.clerks;
        if visit.in_finland { service_point } else { mission }
    }

    /// The user who applies, who comes for the first time with their first application.
    async fn applicant(&self, n: u32) -> Result<Who> {
        let id = UserId(numbered(1, n));
        if self.kernel().peek::<User>(id).await?.1 == 0 {
            add(self.kernel(), id, &format!("applicant-{n}"), "", &[], "applicant").await?;
        }
        who(self.kernel(), id).await
    }
}

/// No row differs from its fold, and no chain is broken.
async fn verify(kernel: &Kernel) -> Result<()> {
    let rows = kernel.verify(&mut |_, _| {}).await?;
    ensure!(rows.drifts == 0, "rows differ from the fold: {:?}", rows.told);
    let audit = kernel.audit_verify(&mut |_, _| {}).await?;
    ensure!(audit.drifts == 0, "the audit record is broken: {:?}", audit.told);
    Ok(())
}

/// Delivers reactions and runs jobs whenever it is to work.
async fn worker(kernel: Kernel, mut working: watch::Receiver<bool>) {
    while working.wait_for(|work| *work).await.is_ok() {
        let (stop, stopping) = watch::channel(false);
        let kernel = kernel.clone();
        let worker = tokio::spawn(async move { kernel.work_until(stopping).await });
        drop(working.wait_for(|work| !work).await);
        stop.send_replace(true);
        drop(worker.await);
    }
}

async fn open(
    place: &Place,
    clock: &Arc<Ahead>,
    systems: &mut [web::System],
    heard: Heard,
) -> Result<Kernel> {
    let (db, keys) = match &place.databases {
        None => {
            let open = |name: &str| Db::sqlite(&place.folder.join(name));
            (open("uma.db")?, open("keys.db")?)
        }
        Some([events, keys]) => (Db::postgres(events, CONNECTIONS)?, Db::postgres(keys, 4)?),
    };
    let now = clock.now();
    kernel::migrate(&db, &web::migrations(systems), now).await?;
    let ring = Arc::new(FileKeyRing::open(&place.folder.join("keyring"))?);
    let keys = KeyStore::open(keys, ring, now).await?;
    let clock: Arc<dyn Clock> = clock.clone();
    let ids: Arc<dyn Ids> = Arc::new(SystemIds(Arc::clone(&clock)));
    let mut registry = web::registry(systems);
    // Heard after the commit that archives the decision and closes the case.
    registry.reactions.push(Reaction::new("bench.given", &["decided.given"], move |_, event| {
        heard.given(event.stream);
        Box::pin(async { Ok(None) })
    }));
    Ok(Kernel::new(db, keys, clock, ids, registry))
}

/// A clerk at a service point, which no persona is.
async fn clerk(kernel: &Kernel) -> Result<Who> {
    let id = UserId(numbered(3, 0));
    if kernel.peek::<User>(id).await?.1 == 0 {
        let place = "service-point-helsinki";
        add(kernel, id, "clerk-in-finland", place, &["HEL"], "identity-clerk").await?;
    }
    who(kernel, id).await
}

/// Somebody who acts for a company.
async fn boss(kernel: &Kernel) -> Result<Who> {
    let id = UserId(numbered(3, 1));
    if kernel.peek::<User>(id).await?.1 == 0 {
        add(kernel, id, "boss", "", &[], "applicant").await?;
    }
    who(kernel, id).await
}

async fn add(
    kernel: &Kernel,
    id: UserId,
    login: &str,
    unit: &str,
    units: &[&str],
    role: &str,
) -> Result<()> {
    let profile = Profile {
        unit: unit.to_owned(),
        roles: [role.to_owned()].into(),
        units: units.iter().map(|unit| (*unit).to_owned()).collect(),
        clearance: Class::Normal,
        compartments: [].into(),
    };
    let (name, login) = (login.to_owned(), login.to_owned());
    let act = AddUser { id, name, login, password_hash: None, profile };
    kernel.run(&Who::machine(), act, Run::default()).await.map(drop).map_err(not_done)
}

async fn who(kernel: &Kernel, id: UserId) -> Result<Who> {
    let (user, _) = kernel.peek::<User>(id).await?;
    user.who(id, None, &kernel.registry().rights).context("a user")
}

fn application(n: u32) -> ApplicationId {
    ApplicationId(numbered(2, n))
}

/// An id that follows from a number.
fn numbered(kind: u8, n: u32) -> Uuid {
    const BASE: u128 = 0x0190_0000_0000_7000_8000_0000_0000_0000;
    Uuid::from_u128(BASE | (u128::from(kind) << 40) | u128::from(n))
}

fn not_done(not_done: NotDone) -> anyhow::Error {
    match not_done {
        NotDone::Fault(fault) => fault.into(),
        other => anyhow::anyhow!("{other:?}"),
    }
}
