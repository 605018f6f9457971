//! The trial of the scaffolds: in a copy of the repository they compile, pass their tests and are
//! tidy.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::{Name, act, page, system};
use crate::test::postgres::{self, Purpose};
use crate::{run, tidy};

/// Makes one of each in a copy under `target/trial` and builds it.
pub fn trial(root: &Path) -> Result<run::Ran> {
    let address = postgres::start(root, Purpose::Tests)?;
    let target = run::target(root);
    let copy = target.join("trial");
    if copy.exists() {
        fs::remove_dir_all(&copy)?;
    }
    copy_tree(root, &copy)?;
    // A name that the tidy rules know as a system's, and that no system has yet.
    let name = Name::parse(
        FREE.iter()
            .find(|name| !root.join("systems").join(name).exists())
            .context("every name has its system: choose another name for the trial")?,
    )?;
    println!("{}", system(&copy, &name)?);
    println!("{}", act(&copy, &name, &Name::parse("call_off")?, None)?);
    println!("{}", page(&copy, &name, &Name::parse("day_plan")?)?);
    // The rest of the repository has a stage of its own.
    if !tidy::report_under(&copy, &format!("systems/{name}"))? {
        return Ok(run::Ran { ok: false, said: String::new() });
    }
    // What is built for the repository itself is used again: only our own crates are built anew.
    let cargo = |args: &[&str]| {
        let mut command = run::cargo(&copy);
        command.env("CARGO_TARGET_DIR", &target).env(postgres::ADDRESS, &address);
        run::aloud(command.args(args))
    };
    let package = name.to_string();
    let clippy =
        ["clippy", "--no-deps", "--package", &package, "--all-targets", "--", "--deny", "warnings"];
    let checked = cargo(&clippy)?;
    if checked.ok { cargo(&["test", "--package", &package]) } else { Ok(checked) }
}

/// Systems of the house, those that come last first.
const FREE: [&str; 5] = ["funding", "exchange", "forecast", "indicators", "interop"];

/// Copies what people wrote, and what building needs beside it.
fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    for folder in fs::read_dir(from)? {
        let folder = folder?;
        let name = folder.file_name();
        let skip = ["target", ".git", "node_modules", "uma-data", "results", "browser"];
        if skip.iter().any(|skip| name == *skip) {
            continue;
        }
        let (here, there) = (folder.path(), to.join(&name));
        if folder.file_type()?.is_dir() {
            copy_tree(&here, &there)?;
        } else {
            fs::create_dir_all(to)?;
            fs::copy(&here, &there).with_context(|| here.display().to_string())?;
        }
    }
    Ok(())
}
