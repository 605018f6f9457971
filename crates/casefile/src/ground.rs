//! Grounds on which a party is not given a document or a part of it, as data; and who is no party.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use kernel::Date;
use serde::Deserialize;

use crate::clock::Grade;

/// The file, embedded so that the binary and the law it knows cannot drift apart.
const FILE: &str = include_str!("../../../law/casefile/grounds.toml");

static GROUNDS: LazyLock<Result<File, String>> = LazyLock::new(|| read(FILE));

/// May the index of a file say that a document is withheld on a ground?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Naming {
    /// Yes: it tells nothing of what is withheld.
    Always,
    /// An official says so each time: it could tell what is withheld.
    Choice,
}

/// A ground as the law's file has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// Its code, with a text `ground-<code>`.
    pub code: String,
    /// Number of the act.
    pub act: String,
    /// Section.
    pub section: u16,
    /// Subsection.
    pub subsection: u16,
    /// Item, when it stands in a list.
    pub item: Option<u16>,
    /// The first day it holds.
    pub valid_from: Date,
    /// The last one, when it has had it.
    pub valid_until: Option<Date>,
    /// May the index name a document that is withheld on it?
    pub naming: Naming,
    /// How well it is known.
    pub grade: Grade,
    /// Where it was read.
    pub marks: String,
    /// When it was last compared with its source.
    pub last_checked: Date,
    /// What it is about, for whoever maintains it.
    pub note: String,
}

impl Ground {
    /// Does it hold on a day?
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| day <= until)
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    ground: Vec<Ground>,
    no_party: Vec<NoParty>,
}

/// A role on a case that makes nobody a party.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoParty {
    /// The role.
    pub role: String,
    /// How well it is known.
    pub grade: Grade,
    /// Where it was read.
    pub marks: String,
    /// Why, for whoever maintains it.
    pub note: String,
}

/// All grounds, in the order of the file.
#[must_use]
pub fn all() -> &'static [Ground] {
    GROUNDS.as_ref().map_or(&[], |file| file.ground.as_slice())
}

/// The ground of a code.
#[must_use]
pub fn of(code: &str) -> Option<&'static Ground> {
    all().iter().find(|ground| ground.code == code)
}

/// Roles on a case that make nobody a party.
#[must_use]
pub fn no_parties() -> &'static [NoParty] {
    GROUNDS.as_ref().map_or(&[], |file| file.no_party.as_slice())
}

/// Does a role on a case make its holder a party?
#[must_use]
pub fn makes_a_party(role: &str) -> bool {
    no_parties().iter().all(|no| no.role != role)
}

/// What is wrong with the file.
///
/// # Errors
/// The first flaw.
pub(crate) fn check() -> Result<(), String> {
    GROUNDS.as_ref().map(|_| ()).map_err(Clone::clone)
}

fn read(text: &str) -> Result<File, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut seen = BTreeSet::new();
    for ground in &file.ground {
        let Ground { code, act, note, valid_from, valid_until, .. } = ground;
        let coded = code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        if code.is_empty() || !coded {
            return Err(format!("{code:?} is no code of a ground"));
        }
        if !seen.insert(code) {
            return Err(format!("ground {code}: there is one already"));
        }
        if act.trim().is_empty() || note.trim().is_empty() {
            return Err(format!("ground {code}: say in which act it stands and what it is about"));
        }
        if valid_until.is_some_and(|until| until < *valid_from) {
            return Err(format!("ground {code}: it ends before it begins"));
        }
    }
    if let Some(no) = file.no_party.iter().find(|no| no.note.trim().is_empty()) {
        return Err(format!("role {}: say why it makes nobody a party (note)", no.role));
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_reads_and_claims_no_more_than_is_known() {
        check().unwrap();
        let child = of("child-interest").unwrap();
        assert_eq!((child.section, child.item, child.naming), (11, Some(1), Naming::Choice));
        assert!(all().iter().all(|ground| ground.grade == Grade::Unverified));
        assert!(!child.holds_on("1999-11-30".parse().unwrap()));
        assert!(child.holds_on("2026-11-26".parse().unwrap()));
        assert!(makes_a_party("spouse") && !makes_a_party("witness"));
        assert_eq!(of("no-such"), None);
    }

    #[test]
    fn a_file_that_leaves_open_what_holds_is_refused() {
        let row = "[[ground]]\ncode = \"x\"\nact = \"1/2000\"\nsection = 1\nsubsection = 1\n\
                   valid_from = \"2000-01-01\"\nnaming = \"always\"\ngrade = \"primary\"\n\
                   marks = \"F\"\nlast_checked = \"2026-11-26\"\nnote = \"n\"\n";
        let end = "[[no_party]]\nrole = \"r\"\ngrade = \"primary\"\nmarks = \"F\"\nnote = \"n\"\n";
        assert_eq!(read(&format!("{row}{end}")).unwrap().ground.len(), 1);
        assert!(read(&format!("{row}{row}{end}")).unwrap_err().contains("already"));
        assert!(read(&format!("{row}{end}").replace("code = \"x\"", "code = \"X Y\"")).is_err());
        assert!(read(&format!("{row}{end}").replace("1/2000", "")).is_err());
        let ended = format!("{row}valid_until = \"1999-01-01\"\n{end}");
        assert!(read(&ended).unwrap_err().contains("before it begins"));
        assert!(read(&format!("{row}{end}").replace("naming", "nmaing")).is_err());
    }
}
