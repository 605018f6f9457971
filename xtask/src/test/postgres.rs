//! The PostgreSQL of the tests: one cluster under `target/pg`, made for speed and thrown away.
//!
//! It listens on a free port of the loopback address and keeps running between test runs. It
//! holds nothing but test data, so it does not wait for the disk (`fsync=off`).

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::{repo, run};

/// Environment variable that hands tests the address of database `postgres`.
pub const ADDRESS: &str = "UMA_TEST_PG";

/// What a cluster is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Tests: quick and unsafe, which is right for data nobody needs tomorrow.
    Tests,
    /// Measurements: every commit waits for the disk, as in real use.
    Bench,
}

const SETTINGS_OF_ALL: &str = "
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300 # two test threads with a pool each, and room for load tests
shared_buffers = '128MB'
max_wal_size = '4GB'
timezone = 'UTC'
log_min_messages = 'warning'
";

const SETTINGS_OF_TESTS: &str = "
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
checkpoint_timeout = '60min'
";

/// Statements are counted.
const SETTINGS_OF_MEASUREMENTS: &str = "
shared_preload_libraries = 'pg_stat_statements'
";

impl Purpose {
    const fn folder(self) -> &'static str {
        match self {
            Purpose::Tests => "pg",
            Purpose::Bench => "pg-bench",
        }
    }

    const fn settings(self) -> &'static str {
        match self {
            Purpose::Tests => SETTINGS_OF_TESTS,
            Purpose::Bench => SETTINGS_OF_MEASUREMENTS,
        }
    }
}

/// `cargo xtask postgres start|stop`
pub fn main(args: &[String]) -> Result<bool> {
    let root = repo::root();
    match args {
        [word] if word == "start" => println!("{}", start(&root, Purpose::Tests)?),
        [word] if word == "stop" => stop(&root, Purpose::Tests)?,
        _ => bail!("say `cargo xtask postgres start` or `cargo xtask postgres stop`"),
    }
    Ok(true)
}

/// The folder with `initdb` and `pg_ctl`, the newest version first.
pub fn programs() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_string_lossy().parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, bin)| bin.join("initdb").is_file() && bin.join("pg_ctl").is_file())
        .collect();
    versions.sort();
    let newest = versions.pop().map(|(_, bin)| bin);
    newest.or_else(|| run::find("initdb")?.parent().map(Path::to_path_buf))
}

/// Starts the cluster unless it runs, and gives its address.
pub fn start(root: &Path, purpose: Purpose) -> Result<String> {
    let cluster = Cluster::of(root, purpose)?;
    // Two tools at once: the second waits, and finds the cluster running.
    let turn = fs::File::create(cluster.folder.with_extension("lock"))?;
    turn.lock()?;
    if !cluster.data().join("PG_VERSION").is_file() {
        cluster.create()?;
    }
    if !cluster.runs() {
        cluster.start()?;
    }
    let port = cluster.port()?;
    Ok(format!("postgres://postgres@127.0.0.1:{port}/postgres"))
}

/// Makes a database anew, empty, and gives its address.
pub fn fresh(root: &Path, name: &str) -> Result<String> {
    let address = start(root, Purpose::Tests)?;
    let cluster = Cluster::of(root, Purpose::Tests)?;
    let maintenance = format!("--maintenance-db={address}");
    let mut drop = cluster.program("dropdb");
    run::quiet(drop.args(["--if-exists", "--force", &maintenance, name]))?;
    run::quiet(cluster.program("createdb").args([&maintenance, name]))?;
    let server = address.rsplit_once('/').map_or(address.as_str(), |(server, _)| server);
    Ok(format!("{server}/{name}"))
}

/// Stops the cluster when it runs.
pub fn stop(root: &Path, purpose: Purpose) -> Result<()> {
    if programs().is_none() {
        return Ok(());
    }
    let cluster = Cluster::of(root, purpose)?;
    if cluster.runs() {
        run::quiet(cluster.program("pg_ctl").args(["stop", "--mode=immediate", "--silent"]))?;
    }
    Ok(())
}

