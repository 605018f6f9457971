//! PostgreSQL for tests: one cluster under `target/pg`, a template database for each set of
//! migrations, and a clone of it for each test.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio_postgres::{Client, NoTls};

/// Holds the address of a running cluster's database `postgres`, when somebody started one.
const ADDRESS: &str = "UMA_TEST_PG";

/// Quick and unsafe: right for data that nobody needs tomorrow.
const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = '4GB'
checkpoint_timeout = '60min'
shared_buffers = '128MB'
max_connections = 300
timezone = 'UTC'
log_min_messages = 'warning'
";

/// Two databases of one test, dropped with it.
#[derive(Debug)]
pub(crate) struct Databases {
    pub(crate) events: String,
    pub(crate) keys: String,
    names: [String; 2],
}

static COUNTER: AtomicU32 = AtomicU32::new(0);

impl Databases {
    /// A clone of the template named by `shape`, and an empty database for keys. When there is no
    /// such template yet, `fill` is called with the address of one to be.
    pub(crate) async fn create<F: Future<Output = ()>>(
        shape: &str,
        fill: impl FnOnce(String) -> F,
    ) -> Databases {
        let admin = connect(address()).await;
        let template = format!("uma_template_{shape}");
        ensure_template(&admin, &template, fill).await;
        let n = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("uma_test_{}_{n}", std::process::id());
        let names = [name.clone(), format!("{name}_keys")];
        run(&admin, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", names[0])).await;
        run(&admin, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", names[1])).await;
        run(&admin, &format!("CREATE DATABASE {} TEMPLATE {template}", names[0])).await;
        run(&admin, &create_empty(&names[1])).await;
        Databases { events: address_of(&names[0]), keys: address_of(&names[1]), names }
    }
}

impl Drop for Databases {
    fn drop(&mut self) {
        let names = self.names.clone();
        // A runtime of its own: the test's may already be shutting down.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let (client, connection) =
                    tokio_postgres::connect(address(), NoTls).await.map_err(|e| e.to_string())?;
                tokio::spawn(connection);
                for name in names {
                    let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                    client.batch_execute(&drop).await.map_err(|e| e.to_string())?;
                }
                Ok::<(), String>(())
            })
        });
        if let Ok(Err(trouble)) = dropping.join() {
            println!("a test database stays behind: {trouble}");
        }
    }
}

fn create_empty(name: &str) -> String {
    format!(
        "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
    )
}

/// Number of the advisory lock under which templates are made, one at a time across processes.
const TEMPLATE_LOCK: &str = "7_011_968";

async fn ensure_template<F: Future<Output = ()>>(
    admin: &Client,
    template: &str,
    fill: impl FnOnce(String) -> F,
) {
    if is_there(admin, template).await {
        return;
    }
    let lock = TEMPLATE_LOCK.replace('_', "");
    run(admin, &format!("SELECT pg_advisory_lock({lock})")).await;
    if !is_there(admin, template).await {
        sweep(admin).await;
        let making = format!("{template}_making");
        run(admin, &format!("DROP DATABASE IF EXISTS {making} WITH (FORCE)")).await;
        run(admin, &create_empty(&making)).await;
        fill(address_of(&making)).await;
        // Connections of the pool that filled it may take a moment to end.
        let end = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{making}'"
        );
        let rename = format!("ALTER DATABASE {making} RENAME TO {template}");
        for attempt in 0.. {
            run(admin, &end).await;
            match admin.batch_execute(&rename).await {
                Ok(()) => break,
                Err(e) if attempt == 50 => panic!("{rename}: {e:?}"),
                Err(_) => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
            }
        }
    }
    run(admin, &format!("SELECT pg_advisory_unlock({lock})")).await;
}

async fn is_there(admin: &Client, name: &str) -> bool {
    let select = "SELECT 1 FROM pg_database WHERE datname = $1";
    !admin.query(select, &[&name]).await.unwrap().is_empty()
}

