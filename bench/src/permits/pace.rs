//! Five cases a second: at each beat one application is sent, and of another, sent before, the last fact is
//! told. How long until its decision is archived, and is everything done at the end?

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use tempfile::TempDir;

use super::house::{House, Outside, agent, each};
use super::people::{self, Applicant};
use super::served::Order;
use super::told;
use crate::{Line, Target, quantile};

/// Cases a second.
const A_SECOND: u32 = 5;

pub(super) fn measure(
    engine: &str,
    folder: &dyn Fn() -> Result<TempDir>,
    seed: u64,
    seconds: u32,
) -> Result<Vec<Line>> {
    let folder = folder()?;
    let beats = usize::try_from(seconds * A_SECOND)?;
    let all = people::students(seed, seconds * A_SECOND * 2);
    let (ready, arriving) = all.split_at(beats);
    let outside = Outside::of(&all)?;
    let house = House::new(folder.path(), engine, &outside)?;
    prepare(&house, ready)?;
    let before = house.cpu_ms()?;
    let start = Instant::now();
    std::thread::scope(|scope| -> Result<()> {
        let mut working = Vec::new();
        for (beat, (ready, arriving)) in (0_u32..).zip(ready.iter().zip(arriving)) {
            let due = Duration::from_secs(1) * beat / A_SECOND;
            std::thread::sleep(due.saturating_sub(start.elapsed()));
            let house = &house;
            working.push(scope.spawn(move || house.sends(&agent(), &arriving.form)));
            working.push(scope.spawn(move || prove(house, ready)));
        }
        for work in working {
            work.join().map_err(|_| anyhow::anyhow!("a worker died"))??;
        }
        Ok(())
    })?;
    let took = start.elapsed().as_secs_f64();
    house.does(Order::Settle)?;
    let rest = start.elapsed().as_secs_f64() - took;
    let cpu = house.cpu_ms()? - before;
    let waits = house.waits()?;
    let mut in_hand = 0_u32;
    for applicant in ready {
        let stands = house.stands(applicant.form.n)?;
        in_hand += u32::from(!(stands.closed && stands.given == 1 && stands.rights == 1));
    }
    ensure!(waits.len() == ready.len(), "{} of {} were heard of", waits.len(), ready.len());
    house.does(Order::Verify)?;
    house.remove()?;
    let what = format!("{A_SECOND} cases a second for {seconds} s");
    let line = |of: &str, value: f64, unit| told(engine, &format!("{what}: {of}"), value, unit);
    let rate = f64::from(u32::try_from(beats)?) / took;
    Ok(vec![
        line("last fact to archived decision p50", quantile(&waits, 50), "ms"),
        line("last fact to archived decision p99", quantile(&waits, 99), "ms")
            .target(Target::AtMost(1000.0)),
        line("last fact to archived decision, longest", quantile(&waits, 100), "ms"),
        line("cases that arrived", rate, "/s"),
        line("from the last beat until nothing was left to do", rest, "s"),
        line("left in hand at the end", f64::from(in_hand), "").target(Target::AtMost(0.0)),
        line("processor time of a beat", cpu / f64::from(u32::try_from(beats)?), "ms"),
    ])
}

/// Everything but the last fact.
pub(super) fn prepare(house: &House, applicants: &[Applicant]) -> Result<()> {
    let agent = agent();
    each(applicants, |applicant| house.sends(&agent, &applicant.form))?;
    house.does(Order::Settle)?;
    each(applicants, |applicant| match &applicant.visit {
        Some((_, visit)) => house.does(Order::Show(visit.clone())).map(drop),
        None => Ok(()),
    })?;
    house.does(Order::Settle).map(drop)
}

pub(super) fn prove(house: &House, applicant: &Applicant) -> Result<()> {
    match &applicant.visit {
        Some((_, visit)) => house.does(Order::Prove(visit.clone())).map(drop),
        None => Ok(()),
    }
}
