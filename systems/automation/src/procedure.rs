//! Automated procedures, as data: by which rule sets cases of a kind are ruled on. The system that
//! runs the cases hands them in.

use std::sync::LazyLock;

use kernel::Fault;
use law::{Facts, Value};
use serde::Deserialize;

/// A file of procedures. A system hands one in with `kernel::inventory::submit!`.
#[derive(Debug, Clone, Copy)]
pub struct ProcedureFile {
    /// Whose.
    pub system: &'static str,
    /// Its content: `[[procedure]]` tables.
    pub toml: &'static str,
}

/// Procedures that a system reads from a folder of its own, as each of its matters has one: their texts,
/// or what is wrong with them. A system hands this in with `kernel::inventory::submit!`.
#[derive(Debug, Clone, Copy)]
pub struct ProcedureFolder {
    /// Whose.
    pub system: &'static str,
    /// The files: `[[procedure]]` tables.
    pub files: fn() -> Result<Vec<&'static str>, String>,
}

kernel::inventory::collect!(ProcedureFolder);
kernel::inventory::collect!(ProcedureFile);

static PROCEDURES: LazyLock<Result<Vec<Procedure>, String>> = LazyLock::new(|| {
    let mut files: Vec<ProcedureFile> =
        kernel::inventory::iter::<ProcedureFile>().copied().collect();
    for folder in kernel::inventory::iter::<ProcedureFolder>() {
        let system = folder.system;
        files.extend((folder.files)()?.into_iter().map(|toml| ProcedureFile { system, toml }));
    }
    files.sort_by_key(|file| file.system);
    read(&files.iter().collect::<Vec<_>>())
});

/// How cases of a kind are ruled on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// Code of the kind of case.
    pub case_type: String,
    /// The rule sets of the matter itself; the first that fits the facts rules.
    #[serde(default)]
    pub own: Vec<OwnRules>,
    /// The rule set that says whether a person is needed; none when a person always decides.
    #[serde(default)]
    pub automatic: Option<String>,
    /// Roles of those who act for the applicant and whose own matter it is not.
    #[serde(default)]
    pub assisting_roles: Vec<String>,
}

/// A rule set of the matter itself, and for which cases.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnRules {
    /// Its name.
    pub rule_set: String,
    /// Name of the fact that must have a code; none when it fits every case.
    #[serde(default)]
    pub fact: Option<String>,
    /// The code.
    #[serde(default)]
    pub code: String,
}

impl Procedure {
    /// The name of the rule set of the matter itself for these facts.
    #[must_use]
    pub fn own_for(&self, facts: &Facts) -> Option<&str> {
        let fits = |own: &&OwnRules| match &own.fact {
            None => true,
            Some(fact) => facts.0.get(fact.as_str()).is_some_and(|fact| {
                !fact.conflict && matches!(&fact.value, Value::Str(code) if **code == *own.code)
            }),
        };
        self.own.iter().find(fits).map(|own| own.rule_set.as_str())
    }

    /// The name of the rule set by which the matter is judged: its own for these facts, or, where it has none of its own,
    /// the one that says whether a person is needed.
    #[must_use]
    pub fn of_matter(&self, facts: &Facts) -> Option<&str> {
        if self.own.is_empty() { self.automatic.as_deref() } else { self.own_for(facts) }
    }

    /// Every rule set it may ask.
    pub fn rule_sets(&self) -> impl Iterator<Item = &str> {
        self.own.iter().map(|own| own.rule_set.as_str()).chain(self.automatic.as_deref())
    }
}

/// Every procedure of the house.
///
/// # Errors
/// A bug when a file is faulty, which a test of every house sees to.
pub fn all() -> Result<&'static [Procedure], Fault> {
    PROCEDURES.as_deref().map_err(Fault::message)
}

/// The procedure for a kind of case.
///
/// # Errors
/// As [`all`].
pub fn of(case_type: &str) -> Result<Option<&'static Procedure>, Fault> {
    Ok(all()?.iter().find(|procedure| procedure.case_type == case_type))
}

fn read(files: &[&ProcedureFile]) -> Result<Vec<Procedure>, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        procedure: Vec<Procedure>,
    }
    let mut all: Vec<Procedure> = Vec::new();
    for ProcedureFile { system, toml } in files {
        let file: File = toml::from_str(toml).map_err(|error| format!("{system}: {error}"))?;
        for procedure in file.procedure {
            let kind = &procedure.case_type;
            if all.iter().any(|other| other.case_type == *kind) {
                return Err(format!("{system}: there is a procedure for {kind} already"));
            }
            if procedure.rule_sets().next().is_none() {
                return Err(format!("{system}: the procedure for {kind} names no rule set"));
            }
            all.push(procedure);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_of_case_has_one_procedure_with_rules() {
        let file = |toml| read(&[&ProcedureFile { system: "t", toml }]);
        let one = "[[procedure]]\ncase_type = \"x\"\nautomatic = \"a\"\n";
        assert_eq!(file(one).unwrap().len(), 1);
        assert!(file("[[procedure]]\ncase_type = \"x\"\n").unwrap_err().contains("no rule set"));
        let twice = ProcedureFile { system: "t", toml: one };
        assert!(read(&[&twice, &twice]).unwrap_err().contains("already"));
        assert!(file("[[procedure]]\nkind = 1").is_err());
    }

    #[test]
    fn the_facts_say_which_rules_are_the_matters_own() {
        let toml = "[[procedure]]\ncase_type = \"x\"\n\
                    [[procedure.own]]\nrule_set = \"d\"\nfact = \"kind\"\ncode = \"degree\"\n";
        let procedures = read(&[&ProcedureFile { system: "t", toml }]).unwrap();
        let day = law::Day::FIRST;
        let mut facts = Facts::default();
        assert_eq!(procedures[0].own_for(&facts), None);
        facts.set("kind", Value::text("degree"), "case", day);
        assert_eq!(procedures[0].own_for(&facts), Some("d"));
        facts.0.get_mut("kind").unwrap().conflict = true;
        assert_eq!(procedures[0].own_for(&facts), None, "a contradiction chooses nothing");
        assert_eq!(procedures[0].of_matter(&facts), None, "nor do others step in");
    }

    #[test]
    fn a_matter_without_rules_of_its_own_is_judged_by_those_that_ask_for_a_person() {
        let toml = "[[procedure]]\ncase_type = \"x\"\nautomatic = \"a\"\n";
        let procedures = read(&[&ProcedureFile { system: "t", toml }]).unwrap();
        assert_eq!(procedures[0].of_matter(&Facts::default()), Some("a"));
    }
}
