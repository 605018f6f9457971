//! The program itself, as a demo on a folder of its own.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use kernel::{Db, FileKeyRing, Kernel, KeyStore, SystemClock, SystemIds};
use uma::house;

/// A debug build on a busy machine makes its tables and its world meanwhile.
const READY: Duration = Duration::from_secs(120);

/// Where a demo has its data.
pub struct Place {
    pub data: PathBuf,
    /// Events and keys, on PostgreSQL.
    pub databases: Option<(String, String)>,
}

/// A demo that runs.
pub struct Program {
    child: Child,
    /// Where the house is.
    pub here: String,
    /// Where the simulated world outside is.
    pub outside: String,
}

impl Place {
    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_uma"));
        command.env_remove("UMA_LOG").env("UMA_DATA", &self.data).current_dir(&self.data);
        command
    }

    /// Starts the demo, with so many people a minute.
    pub fn starts(&self, live: u32) -> Program {
        let mut command = self.command();
        command.args(["demo", "--listen", "127.0.0.1:0", "--cases", "20", "--data"]);
        command.arg(&self.data).args(["--live", &live.to_string()]);
        if let Some((events, keys)) = &self.databases {
            command.args(["--database", events, "--keys-database", keys]);
        }
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            let address = |line: &str| {
                let at = line.split_whitespace().find(|word| word.starts_with("http://"))?;
                Some(at.to_owned())
            };
            // Read to the end: a program that nobody listens to would wait.
            said.lines().map_while(Result::ok).filter_map(|line| address(&line)).for_each(|at| {
                tell.send(at).ok();
            });
        });
        let next = || told.recv_timeout(READY).expect("the demo says where it is");
        let (here, outside) = (next(), next());
        Program { child, here, outside }
    }

    /// Runs a command of the program on the same data.
    pub fn runs(&self, words: &[&str]) -> Output {
        let mut command = self.command();
        if let Some((events, keys)) = &self.databases {
            command.env("UMA_DATABASE", events).env("UMA_KEYS_DATABASE", keys);
        }
        command.args(words).output().unwrap()
    }

    /// It is well, and says so.
    pub fn finds_no_difference(&self, words: &[&str]) {
        let done = self.runs(words);
        let said = String::from_utf8_lossy(&done.stdout);
        assert!(done.status.success() && said.contains("0 differences"), "{words:?}: {done:?}");
        assert!(!said.starts_with("0 "), "{words:?} found nothing to look at: {said}");
    }

    /// It is not, and says what was tampered with.
    pub fn finds_what_was_tampered_with(&self, words: &[&str]) {
        let done = self.runs(words);
        let said = String::from_utf8_lossy(&done.stdout);
        assert!(!done.status.success(), "{words:?}: {said}");
        assert!(said.contains("is not what was recorded"), "{words:?}: {said}");
    }

    /// The databases as they lie there.
    pub fn databases(&self, writing: bool) -> (Db, Db) {
        match &self.databases {
            Some((events, keys)) => {
                (Db::postgres(events, 2).unwrap(), Db::postgres(keys, 2).unwrap())
            }
            None => {
                let open = |name: &str| open(&self.data.join(name), writing);
                (open("uma.db"), open("keys.db"))
            }
        }
    }

    /// A kernel to look with, beside the program or without it.
    pub fn looks(&self) -> Kernel {
        let (db, keys) = self.databases(false);
        let ring = Arc::new(FileKeyRing::open(&self.data.join("keyring")).unwrap());
        let clock = Arc::new(SystemClock);
        let ids = Arc::new(SystemIds(clock.clone()));
        let registry = web::registry(&mut house::systems());
        Kernel::new(db, KeyStore::attach(keys, ring), clock, ids, registry)
    }
}

fn open(file: &Path, writing: bool) -> Db {
    if writing { Db::sqlite(file).unwrap() } else { Db::sqlite_read_only(file).unwrap() }
}

impl Program {
    /// `kill -9`.
    pub fn ends_at_once(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// As somebody stops it who presses Ctrl-C.
    pub fn stops(mut self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success(), "it ends well when it is told to");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
