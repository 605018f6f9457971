//! Files stay short enough to read in one go.

use super::{Finding, House, rust};

/// Where a file that a person reads must have been split, tests not counted.
const LINES_MAX: usize = 800;
/// A map of the house that does not fit on a few screens is not read.
const ARCHITECTURE_LINES_MAX: usize = 150;

/// Length of source files and of the map.
pub fn check(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &house.files {
        let (lines, max) = match file.extension() {
            "rs" => (lines_of_rust(&file.text), LINES_MAX),
            "html" | "ts" | "css" | "ftl" => (file.text.lines().count(), LINES_MAX),
            "md" if file.path == "ARCHITECTURE.md" => {
                (file.text.lines().count(), ARCHITECTURE_LINES_MAX)
            }
            _ => continue,
        };
        if lines > max {
            let what = format!("{lines} lines, at most {max}: split it by subject");
            findings.push(Finding { weight: lines, ..Finding::at("length", &file.path, 0, what) });
        }
    }
    findings
}

/// Lines before the tests at the end of the file.
fn lines_of_rust(text: &str) -> usize {
    let tokens = rust::read(text);
    let tests = tokens.iter().rposition(|token| !token.test);
    let tests = tests.and_then(|last| tokens.get(last + 1)).map(|token| token.line - 1);
    tests.unwrap_or_else(|| text.lines().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_are_found_and_tests_do_not_count() {
        let long = "fn a() {}\n".repeat(801);
        let tested = format!("fn a() {{}}\n#[cfg(test)]\nmod tests {{\n{long}}}\n");
        let house = House::of(&[("crates/web/src/a.rs", &long), ("crates/web/src/b.rs", &tested)]);
        let findings = check(&house);
        assert_eq!(findings.len(), 1);
        assert!(findings.iter().all(|f| f.path.ends_with("a.rs") && f.weight == 801));
    }

    #[test]
    fn the_map_fits_on_few_screens() {
        let house = House::of(&[("ARCHITECTURE.md", &"a line\n".repeat(151))]);
        assert_eq!(check(&house).len(), 1);
    }
}
