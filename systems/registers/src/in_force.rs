//! From which day on the law lets the house ask a register at all, where it says so: the dated rows of
//! `law/registers/`.

use std::sync::LazyLock;

use casefile::KnownCase;
use kernel::{Date, Fault};
use law::Grade;
use serde::Deserialize;

use crate::model::Register;

/// A file of such rows. A system hands one in with `kernel::inventory::submit!`.
#[derive(Debug, Clone, Copy)]
pub struct InForceFile {
    /// Whose.
    pub system: &'static str,
    /// Its content, as in `law/registers/`.
    pub toml: &'static str,
}

kernel::inventory::collect!(InForceFile);
kernel::inventory::submit! {
    InForceFile { system: "registers", toml: include_str!("../../../law/registers/vis.toml") }
}

/// Whether a register may be asked, from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    code: Register,
    applies: bool,
    valid_from: Date,
    known_from: Date,
    citation: String,
    grade: Grade,
    last_checked: Date,
}

static ROWS: LazyLock<Result<Vec<Row>, String>> = LazyLock::new(|| {
    let files: Vec<&InForceFile> = kernel::inventory::iter::<InForceFile>().collect();
    read(&files)
});

/// May a register be asked on a day? One of which the law says nothing may.
///
/// # Errors
/// A bug when a file is faulty, which a test of every house sees to.
pub fn on(register: Register, day: Date) -> Result<bool, Fault> {
    Ok(applies(ROWS.as_deref().map_err(Fault::message)?, register, day))
}

/// May a register be asked in a case? What counts is the day on which the case was opened.
///
/// # Errors
/// As [`on`].
pub fn for_case(register: Register, case: &KnownCase) -> Result<bool, Fault> {
    on(register, case.opened.date())
}

fn applies(rows: &[Row], register: Register, day: Date) -> bool {
    let mut of = rows.iter().filter(|row| row.code == register).peekable();
    if of.peek().is_none() {
        return true;
    }
    let begun = of.filter(|row| row.valid_from <= day);
    begun.max_by_key(|row| (row.valid_from, row.known_from)).is_some_and(|row| row.applies)
}

fn read(files: &[&InForceFile]) -> Result<Vec<Row>, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        register: Vec<Row>,
    }
    let mut rows: Vec<Row> = Vec::new();
    for InForceFile { system, toml } in files {
        let file: File = toml::from_str(toml).map_err(|error| format!("{system}: {error}"))?;
        for row in file.register {
            if row.citation.trim().is_empty() || row.last_checked < row.known_from {
                let what = "say where it stands and when it was checked";
                return Err(format!("{system}: {}: {what}", row.code));
            }
            let same = |known: &&Row| (known.code, known.valid_from) == (row.code, row.valid_from);
            if rows.iter().find(same).is_some_and(|known| known.known_from == row.known_from) {
                return Err(format!("{system}: {}: two rows of one day", row.code));
            }
            rows.push(row);
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn row(applies: bool, from: &str) -> String {
        format!(
            "[[register]]\ncode = \"vis\"\napplies = {applies}\nvalid_from = \"{from}\"\n\
             known_from = \"2026-11-28\"\ncitation = \"an article\"\ngrade = \"unverified\"\n\
             last_checked = \"2026-11-28\"\n"
        )
    }

    fn rows(toml: String) -> Result<Vec<Row>, String> {
        read(&[&InForceFile { system: "t", toml: toml.leak() }])
    }

    #[test]
    fn vis_is_not_asked_as_long_as_its_articles_do_not_apply() {
        for register in Register::ALL {
            let asked = on(register, day("2026-11-28")).unwrap();
            assert_eq!(asked, register != Register::Vis, "{register}");
        }
    }

    #[test]
    fn the_day_it_begins_to_apply_is_a_further_row() {
        let rows = rows(row(false, "2004-05-01") + &row(true, "2027-06-01")).unwrap();
        let on = |text| applies(&rows, Register::Vis, day(text));
        assert!(!on("2027-05-31") && on("2027-06-01") && on("2030-01-01"));
        assert!(!on("2004-04-30"), "before its first row nothing is asked");
        assert!(applies(&rows, Register::Study, day("2004-04-30")), "of others nothing is said");
    }

    #[test]
    fn a_row_says_where_it_stands() {
        let silent = row(true, "2027-06-01").replace("an article", " ");
        assert!(rows(silent).unwrap_err().contains("say where it stands"));
        assert!(rows(row(true, "2027-06-01") + &row(false, "2027-06-01")).is_err());
        assert!(rows(row(true, "2027-06-01").replace("vis", "sis")).is_err());
    }
}
