//! Scaffolds.

use anyhow::Result;

/// `cargo xtask new ..`.
pub fn main(_args: &[String]) -> Result<bool> {
    anyhow::bail!("not yet")
}
