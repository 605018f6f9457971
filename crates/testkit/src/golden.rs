//! Golden files: texts that somebody has read and found right, beside what a test made today. A change of
//! words is seen in review, because the files change with it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// `UMA_GOLDEN=renew` writes the files anew instead of comparing.
const RENEW: &str = "UMA_GOLDEN";

/// Texts beside the files of a folder.
pub struct Golden {
    folder: PathBuf,
    renew: bool,
    seen: BTreeSet<PathBuf>,
    different: Vec<String>,
}

impl Golden {
    /// In a folder.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Golden {
        let renew = std::env::var_os(RENEW).is_some_and(|value| value == "renew");
        Golden { folder: folder.into(), renew, seen: BTreeSet::new(), different: Vec::new() }
    }

    /// Compares a text with the file of this name.
    ///
    /// # Panics
    /// When a file cannot be written that is to be renewed.
    pub fn compare(&mut self, name: &str, text: &str) {
        let path = self.folder.join(name);
        let golden = std::fs::read_to_string(&path).unwrap_or_default();
        if golden != text {
            if self.renew {
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(&path, text).unwrap();
            } else {
                self.different.push(format!("{name}: {}", first_difference(&golden, text)));
            }
        }
        self.seen.insert(path);
    }

    /// Says what differs, and which files nothing stands for any more.
    ///
    /// # Panics
    /// When there is anything to say.
    pub fn finish(mut self) {
        for path in files(&self.folder).into_iter().filter(|path| !self.seen.contains(path)) {
            if self.renew {
                std::fs::remove_file(&path).unwrap();
            } else {
                self.different.push(format!("{}: nothing stands for it", path.display()));
            }
        }
        assert!(
            self.different.is_empty(),
            "read the changes in all languages; when they are right, {RENEW}=renew writes them: {:#?}",
            self.different
        );
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The first line in which two texts differ.
fn first_difference(golden: &str, text: &str) -> String {
    let (mut before, mut now) = (golden.lines(), text.lines());
    loop {
        match (before.next(), now.next()) {
            (None, None) => return "line ends differ".to_owned(),
            (a, b) if a == b => {}
            (a, b) => {
                return format!("{:?} was {:?}", b.unwrap_or_default(), a.unwrap_or_default());
            }
        }
    }
}

/// The words of a PDF as a reader's program finds them, page by page.
///
/// # Panics
/// When `pdftotext` is not there or cannot read it.
#[must_use]
pub fn pdf_words(pdf: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("read.pdf");
    std::fs::write(&path, pdf).unwrap();
    let ran =
        Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(&path).arg("-").output();
    let ran = ran.unwrap_or_else(|why| {
        panic!("pdftotext: {why}; `cargo xtask test --only install` brings it")
    });
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let said = String::from_utf8(ran.stdout).unwrap();
    said.trim_end_matches('\u{c}').split('\u{c}').map(evened).collect()
}

fn evened(page: &str) -> String {
    let hidden = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let lines = page.lines().map(|line| {
        let line: String = line.chars().filter(|c| !hidden(*c)).collect();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "\\\"new\\\" was \\\"old\\\"")]
    fn a_change_of_words_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.txt"), "same\nold\n").unwrap();
        let mut golden = Golden::new(folder.path());
        golden.compare("a.txt", "same\nnew\n");
        golden.finish();
    }

    #[test]
    #[should_panic(expected = "nothing stands for it")]
    fn a_file_that_nothing_stands_for_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.txt"), "old").unwrap();
        Golden::new(folder.path()).finish();
    }
}
