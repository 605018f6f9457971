//! Runs the measurements, built the way people run the program.

use anyhow::Result;

use crate::{repo, run};

/// `cargo xtask bench [NAME ..]`: all arguments go to the bench program.
pub fn main(args: &[String]) -> Result<bool> {
    let root = repo::root();
    let mut command = run::cargo(&root);
    command.args(["run", "--release", "--package", "bench", "--"]).args(args);
    Ok(run::aloud(&mut command)?.ok)
}
