//! The peer: WeasyPrint, in the Python that `cargo xtask bench` has made for it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use super::decision;

/// Decisions before those that count.
const WARM: u32 = 5;
/// Decisions that count.
const DECISIONS: u32 = 20;

/// A Python that has WeasyPrint.
pub(super) struct Weasyprint {
    python: PathBuf,
}

impl Weasyprint {
    /// The one that `cargo xtask bench` made.
    pub(super) fn given() -> Result<Weasyprint> {
        let python = std::env::var_os("UMA_BENCH_WEASYPRINT")
            .context("UMA_BENCH_WEASYPRINT is not set; `cargo xtask bench` sets it")?;
        Ok(Weasyprint { python: python.into() })
    }

    /// Milliseconds of the processor for one decision, of those of a round.
    pub(super) fn milliseconds(&self, round: u32) -> Result<f64> {
        let bench = Path::new(env!("CARGO_MANIFEST_DIR"));
        let fonts = bench.parent().context("the project's folder")?.join("crates/paper/fonts");
        let mut child = Command::new(&self.python)
            .arg(bench.join("src/paper/peer.py"))
            .arg(fonts)
            .arg(WARM.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| self.python.display().to_string())?;
        let mut letters = child.stdin.take().context("no pipe")?;
        for number in 0..WARM + DECISIONS {
            let letter = decision(round * (WARM + DECISIONS) + number)?;
            writeln!(letters, "{}", serde_json::to_string(&letter)?)?;
        }
        drop(letters);
        let output = child.wait_with_output()?;
        ensure!(output.status.success(), "WeasyPrint made no decisions");
        let said = String::from_utf8(output.stdout)?;
        let (milliseconds, pages) = said.trim().split_once(' ').context("WeasyPrint's figures")?;
        ensure!(pages == "3", "the peer's decision has {pages} pages");
        Ok(milliseconds.parse()?)
    }
}
