//! The repository as files: where it is, and what is in it.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// Folders that hold what was built, fetched or recorded, never what was written.
const NOT_OURS: [&str; 6] = ["target", "node_modules", ".git", "uma-data", "results", "dist"];

/// The root of the repository this tool was built from.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// One file that a person wrote, with its path from the root, `/` between the parts.
#[derive(Debug, Clone)]
pub struct File {
    /// Path from the root.
    pub path: String,
    /// The whole text.
    pub text: String,
}

impl File {
    /// The part after the last dot, or nothing.
    pub fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// The part after the last slash.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The crate's folder and name, for files inside one: `crates/web/src/ui.rs` is in `web`.
    pub fn member(&self) -> Option<&str> {
        let mut parts = self.path.split('/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("crates" | "systems"), Some(name), Some(_)) => Some(name),
            (Some(tool @ ("xtask" | "stories" | "bench")), Some(_), _) => Some(tool),
            _ => None,
        }
    }
}

/// Every text file under `root`, in path order; what is not UTF-8 is a picture or a font.
pub fn files(root: &Path) -> Result<Vec<File>> {
    let mut found = Vec::new();
    walk(root, root, &mut found)?;
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn walk(root: &Path, folder: &Path, found: &mut Vec<File>) -> Result<()> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let entry = entry?;
        let path = entry.path();
        let name = entry.file_name();
        let kind = entry.file_type()?;
        // In a second work tree `.git` is a file that says where the first one is.
        if NOT_OURS.iter().any(|no| name == *no) {
            continue;
        }
        if kind.is_dir() {
            walk(root, &path, found)?;
        } else if kind.is_file()
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            let inside = path.strip_prefix(root).unwrap_or(&path);
            let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
            found.push(File { path: parts.join("/"), text });
        }
    }
    Ok(())
}
