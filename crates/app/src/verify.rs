//! The commands that prove the records: `uma verify` and `uma audit verify`.
#![expect(clippy::print_stdout, reason = "the commands' answers")]

use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};

use crate::config::Config;
use crate::house;
use crate::stores::{self, Purpose};

/// A bar for work that takes long, drawn on the other stream than the answer.
pub fn bar(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) =
        ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {eta}")
    {
        bar.set_style(style);
    }
    bar.set_message(what);
    bar
}

/// Folds every stream anew and compares with what is stored.
pub async fn data(config: &Config) -> anyhow::Result<ExitCode> {
    let kernel = stores::open(config, Purpose::Look, &mut house::systems()).await?;
    let bar = bar("Verifying");
    let report = kernel.verify(&mut |done, all| show(&bar, done, all)).await?;
    bar.finish_and_clear();
    let (streams, events, rows) = (report.streams, report.events, report.rows);
    let data = told(&report, &format!("{streams} streams, {events} events, {rows} rows"));
    let sealed = seals(&kernel).await?;
    Ok(if sealed { data } else { ExitCode::FAILURE })
}

/// Reads every document that decisions were given by, and compares it with its seal.
async fn seals(kernel: &kernel::Kernel) -> anyhow::Result<bool> {
    let bar = bar("Verifying seals");
    let proven =
        decisions::archive::prove_house(kernel, &mut |done| bar.set_position(done)).await?;
    bar.finish_and_clear();
    let (documents, erased, wrong) = (proven.documents, proven.erased, proven.wrong.len());
    println!("{documents} sealed documents, {erased} of them erased: {wrong} do not hold.");
    proven.wrong.iter().for_each(|(id, proof)| println!("  decision {id}: {}", proof.code()));
    Ok(wrong == 0)
}

/// Checks every chain and every signed checkpoint of the audit record.
pub async fn audit(config: &Config) -> anyhow::Result<ExitCode> {
    let kernel = stores::open(config, Purpose::Look, &mut house::systems()).await?;
    let bar = bar("Verifying the audit record");
    let report = kernel.audit_verify(&mut |done, all| show(&bar, done, all)).await?;
    bar.finish_and_clear();
    let (rows, checkpoints) = (report.audit_rows, report.checkpoints);
    Ok(told(&report, &format!("{rows} audit rows, {checkpoints} checkpoints")))
}

fn show(bar: &ProgressBar, done: u64, all: u64) {
    bar.set_length(all);
    bar.set_position(done);
}

fn told(report: &kernel::Report, what: &str) -> ExitCode {
    println!("{what}: {} differences.", report.drifts);
    report.told.iter().for_each(|line| println!("  {line}"));
    if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
