//! The measuring side of the house: starts its process, tells it what to do, kills it; and the world outside of
//! it, which is this process. So the processor time of the house's process is the house's alone: neither
//! those who apply nor the registers are in it.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result, bail, ensure};
use kernel::{Clock as _, SystemClock, Ts};
use registers_simulator::{Employer, Guest, Settings, Simulator};
use tokio::runtime::Runtime;
use ureq::Agent;

use super::SERVE;
use super::people::{Applicant, FIRST_DAY};
use super::served::{Done, Numbered, Order, Place, Stands};
use crate::pgbench;

/// What the simulated world follows from.
const SEED: u64 = 20_261_127;
/// Orders given at once: as many as there are people at work in a small office.
const AT_ONCE: usize = 8;

/// The registers and the bank, of this process.
pub(super) struct Outside {
    /// Serves as long as it lives.
    _runtime: Runtime,
    address: String,
    secret: String,
    employer: Employer,
}

impl Outside {
    /// A world in which these applicants are known as they were made.
    pub(super) fn of(applicants: &[Applicant]) -> Result<Outside> {
        let guests: Vec<Guest> = applicants.iter().flat_map(|a| a.guests.clone()).collect();
        let seconds = || SystemClock.now().micros() / 1_000_000;
        let settings = Settings { seed: SEED, today: FIRST_DAY, now: seconds };
        let simulator = Simulator::with_guests(settings, guests).map_err(anyhow::Error::msg)?;
        let runtime = Runtime::new()?;
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
        let (address, secret) = (listener.local_addr()?, simulator.payment_secret());
        let employer = simulator.employer().context("a company that employs")?;
        runtime.spawn(registers_simulator::serve(listener, simulator, std::future::pending()));
        Ok(Outside { _runtime: runtime, address: format!("http://{address}"), secret, employer })
    }
}

/// The house, in a process of its own.
pub(super) struct House {
    place: Place,
    child: Child,
    orders: Mutex<ChildStdin>,
    waiting: Waiting,
    number: AtomicU64,
}

/// Who waits for the answer to an order; nothing once the house is dead, as an order may still be written then.
type Waiting = Arc<Mutex<Option<HashMap<u64, Sender<Done>>>>>;

impl House {
    /// A new house on an engine, whose clock stands at the morning of the first day.
    pub(super) fn new(folder: &Path, engine: &str, outside: &Outside) -> Result<House> {
        /// Eight in the morning in Finland and a little.
        const MORNING_SECONDS: i64 = 8 * 3600;
        let databases = match engine {
            "sqlite" => None,
            _ => {
                let server = pgbench::Server::given()?;
                Some([server.fresh("uma_permits")?, server.fresh("uma_permits_keys")?])
            }
        };
        let morning = Ts::start_of(FIRST_DAY).plus_seconds(MORNING_SECONDS);
        let place = Place {
            folder: folder.to_path_buf(),
            databases,
            outside: outside.address.clone(),
            secret: outside.secret.clone(),
            employer: [outside.employer.business_id.clone(), outside.employer.name.clone()],
            ahead: morning.micros() - SystemClock.now().micros(),
            port: TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port(),
        };
        House::start(place)
    }

    fn start(place: Place) -> Result<House> {
        let mut child = Command::new(std::env::current_exe()?)
            .args([SERVE, &serde_json::to_string(&place)?])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let orders = child.stdin.take().context("no pipe")?;
        let mut lines = BufReader::new(child.stdout.take().context("no pipe")?).lines();
        let first = lines.next().context("the house did not open")??;
        ensure!(serde_json::from_str::<Numbered<Done>>(&first).is_ok(), "{first}");
        let waiting: Waiting = Arc::new(Mutex::new(Some(HashMap::new())));
        let heard = Arc::clone(&waiting);
        std::thread::spawn(move || {
            // The last line may be torn by a kill: then nobody was told.
            for line in lines.map_while(Result::ok) {
                let Ok(done) = serde_json::from_str::<Numbered<Done>>(&line) else { break };
                let sender = lock(&heard).as_mut().and_then(|all| all.remove(&done.number));
                if let Some(sender) = sender {
                    sender.send(done.of).ok();
                }
            }
            // Whoever still waits is told nothing any more.
            lock(&heard).take();
        });
        let (orders, number) = (Mutex::new(orders), AtomicU64::new(1));
        Ok(House { place, child, orders, waiting, number })
    }

