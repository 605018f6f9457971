//! Running other programs: said first, shown as they speak, and their words kept for counting.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, IsTerminal as _, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

use anyhow::{Context as _, Result};

/// What a program did.
#[derive(Debug)]
pub struct Ran {
    /// It ended with success.
    pub ok: bool,
    /// All it said, both streams, in the order it came.
    pub said: String,
}

/// A program in a folder, without standard input: nothing here waits for a person.
pub fn command(program: impl AsRef<OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).stdin(Stdio::null());
    command
}

/// The cargo that runs this tool, so that all work is done by one toolchain.
pub fn cargo(root: &Path) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = command(program, root);
    if std::io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    command
}

/// Where cargo puts what it builds.
pub fn target(root: &Path) -> PathBuf {
    let named = std::env::var_os("CARGO_TARGET_DIR");
    named.map_or_else(|| root.join("target"), |folder| root.join(folder))
}

/// Shows the command, runs it, passes on what it says as it says it, and keeps a copy.
pub fn aloud(command: &mut Command) -> Result<Ran> {
    println!("$ {}", line(command));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", line(command)))?;
    let said = Mutex::new(String::new());
    let (out, err) = (child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        scope.spawn(|| out.map(|pipe| pass_on(pipe, &said)));
        scope.spawn(|| err.map(|pipe| pass_on(pipe, &said)));
    });
    let ok = child.wait()?.success();
    let said = said.into_inner().unwrap_or_default();
    Ok(Ran { ok, said })
}

/// Runs a command without a word and gives what it printed, or its complaint as the error.
pub fn quiet(command: &mut Command) -> Result<String> {
    let shown = line(command);
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {shown}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    anyhow::bail!("{shown}: {} {complaint}", output.status)
}

/// Where a program stands, when it is on the path.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The command as a person would type it.
pub fn line(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

fn pass_on(pipe: impl Read, said: &Mutex<String>) {
    let mut reader = BufReader::new(pipe);
    let mut bytes = Vec::new();
    while matches!(reader.read_until(b'\n', &mut bytes), Ok(1..)) {
        let text = String::from_utf8_lossy(&bytes);
        if let Ok(mut said) = said.lock() {
            // A closed terminal must not stop the tests, so a failed write is let go.
            std::io::stdout().write_all(text.as_bytes()).ok();
            said.push_str(&text);
        }
        bytes.clear();
    }
}
