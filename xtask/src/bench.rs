//! Runs the measurements, built the way people run the program.

use anyhow::{Context as _, Result};

use crate::test::postgres::{self, Purpose};
use crate::{repo, run};

/// `cargo xtask bench [NAME ..]`: all arguments go to the bench program.
pub fn main(args: &[String]) -> Result<bool> {
    let root = repo::root();
    let mut build = run::cargo(&root);
    build.args(["build", "--release", "--package", "bench"]);
    // Only the start of the program itself needs the whole program.
    if args.is_empty() || args.iter().any(|arg| arg == "start" || arg == "million") {
        build.args(["--package", "uma"]);
    }
    if !run::aloud(&mut build)?.ok {
        return Ok(false);
    }
    let programs = postgres::programs()
        .context("no PostgreSQL server here; `cargo xtask test --only install` brings it")?;
    let mut command = run::cargo(&root);
    command
        .env("UMA_BENCH_PG", postgres::start(&root, Purpose::Bench)?)
        .env("UMA_BENCH_PG_PROGRAMS", programs)
        .args(["run", "--release", "--quiet", "--package", "bench", "--"])
        .args(args);
    let ok = run::aloud(&mut command)?.ok;
    postgres::stop(&root, Purpose::Bench)?;
    Ok(ok)
}
