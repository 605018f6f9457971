//! Competences, as data: what an official has to know before some tasks are given to them. The file's
//! own, and those that systems hand in.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

/// The built-in competences, embedded so that the binary and the data it knows cannot drift apart.
const FILE: &str = include_str!("../../../law/casefile/competences.toml");

/// Stands in rows for none: no competence has this code.
pub(crate) const NONE: &str = "none";

/// What one official may have at most: each is one part of the statement that reads their queue.
pub(crate) const COMPETENCES_ITEMS_MAX: usize = 20;

/// A file of competences. A system hands one in with `kernel::inventory::submit!`.
#[derive(Debug, Clone, Copy)]
pub struct CompetenceFile {
    /// Whose.
    pub system: &'static str,
    /// Its content, as in `law/casefile/competences.toml`.
    pub toml: &'static str,
}

kernel::inventory::collect!(CompetenceFile);
kernel::inventory::submit! { CompetenceFile { system: "casefile", toml: FILE } }

static CODES: LazyLock<Result<Vec<String>, String>> = LazyLock::new(|| {
    let mut files: Vec<&CompetenceFile> = kernel::inventory::iter::<CompetenceFile>().collect();
    // The built-in ones come first, then system by system: the order of links is chance.
    files.sort_by_key(|file| (file.system != "casefile", file.system));
    read(&files)
});

/// Codes of every competence, the built-in ones first, each with a text `competence-<code>`.
#[must_use]
pub fn all() -> &'static [String] {
    CODES.as_ref().map_or(&[], Vec::as_slice)
}

/// What is wrong with the files that were handed in.
///
/// # Errors
/// The first flaw, with its file.
pub(crate) fn check() -> Result<(), String> {
    CODES.as_ref().map(|_| ()).map_err(Clone::clone)
}

fn read(files: &[&CompetenceFile]) -> Result<Vec<String>, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        competence: Vec<Competence>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Competence {
        code: String,
    }
    let (mut codes, mut seen) = (Vec::new(), BTreeSet::new());
    for CompetenceFile { system, toml } in files {
        let file: File = toml::from_str(toml).map_err(|error| format!("{system}: {error}"))?;
        for Competence { code } in file.competence {
            let coded = code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
            if code.is_empty() || !coded || code == NONE {
                return Err(format!("{system}: {code:?} is no code of a competence"));
            }
            if !seen.insert(code.clone()) {
                return Err(format!("{system}: competence {code}: there is one already"));
            }
            codes.push(code);
        }
    }
    Ok(codes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_one_word_and_stand_there_once() {
        check().unwrap();
        assert!(all().iter().any(|code| code == "data-protection"));
        let one = |code: &str| {
            let toml = format!("[[competence]]\ncode = {code:?}\n").leak();
            read(&[&CompetenceFile { system: "t", toml }])
        };
        assert_eq!(one("family").unwrap(), ["family"]);
        for bad in ["", "none", "two words", "Family"] {
            assert!(one(bad).unwrap_err().starts_with("t: "), "{bad}");
        }
        let twice = CompetenceFile { system: "t", toml: FILE };
        assert!(read(&[&twice, &twice]).unwrap_err().contains("already"));
    }
}