struct Cluster {
    purpose: Purpose,
    bin: PathBuf,
    folder: PathBuf,
    /// PostgreSQL refuses to run as root, so there it runs as user `postgres`.
    owner: Option<(u32, u32)>,
}

impl Cluster {
    fn of(root: &Path, purpose: Purpose) -> Result<Cluster> {
        let bin = programs().context(
            "no PostgreSQL server here (initdb, pg_ctl); `cargo xtask test --only install` brings it",
        )?;
        let id = |args: &[&str]| -> Result<u32> {
            Ok(run::quiet(Command::new("id").args(args))?.parse()?)
        };
        let target = run::target(root);
        if id(&["-u"])? != 0 {
            return Ok(Cluster {
                purpose,
                bin,
                folder: target.join(purpose.folder()),
                owner: None,
            });
        }
        let owner = (id(&["-u", "postgres"])?, id(&["-g", "postgres"])?);
        // A checkout below a closed folder, such as root's home, is out of that user's reach.
        let mut reach = Command::new("test");
        let reachable = target.is_dir()
            && reach.arg("-x").arg(&target).uid(owner.0).gid(owner.1).status()?.success();
        let target = if reachable { target } else { outside(root)? };
        Ok(Cluster { purpose, bin, folder: target.join(purpose.folder()), owner: Some(owner) })
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    /// One of PostgreSQL's programs, on this cluster, as its owner.
    fn program(&self, name: &str) -> Command {
        let mut command = run::command(self.bin.join(name), &self.folder);
        command.env("PGDATA", self.data());
        if let Some((uid, gid)) = self.owner {
            command.uid(uid).gid(gid);
        }
        command
    }

    fn create(&self) -> Result<()> {
        println!("creating a PostgreSQL cluster in {}", self.folder.display());
        fs::create_dir_all(&self.folder)?;
        if let Some((uid, gid)) = self.owner {
            chown(&self.folder, Some(uid), Some(gid))?;
        }
        fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o700))?;
        // A creation that was cut short leaves a folder that initdb would refuse.
        if self.data().exists() {
            fs::remove_dir_all(self.data())?;
        }
        let mut initdb = self.program("initdb");
        initdb.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8"]);
        run::quiet(initdb.arg("--no-sync"))?;
        let file = self.data().join("postgresql.conf");
        let standard = fs::read_to_string(&file)?;
        fs::write(&file, standard + SETTINGS_OF_ALL + self.purpose.settings())?;
        Ok(())
    }

    fn runs(&self) -> bool {
        self.folder.is_dir() && run::quiet(self.program("pg_ctl").arg("status")).is_ok()
    }

    fn start(&self) -> Result<()> {
        // The port is free now; should another program take it in between, the next try has another.
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let mut command = self.program("pg_ctl");
        command.args(["start", "--wait", "--silent", "--timeout=60"]);
        command.arg("--log").arg(self.log()).arg(format!("--options=-p {port}"));
        run::quiet(&mut command).with_context(|| {
            let log = fs::read_to_string(self.log()).unwrap_or_default();
            let end: Vec<&str> = log.lines().rev().take(20).collect();
            let end: Vec<&str> = end.into_iter().rev().collect();
            format!("PostgreSQL did not start. Its log ends:\n{}", end.join("\n"))
        })?;
        println!("started PostgreSQL on port {port}");
        Ok(())
    }

    /// The fourth line of the server's own pid file is its port.
    fn port(&self) -> Result<u16> {
        let file = self.data().join("postmaster.pid");
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        Ok(text.lines().nth(3).context("postmaster.pid names no port")?.trim().parse()?)
    }
}

/// A folder for this checkout among the temporary files.
fn outside(root: &Path) -> Result<PathBuf> {
    let name: String = root
        .to_string_lossy()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let folder = std::env::temp_dir().join(format!("uma{name}"));
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
