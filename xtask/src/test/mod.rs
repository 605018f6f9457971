//! `cargo xtask test`: all that must hold, stage by stage, with times and one closing table.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

mod api;
pub mod install;
pub mod postgres;
mod stages;
mod tally;

use stages::STAGES;
pub use tally::Tally;

/// Something a stage cannot run without, and `install` brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The programs of a PostgreSQL server.
    Postgres,
    /// A Chromium and letters for all the scripts we show.
    Chromium,
    /// Programs that check and read PDFs, to test ours with.
    PdfTools,
    /// The npm packages of `browser/`.
    BrowserPackages,
    /// The npm packages of `islands/`.
    IslandPackages,
    /// Schemathesis, in a Python environment of its own.
    Schemathesis,
    /// WeasyPrint, likewise, and what it draws letters with.
    Weasyprint,
}

/// The stage that goes before every other.
pub const INSTALL: &str = "install";

/// One stage of the test.
pub struct Stage {
    /// What `--only` and `--skip` call it.
    pub name: &'static str,
    /// What it holds, in a few words.
    pub about: &'static str,
    /// What has to be there.
    pub needs: &'static [Need],
    /// A stage whose failure makes this one pointless.
    pub after: Option<&'static str>,
    /// Does it.
    pub run: fn(&mut Session) -> Result<Outcome>,
}

/// What the stages share.
pub struct Session {
    /// The repository.
    pub root: PathBuf,
    /// What the chosen stages need.
    pub needs: Vec<Need>,
    /// Arguments for the test runner of the one chosen stage.
    pub passed_on: Vec<String>,
    /// `cargo install` what is missing, although it takes minutes.
    pub install_tools: bool,
}

/// How a stage ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    state: State,
    tally: Tally,
    note: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Passed,
    Failed,
    LeftOut,
}

impl Outcome {
    /// Passed or failed, for stages that count no tests.
    pub fn of(ok: bool) -> Outcome {
        Outcome::counted(ok, Tally::default())
    }

    /// Passed or failed, with the tests it ran.
    pub fn counted(ok: bool, tally: Tally) -> Outcome {
        let ok = ok && tally.failed == 0;
        let state = if ok { State::Passed } else { State::Failed };
        Outcome { state, tally, note: String::new() }
    }

    /// Not run, and why.
    pub fn left_out(why: impl Into<String>) -> Outcome {
        Outcome { state: State::LeftOut, tally: Tally::default(), note: why.into() }
    }

    /// With a word for the table.
    pub fn note(mut self, note: impl Into<String>) -> Outcome {
        self.note = note.into();
        self
    }
}

/// `cargo xtask test [--only STAGE].. [--skip STAGE].. [--list] [--install-tools] [-- ARGS]`
pub fn main(args: &[String]) -> Result<bool> {
    let Choice { stages, passed_on, install_tools, list } = choose(args)?;
    if list {
        for stage in STAGES {
            println!("{:9} {}", stage.name, stage.about);
        }
        return Ok(true);
    }
    let mut needs: Vec<Need> = Vec::new();
    // Asked for alone, `install` brings what any stage needs.
    let alone = stages.iter().all(|stage| stage.name == INSTALL);
    let needy = if alone { STAGES.iter().collect() } else { stages.clone() };
    for need in needy.into_iter().flat_map(|stage| stage.needs) {
        if !needs.contains(need) {
            needs.push(*need);
        }
    }
    let mut session = Session { root: crate::repo::root(), needs, passed_on, install_tools };
    let start = Instant::now();
    let results = run_all(&stages, &mut session);
    if std::env::var_os("CI").is_some() {
        postgres::stop(&session.root, postgres::Purpose::Tests)?;
    }
    Ok(close(&results, start.elapsed()))
}

/// What the arguments ask for.
struct Choice {
    stages: Vec<&'static Stage>,
    passed_on: Vec<String>,
    install_tools: bool,
    list: bool,
}

fn choose(args: &[String]) -> Result<Choice> {
    let (mut only, mut skip) = (Vec::new(), Vec::new());
    let (mut install_tools, mut list) = (false, false);
    let mut passed_on = Vec::new();
    let mut words = args.iter();
    while let Some(word) = words.next() {
        let mut stage_name = || match words.next() {
            Some(name) if STAGES.iter().any(|stage| stage.name == name) => Ok(name.clone()),
            Some(name) => bail!("there is no stage `{name}`; `cargo xtask test --list` names them"),
            None => bail!("{word} wants the name of a stage; `cargo xtask test --list` names them"),
        };
        match word.as_str() {
            "--only" => only.push(stage_name()?),
            "--skip" => skip.push(stage_name()?),
            "--list" => list = true,
            "--install-tools" => install_tools = true,
            "--" => passed_on = words.by_ref().cloned().collect(),
            other => bail!("`cargo xtask test` does not know {other}; see `cargo xtask help`"),
        }
    }
    if !passed_on.is_empty() && only.len() != 1 {
        bail!("arguments after -- go to one stage: name it with --only STAGE");
    }
    // A single stage still installs what it needs, unless that is skipped by name.
    let chosen = |name: &str| only.is_empty() || name == INSTALL || only.iter().any(|o| o == name);
    let stages = STAGES
        .iter()
        .filter(|stage| chosen(stage.name) && !skip.iter().any(|s| s == stage.name))
        .collect();
    Ok(Choice { stages, passed_on, install_tools, list })
}

