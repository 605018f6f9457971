//! SQL stands where it is registered and tested, and names only its own tables.

use std::collections::BTreeSet;

use super::rust::{Kind, Token};
use super::{Finding, House, rust};
use crate::repo::File;

/// Crates that measure and test databases from the outside.
const OUTSIDE: [&str; 4] = ["testkit", "bench", "xtask", "stories"];

/// Kernel modules that compose SQL from declared tables, columns and fragments; each composition
/// is prepared on both engines by a test, like the texts that stand in `sql!`.
const COMPOSERS: [&str; 4] = [
    "crates/kernel/src/rows.rs",
    "crates/kernel/src/commit.rs",
    "crates/kernel/src/list.rs",
    "crates/kernel/src/search.rs",
];

/// Where SQL stands, and which tables it names.
pub fn check(house: &House) -> Vec<Finding> {
    let views = views(house);
    let mut findings = Vec::new();
    for file in &house.files {
        let Some(member) = file.member().filter(|member| !OUTSIDE.contains(member)) else {
            continue;
        };
        match file.extension() {
            "rs" if !is_test(file) => in_rust(file, member, &views, &mut findings),
            "sql" if !is_test(file) => in_migration(file, member, &mut findings),
            _ => {}
        }
    }
    findings
}

fn is_test(file: &File) -> bool {
    file.path.contains("/tests/") || file.name() == "tests.rs"
}

fn in_rust(file: &File, member: &str, views: &BTreeSet<String>, findings: &mut Vec<Finding>) {
    let tokens = rust::read(&file.text);
    for (place, token) in tokens.iter().enumerate() {
        if token.kind != Kind::Text || token.test || token.attribute {
            continue;
        }
        let before = tokens.get(..place).unwrap_or_default();
        let from = follows(before, &["from", ":"]);
        let fragment = from && may_hold_sql(file);
        if !fragment && !is_sql(token.text) {
            continue;
        }
        let mut find = |what: String| {
            findings.push(Finding::at("sql", &file.path, token.line, what));
        };
        let registered = follows(before, &["sql", "!", "("]);
        if member == "kernel" {
            let inside = file.path.starts_with("crates/kernel/src/db/");
            if !registered && !inside && !COMPOSERS.contains(&file.path.as_str()) {
                find("SQL outside `sql!`: write `sql!(\"..\")`, so that a test prepares it".into());
            }
            continue;
        }
        if !may_hold_sql(file) {
            find("SQL outside `rows.rs`: move the query there and call it by a name".into());
        } else if !registered && !from {
            find("SQL outside `sql!`: write `sql!(\"..\")`, so that a test prepares it".into());
        }
        let text = if from { format!("FROM {}", token.text) } else { token.text.to_owned() };
        for table in tables(&text) {
            if !owns(member, &table) && !views.contains(&table) {
                find(format!(
                    "reads or writes `{table}`: a system's SQL names only `{member}_..` tables and \
                     the views that lower floors publish"
                ));
            }
        }
    }
}

fn in_migration(file: &File, member: &str, findings: &mut Vec<Finding>) {
    if member == "kernel" {
        return;
    }
    for (number, line) in file.text.lines().enumerate() {
        for table in tables(line) {
            if !owns(member, &table) {
                let what =
                    format!("`{table}`: tables and views of this crate begin with `{member}_`");
                findings.push(Finding::at("sql", &file.path, number + 1, what));
            }
        }
    }
}

fn may_hold_sql(file: &File) -> bool {
    file.name() == "rows.rs" || file.path.contains("/src/rows/")
}

fn owns(member: &str, table: &str) -> bool {
    table.strip_prefix(member).is_some_and(|rest| rest.starts_with('_'))
}

