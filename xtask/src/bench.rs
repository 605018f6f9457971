//! Runs the measurements, built the way people run the program.

use anyhow::{Context as _, Result};

use crate::python::WEASYPRINT;
use crate::test::postgres::{self, Purpose};
use crate::test::{Need, install};
use crate::{repo, run};

/// `cargo xtask bench [NAME ..]`: all arguments go to the bench program.
pub fn main(args: &[String]) -> Result<bool> {
    let root = repo::root();
    let mut build = run::cargo(&root);
    // All of it, and started by its path: a part of the workspace alone is built with other features, and
    // that takes minutes.
    build.args(["build", "--release", "--workspace", "--bins"]);
    if !run::aloud(&mut build)?.ok {
        return Ok(false);
    }
    install::bring(&root, &[Need::Postgres, Need::Weasyprint])?;
    let programs = postgres::programs().context("no PostgreSQL server here")?;
    let mut command = run::command(run::target(&root).join("release/bench"), &root);
    command
        .env("UMA_BENCH_PG", postgres::start(&root, Purpose::Bench)?)
        .env("UMA_BENCH_PG_PROGRAMS", programs)
        .env("UMA_BENCH_WEASYPRINT", WEASYPRINT.program(&root, "python"))
        .args(args);
    let ok = run::aloud(&mut command)?.ok;
    postgres::stop(&root, Purpose::Bench)?;
    Ok(ok)
}
