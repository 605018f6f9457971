//! A world: a kernel on a fresh database, a clock that moves when told, and people.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use kernel::db::{Write, WriteSet};
use kernel::{
    AddUser, Class, Clock, Db, Engine, FileKeyRing, Ids, Kernel, KeyStore, Migration, Profile,
    Registry, Report, Run, SeededIds, SystemClock, TestClock, Ts, User, UserId, Value, Who,
    migrate,
};

use crate::given::MONDAY;
use crate::postgres::Databases;

/// Connections of a test kernel: enough to race with itself, few enough for many tests at once.
const CONNECTIONS: usize = 12;

/// Runs a test on both engines, one after the other, each on a fresh database with the kernel's
/// tables.
pub async fn for_both<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    Setup::default().for_both(test).await;
}

/// Runs a test on one engine, for what only that engine has.
pub async fn for_engine<F: Future<Output = ()>>(engine: Engine, test: impl FnOnce(World) -> F) {
    Setup::default().for_engine(engine, test).await;
}

/// What a world is made of.
#[derive(Clone)]
pub struct Setup {
    registry: Arc<dyn Fn() -> Registry + Send + Sync>,
    migrations: Vec<Migration>,
    clock: Arc<TestClock>,
    ids: Arc<dyn Ids>,
}

impl Default for Setup {
    fn default() -> Setup {
        Setup {
            registry: Arc::new(Registry::default),
            migrations: kernel::MIGRATIONS.to_vec(),
            clock: Arc::new(TestClock::at(MONDAY)),
            ids: Arc::new(seeded(1)),
        }
    }
}

fn seeded(seed: u64) -> SeededIds {
    SeededIds::new(seed, u64::try_from(MONDAY.micros()).unwrap() / 1000)
}

impl Setup {
    /// The kernel alone.
    #[must_use]
    pub fn new() -> Setup {
        Setup::default()
    }

    /// Adds to the registry what the systems under test register.
    #[must_use]
    pub fn registry(mut self, add: impl Fn(&mut Registry) + Send + Sync + 'static) -> Setup {
        let before = Arc::clone(&self.registry);
        self.registry = Arc::new(move || {
            let mut registry = before();
            add(&mut registry);
            registry
        });
        self
    }

    /// Adds tables of the systems under test.
    #[must_use]
    pub fn migrations(mut self, migrations: &[Migration]) -> Setup {
        self.migrations.extend_from_slice(migrations);
        self
    }

    /// Another sequence of ids than the usual one.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Setup {
        self.ids = Arc::new(seeded(seed));
        self
    }

    /// Runs a test on both engines, one after the other.
    pub async fn for_both<F: Future<Output = ()>>(&self, test: impl Fn(World) -> F) {
        self.for_engine(Engine::Sqlite, &test).await;
        self.for_engine(Engine::Postgres, &test).await;
    }

    /// Runs a test on one engine.
    pub async fn for_engine<F: Future<Output = ()>>(
        &self,
        engine: Engine,
        test: impl FnOnce(World) -> F,
    ) {
        let on = OnPanic(engine);
        test(self.world(engine).await).await;
        std::mem::forget(on);
    }

    /// A world to keep, for tests that need two at once.
    pub async fn world(&self, engine: Engine) -> World {
        let folder = tempfile::tempdir().unwrap();
        let databases = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(self.databases().await),
        };
        let store = Arc::new(Store { databases, folder });
        let clock = Arc::new(TestClock::at(self.clock.now()));
        let setup = Setup { clock: Arc::clone(&clock), ..self.clone() };
        let kernel = store.kernel(&setup).await;
        World { kernel, clock, setup, store, people: AtomicU32::new(0) }
    }

    async fn databases(&self) -> Databases {
        let parts: Vec<&str> = self.migrations.iter().flat_map(|m| [m.name, m.sql]).collect();
        let shape = format!("{:016x}", fnv(&parts.join("\n")));
        Databases::create(&shape, |address| async move {
            let db = Db::postgres(&address, 1).unwrap();
            migrate(&db, &self.migrations, MONDAY).await.unwrap();
        })
        .await
    }
}

