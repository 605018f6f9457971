//! The house that is measured, and the program that serves it.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use tokio::runtime::Runtime;
use tokio_postgres::{Client, NoTls};

use super::{is_empty, program};
use crate::pgbench;

/// Beyond this the population is not made.
const WAIT_MAX: Duration = Duration::from_secs(3600);

/// Where a house is stored.
pub struct House {
    folder: PathBuf,
    /// Addresses of the database and of the keys', and a connection that counts statements.
    postgres: Option<Postgres>,
}

struct Postgres {
    databases: [String; 2],
    runtime: Runtime,
    client: Client,
}

impl House {
    pub fn sqlite(folder: &Path) -> House {
        House { folder: folder.to_path_buf(), postgres: None }
    }

    /// Databases that exist are used again when the folder does too.
    pub fn postgres(folder: &Path, server: &pgbench::Server) -> Result<House> {
        let names = ["uma_million", "uma_million_keys"];
        let databases = if is_empty(folder) {
            [server.fresh(names[0])?, server.fresh(names[1])?]
        } else {
            names.map(|name| server.existing(name))
        };
        let runtime = Runtime::new()?;
        let client = runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(&databases[0], NoTls).await?;
            tokio::spawn(connection);
            client.batch_execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements").await?;
            anyhow::Ok(client)
        })?;
        Ok(House {
            folder: folder.to_path_buf(),
            postgres: Some(Postgres { databases, runtime, client }),
        })
    }

    pub const fn is_sqlite(&self) -> bool {
        self.postgres.is_none()
    }

    pub const fn engine(&self) -> &'static str {
        if self.is_sqlite() { "SQLite" } else { "PostgreSQL" }
    }

    pub fn is_new(&self) -> bool {
        is_empty(&self.folder)
    }

    /// The folder, and on SQLite the database in it.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The address of the database on PostgreSQL.
    pub fn database(&self) -> Option<&str> {
        let [database, _] = &self.postgres.as_ref()?.databases;
        Some(database)
    }

    /// Begins to count statements anew.
    pub fn forget_statements(&self) -> Result<()> {
        if let Some(Postgres { runtime, client, .. }) = &self.postgres {
            runtime.block_on(client.batch_execute("SELECT pg_stat_statements_reset()"))?;
        }
        Ok(())
    }

    /// Statements of this database since then, without those that begin and end a transaction.
    pub fn statements(&self) -> Result<Option<f64>> {
        let Some(Postgres { runtime, client, .. }) = &self.postgres else { return Ok(None) };
        let select = "SELECT COALESCE(SUM(calls), 0)::float8 FROM pg_stat_statements \
            WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) \
            AND query NOT IN ('BEGIN', 'COMMIT') AND query NOT LIKE '%pg_stat_statements%'";
        Ok(Some(runtime.block_on(client.query_one(select, &[]))?.get(0)))
    }

    /// Folds everything anew and compares it with every row; seconds.
    pub fn verify(&self) -> Result<f64> {
        let mut command = self.command()?;
        command.arg("verify").env("UMA_DATA", &self.folder);
        if let Some(Postgres { databases: [events, keys], .. }) = &self.postgres {
            command.env("UMA_DATABASE", events).env("UMA_KEYS_DATABASE", keys);
        }
        let start = Instant::now();
        let output = command.output()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        ensure!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
        Ok(start.elapsed().as_secs_f64())
    }

    fn command(&self) -> Result<Command> {
        let mut command = Command::new(program()?);
        // The settings of the measurements are none of the program's.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("UMA_") {
                command.env_remove(name);
            }
        }
        command.stdin(Stdio::null()).current_dir(std::env::temp_dir());
        Ok(command)
    }

    /// Takes the databases away; the folder goes by itself.
    pub fn remove(self, gone: bool) -> Result<()> {
        let Some(Postgres { databases, runtime, client }) = self.postgres else { return Ok(()) };
        drop(client);
        runtime.shutdown_background();
        if gone {
            let server = pgbench::Server::given()?;
            for database in &databases {
                server.gone(database.rsplit('/').next().unwrap_or_default())?;
            }
        }
        Ok(())
    }
}

/// The program, serving the house with personas.
pub struct Server {
    child: Child,
    port: u16,
}

impl Server {
    /// Starts it, and waits for its first page: of a new house once the population is made. Seconds.
    pub fn start(house: &House, cases: u32) -> Result<(Server, f64)> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let mut command = house.command()?;
        command.arg("demo").arg("--data").arg(&house.folder);
        command.arg("--listen").arg(format!("127.0.0.1:{port}"));
        command.arg("--cases").arg(cases.to_string());
        if let Some(Postgres { databases: [events, keys], .. }) = &house.postgres {
            command.args(["--database", events, "--keys-database", keys]);
        }
        let start = Instant::now();
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let mut server = Server { child, port };
        let page = format!("{}/sign-in", server.address());
        loop {
            if ureq::get(&page).call().is_ok() {
                return Ok((server, start.elapsed().as_secs_f64()));
            }
            if let Some(status) = server.child.try_wait()? {
                bail!("the server ended with {status}");
            }
            ensure!(start.elapsed() < WAIT_MAX, "no page after {} s", WAIT_MAX.as_secs());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until the program has done what it does by itself after a start: it tells of quiet cases,
    /// and answers what a load left to answer. Seconds.
    pub fn settle(&self) -> Result<f64> {
        const IDLE_MS: f64 = 60.0;
        let start = Instant::now();
        loop {
            let before = self.cpu_ms()?;
            std::thread::sleep(Duration::from_secs(3));
            if self.cpu_ms()? - before < IDLE_MS {
                return Ok(start.elapsed().as_secs_f64());
            }
            ensure!(start.elapsed() < WAIT_MAX, "the program does not come to rest");
        }
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Processor time of all threads of the program that run, in milliseconds. It is the program's own: what
    /// a database server uses beside it, and the measuring process, is not in it.
    pub fn cpu_ms(&self) -> Result<f64> {
        let mut nanos = 0_u64;
        for task in std::fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            let path = task?.path().join("schedstat");
            let text = std::fs::read_to_string(&path).context("threads are not counted here")?;
            let ran = text.split_whitespace().next().and_then(|ran| ran.parse::<u64>().ok());
            nanos += ran.context("schedstat")?;
        }
        Ok(Duration::from_nanos(nanos).as_secs_f64() * 1000.0)
    }

    pub fn resident_mib(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().next()).context("VmRSS")?;
        Ok(kib.parse::<f64>()? / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // As an operator stops it, so that the next start finds everything in order.
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().ok();
        let asked = Instant::now();
        while asked.elapsed() < Duration::from_secs(30) {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
