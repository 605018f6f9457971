//! Many letters in one durable job: a change of letters is tried on decisions that were given, each composed with
//! and without it and set as PDF. Before that, many grants at once: while the worker rests the last fact of each
//! case is told, and then it does what it does by itself. Each case is weighed, ruled on, signed, set as PDF,
//! sealed, archived and closed.

use std::time::Instant;

use anyhow::{Result, ensure};
use tempfile::TempDir;

use super::house::{House, Outside, each};
use super::people;
use super::served::Order;
use super::{pace, told};
use crate::{Line, Target};

pub(super) fn measure(
    engine: &str,
    folder: &dyn Fn() -> Result<TempDir>,
    seed: u64,
    count: u32,
) -> Result<Vec<Line>> {
    /// Three minutes for ten thousand.
    const SECONDS_EACH: f64 = 180.0 / 10_000.0;
    let folder = folder()?;
    let students = people::students(seed, count);
    let outside = Outside::of(&students)?;
    let house = House::new(folder.path(), engine, &outside)?;
    pace::prepare(&house, &students)?;
    house.does(Order::Work(false))?;
    each(&students, |applicant| pace::prove(&house, applicant))?;
    let (start, before) = (Instant::now(), house.cpu_ms()?);
    house.does(Order::Work(true))?;
    house.does(Order::Settle)?;
    let seconds = start.elapsed().as_secs_f64();
    let cpu = house.cpu_ms()? - before;
    for applicant in &students {
        let stands = house.stands(applicant.form.n)?;
        ensure!(stands.closed && stands.given == 1, "{stands:?}");
    }
    let (start, before) = (Instant::now(), house.cpu_ms()?);
    house.does(Order::Try(count))?;
    let (job_seconds, job_cpu) = (start.elapsed().as_secs_f64(), house.cpu_ms()? - before);
    house.remove()?;
    let count = f64::from(count);
    let line = |of: &str, value: f64, unit| {
        told(engine, &format!("{count} grants at once: {of}"), value, unit)
    };
    let of_job = |of: &str, value: f64, unit| {
        told(engine, &format!("{count} letters in one durable job: {of}"), value, unit)
    };
    Ok(vec![
        of_job("composed, set and recorded", job_seconds, "s")
            .target(Target::AtMost(SECONDS_EACH * count)),
        of_job("processor time of each", job_cpu / count, "ms"),
        line("weighed, decided and archived, each by its own jobs", seconds, "s"),
        line("a second", count / seconds, "/s"),
        line("processor time of each", cpu / count, "ms"),
    ])
}