/// FNV-1a: the same name for the same migrations in every build.
fn fnv(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

struct OnPanic(Engine);

impl Drop for OnPanic {
    fn drop(&mut self) {
        println!("the test failed on {}", self.0.name());
    }
}

/// Where the data lives; goes away with the last that holds it.
struct Store {
    databases: Option<Databases>,
    folder: tempfile::TempDir,
}

impl Store {
    fn open(&self) -> (Db, Db) {
        match &self.databases {
            None => (
                Db::sqlite(&self.folder.path().join("uma.db")).unwrap(),
                Db::sqlite(&self.folder.path().join("keys.db")).unwrap(),
            ),
            Some(d) => (
                Db::postgres(&d.events, CONNECTIONS).unwrap(),
                Db::postgres(&d.keys, CONNECTIONS).unwrap(),
            ),
        }
    }

    async fn kernel(&self, setup: &Setup) -> Kernel {
        let (db, keys) = self.open();
        migrate(&db, &setup.migrations, setup.clock.now()).await.unwrap();
        let ring = FileKeyRing::open(&self.folder.path().join("keyring")).unwrap();
        let keys = KeyStore::open(keys, Arc::new(ring), setup.clock.now()).await.unwrap();
        let clock: Arc<dyn Clock> = setup.clock.clone();
        Kernel::new(db, keys, clock, Arc::clone(&setup.ids), (setup.registry)())
    }
}

/// A world whose stores are closed.
pub struct Closed {
    clock: Arc<TestClock>,
    setup: Setup,
    store: Arc<Store>,
    people: AtomicU32,
}

impl Closed {
    /// Opens the stores again.
    ///
    /// # Panics
    /// On SQLite when somebody else holds the file.
    pub async fn open(self) -> World {
        let Closed { clock, setup, store, people } = self;
        let kernel = store.kernel(&setup).await;
        World { kernel, clock, setup, store, people }
    }
}

/// A kernel on a database of its own.
pub struct World {
    /// The kernel.
    pub kernel: Kernel,
    /// Its clock: a Monday morning in March 2026 until told otherwise.
    pub clock: Arc<TestClock>,
    setup: Setup,
    store: Arc<Store>,
    people: AtomicU32,
}

impl World {
    /// Which database it is on.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.kernel.db().engine()
    }

    /// The instant now.
    #[must_use]
    pub fn now(&self) -> Ts {
        self.clock.now()
    }

    /// Moves the clock.
    pub fn days_pass(&self, days: i64) {
        self.seconds_pass(days * 24 * 3600);
    }

    /// Moves the clock.
    pub fn seconds_pass(&self, seconds: i64) {
        self.clock.advance_seconds(seconds);
    }

    /// Adds a user of a unit with roles, and gives them as someone who acts.
    pub async fn user(&self, name: &str, unit: &str, roles: &[&str]) -> Who {
        let roles: BTreeSet<String> = roles.iter().map(ToString::to_string).collect();
        let profile = Profile {
            unit: unit.to_owned(),
            roles,
            units: BTreeSet::from([unit.to_owned()]),
            clearance: Class::Normal,
            compartments: BTreeSet::new(),
        };
        self.user_with(name, profile).await
    }

    /// Adds a user with everything about them said.
    pub async fn user_with(&self, name: &str, profile: Profile) -> Who {
        let n = self.people.fetch_add(1, Ordering::Relaxed);
        let id = UserId(self.kernel.next_id());
        let add = AddUser {
            id,
            name: name.to_owned(),
            login: format!("user{n}"),
            password_hash: None,
            profile,
        };
        self.kernel.run(&Who::machine(), add, Run::default()).await.unwrap();
        let (user, _) = self.kernel.peek::<User>(id).await.unwrap();
        user.who(id, None, &self.kernel.registry().rights).unwrap()
    }

    /// Goes on where a process was killed: it is now, and what the dead one held or put off is due, as
    /// it would be once its lease is over.
    ///
    /// # Panics
    /// When the database is away.
    pub async fn takes_over(&self) {
        self.clock.set(SystemClock.now());
        let held = "UPDATE job SET due = created_at, attempts = 0 WHERE state = 'running'";
        self.tamper(held, vec![]).await.unwrap();
        let put_off = "UPDATE outbox SET due = $1, attempts = 0";
        self.tamper(put_off, vec![Ts::from_micros(0).into()]).await.unwrap();
    }

    /// Lets reactions and due jobs happen until nothing is left to do at this instant.
    ///
    /// # Panics
    /// When it never ends: a reaction that keeps answering itself.
    pub async fn settle(&self) {
        for _ in 0..1000 {
            let delivered = self.kernel.deliver_due().await.unwrap();
            if delivered + self.kernel.run_due_jobs().await.unwrap() == 0 {
                return;
            }
        }
        panic!("reactions and jobs do not come to rest");
    }

    /// Re-reads every stream and compares every row.
    ///
    /// # Panics
    /// Tells what is not as it must be.
    pub async fn verify(&self) -> Report {
        let report = self.kernel.verify(&mut |_, _| {}).await.unwrap();
        assert!(report.is_clean(), "on {}: {:#?}", self.engine().name(), report.told);
        report
    }

    /// Runs a statement as somebody would who tampers with the database behind the kernel's back.
    /// Returns an error's text.
    ///
    /// # Errors
    /// What the database says.
    pub async fn tamper(&self, sql: &'static str, binds: Vec<Value>) -> Result<(), String> {
        let writes = vec![Write::new(sql, binds)];
        let set = WriteSet { writes, ..WriteSet::default() };
        self.kernel.db().commit(set).await.map_err(|e| format!("{e:?}"))
    }

    /// A second kernel on the same stores: on PostgreSQL as another process would be, on SQLite
    /// sharing the one writer that there is.
    pub async fn beside(&self) -> Kernel {
        match self.engine() {
            Engine::Postgres => self.store.kernel(&self.setup).await,
            Engine::Sqlite => {
                let ring = FileKeyRing::open(&self.store.folder.path().join("keyring")).unwrap();
                let keys = KeyStore::attach(self.kernel.keys().db().clone(), Arc::new(ring));
                let clock: Arc<dyn Clock> = self.clock.clone();
                let ids = Arc::clone(&self.setup.ids);
                let registry = (self.setup.registry)();
                Kernel::new(self.kernel.db().clone(), keys, clock, ids, registry)
            }
        }
    }

    /// Closes the stores and opens them again, as a restart does.
    ///
    /// # Panics
    /// On SQLite when something else still holds the kernel: one process owns the file.
    pub async fn restart(self) -> World {
        self.close().open().await
    }

    /// Closes the stores; what is in them stays.
    #[must_use]
    pub fn close(self) -> Closed {
        let World { kernel, clock, setup, store, people } = self;
        drop(kernel);
        Closed { clock, setup, store, people }
    }

    /// Folder with the key ring and, on SQLite, the database files `uma.db` and `keys.db`.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.store.folder.path()
    }

    /// The SQLite file.
    ///
    /// # Panics
    /// On PostgreSQL.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        assert_eq!(self.engine(), Engine::Sqlite, "only SQLite has a file");
        self.folder().join("uma.db")
    }

    /// The PostgreSQL address.
    ///
    /// # Panics
    /// On SQLite.
    #[must_use]
    pub fn address(&self) -> &str {
        self.addresses().0
    }

    /// The PostgreSQL addresses of the events and of the keys.
    ///
    /// # Panics
    /// On SQLite.
    #[must_use]
    pub fn addresses(&self) -> (&str, &str) {
        let databases = self.store.databases.as_ref().expect("only PostgreSQL has an address");
        (&databases.events, &databases.keys)
    }

    /// A plain PostgreSQL connection beside the kernel's, for what the kernel does not do.
    ///
    /// # Panics
    /// On SQLite.
    pub async fn postgres(&self) -> tokio_postgres::Client {
        crate::postgres::connect(self.address()).await
    }
}
