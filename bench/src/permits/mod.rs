//! Residence permits from the form to the decision, by the acts of people and by what the house does itself, with
//! registers, payment and devices simulated over real HTTP.
//!
//! A population whose right answers are known by how it was made: are the wrong ones granted, and what does a
//! case take? How long from the last fact to the archive while cases arrive, and is anything lost or doubled
//! when the process is killed? `UMA_BENCH_PERMITS` is how many apply, `UMA_BENCH_PACE_SECONDS` how long they
//! arrive, `UMA_BENCH_KILLS` how often the process is killed, `UMA_BENCH_ENGINES` on what.

mod faults;
mod house;
mod killed;
mod letters;
mod pace;
mod people;
mod population;
mod served;

use anyhow::{Context as _, Result};

use crate::{Line, commands};

/// The word on the command line by which the house is started in a process of its own.
pub const SERVE: &str = "serve-permits";
/// From this everybody follows.
const SEED: u64 = 7;
/// How many apply, unless told: thousands of students are among tens of thousands.
const APPLICANTS: u32 = 10_000;
const PACE_SECONDS: u32 = 120;
const KILLS: u32 = 20;
const LETTERS: u32 = 10_000;

/// Serves the house until it is killed.
///
/// # Errors
/// When it cannot be opened.
pub fn serve(place: &str) -> Result<()> {
    served::serve(place)
}

/// The population, the pace and the kills, on each engine.
pub fn run() -> Result<Vec<Line>> {
    let applicants = number("UMA_BENCH_PERMITS", APPLICANTS)?;
    let seconds = number("UMA_BENCH_PACE_SECONDS", PACE_SECONDS)?;
    let kills = number("UMA_BENCH_KILLS", KILLS)?;
    on_each(|engine, folder| {
        let mut lines = population::measure(engine, folder, SEED, applicants)?;
        lines.extend(pace::measure(engine, folder, SEED, seconds)?);
        lines.extend(killed::measure(engine, folder, SEED, kills)?);
        Ok(lines)
    })
}

/// Many grants at once, each with its letter.
pub fn letters() -> Result<Vec<Line>> {
    let letters = number("UMA_BENCH_LETTERS", LETTERS)?;
    on_each(|engine, folder| letters::measure(engine, folder, SEED, letters))
}

fn on_each(
    measure: impl Fn(&str, &dyn Fn() -> Result<tempfile::TempDir>) -> Result<Vec<Line>>,
) -> Result<Vec<Line>> {
    let engines = given("UMA_BENCH_ENGINES").unwrap_or_else(|| "sqlite,postgres".to_owned());
    let folder = || Ok(tempfile::tempdir_in(commands::target())?);
    let mut lines = Vec::new();
    for engine in engines.split(',') {
        lines.extend(measure(engine, &folder)?);
    }
    Ok(lines)
}

fn given(name: &str) -> Option<String> {
    std::env::var_os(name).and_then(|value| value.into_string().ok())
}

fn number(name: &'static str, usually: u32) -> Result<u32> {
    given(name).map_or(Ok(usually), |given| given.parse().context(name))
}

/// The name of an engine for people.
fn name(engine: &str) -> &'static str {
    if engine == "sqlite" { "SQLite" } else { "PostgreSQL" }
}

/// A figure that is told as it comes.
fn told(engine: &str, what: &str, value: f64, unit: &'static str) -> Line {
    println!("  {}, {what}: {value:.2} {unit}", name(engine));
    Line::new(format!("{}, {what}", name(engine)), value, unit)
}
