//! Tools from the world of Python, each in an environment of its own under `target/`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use crate::run;

/// Tries the interface for programs from outside.
pub const SCHEMATHESIS: Tool = Tool { folder: "schemathesis", package: "schemathesis==4.32.5" };
/// The peer of our letters.
pub const WEASYPRINT: Tool = Tool { folder: "weasyprint", package: "weasyprint==70.0" };

/// A package of Python.
#[derive(Debug, Clone, Copy)]
pub struct Tool {
    folder: &'static str,
    /// What pip installs, in one version for everybody.
    pub package: &'static str,
}

impl Tool {
    /// A program of its environment.
    pub fn program(self, root: &Path, name: &str) -> PathBuf {
        self.environment(root).join("bin").join(name)
    }

    /// Makes the environment with the package in it, when it is not there; true when it was made.
    pub fn install(self, root: &Path) -> Result<bool> {
        let (folder, package) = (self.environment(root), self.package);
        let stamp = folder.join("installed");
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == package) {
            return Ok(false);
        }
        println!("installing {package} in {}", folder.display());
        let mut make = run::command("python3", root);
        make.args(["-m", "venv", "--clear"]).arg(&folder);
        ensure!(run::aloud(&mut make)?.ok, "no environment");
        let mut pip = run::command(self.program(root, "pip"), root);
        pip.args(["install", "--quiet", "--disable-pip-version-check", package]);
        ensure!(run::aloud(&mut pip)?.ok, "pip could not install {package}");
        fs::write(&stamp, package).with_context(|| stamp.display().to_string())?;
        Ok(true)
    }

    fn environment(self, root: &Path) -> PathBuf {
        run::target(root).join(self.folder)
    }
}
