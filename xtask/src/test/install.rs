//! Bringing what a machine lacks. Every step is said before it is done; nothing is done twice.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::{Need, Outcome, Session, postgres};
use crate::python::{SCHEMATHESIS, WEASYPRINT};
use crate::run;

/// Debian's packages for each need.
const PACKAGES: [(Need, &[&str]); 5] = [
    (Need::Postgres, &["postgresql"]),
    (Need::Chromium, &["chromium", "fonts-noto-core"]),
    (Need::PdfTools, &["qpdf", "poppler-utils"]),
    (Need::Schemathesis, &["python3-venv"]),
    (Need::Weasyprint, &["python3-venv", "libpangoft2-1.0-0"]),
];

/// Installs what the chosen stages need.
pub fn all(session: &mut Session) -> Result<Outcome> {
    let done = bring(&session.root, &session.needs)?;
    if done.is_empty() {
        println!("nothing is missing");
        return Ok(Outcome::of(true));
    }
    Ok(Outcome::of(true).note(format!("installed {}", done.join(", "))))
}

/// Installs what is needed and not there; what that was.
pub fn bring(root: &Path, needs: &[Need]) -> Result<Vec<String>> {
    let mut missing: Vec<&str> = Vec::new();
    for (need, packages) in PACKAGES {
        if needs.contains(&need) {
            missing.extend(packages.iter().filter(|package| !there(package)));
        }
    }
    let mut done = Vec::new();
    if !missing.is_empty() {
        debian(root, &missing)?;
        done.push(missing.join(" "));
    }
    let folders = [(Need::BrowserPackages, "browser"), (Need::IslandPackages, "islands")];
    for (need, folder) in folders {
        if needs.contains(&need) && npm(&root.join(folder))? {
            done.push(format!("{folder}/node_modules"));
        }
    }
    for (need, tool) in [(Need::Schemathesis, SCHEMATHESIS), (Need::Weasyprint, WEASYPRINT)] {
        if needs.contains(&need) && tool.install(root)? {
            done.push(tool.package.to_owned());
        }
    }
    Ok(done)
}

/// Whether what a package brings is on this machine, however it came here.
fn there(package: &str) -> bool {
    match package {
        "postgresql" => postgres::programs().is_some(),
        "chromium" => chromium().is_some(),
        "qpdf" => run::find("qpdf").is_some(),
        "poppler-utils" => run::find("pdftotext").is_some(),
        "python3-venv" => {
            run::quiet(Command::new("python3").args(["-c", "import ensurepip"])).is_ok()
        }
        "libpangoft2-1.0-0" => run::quiet(Command::new("ldconfig").arg("-p"))
            .is_ok_and(|known| known.contains("libpangoft2-1.0.so")),
        "fonts-noto-core" => [
            "/usr/share/fonts/truetype/noto",
            "/usr/share/fonts/noto",
            "/usr/share/fonts/google-noto",
        ]
        .iter()
        .any(|folder| Path::new(folder).is_dir()),
        _ => false,
    }
}

/// The browser: `CHROMIUM` when set, else the one that Debian's package installs.
pub fn chromium() -> Option<std::path::PathBuf> {
    match std::env::var_os("CHROMIUM") {
        Some(path) => Some(path.into()),
        None => run::find("chromium"),
    }
}

fn debian(root: &Path, packages: &[&str]) -> Result<()> {
    let command = format!("apt-get install --yes --no-install-recommends {}", packages.join(" "));
    if run::find("apt-get").is_none() {
        bail!("missing here: {}. Install them the way this system does.", packages.join(", "));
    }
    if run::quiet(Command::new("id").arg("-u"))? != "0" {
        bail!("missing here: {}. Run: sudo {command}", packages.join(", "));
    }
    println!("missing here: {}; installing them from Debian", packages.join(", "));
    let apt = |args: &[&str]| {
        let mut command = run::command("apt-get", root);
        // Another installation may hold the lock for a while; five minutes is patience enough.
        command.env("DEBIAN_FRONTEND", "noninteractive").args(["-o", "DPkg::Lock::Timeout=300"]);
        run::aloud(command.args(args))
    };
    if !apt(&["update", "--quiet"])?.ok {
        bail!("the package lists could not be updated");
    }
    let mut words = vec!["install", "--quiet", "--yes", "--no-install-recommends"];
    words.extend(packages);
    if !apt(&words)?.ok {
        bail!("installing failed; by hand: {command}");
    }
    Ok(())
}

/// Installs the packages of a folder's lock file, when they are not those already there.
fn npm(folder: &Path) -> Result<bool> {
    let lock = folder.join("package-lock.json");
    if !lock.is_file() {
        return Ok(false);
    }
    if run::find("npm").is_none() {
        bail!(
            "npm is missing. Install Node.js 20 or newer, with npm, from nodejs.org or your system."
        );
    }
    let wanted = std::fs::read(&lock)?;
    // A copy of the lock file beside the packages says which lock file they came from.
    let stamp = folder.join("node_modules/.installed-lock.json");
    if std::fs::read(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(false);
    }
    println!("installing the npm packages of {}", folder.display());
    if !run::aloud(run::command("npm", folder).args(["ci", "--ignore-scripts"]))?.ok {
        bail!("npm ci failed in {}", folder.display());
    }
    std::fs::write(&stamp, wanted).with_context(|| stamp.display().to_string())?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_of_an_unchanged_lock_file_stay() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!npm(folder.path()).unwrap(), "no lock file, nothing to install");
        std::fs::write(folder.path().join("package-lock.json"), "{}").unwrap();
        std::fs::create_dir(folder.path().join("node_modules")).unwrap();
        std::fs::write(folder.path().join("node_modules/.installed-lock.json"), "{}").unwrap();
        assert!(!npm(folder.path()).unwrap());
    }
}