/// A stage that ran, how it ended, how long it took.
struct Ended {
    stage: &'static Stage,
    outcome: Outcome,
    took: Duration,
}

impl Ended {
    fn failed(&self) -> bool {
        self.outcome.state == State::Failed
    }
}

fn run_all(stages: &[&'static Stage], session: &mut Session) -> Vec<Ended> {
    let mut results: Vec<Ended> = Vec::new();
    for (number, stage) in stages.iter().enumerate() {
        let broken = |name: &str| results.iter().any(|e| e.stage.name == name && e.failed());
        println!("\n[{}/{}] {}: {}", number + 1, stages.len(), stage.name, stage.about);
        let start = Instant::now();
        let outcome = match stage.after {
            Some(before) if broken(before) => {
                Outcome::of(false).note(format!("not run, because `{before}` failed"))
            }
            _ => (stage.run)(session).unwrap_or_else(|fault| {
                println!("{fault:#}");
                let first = fault.to_string().lines().next().unwrap_or_default().to_owned();
                Outcome::of(false).note(first)
            }),
        };
        let took = start.elapsed();
        println!("[{}] {} in {}", stage.name, word(outcome.state), seconds(took));
        results.push(Ended { stage, outcome, took });
    }
    results
}

/// Prints the closing table and the line that other programs read; true when nothing failed.
fn close(results: &[Ended], took: Duration) -> bool {
    let mut sum = Tally::default();
    println!("\n{:9} {:>9} {:>9} {:>7}", "stage", "ended", "time", "tests");
    for Ended { stage, outcome, took } in results {
        sum += outcome.tally;
        let tests = outcome.tally.passed + outcome.tally.failed;
        let tests = if tests == 0 { String::new() } else { tests.to_string() };
        let line = format!(
            "{:9} {:>9} {:>9} {tests:>7}  {}",
            stage.name,
            word(outcome.state),
            seconds(*took),
            outcome.note
        );
        println!("{}", line.trim_end());
    }
    let failed: Vec<&str> =
        results.iter().filter(|ended| ended.failed()).map(|ended| ended.stage.name).collect();
    println!("{:9} {:>9} {:>9}", "all", "", seconds(took));
    if let Some(first) = failed.first() {
        println!("\nfailed: {}; again: cargo xtask test --only {first}", failed.join(", "));
    }
    println!("\n{} passed, {} failed, {} skipped", sum.passed, sum.failed, sum.skipped);
    failed.is_empty()
}

fn word(state: State) -> &'static str {
    match state {
        State::Passed => "passed",
        State::Failed => "FAILED",
        State::LeftOut => "left out",
    }
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    fn names(line: &str) -> Vec<&'static str> {
        choose(&args(line)).unwrap().stages.iter().map(|stage| stage.name).collect()
    }

    #[test]
    fn one_stage_brings_what_it_needs() {
        assert_eq!(names("--only tests"), ["install", "tests"]);
        assert_eq!(names("--only tests --skip install"), ["tests"]);
    }

    #[test]
    fn skipping_leaves_the_rest() {
        let all = names("");
        let rest = names("--skip browser");
        assert_eq!(all.len(), rest.len() + 1);
        assert!(!rest.contains(&"browser"));
    }

    #[test]
    fn a_misspelt_stage_is_an_error() {
        assert!(choose(&args("--only tets")).is_err());
        assert!(choose(&args("--fast")).is_err());
        assert!(choose(&args("-- kernel::")).is_err(), "no stage to pass it on to");
    }

    #[test]
    fn every_stage_has_its_own_name_and_comes_after_the_one_it_needs() {
        for (place, stage) in STAGES.iter().enumerate() {
            let twins = STAGES.iter().filter(|other| other.name == stage.name).count();
            assert_eq!(twins, 1, "{}", stage.name);
            if let Some(before) = stage.after {
                assert!(STAGES[..place].iter().any(|s| s.name == before), "{}", stage.name);
            }
        }
    }

    #[test]
    fn a_runner_that_ends_well_but_counts_failures_has_failed() {
        let outcome = Outcome::counted(true, Tally { passed: 3, failed: 1, skipped: 0 });
        assert_eq!(outcome.state, State::Failed);
    }
}
