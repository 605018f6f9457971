//! The rules of the house that no compiler knows. Each finding says what to do.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::repo::{self, File};

mod imports;
mod layout;
mod rust;
mod sizes;
mod sql;
mod texts;
mod words;

/// Something that is not as the house wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which rule.
    pub rule: &'static str,
    /// Path from the root.
    pub path: String,
    /// Line, or 0 for the file as a whole.
    pub line: usize,
    /// What is wrong, and what to do.
    pub what: String,
    /// How much it counts against an exception: lines of a long file, else 1.
    pub weight: usize,
}

impl Finding {
    /// A finding at a place.
    pub fn at(rule: &'static str, path: &str, line: usize, what: impl Into<String>) -> Finding {
        Finding { rule, path: path.to_owned(), line, what: what.into(), weight: 1 }
    }
}

/// All that the rules look at.
pub struct House {
    /// Every file a person wrote.
    pub files: Vec<File>,
}

impl House {
    /// The Rust files.
    pub fn rust(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.extension() == "rs")
    }

    /// The file at a path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

#[cfg(test)]
impl House {
    /// A made-up house, for the tests of the rules.
    pub fn of(files: &[(&str, &str)]) -> House {
        let file =
            |(path, text): &(&str, &str)| File { path: (*path).into(), text: (*text).into() };
        House { files: files.iter().map(file).collect() }
    }
}

type Rule = fn(&House) -> Vec<Finding>;

const RULES: [Rule; 5] = [sizes::check, sql::check, words::check, texts::check, layout::check];

/// `cargo xtask tidy`
pub fn main(args: &[String]) -> Result<bool> {
    anyhow::ensure!(args.is_empty(), "`cargo xtask tidy` takes no arguments");
    report(&repo::root())
}

/// Prints every finding; true when there is none.
pub fn report(root: &Path) -> Result<bool> {
    report_under(root, "")
}

/// Prints the findings on files below a folder; true when there is none.
pub fn report_under(root: &Path, folder: &str) -> Result<bool> {
    let mut findings = findings(root)?;
    findings.retain(|finding| finding.path.starts_with(folder));
    for Finding { rule, path, line, what, .. } in &findings {
        let place = if *line == 0 { path.clone() } else { format!("{path}:{line}") };
        println!("{place}: {what} [{rule}]");
    }
    match findings.len() {
        0 => println!("tidy: all rules hold"),
        1 => println!("tidy: 1 finding"),
        many => println!("tidy: {many} findings"),
    }
    Ok(findings.is_empty())
}

/// All findings that no exception covers.
fn findings(root: &Path) -> Result<Vec<Finding>> {
    let house = House { files: repo::files(root)? };
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule(&house)).collect();
    findings.extend(imports::check(&imports::metadata(root)?));
    let exceptions = exceptions(root)?;
    Ok(without(&findings, &exceptions))
}

/// A place where a rule does not hold yet, or for good, and why. The number may only shrink.
struct Exception {
    rule: String,
    path: String,
    count: usize,
}

const EXCEPTIONS: &str = "xtask/tidy.toml";

fn exceptions(root: &Path) -> Result<Vec<Exception>> {
    let text = std::fs::read_to_string(root.join(EXCEPTIONS)).context(EXCEPTIONS)?;
    let table: toml::Table = text.parse().context(EXCEPTIONS)?;
    let entries = table.get("exception").and_then(toml::Value::as_array);
    entries.into_iter().flatten().map(exception).collect()
}

fn exception(entry: &toml::Value) -> Result<Exception> {
    let word = |key: &str| -> Result<String> {
        let value = entry.get(key).and_then(toml::Value::as_str).filter(|v| !v.is_empty());
        Ok(value.with_context(|| format!("{EXCEPTIONS}: an exception lacks `{key}`"))?.to_owned())
    };
    word("reason")?;
    let count = entry.get("count").and_then(toml::Value::as_integer);
    let count = count.and_then(|count| usize::try_from(count).ok());
    let count = count.with_context(|| format!("{EXCEPTIONS}: an exception lacks `count`"))?;
    Ok(Exception { rule: word("rule")?, path: word("path")?, count })
}

/// Takes away what the exceptions cover, and adds those that cover more than there is.
fn without(findings: &[Finding], exceptions: &[Exception]) -> Vec<Finding> {
    let mut weights: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for finding in findings {
        *weights.entry((finding.rule, finding.path.as_str())).or_default() += finding.weight;
    }
    let weight =
        |e: &Exception| weights.get(&(e.rule.as_str(), e.path.as_str())).copied().unwrap_or(0);
    let mut left: Vec<Finding> = Vec::new();
    for exception in exceptions {
        let (count, there) = (exception.count, weight(exception));
        if there < count {
            let Exception { rule, path, .. } = exception;
            let what =
                format!("`{path}` needs {there} for `{rule}`, not {count}: lower the number");
            left.push(Finding::at("exceptions", EXCEPTIONS, 0, what));
        }
    }
    let covered = |finding: &Finding| {
        exceptions
            .iter()
            .any(|e| e.rule == finding.rule && e.path == finding.path && weight(e) <= e.count)
    };
    left.extend(findings.iter().filter(|finding| !covered(finding)).cloned());
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_tidy() {
        assert!(report(&repo::root()).unwrap(), "the findings stand above");
    }

    fn long(lines: usize) -> Finding {
        Finding { weight: lines, ..Finding::at("length", "a.rs", 0, "long") }
    }

    fn allowed(count: usize) -> [Exception; 1] {
        [Exception { rule: "length".into(), path: "a.rs".into(), count }]
    }

    #[test]
    fn an_exception_covers_exactly_what_it_says() {
        assert!(without(&[long(900)], &allowed(900)).is_empty());
        assert_eq!(without(&[long(901)], &allowed(900)), [long(901)], "it grew");
        let lower = without(&[long(850)], &allowed(900));
        assert_eq!(lower.len(), 1, "it shrank, so the number must");
        assert!(lower.iter().all(|f| f.rule == "exceptions"));
    }

    #[test]
    fn an_exception_without_a_reason_is_refused() {
        let entry: toml::Table = "rule = 'a'\npath = 'b'\ncount = 1".parse().unwrap();
        assert!(exception(&toml::Value::Table(entry)).is_err());
    }
}