    /// Kills it with -9 and starts it again. Its clock goes on by what the dead one's leases would have
    /// lasted, so that nobody waits for them.
    pub(super) fn killed(mut self) -> Result<House> {
        const LEASES_SECONDS: i64 = 61;
        self.child.kill()?;
        self.child.wait()?;
        let mut place = self.place.clone();
        place.ahead += LEASES_SECONDS * 1_000_000;
        House::start(place)
    }

    /// The process, for whoever kills it.
    pub(super) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Gives an order; its answer comes later, or never when the house dies.
    pub(super) fn order(&self, order: Order) -> Result<Receiver<Done>> {
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let line = format!("{}\n", serde_json::to_string(&Numbered { number, of: order })?);
        let (sender, receiver) = channel();
        lock(&self.waiting).as_mut().context("the house died")?.insert(number, sender);
        lock(&self.orders).write_all(line.as_bytes())?;
        Ok(receiver)
    }

    /// Gives an order and waits until it is done.
    pub(super) fn does(&self, order: Order) -> Result<Done> {
        match self.order(order)?.recv().context("the house died")? {
            Done::Failed(why) => bail!(why),
            done => Ok(done),
        }
    }

    /// Sends an application, and pays where there is something to pay.
    pub(super) fn sends(&self, agent: &Agent, form: &super::people::Form) -> Result<()> {
        match self.does(Order::Send(Box::new(form.clone())))? {
            Done::Pay(url) => pay(agent, &url),
            _ => Ok(()),
        }
    }

    /// How an application stands.
    pub(super) fn stands(&self, n: u32) -> Result<Stands> {
        match self.does(Order::Look(n))? {
            Done::Stands(stands) => Ok(*stands),
            other => bail!("{other:?}"),
        }
    }

    /// Milliseconds from the last fact of each case to its decision, sorted.
    pub(super) fn waits(&self) -> Result<Vec<f64>> {
        match self.does(Order::Waits)? {
            Done::Waits(mut waits) => {
                waits.sort_by(f64::total_cmp);
                Ok(waits)
            }
            other => bail!("{other:?}"),
        }
    }

    /// Processor time of the process so far, of all threads that are or were, in milliseconds: Linux counts
    /// it in hundredths of a second.
    pub(super) fn cpu_ms(&self) -> Result<f64> {
        /// The times after the name, which stands in brackets: user and system.
        const TIMES: std::ops::Range<usize> = 11..13;
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let (_, rest) = stat.rsplit_once(')').context("the name of the process")?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let times = fields.get(TIMES).context("its times")?.iter();
        let ticks = times.map(|ticks| ticks.parse::<f64>()).sum::<Result<f64, _>>()?;
        Ok(ticks * 10.0)
    }

    /// Ends it and takes its databases away.
    pub(super) fn remove(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        if self.place.databases.is_some() {
            let server = pgbench::Server::given()?;
            server.gone("uma_permits")?;
            server.gone("uma_permits_keys")?;
        }
        Ok(())
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A browser at the bank, which presses and follows nothing.
pub(super) fn agent() -> Agent {
    Agent::config_builder().max_redirects(0).http_status_as_error(false).build().into()
}

fn pay(agent: &Agent, url: &str) -> Result<()> {
    let form = "application/x-www-form-urlencoded";
    let pressed = agent.post(url).header("content-type", form).send("press=pay")?;
    ensure!(pressed.status().as_u16() == 303, "the bank answers {}", pressed.status());
    Ok(())
}

/// Does something for each, several at once; the first trouble ends it.
pub(super) fn each<T: Sync>(of: &[T], work: impl Fn(&T) -> Result<()> + Sync) -> Result<()> {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                scope.spawn(|| -> Result<()> {
                    while let Some(one) = of.get(next.fetch_add(1, Ordering::Relaxed)) {
                        work(one)?;
                    }
                    Ok(())
                })
            })
            .collect();
        for worker in workers {
            worker.join().map_err(|_| anyhow::anyhow!("a worker died"))??;
        }
        Ok(())
    })
}
