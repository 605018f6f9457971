//! A population that applies: whatever is granted without a person beside what may be, and what a case takes.

use std::collections::BTreeMap;

use anyhow::Result;
use tempfile::TempDir;

use super::faults::Fault;
use super::house::{House, Outside, agent, each};
use super::people::{self, Applicant, MIX, SENDING_DAYS, VISIT_DAYS_MAX};
use super::served::{Order, Stands};
use super::{name, told};
use crate::{Line, Target};

/// A day.
const DAY_SECONDS: i64 = 24 * 3600;
/// Days after which whoever never came has let the time limit pass.
const LIMIT_DAYS: i64 = 100;
/// Reasons told at most.
const REASONS_TOLD: usize = 12;

pub(super) fn measure(
    engine: &str,
    folder: &dyn Fn() -> Result<TempDir>,
    seed: u64,
    count: u32,
) -> Result<Vec<Line>> {
    let folder = folder()?;
    let applicants = people::population(seed, count);
    let outside = Outside::of(&applicants)?;
    let house = House::new(folder.path(), engine, &outside)?;
    let cpu = live(&house, &applicants)?;
    let mut found = Vec::new();
    for applicant in &applicants {
        found.push((applicant, house.stands(applicant.form.n)?));
    }
    house.does(Order::Verify)?;
    house.remove()?;
    let line = |what: &str, value: f64, unit| {
        told(engine, &format!("{count} applications: {what}"), value, unit)
    };
    by_type(engine, &found);
    let mut lines = judge(&found, &line)?;
    let [form, rest] = cpu.map(|cpu| cpu / f64::from(count));
    lines.push(line("processor time of a case, form filled in and sent", form, "ms"));
    lines.push(line("... from there to its decision or its official", rest, "ms"));
    Ok(lines)
}

/// Sends everything and has everybody come, day by day. Processor time of the house: until they are sent and
/// paid for, and for the rest.
fn live(house: &House, applicants: &[Applicant]) -> Result<[f64; 2]> {
    let agent = agent();
    let (start, mut sending) = (house.cpu_ms()?, 0.0);
    for day in 0..SENDING_DAYS + VISIT_DAYS_MAX {
        let before = house.cpu_ms()?;
        let sent: Vec<&Applicant> = applicants.iter().filter(|a| a.sent == day).collect();
        each(&sent, |applicant| {
            let all = applicant.before.iter().chain([&applicant.form]);
            all.into_iter().try_for_each(|form| house.sends(&agent, form))
        })?;
        sending += house.cpu_ms()? - before;
        house.does(Order::Settle)?;
        let come = applicants.iter().filter_map(|a| a.visit.as_ref());
        let come: Vec<_> = come.filter(|(on, _)| *on == day).map(|(_, visit)| visit).collect();
        each(&come, |visit| {
            house.does(Order::Show((*visit).clone()))?;
            house.does(Order::Prove((*visit).clone())).map(drop)
        })?;
        house.does(Order::Settle)?;
        house.does(Order::Pass(DAY_SECONDS))?;
        house.does(Order::Settle)?;
    }
    house.does(Order::Pass(LIMIT_DAYS * DAY_SECONDS))?;
    house.does(Order::Settle)?;
    Ok([sending, house.cpu_ms()? - start - sending])
}

/// What came of one application.
type Found<'a> = (&'a Applicant, Stands);

fn judge(found: &[Found<'_>], line: &dyn Fn(&str, f64, &'static str) -> Line) -> Result<Vec<Line>> {
    let count = |of: &dyn Fn(&Found<'_>) -> bool| -> Result<f64> {
        Ok(f64::from(u32::try_from(found.iter().filter(|one| of(one)).count())?))
    };
    let granted = |(_, stands): &Found<'_>| stands.given > 0;
    let wrong = |one: &Found<'_>| granted(one) && !one.0.may_be_granted();
    let missed = |one: &Found<'_>| !granted(one) && one.0.may_be_granted();
    for (applicant, stands) in found.iter().filter(|one| wrong(one)).take(REASONS_TOLD) {
        println!(
            "  GRANTED AND MUST NOT BE: {:?} {:?} {stands:?}",
            applicant.faults, applicant.form
        );
    }
    let mut why: BTreeMap<String, u32> = BTreeMap::new();
    for (_, stands) in found.iter().filter(|one| missed(one)) {
        let reasons = if stands.case { stands.reasons.join(", ") } else { "no case".to_owned() };
        *why.entry(reasons).or_default() += 1;
    }
    let mut why: Vec<_> = why.into_iter().collect();
    why.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (reasons, count) in why.iter().take(REASONS_TOLD) {
        println!("  meet everything and are not granted: {count}: {reasons}");
    }
    let all = f64::from(u32::try_from(found.len())?);
    let share =
        |of: &dyn Fn(&Found<'_>) -> bool| Ok::<f64, anyhow::Error>(count(of)? * 100.0 / all);
    let class = |code: &'static str| move |(_, stands): &Found<'_>| stands.class == code;
    let left = |one: &Found<'_>| one.1.class == "automatic" && !granted(one);
    let twice = |(_, stands): &Found<'_>| stands.given > 1 || stands.rights > 1;
    Ok(vec![
        line("wrong automated grants", count(&wrong)?, "").target(Target::AtMost(0.0)),
        line("decided twice", count(&twice)?, "").target(Target::AtMost(0.0)),
        line("that may be granted and were not", count(&missed)?, ""),
        line("sorted as needing nobody and not granted", count(&left)?, "")
            .target(Target::AtMost(0.0)),
        line("granted without a person", share(&granted)?, "%"),
        line("light", share(&class("light"))?, "%"),
        line("full", share(&class("full"))?, "%"),
    ])
}

/// Shares by type, and for each fault how many cases with it alone were sorted where.
fn by_type(engine: &str, found: &[Found<'_>]) {
    let classes = ["automatic", "light", "full", ""];
    let counts = |of: &dyn Fn(&Applicant) -> bool| {
        classes.map(|class| found.iter().filter(|(a, s)| of(a) && s.class == class).count())
    };
    println!("  {}: automatic, light, full, not ruled on", name(engine));
    for (permit, _) in MIX {
        println!("    {permit}: {:?}", counts(&|a| a.form.permit == permit));
    }
    for fault in Fault::ALL {
        println!("    {fault:?} alone: {:?}", counts(&|a| a.faults == [fault]));
    }
}
