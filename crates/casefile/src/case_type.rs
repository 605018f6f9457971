//! Kinds of case, as data: the file's own, and those that systems on the same stream hand in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use kernel::Refusal;
use serde::Deserialize;

use crate::events::Party;

/// The built-in kind: whatever comes to an authority and belongs to no process.
pub const GENERAL_MATTER: &str = "general-matter";

/// The built-in kinds, embedded so that the binary and the data it knows cannot drift apart.
const FILE: &str = include_str!("../../../law/casefile/case-types.toml");

/// A file of case types. A system hands one in with `kernel::inventory::submit!`.
#[derive(Debug, Clone, Copy)]
pub struct CaseTypeFile {
    /// Whose.
    pub system: &'static str,
    /// Its content, as in `law/casefile/case-types.toml`.
    pub toml: &'static str,
}

kernel::inventory::collect!(CaseTypeFile);
kernel::inventory::submit! { CaseTypeFile { system: "casefile", toml: FILE } }

static TYPES: LazyLock<Result<Vec<CaseType>, String>> = LazyLock::new(|| {
    let mut files: Vec<&CaseTypeFile> = kernel::inventory::iter::<CaseTypeFile>().collect();
    // The built-in kinds come first, then system by system: the order of links is chance.
    files.sort_by_key(|file| (file.system != "casefile", file.system));
    read(&files)
});

/// A kind of case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseType {
    /// Its code, with a text `case-type-<code>`.
    pub code: String,
    /// May an official open one?
    #[serde(default)]
    pub by_hand: bool,
    /// Name of the rule of its time limit; none when its system starts its own.
    #[serde(default)]
    pub clock: Option<String>,
    /// Code of the task it begins with; none when its system adds its own.
    #[serde(default)]
    pub first_task: Option<String>,
    /// Days without a step after which somebody is told.
    pub quiet_days: u32,
    /// Status words in the order of the work.
    pub statuses: Vec<String>,
    /// The status word while it waits, by the code of whom it waits for.
    #[serde(default)]
    pub waiting: BTreeMap<String, String>,
    /// The status word when the wait is over.
    #[serde(default)]
    pub resumed: Option<String>,
    /// What persons may be in it, beside the applicant.
    #[serde(default)]
    pub roles: Vec<String>,
    /// What organisations may be in it.
    #[serde(default)]
    pub organisation_roles: Vec<String>,
    /// What its documents may be.
    #[serde(default)]
    pub document_kinds: Vec<String>,
}

impl CaseType {
    /// The status word a case of this kind begins with.
    #[must_use]
    pub fn first_status(&self) -> &str {
        self.statuses.first().map_or("", String::as_str)
    }

    /// What such a party may be in it.
    #[must_use]
    pub fn roles_of(&self, party: Party) -> &[String] {
        match party {
            Party::Person(_) => &self.roles,
            Party::Organisation(_) => &self.organisation_roles,
        }
    }
}

/// Every kind of case, the built-in ones first.
#[must_use]
pub fn all() -> &'static [CaseType] {
    TYPES.as_ref().map_or(&[], Vec::as_slice)
}

/// A kind by its code.
#[must_use]
pub fn of(code: &str) -> Option<&'static CaseType> {
    all().iter().find(|kind| kind.code == code)
}

/// A kind by its code, for acts.
///
/// # Errors
/// `case-type-unknown`.
pub fn known(code: &str) -> Result<&'static CaseType, Refusal> {
    of(code).ok_or_else(|| Refusal::new("case-type-unknown").at("case_type"))
}

/// Every status word of every kind, each once, in the order of the work.
#[must_use]
pub fn status_words() -> Vec<&'static str> {
    let mut seen = BTreeSet::new();
    let words = all().iter().flat_map(|kind| kind.statuses.iter().map(String::as_str));
    words.filter(|word| seen.insert(*word)).collect()
}

/// What is wrong with the files that were handed in; nothing when all is well, which a test of
/// every house sees to.
///
/// # Errors
/// The first flaw, with its file.
pub fn check() -> Result<(), String> {
    TYPES.as_ref().map(|_| ()).map_err(Clone::clone)
}

fn read(files: &[&CaseTypeFile]) -> Result<Vec<CaseType>, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        case_type: Vec<CaseType>,
    }
    let mut kinds: Vec<CaseType> = Vec::new();
    for CaseTypeFile { system, toml } in files {
        let file: File = toml::from_str(toml).map_err(|error| format!("{system}: {error}"))?;
        for kind in file.case_type {
            checked(&kind).map_err(|flaw| format!("{system}: case type {}: {flaw}", kind.code))?;
            if kinds.iter().any(|other| other.code == kind.code) {
                return Err(format!("{system}: case type {}: there is one already", kind.code));
            }
            kinds.push(kind);
        }
    }
    Ok(kinds)
}

fn checked(kind: &CaseType) -> Result<(), String> {
    if kind.statuses.is_empty() {
        return Err("give the status it begins with (statuses)".to_owned());
    }
    let named = kind.waiting.values().chain(kind.resumed.as_ref());
    match named.into_iter().find(|word| !kind.statuses.contains(word)) {
        Some(word) => Err(format!("{word} is not among its statuses")),
        None if kind.quiet_days == 0 => {
            Err("every case would be quiet at once (quiet_days)".into())
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_kind_has_a_rule_that_exists_and_a_first_status() {
        check().unwrap();
        let kind = of(GENERAL_MATTER).unwrap();
        assert_eq!(kind.first_status(), "received");
        let today = "2026-11-23".parse().unwrap();
        assert!(crate::clock::rule_on(kind.clock.as_deref().unwrap(), today).is_some());
        assert_eq!(of("no-such"), None);
        assert_eq!(known("no-such").unwrap_err().code, "case-type-unknown");
    }

    #[test]
    fn a_file_that_leaves_something_open_is_refused() {
        let one = |rest: &str| {
            let toml = format!("[[case_type]]\ncode = \"x\"\nquiet_days = 30\n{rest}").leak();
            read(&[&CaseTypeFile { system: "t", toml }])
        };
        assert_eq!(one("statuses = [\"a\"]").unwrap().len(), 1);
        assert!(one("statuses = []").unwrap_err().contains("t: case type x"));
        assert!(one("statuses = [\"a\"]\nresumed = \"b\"").unwrap_err().contains("b is not"));
        assert!(one("statuses = [\"a\"]\nstatus = 1").is_err());
        let twice = CaseTypeFile { system: "t", toml: FILE };
        assert!(read(&[&twice, &twice]).unwrap_err().contains("already"));
    }
}
