//! The rules of the law's file, by name and date.

use std::sync::LazyLock;

use kernel::Date;
use serde::{Deserialize, Serialize};

use super::rule::ClockRule;

/// The file, embedded so that the binary and the law it knows cannot drift apart.
const FILE: &str = include_str!("../../../../law/casefile/clocks.toml");

static RULES: LazyLock<Result<Vec<DatedRule>, String>> = LazyLock::new(|| read(FILE));

/// How well a row of law is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Read in the act or on the authority's page.
    Primary,
    /// Read elsewhere.
    Secondary,
    /// Believed, or the project's own choice.
    Unverified,
}

/// A rule as the law's file has it: from when, since when known, and on what ground.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedRule {
    /// Name, such as `general-matter`.
    pub name: String,
    /// First date of an event it applies to.
    pub valid_from: Date,
    /// The day this row came to be known here; of two rows with one beginning the later known holds.
    pub known_from: Date,
    /// The period.
    pub rule: ClockRule,
    /// Where it stands.
    pub citation: String,
    /// How well it is known.
    pub grade: Grade,
    /// When it was last compared with its source.
    pub last_checked: Date,
}

/// All rules of the law's file, in its order.
///
/// # Errors
/// What is wrong with the file; a test reads it, so a built house has none.
pub fn rules() -> Result<Vec<DatedRule>, String> {
    RULES.clone()
}

/// The rule of a name for an event of a date: the one that began last. Which row was known when does
/// not matter for what holds, so cases from before the row was written find it, too.
#[must_use]
pub fn rule_on(name: &str, date: Date) -> Option<ClockRule> {
    let rules = RULES.as_ref().ok()?;
    let valid = rules.iter().filter(|row| row.name == name && row.valid_from <= date);
    valid.max_by_key(|row| (row.valid_from, row.known_from)).map(|row| row.rule.clone())
}

fn read(text: &str) -> Result<Vec<DatedRule>, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        clock: Vec<DatedRule>,
    }
    let File { clock } = toml::from_str(text).map_err(|error| error.to_string())?;
    for row in &clock {
        let place = format!("clock {} of {}", row.name, row.valid_from);
        row.rule.clone().checked().map_err(|refusal| format!("{place}: {}", refusal.code))?;
        if row.citation.trim().is_empty() {
            return Err(format!("{place}: say where it stands (citation)"));
        }
        let same = |other: &&DatedRule| {
            (&other.name, other.valid_from, other.known_from)
                == (&row.name, row.valid_from, row.known_from)
        };
        if clock.iter().filter(same).count() > 1 {
            return Err(format!("{place}: twice with one known_from, so none holds"));
        }
    }
    Ok(clock)
}

#[cfg(test)]
mod tests {
    use super::super::rule::Length;
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_file_reads_and_its_own_targets_are_not_called_law() {
        let rules = rules().unwrap();
        let general = rules.iter().find(|row| row.name == "general-matter").unwrap();
        assert_eq!(general.grade, Grade::Unverified);
        assert!(general.citation.contains("434/2003"));
        assert!(rule_on("general-matter", day("2026-11-23")).is_some());
        assert_eq!(rule_on("general-matter", day("2003-12-31")), None);
        assert_eq!(rule_on("no-such-rule", day("2026-11-23")), None);
    }

    fn row(valid_from: &str, known_from: &str, rule: &str) -> String {
        format!(
            "[[clock]]\nname = \"x\"\nvalid_from = {valid_from:?}\nknown_from = {known_from:?}\n\
             rule = {{ {rule} }}\ncitation = \"c\"\ngrade = \"primary\"\n\
             last_checked = \"2026-11-23\"\n"
        )
    }

    #[test]
    fn a_row_that_leaves_open_what_holds_is_refused() {
        let good = row("2026-01-01", "2026-01-01", "length = { months = 2 }");
        let rules = read(&good).unwrap();
        assert_eq!(rules[0].rule.length(), Length::Months(2));
        assert!(rules[0].rule.extend_to_working_day());
        assert!(read(&good.repeat(2)).unwrap_err().contains("twice"));
        let endless = row("2026-01-01", "2026-01-01", "length = { months = 1000 }");
        assert!(read(&endless).unwrap_err().contains("clock-length"));
        assert!(read(&good.replace("citation = \"c\"", "citation = \"\"")).is_err());
        assert!(read(&good.replace("name", "nmae")).is_err());
        assert!(read("").is_err());
    }
}