/// Do the tokens end with these?
fn follows(before: &[Token<'_>], end: &[&str]) -> bool {
    before.len() >= end.len()
        && before.iter().rev().zip(end.iter().rev()).all(|(token, text)| token.text == *text)
}

/// Views that some crate publishes: `CREATE VIEW name`.
fn views(house: &House) -> BTreeSet<String> {
    let migrations = house.files.iter().filter(|file| file.extension() == "sql");
    migrations
        .flat_map(|file| {
            let words = words(&file.text);
            let names: Vec<String> = words
                .iter()
                .enumerate()
                .filter(|(_, word)| **word == "VIEW")
                .filter_map(|(place, _)| name_after(&words, place))
                .collect();
            names
        })
        .collect()
}

/// Is it a statement? Keywords are written in capitals, as everywhere in this house.
fn is_sql(text: &str) -> bool {
    let words = words(text);
    let word = |n: usize| words.get(n).copied().unwrap_or_default();
    let anywhere = |wanted: &str| words.contains(&wanted);
    match word(0) {
        "SELECT" | "PRAGMA" | "VACUUM" => words.len() > 1,
        "INSERT" => word(1) == "INTO" || word(1) == "OR",
        "DELETE" => word(1) == "FROM",
        "UPDATE" => anywhere("SET"),
        "WITH" => anywhere("AS"),
        "CREATE" | "ALTER" | "DROP" | "TRUNCATE" => {
            ["TABLE", "INDEX", "VIEW", "DATABASE", "TRIGGER"].into_iter().any(anywhere)
        }
        _ => false,
    }
}

/// The tables and views a statement names; names made by its own `WITH` are not tables.
fn tables(text: &str) -> BTreeSet<String> {
    let words = words(text);
    let at = |place: usize| words.get(place).copied().unwrap_or_default();
    let own: BTreeSet<&str> = (1..words.len())
        .filter(|place| at(*place) == "AS" && at(place + 1) == "(")
        .map(|place| at(place - 1))
        .collect();
    let mut tables = BTreeSet::new();
    for (place, word) in words.iter().enumerate() {
        let before = if place == 0 { "" } else { at(place - 1) };
        let names = match *word {
            "FROM" => before != "DISTINCT",
            "JOIN" | "INTO" | "TABLE" | "VIEW" => true,
            "UPDATE" => before != "FOR" && before != "DO" && before != "ON",
            "ON" => {
                at(place.saturating_sub(2)) == "INDEX" || at(place.saturating_sub(2)) == "EXISTS"
            }
            _ => false,
        };
        if names && let Some(name) = name_after(&words, place) {
            tables.insert(name);
        }
    }
    tables.retain(|table| !own.contains(table.as_str()));
    tables
}

/// The name after a keyword; a parenthesis or a placeholder of `format!` is none.
fn name_after(words: &[&str], place: usize) -> Option<String> {
    let skip = ["IF", "NOT", "EXISTS", "ONLY", "LATERAL"];
    let name = words.iter().skip(place + 1).find(|word| !skip.contains(word))?;
    let plain = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
    plain.then(|| (*name).to_owned())
}

/// Words and parentheses; a comment to the end of the line says nothing.
fn words(text: &str) -> Vec<&str> {
    let lines = text.lines().map(|line| line.split("--").next().unwrap_or_default());
    lines.flat_map(words_of_line).collect()
}

fn words_of_line(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let inside = |c: char| c.is_alphanumeric() || c == '_' || c == '{' || c == '}';
        let length = rest.find(|c| !inside(c)).unwrap_or(rest.len());
        let length = if length == 0 { first.len_utf8() } else { length };
        let (word, after) = rest.split_at(length);
        if word == "(" || word.starts_with(inside) {
            words.push(word);
        }
        rest = after;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        check(&House::of(&[(path, text)])).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn sql_belongs_in_rows() {
        let query = r#"fn a() { sql!("SELECT x FROM permits_case"); }"#;
        assert!(found("systems/permits/src/rows.rs", query).is_empty());
        assert!(found("systems/permits/src/rows/lists.rs", query).is_empty());
        assert_eq!(found("systems/permits/src/pages/queue.rs", query).len(), 1);
    }

    #[test]
    fn sql_is_registered() {
        let bare = r#"fn a() { db.fetch("DELETE FROM permits_case", vec![]) }"#;
        assert_eq!(found("systems/permits/src/rows.rs", bare).len(), 1);
        assert_eq!(found("crates/kernel/src/job.rs", r#"f("DELETE FROM job")"#).len(), 1);
        assert!(found("crates/kernel/src/job.rs", r#"sql!("DELETE FROM job")"#).is_empty());
        assert!(found("crates/kernel/src/db/sqlite.rs", r#"f("PRAGMA foo = 1")"#).is_empty());
    }

    #[test]
    fn a_system_names_its_own_tables() {
        let other = r#"sql!("SELECT x FROM permits_case p JOIN asylum_case a ON a.id = p.id")"#;
        assert_eq!(found("systems/permits/src/rows.rs", other).len(), 1);
        let list = r#"List { from: "asylum_case c", ..}"#;
        assert_eq!(found("systems/permits/src/rows.rs", list).len(), 1);
        let own = r#"sql!("WITH late AS (SELECT 1 FROM permits_case) SELECT * FROM late")"#;
        assert!(found("systems/permits/src/rows.rs", own).is_empty());
    }

    #[test]
    fn published_views_are_open() {
        let house = House::of(&[
            ("crates/casefile/migrations/0001.sql", "CREATE VIEW casefile_holder AS\nSELECT 1;"),
            ("systems/permits/src/rows.rs", r#"sql!("SELECT x FROM casefile_holder")"#),
        ]);
        assert_eq!(check(&house), []);
    }

    #[test]
    fn migrations_make_tables_with_the_prefix() {
        let sql = "CREATE TABLE IF NOT EXISTS permits_case (\n  id UUID\n);\n\
                   CREATE INDEX IF NOT EXISTS permits_case_due ON permits_case (due);\n-- FROM nowhere\n";
        assert!(found("systems/permits/migrations/0001.sql", sql).is_empty());
        assert_eq!(
            found("systems/permits/migrations/0002.sql", "CREATE TABLE visa (id UUID);").len(),
            1
        );
    }

    #[test]
    fn tests_and_ordinary_words_are_let_be() {
        let text = r#"fn a() { "Select a person"; "CREATE" } #[cfg(test)] mod tests { fn b() { "SELECT 1 FROM x" } }"#;
        assert!(found("systems/permits/src/acts/a.rs", text).is_empty());
        assert!(found("systems/permits/tests/a.rs", r#""SELECT 1 FROM x""#).is_empty());
    }
}
