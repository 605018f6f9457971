//! Kinds of case, as data: the file's own, and those that systems on the same stream hand in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use kernel::Refusal;
use serde::Deserialize;

use crate::case_task::{DueRule, TaskRule};
use crate::events::Party;
use crate::{competence, ground};

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

/// Kinds of case that a system reads from a folder of its own, as each of its matters has one: their
/// texts, or what is wrong with them. A system hands this in with `kernel::inventory::submit!`.
#[derive(Debug, Clone, Copy)]
pub struct CaseTypeFolder {
    /// Whose.
    pub system: &'static str,
    /// The files, each as in `law/casefile/case-types.toml`.
    pub files: fn() -> Result<Vec<&'static str>, String>,
}

kernel::inventory::collect!(CaseTypeFolder);
kernel::inventory::collect!(CaseTypeFile);
kernel::inventory::submit! { CaseTypeFile { system: "casefile", toml: FILE } }

/// What the files say.
#[derive(Debug, Default)]
struct Kinds {
    types: Vec<CaseType>,
    /// Rules for tasks of kinds that have none of their own.
    tasks: Vec<TaskRule>,
}

static KINDS: LazyLock<Result<Kinds, String>> = LazyLock::new(|| {
    let mut files: Vec<CaseTypeFile> = kernel::inventory::iter::<CaseTypeFile>().copied().collect();
    for folder in kernel::inventory::iter::<CaseTypeFolder>() {
        let system = folder.system;
        files.extend((folder.files)()?.into_iter().map(|toml| CaseTypeFile { system, toml }));
    }
    // The built-in kinds come first, then system by system: the order of links is chance.
    files.sort_by_key(|file| (file.system != "casefile", file.system));
    read(&files.iter().collect::<Vec<_>>())
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
    /// What an official needs to take its tasks; none when the right to work is enough.
    #[serde(default)]
    pub competence: Option<String>,
    /// How urgent its tasks are and when they are due.
    #[serde(default, rename = "task")]
    pub tasks: Vec<TaskRule>,
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
    KINDS.as_ref().map_or(&[], |kinds| kinds.types.as_slice())
}

/// A kind by its code.
#[must_use]
pub fn of(code: &str) -> Option<&'static CaseType> {
    all().iter().find(|kind| kind.code == code)
}

/// The rule of a task of a kind: its own, or that of every kind; none when neither says anything.
#[must_use]
pub fn task_rule(kind: &CaseType, task: &str) -> Option<&'static TaskRule> {
    let kinds = KINDS.as_ref().ok()?;
    let own = kinds.types.iter().find(|known| known.code == kind.code);
    let own = own.map_or(&[][..], |known| known.tasks.as_slice());
    own.iter().chain(&kinds.tasks).find(|rule| rule.code == task)
}

/// Codes of every task that a kind has a rule for, each once.
#[must_use]
pub fn task_codes() -> Vec<&'static str> {
    let Ok(kinds) = KINDS.as_ref() else { return Vec::new() };
    let own = kinds.types.iter().flat_map(|kind| &kind.tasks).chain(&kinds.tasks);
    let mut seen = BTreeSet::new();
    own.map(|rule| rule.code.as_str()).filter(|code| seen.insert(*code)).collect()
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
    competence::check()?;
    ground::check()?;
    KINDS.as_ref().map(|_| ()).map_err(Clone::clone)
}

fn read(files: &[&CaseTypeFile]) -> Result<Kinds, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        case_type: Vec<CaseType>,
        #[serde(default)]
        task: Vec<TaskRule>,
    }
    let mut kinds = Kinds::default();
    for CaseTypeFile { system, toml } in files {
        let file: File = toml::from_str(toml).map_err(|error| format!("{system}: {error}"))?;
        for kind in file.case_type {
            checked(&kind).map_err(|flaw| format!("{system}: case type {}: {flaw}", kind.code))?;
            if kinds.types.iter().any(|other| other.code == kind.code) {
                return Err(format!("{system}: case type {}: there is one already", kind.code));
            }
            kinds.types.push(kind);
        }
        for rule in file.task {
            ruled(&rule).map_err(|flaw| format!("{system}: task {}: {flaw}", rule.code))?;
            if kinds.tasks.iter().any(|other| other.code == rule.code) {
                return Err(format!("{system}: task {}: there is one already", rule.code));
            }
            kinds.tasks.push(rule);
        }
    }
    Ok(kinds)
}

fn checked(kind: &CaseType) -> Result<(), String> {
    if kind.statuses.is_empty() {
        return Err("give the status it begins with (statuses)".to_owned());
    }
    for (n, rule) in kind.tasks.iter().enumerate() {
        ruled(rule).map_err(|flaw| format!("task {}: {flaw}", rule.code))?;
        if kind.tasks.iter().take(n).any(|other| other.code == rule.code) {
            return Err(format!("task {}: there is one already", rule.code));
        }
    }
    if let Some(first) =
        kind.first_task.as_ref().filter(|code| !kind.tasks.iter().any(|rule| rule.code == **code))
    {
        return Err(format!("say how urgent {first} is and when it is due (case_type.task)"));
    }
    known_competence(kind.competence.as_ref())?;
    let named = kind.waiting.values().chain(kind.resumed.as_ref());
    match named.into_iter().find(|word| !kind.statuses.contains(word)) {
        Some(word) => Err(format!("{word} is not among its statuses")),
        None if kind.quiet_days == 0 => {
            Err("every case would be quiet at once (quiet_days)".into())
        }
        None => Ok(()),
    }
}

/// A task is due within ten years, as a period of law.
pub(crate) const DAYS_MAX: u32 = 3_660;

fn ruled(rule: &TaskRule) -> Result<(), String> {
    let (DueRule::Days(days) | DueRule::WorkingDays(days) | DueRule::DaysBeforeLegalDate(days)) =
        rule.due;
    if days.max(rule.urgent_days.unwrap_or(0)) > DAYS_MAX {
        return Err("more days than ten years have".to_owned());
    }
    known_competence(rule.competence.as_ref())
}

fn known_competence(code: Option<&String>) -> Result<(), String> {
    match code.filter(|code| !competence::all().contains(code)) {
        Some(code) => Err(format!("there is no competence {code}")),
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
        assert_eq!(one("statuses = [\"a\"]").unwrap().types.len(), 1);
        assert!(one("statuses = []").unwrap_err().contains("t: case type x"));
        assert!(one("statuses = [\"a\"]\nresumed = \"b\"").unwrap_err().contains("b is not"));
        assert!(one("statuses = [\"a\"]\nstatus = 1").is_err());
        let task = |rest: &str| {
            one(&format!("statuses = [\"a\"]\n[[case_type.task]]\ncode = \"t\"\n{rest}"))
        };
        assert_eq!(task("due = { days = 3 }").unwrap().types[0].tasks.len(), 1);
        for bad in ["", "due = { days = 4000 }", "due = { weeks = 1 }"] {
            assert!(task(bad).is_err(), "{bad}");
        }
        let unheard = "due = { days = 3 }\ncompetence = \"no-such\"";
        assert!(task(unheard).unwrap_err().contains("no competence no-such"));
        assert!(one("statuses = [\"a\"]\nfirst_task = \"t\"").unwrap_err().contains("due"));
        let twice = CaseTypeFile { system: "t", toml: FILE };
        assert!(read(&[&twice, &twice]).unwrap_err().contains("already"));
    }
}
