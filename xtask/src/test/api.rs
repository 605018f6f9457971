//! The interface for programs, tried from outside: the demo is started on a folder of its own, and Schemathesis
//! makes calls up from the description, sound ones and broken ones, by the tokens of an official and of an
//! applicant. Nothing may fail on our side, and every answer must be one that the description knows.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value as Json;

use super::stages::BUILD;
use super::{Outcome, Session, Tally};
use crate::python::SCHEMATHESIS;
use crate::run;

/// The same calls everywhere.
const SEED: &str = "7";
/// Who calls: an official, who sees cases of one unit, and somebody who applies.
const CALLERS: [&str; 2] = ["aino", "amina"];
/// Seconds for the calls of each.
const SECONDS: &str = "60";
/// The key of the one call that begins an application.
const KEY: &str = "019b0000-0000-7000-8000-000000000001";
/// Cases in the demo: enough that lists have more than one page.
const CASES: &str = "60";

/// The demo, running on a folder of its own until this goes away.
struct Demo {
    child: Child,
    folder: PathBuf,
    address: String,
}

impl Demo {
    fn start(program: &Path, folder: PathBuf) -> Result<Demo> {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        let mut child = Command::new(program)
            .args(["demo", "--listen", "127.0.0.1:0", "--cases", CASES, "--data"])
            .arg(&folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let said = BufReader::new(child.stdout.take().context("no pipe")?);
        let mut demo = Demo { child, folder, address: String::new() };
        // The rest it says is read on, so that it never waits for somebody to read it.
        let mut lines = said.lines();
        let ready = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("UMA is at ").map(str::to_owned));
        demo.address = ready.context("the demo did not start")?;
        std::thread::spawn(move || lines.for_each(drop));
        Ok(demo)
    }

    /// Is it still there?
    fn lives(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_none())
    }

    /// Calls as a program does; what is answered.
    fn call(&self, token: &str, head: &str, body: &str) -> Result<Json> {
        let host = self.address.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host)?;
        let length = body.len();
        write!(
            stream,
            "{head} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\
             idempotency-key: {KEY}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").context("no answer")?;
        let good = head.lines().next().is_some_and(|status| status.contains(" 200 "));
        ensure!(good, "{answer}");
        Ok(serde_json::from_str(body)?)
    }

    /// A token by which a program acts for somebody.
    fn token(&self, program: &Path, login: &str) -> Result<String> {
        let mut command = Command::new(program);
        command.args(["user", "token", login, "--name", "schemathesis", "--days", "1"]);
        run::quiet(command.env("UMA_DATA", &self.folder))
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It is made up and goes with its folder: nothing is lost with it.
        self.child.kill().ok();
        self.child.wait().ok();
        fs::remove_dir_all(&self.folder).ok();
    }
}

/// The stage.
pub fn run(session: &mut Session) -> Result<Outcome> {
    let mut build = run::cargo(&session.root);
    if !run::aloud(build.args(BUILD))?.ok {
        return Ok(Outcome::of(false).note("the program does not build"));
    }
    let target = run::target(&session.root);
    let program = target.join("debug").join("uma");
    let mut demo = Demo::start(&program, target.join("api-demo"))?;
    let tokens: Vec<String> =
        CALLERS.iter().map(|login| demo.token(&program, login)).collect::<Result<_>>()?;
    let [official, applicant] = tokens.as_slice() else { bail!("two callers are needed") };
    let case = demo.call(official, "GET /api/v1/cases?limit=1&status=open", "")?;
    let case = case.pointer("/rows/0/id").and_then(Json::as_str).context("no case")?;
    let begun = demo.call(applicant, "POST /api/v1/apply/student-degree/begin", "{}")?;
    let begun = begun.get("stream").and_then(Json::as_str).context("no application")?;
    let mut tally = Tally::default();
    for (login, token) in CALLERS.iter().zip(&tokens) {
        println!("calls by {login}");
        let things =
            [("UMA_TOKEN", token.as_str()), ("UMA_CASE", case), ("UMA_APPLICATION", begun)];
        if calls(session, &demo, &things)? {
            tally.passed += 1;
        } else {
            tally.failed += 1;
        }
        if !demo.lives()? {
            bail!("the program did not survive the calls");
        }
    }
    let note = "again: cargo xtask test --only api";
    Ok(Outcome::counted(tally.failed == 0, tally).note(if tally.failed == 0 { "" } else { note }))
}

/// Makes the calls, with what the settings name in the environment, where no log shows the token; true when
/// nothing was found.
fn calls(session: &Session, demo: &Demo, things: &[(&str, &str)]) -> Result<bool> {
    let mut command = run::command(SCHEMATHESIS.program(&session.root, "st"), &session.root);
    command.envs(things.iter().copied());
    command.env("HYPOTHESIS_STORAGE_DIRECTORY", run::target(&session.root).join("hypothesis"));
    command.args(["--config-file", "xtask/schemathesis.toml", "run"]);
    command.args(["--seed", SEED, "--max-time", SECONDS, "--no-color"]).args(&session.passed_on);
    command.arg(format!("{}/api/v1/openapi.json", demo.address));
    Ok(run::aloud(&mut command)?.ok)
}
