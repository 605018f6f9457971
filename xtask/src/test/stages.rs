//! The stages, in order: the quick ones that fail often come first.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::postgres::Purpose;
use super::{INSTALL, Need, Outcome, Session, Stage, Tally, api, install, postgres};
use crate::{law, new, run, tidy};

/// All stages.
pub const STAGES: &[Stage] = &[
    Stage {
        name: INSTALL,
        about: "what this machine lacks: PostgreSQL, Chromium, fonts, readers of PDF, npm packages, Schemathesis",
        needs: &[],
        after: None,
        run: install::all,
    },
    Stage {
        name: "fmt",
        about: "the code is formatted",
        needs: &[],
        after: None,
        run: |session| {
            let mut command = run::cargo(&session.root);
            let ok = run::aloud(command.args(["fmt", "--all", "--check"]))?.ok;
            Ok(Outcome::of(ok).note(if ok { "" } else { "cargo fmt --all puts it right" }))
        },
    },
    Stage {
        name: "tidy",
        about: "layout, imports, sizes, SQL, texts",
        needs: &[],
        after: None,
        run: |session| Ok(Outcome::of(tidy::report(&session.root)?)),
    },
    Stage {
        name: "law",
        about: "the tables of the law are sound, their cases hold, what is generated from them is fresh",
        needs: &[],
        after: None,
        run: |_| {
            let steps: [&[&str]; 2] = [&["check"], &["gen", "--check"]];
            for step in steps {
                let words: Vec<String> = step.iter().map(|word| (*word).to_owned()).collect();
                law::run(&words)?;
            }
            Ok(Outcome::of(true))
        },
    },
    Stage {
        name: "islands",
        about: "scripts and styles: types, tests, and the built files are those of the source",
        needs: &[Need::IslandPackages],
        after: None,
        run: islands,
    },
    Stage {
        name: "clippy",
        about: "no warning in any target",
        needs: &[],
        after: None,
        run: |session| {
            let mut command = run::cargo(&session.root);
            command.args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]);
            Ok(Outcome::of(run::aloud(&mut command)?.ok))
        },
    },
    Stage {
        name: "build",
        about: "the program and all tests, with one set of features so that nothing is built twice",
        needs: &[],
        after: None,
        run: |session| {
            let mut command = run::cargo(&session.root);
            command.args(BUILD);
            Ok(Outcome::of(run::aloud(&mut command)?.ok))
        },
    },
    Stage {
        name: "tests",
        about: "all Rust tests, on SQLite and on PostgreSQL",
        needs: &[Need::Postgres, Need::PdfTools],
        after: Some("build"),
        run: tests,
    },
    Stage {
        name: "docs",
        about: "the examples in the documentation",
        needs: &[Need::Postgres],
        after: Some("build"),
        run: |session| {
            let address = postgres::start(&session.root, Purpose::Tests)?;
            let mut command = run::cargo(&session.root);
            command.env(postgres::ADDRESS, address).args([
                "test",
                "--workspace",
                "--doc",
                "--quiet",
            ]);
            let ran = run::aloud(&mut command)?;
            Ok(Outcome::counted(ran.ok, Tally::read(&ran.said)))
        },
    },
    Stage {
        name: "scaffold",
        about: "a new system, act and page compile, pass their tests and are tidy",
        needs: &[Need::Postgres],
        after: Some("build"),
        run: |session| {
            let ran = new::trial(&session.root)?;
            Ok(Outcome::counted(ran.ok, Tally::read(&ran.said)))
        },
    },
    Stage {
        name: "api",
        about: "what programs are told is what the description says, tried with calls made up from it",
        needs: &[Need::Schemathesis],
        after: Some("build"),
        run: api::run,
    },
    Stage {
        name: "browser",
        about: "journeys in Chromium: with and without JavaScript, on a phone, and axe",
        needs: &[Need::Chromium, Need::BrowserPackages, Need::Postgres],
        after: Some("build"),
        run: browser,
    },
    Stage {
        name: "deny",
        about: "licences, sources and banned crates among the dependencies",
        needs: &[],
        after: None,
        run: deny,
    },
];

