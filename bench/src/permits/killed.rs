//! The process killed with -9 again and again in the middle of the same work: afterwards every application is one
//! case, every case was decided once, and every chain and row is whole.

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;
use ureq::Agent;

use super::house::{House, Outside, agent};
use super::people::{self, Applicant};
use super::served::Order;
use super::{pace, told};
use crate::{Line, Target};

/// Cases for each kill: about as many as a life is long.
const CASES_A_KILL: u32 = 4;
/// How long a process lives after it opened, in milliseconds.
const LIFE_MS: std::ops::Range<u64> = 200..2_500;
/// People at work at once.
const AT_ONCE: usize = 6;

pub(super) fn measure(
    engine: &str,
    folder: &dyn Fn() -> Result<TempDir>,
    seed: u64,
    kills: u32,
) -> Result<Vec<Line>> {
    let folder = folder()?;
    let students = people::students(seed, kills * CASES_A_KILL);
    let outside = Outside::of(&students)?;
    let mut house = House::new(folder.path(), engine, &outside)?;
    let (mut left, mut lives): (Vec<&Applicant>, _) = (students.iter().collect(), 0);
    while lives < kills {
        let process = house.process();
        let killer = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(rand::random_range(LIFE_MS)));
            Command::new("kill").args(["-KILL", &process.to_string()]).status()
        });
        left = work(&house, &left);
        killer.join().map_err(|_| anyhow::anyhow!("nobody was killed"))??;
        house = house.killed()?;
        lives += 1;
    }
    // Whatever a death left is done now.
    let trouble = work(&house, &left);
    ensure!(trouble.is_empty(), "{} could not go on", trouble.len());
    house.does(Order::Settle)?;
    // What two deaths fell on is tried again after a while.
    house.does(Order::Pass(700))?;
    house.does(Order::Settle)?;
    let (mut lost, mut doubled) = (0_u32, 0_u32);
    for applicant in &students {
        let stands = house.stands(applicant.form.n)?;
        lost += u32::from(!stands.closed || stands.given == 0 || stands.rights == 0);
        doubled += u32::from(stands.given > 1 || stands.begun > 1 || stands.rights > 1);
    }
    house.does(Order::Verify).context("after the kills")?;
    house.remove()?;
    let cases = u32::try_from(students.len())?;
    let what = format!("{cases} cases, killed with -9 {kills} times");
    let line = |of: &str, value: u32| told(engine, &format!("{what}: {of}"), f64::from(value), "");
    Ok(vec![
        line("not decided", lost).target(Target::AtMost(0.0)),
        line("decided twice", doubled).target(Target::AtMost(0.0)),
    ])
}

/// Works on each, several at once, until all are done or the house is dead; those that are left.
fn work<'a>(house: &House, left: &[&'a Applicant]) -> Vec<&'a Applicant> {
    let (next, agent) = (AtomicUsize::new(0), agent());
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                scope.spawn(|| {
                    let mut undone = Vec::new();
                    while let Some(applicant) = left.get(next.fetch_add(1, Ordering::Relaxed)) {
                        if one(house, &agent, applicant).is_err() {
                            undone.push(*applicant);
                        }
                    }
                    undone
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    })
}

fn one(house: &House, agent: &Agent, applicant: &Applicant) -> Result<()> {
    house.sends(agent, &applicant.form)?;
    if let Some((_, visit)) = &applicant.visit {
        house.does(Order::Show(visit.clone()))?;
    }
    pace::prove(house, applicant)
}
