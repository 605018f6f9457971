//! From the start of the program to its first page.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::{Line, Target, commands, median};

const ROUNDS: usize = 5;
/// Beyond this the program has not started.
const WAIT_MAX: Duration = Duration::from_secs(20);

/// `uma serve` on an empty folder, until the sign-in page is there.
pub fn run() -> Result<Vec<Line>> {
    let program = commands::target().join("uma");
    if !program.is_file() {
        bail!("{} is not built; `cargo xtask bench` builds it", program.display());
    }
    let mut seconds = Vec::new();
    for _ in 0..ROUNDS {
        let folder = tempfile::tempdir_in(commands::target())?;
        seconds.push(once(&program, folder.path())?);
    }
    let line = Line::new("start to first page, empty", median(&mut seconds), "s");
    Ok(vec![line.target(Target::AtMost(1.0))])
}

fn once(program: &Path, folder: &Path) -> Result<f64> {
    let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    let start = Instant::now();
    let mut command = Command::new(program);
    // The settings of the measurements are none of the program's.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("UMA_") {
            command.env_remove(name);
        }
    }
    let child = command
        .arg("serve")
        .current_dir(folder)
        .env("UMA_DATA", folder.join("data"))
        .env("UMA_LISTEN", format!("127.0.0.1:{port}"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| program.display().to_string())?;
    let mut server = Stopped(child);
    loop {
        if page(port).is_some_and(|answer| answer.starts_with("HTTP/1.1 200")) {
            return Ok(start.elapsed().as_secs_f64());
        }
        if let Some(status) = server.0.try_wait()? {
            bail!("the server ended with {status}");
        }
        if start.elapsed() > WAIT_MAX {
            bail!("no page after {} s", WAIT_MAX.as_secs());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn page(port: u16) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    let ask =
        format!("GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(ask.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    Some(String::from_utf8_lossy(&answer).into_owned())
}

/// A server that ends with the measurement, however that ends.
struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}