fn tests(session: &mut Session) -> Result<Outcome> {
    let address = postgres::start(&session.root, Purpose::Tests)?;
    let mut command = run::cargo(&session.root);
    command.env(postgres::ADDRESS, address);
    if run::find("cargo-nextest").is_some() {
        command.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
    } else {
        command.args(["test", "--workspace", "--bins", "--tests", "--no-fail-fast"]);
    }
    let ran = run::aloud(command.args(&session.passed_on))?;
    let tally = Tally::read(&ran.said);
    let some = tally.passed + tally.failed > 0;
    let outcome = Outcome::counted(ran.ok && some, tally);
    Ok(if some { outcome } else { outcome.note("no test ran") })
}

fn islands(session: &mut Session) -> Result<Outcome> {
    let folder = session.root.join("islands");
    let npm = |script: &str| {
        let mut command = run::command("npm", &folder);
        run::aloud(command.args(["run", "--silent", script]))
    };
    if !npm("check")?.ok {
        return Ok(Outcome::of(false).note("the scripts have type errors"));
    }
    let tests = npm("test")?;
    let tally = Tally::read(&tests.said);
    if !tests.ok {
        return Ok(Outcome::counted(false, tally));
    }
    // The built files are kept in the repository, so that building the program needs no npm.
    let dist = folder.join("dist");
    let before = contents(&dist)?;
    if !npm("build")?.ok {
        return Ok(Outcome::counted(false, tally));
    }
    let fresh = contents(&dist)? == before;
    let note = "islands/dist was not built from this source; it is now: commit it";
    Ok(Outcome::counted(fresh, tally).note(if fresh { "" } else { note }))
}

/// Every file below a folder with its bytes.
fn contents(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let entries = std::fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path.clone(), std::fs::read(&path)?);
            }
        }
    }
    Ok(found)
}

/// How the program and all tests are built. Every stage that needs them asks for the same, as another set of
/// targets has other features, and half of the house would be compiled again.
pub(super) const BUILD: [&str; 4] = ["build", "--workspace", "--bins", "--tests"];

fn browser(session: &mut Session) -> Result<Outcome> {
    let folder = session.root.join("browser");
    let mut types = run::command("npx", &folder);
    if !run::aloud(types.args(["--no-install", "tsc", "--noEmit"]))?.ok {
        return Ok(Outcome::of(false).note("the browser tests have type errors"));
    }
    // The pages are those of this source, also when this stage runs alone.
    let mut build = run::cargo(&session.root);
    if !run::aloud(build.args(BUILD))?.ok {
        return Ok(Outcome::of(false).note("the program does not build"));
    }
    let mut command = run::command("npx", &folder);
    // One journey runs on PostgreSQL too, on two databases of its own.
    command.env("UMA_TEST_BROWSER_DATABASE", postgres::fresh(&session.root, "uma_browser")?);
    command.env("UMA_TEST_BROWSER_KEYS", postgres::fresh(&session.root, "uma_browser_keys")?);
    if let Some(chromium) = install::chromium() {
        command.env("CHROMIUM", chromium);
    }
    command.args(["--no-install", "playwright", "test"]).args(&session.passed_on);
    let ran = run::aloud(&mut command)?;
    let tally = Tally::read(&ran.said);
    let some = tally.passed + tally.failed > 0;
    let outcome = Outcome::counted(ran.ok && some, tally);
    Ok(if some { outcome } else { outcome.note("no test ran") })
}

fn deny(session: &mut Session) -> Result<Outcome> {
    if run::find("cargo-deny").is_none() {
        if !session.install_tools {
            return Ok(Outcome::left_out(
                "cargo-deny is not installed; `cargo xtask test --only deny --install-tools` builds it",
            ));
        }
        let mut install = run::cargo(&session.root);
        if !run::aloud(install.args(["install", "--locked", "cargo-deny"]))?.ok {
            return Ok(Outcome::of(false).note("cargo-deny could not be built"));
        }
    }
    let mut command = run::cargo(&session.root);
    command.args(["deny", "--workspace", "check", "bans", "licenses", "sources"]);
    Ok(Outcome::of(run::aloud(&mut command)?.ok))
}
