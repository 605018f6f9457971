//! How long a developer waits for the compiler after a change in one system.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result, ensure};
use kernel::{Clock as _, SystemClock};

use crate::{Line, Target, median, timed};

const ROUNDS: usize = 5;
/// The system that is changed: the largest there is.
const SYSTEM: &str = "casefile";

/// `cargo check` of one system after its own source changed, everything below it checked before.
pub fn run() -> Result<Vec<Line>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the project's folder")?;
    let source = root.join("crates").join(SYSTEM).join("src/lib.rs");
    check(root)?;
    let mut seconds = Vec::new();
    for _ in 0..ROUNDS {
        let now = u64::try_from(SystemClock.now().micros())?;
        let now = SystemTime::UNIX_EPOCH + Duration::from_micros(now);
        File::options().append(true).open(&source)?.set_modified(now)?;
        let (round, ()) = timed(|| check(root))?;
        seconds.push(round);
    }
    let line = Line::new("warm check of one system", median(&mut seconds), "s");
    Ok(vec![line.target(Target::AtMost(10.0))])
}

fn check(root: &Path) -> Result<()> {
    let mut command = Command::new("cargo");
    command.args(["check", "--quiet", "--package", SYSTEM]).current_dir(root);
    let status = command.stdin(Stdio::null()).stderr(Stdio::null()).status()?;
    ensure!(status.success(), "{SYSTEM} does not compile");
    Ok(())
}
