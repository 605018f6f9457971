//! A case opened, its status set, a document added, and the whole read back: with rights, sight, folds,
//! sealing and audit, beside the same durable rows written by hand.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use kernel::{Ids as _, SystemClock, SystemIds};
use uuid::Uuid;

use super::server::{House, Server};
use super::visitor::Visitor;
use super::{by_hand, millis};
use crate::{Line, Target, quantile};

/// Chains, one after the other.
pub const CHAINS: u32 = 300;
/// Versions of a case as it is opened: opened, assigned, its time limit started, its task added.
pub const OPENED: usize = 4;
const TOO_SLOW: f64 = 5.0;

fn id() -> String {
    SystemIds(Arc::new(SystemClock)).next().to_string()
}

/// A new case; its address.
fn open(visitor: &mut Visitor, person: &str) -> Result<String> {
    let (case, once) = (id(), id());
    let pairs = [
        ("once", once.as_str()),
        ("case", &case),
        ("applicant", person),
        ("case_type", "general-matter"),
        ("headline", "Measured+matter"),
    ];
    visitor.post("/cases/new", &pairs)?;
    Ok(format!("/cases/{case}"))
}

fn attach(visitor: &mut Visitor, case: &str, seen: usize) -> Result<()> {
    let (once, seen) = (id(), seen.to_string());
    let pairs = [
        ("once", once.as_str()),
        ("seen", &seen),
        ("kind", "statement"),
        ("language", "en"),
        ("sender", ""),
        ("arrived", ""),
    ];
    visitor.attach(&format!("{case}/documents/new"), &pairs, &format!("statement {seen}.txt"))?;
    Ok(())
}

/// A case with so many documents.
pub fn large(visitor: &mut Visitor, person: &str, documents: usize) -> Result<String> {
    let case = open(visitor, person)?;
    for n in 0..documents {
        attach(visitor, &case, OPENED + n)?;
    }
    Ok(case)
}

/// One chain; the case it made.
fn chain(visitor: &mut Visitor, person: &str) -> Result<Uuid> {
    let case = open(visitor, person)?;
    let (once, seen) = (id(), OPENED.to_string());
    let pairs = [("once", once.as_str()), ("seen", &seen), ("status", "being-prepared")];
    visitor.post(&format!("{case}/status"), &pairs)?;
    attach(visitor, &case, OPENED + 1)?;
    let page = visitor.get(&case)?;
    ensure!(
        page.contains(&format!("statement {}.txt", OPENED + 1)) && page.contains("Being prepared"),
        "{page}"
    );
    let id = case.rsplit('/').next().context("a case")?;
    Ok(id.parse()?)
}

pub fn measure(
    house: &House,
    server: &Server,
    visitor: &mut Visitor,
    person: &str,
    line: &dyn Fn(&str, f64, &'static str) -> Line,
) -> Result<Vec<Line>> {
    for _ in 0..CHAINS / 10 {
        chain(visitor, person)?;
    }
    house.forget_statements()?;
    let before = server.cpu_ms()?;
    let (mut waits, mut last) = (Vec::new(), Uuid::nil());
    for _ in 0..CHAINS {
        let start = Instant::now();
        last = chain(visitor, person)?;
        waits.push(millis(start.elapsed()));
    }
    let cpu = (server.cpu_ms()? - before) / f64::from(CHAINS);
    let statements = house.statements()?.map(|all| all / f64::from(CHAINS));
    waits.sort_by(f64::total_cmp);
    let mut floor = by_hand::measure(house, last)?;
    floor.sort_by(f64::total_cmp);
    let ours = quantile(&waits, 50);
    let name = "case + status + document, read back";
    let mut lines = vec![
        line(&format!("{name}, processor time"), cpu, "ms").target(Target::AtMost(12.0)),
        line(&format!("{name} p50"), ours, "ms").against(quantile(&floor, 50)),
        line(&format!("{name}, times the rows by hand"), ours / quantile(&floor, 50), "")
            .target(Target::AtMost(TOO_SLOW)),
    ];
    lines.extend(statements.map(|n| line(name, n, "statements").target(Target::AtMost(25.0))));
    Ok(lines)
}
