//! `cargo xtask bench [NAME ..]`
#![expect(clippy::print_stdout, reason = "measurements are printed")]

use std::process::ExitCode;

use anyhow::bail;
use bench::{MEASUREMENTS, Measurement};

/// The one that the program itself has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<ExitCode> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    // The soak starts this program again as the one that gets killed.
    if let [word, place] = args.as_slice()
        && word == "write-until-killed"
    {
        bench::write_until_killed(place)?;
        return Ok(ExitCode::SUCCESS);
    }
    // So do the permits, as the house that is measured.
    if let [word, place] = args.as_slice()
        && word == bench::SERVE_PERMITS
    {
        bench::serve_permits(place)?;
        return Ok(ExitCode::SUCCESS);
    }
    let chosen: Vec<&Measurement> = if args.is_empty() {
        MEASUREMENTS.iter().collect()
    } else {
        args.iter().map(|name| by_name(name)).collect::<Result<_, _>>()?
    };
    let mut lines = Vec::new();
    for measurement in chosen {
        println!("{}: {}", measurement.name, measurement.about);
        lines.extend((measurement.run)()?);
    }
    println!();
    let reached = bench::print(&lines);
    Ok(if reached { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn by_name(name: &str) -> anyhow::Result<&'static Measurement> {
    if let Some(found) = MEASUREMENTS.iter().find(|measurement| measurement.name == name) {
        return Ok(found);
    }
    let names: Vec<&str> = MEASUREMENTS.iter().map(|measurement| measurement.name).collect();
    bail!("no measurement `{name}`; there are: {}", names.join(", "))
}
