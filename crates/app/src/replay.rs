//! The command `uma replay`: every past ruling again, from what was stored.
#![expect(clippy::print_stdout, reason = "the command's answer")]

use std::process::ExitCode;

use automation::replay::replay;

use crate::cli::ReplayOptions;
use crate::config::Config;
use crate::house;
use crate::stores::{self, Purpose};
use crate::verify::bar;

/// Repeats the rulings and tells which are not as they were.
pub async fn run(config: &Config, options: ReplayOptions) -> anyhow::Result<ExitCode> {
    let kernel = stores::open(config, Purpose::Look, &mut house::systems()).await?;
    let bar = bar("Ruling again");
    let mut show = |done| bar.set_position(done);
    let found = replay(&kernel, options.case.as_deref(), &mut show).await?;
    bar.finish_and_clear();
    let Some(found) = found else {
        println!("There is no case of that number.");
        return Ok(ExitCode::FAILURE);
    };
    let (rulings, cases, erased) = (found.rulings, found.cases, found.erased);
    println!(
        "{rulings} rulings in {cases} cases, {erased} of them about erased persons: {} differences.",
        found.differences.len()
    );
    found.differences.iter().for_each(|(case, what)| println!("  case {case}: {what}"));
    Ok(if found.differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