/// Drops databases of test processes that were killed, and templates of old shapes with them.
async fn sweep(admin: &Client) {
    let select = "SELECT datname::text FROM pg_database WHERE datname LIKE 'uma\\_test\\_%'";
    for row in admin.query(select, &[]).await.unwrap() {
        let name: String = row.get(0);
        let owner = name.split('_').nth(2).unwrap_or_default();
        if !Path::new("/proc").join(owner).exists() {
            run(admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        }
    }
}

async fn run(client: &Client, sql: &str) {
    client.batch_execute(sql).await.unwrap_or_else(|e| panic!("{sql}: {e:?}"));
}

/// A plain connection, for what the kernel does not do.
pub(crate) async fn connect(address: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(address, NoTls)
        .await
        .unwrap_or_else(|e| panic!("the PostgreSQL of the tests at {address} is away: {e}"));
    tokio::spawn(connection);
    client
}

/// The address of a database of the cluster.
fn address_of(database: &str) -> String {
    let address = address();
    match address.rsplit_once('/') {
        Some((server, _)) if address.contains("://") => format!("{server}/{database}"),
        _ => format!("{address} dbname={database}"),
    }
}

/// The address of the cluster, started when there is none.
fn address() -> &'static str {
    static ADDRESS_FOUND: OnceLock<String> = OnceLock::new();
    ADDRESS_FOUND.get_or_init(|| {
        let given = std::env::var_os(ADDRESS).and_then(|a| a.into_string().ok());
        given.filter(|a| !a.is_empty()).unwrap_or_else(start)
    })
}

/// The folder with `initdb` and `pg_ctl`, the newest version first.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|e| Some((e.file_name().to_str()?.parse().ok()?, e.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").is_file())
        .collect();
    found.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = || std::env::split_paths(&path).find(|d| d.join("initdb").is_file());
    found.pop().map(|(_, bin)| bin).or_else(on_path).expect(
        "tests need a PostgreSQL server: install it (Debian, Ubuntu: apt install postgresql; \
         macOS: brew install postgresql), or put the address of one into UMA_TEST_PG",
    )
}

fn start() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root.join("target"), |folder| root.join(folder));
    fs::create_dir_all(&target).unwrap();
    let folder = target.canonicalize().unwrap().join("pg");
    // Two test programs at once: the second waits, and finds the cluster running.
    let turn = fs::File::create(folder.with_extension("lock")).unwrap();
    turn.lock().unwrap();
    let cluster = Cluster { bin: programs(), owner: owner(), folder };
    if !cluster.folder.join("data/PG_VERSION").is_file() {
        cluster.create();
    }
    if !cluster.tool("pg_ctl").arg("status").output().unwrap().status.success() {
        cluster.start();
    }
    let pid_file = fs::read_to_string(cluster.folder.join("data/postmaster.pid")).unwrap();
    let port = pid_file.lines().nth(3).expect("postmaster.pid names its port").trim();
    format!("postgres://postgres@127.0.0.1:{port}/postgres")
}

/// PostgreSQL refuses to run as root; there it runs as user `postgres`.
fn owner() -> Option<(u32, u32)> {
    let id = |args: &[&str]| -> Option<u32> {
        let output = Command::new("id").args(args).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    (id(&["-u"]) == Some(0)).then(|| {
        let user = id(&["-u", "postgres"]).zip(id(&["-g", "postgres"]));
        user.expect("PostgreSQL refuses to run as root, and there is no user `postgres` to run it")
    })
}

struct Cluster {
    bin: PathBuf,
    owner: Option<(u32, u32)>,
    folder: PathBuf,
}

impl Cluster {
    fn tool(&self, name: &str) -> Command {
        let mut command = Command::new(self.bin.join(name));
        command.current_dir(&self.folder).env("PGDATA", self.folder.join("data"));
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        command
    }

    fn create(&self) {
        fs::create_dir_all(&self.folder).unwrap();
        if let Some((user, group)) = self.owner {
            chown(&self.folder, Some(user), Some(group)).unwrap();
        }
        fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o700)).unwrap();
        let data = self.folder.join("data");
        if data.exists() {
            fs::remove_dir_all(&data).unwrap();
        }
        must(self.tool("initdb").args([
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]));
        let file = data.join("postgresql.conf");
        let standard = fs::read_to_string(&file).unwrap();
        fs::write(&file, standard + SETTINGS).unwrap();
    }

    fn start(&self) {
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let mut start = self.tool("pg_ctl");
        start.args(["start", "--wait", "--silent", "--timeout=60"]);
        must(start.arg("--log").arg(self.folder.join("log")).arg(format!("--options=-p {port}")));
    }
}

/// Runs a tool to its end. Its output goes nowhere: a server it starts would keep a pipe open.
fn must(command: &mut Command) {
    let null = std::process::Stdio::null;
    let status = command.stdin(null()).stdout(null()).stderr(null()).status();
    let status = status.unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(status.success(), "{command:?} failed; is its folder's disk full or out of reach?");
}
