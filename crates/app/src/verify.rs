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
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {eta}") {
        bar.set_style(style);
    }
    bar.set_message(what);
    bar
}

/// Folds every stream anew and compares with what is stored.
pub async fn data(config: &Config) -> anyhow::Result<ExitCode> {
    let kernel = stores::open(config, Purpose::Look, &house::systems()).await?;
    let bar = bar("Verifying");
    let report = kernel
        .verify(&mut |done, all| {
            bar.set_length(all);
            bar.set_position(done);
        })
        .await?;
    bar.finish_and_clear();
    println!("{} streams, {} events: {} differences.", report.streams, report.events, report.drift.len());
    report.drift.iter().for_each(|line| println!("  {line}"));
    Ok(if report.drift.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Checks every chain and every signed checkpoint of the audit record.
pub async fn audit(config: &Config) -> anyhow::Result<ExitCode> {
    let kernel = stores::open(config, Purpose::Look, &house::systems()).await?;
    let report = kernel.audit_verify().await?;
    println!("{report}");
    Ok(if report.is_whole() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
