//! What stands where: READMEs, tests under acts, lints, reasons for crates, nothing unfinished.

use super::rust::Token;
use super::{Finding, House, rust};
use crate::repo::File;

/// Folders of one person's machine; a repository is read on every machine.
const MACHINE_FOLDERS: [&str; 6] =
    ["/work/main", "/work/shared", "/work/.", "/root/", "/home/", "/Users/"];

/// Layout of crates, acts and files.
pub fn check(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &house.files {
        match file.extension() {
            "rs" => rust_file(file, &mut findings),
            "toml" if file.name() == "Cargo.toml" => manifest(house, file, &mut findings),
            "json" if file.name() == "package-lock.json" => lock(file, &mut findings),
            _ => {}
        }
        machine(file, &mut findings);
    }
    findings
}

fn rust_file(file: &File, findings: &mut Vec<Finding>) {
    let tokens = rust::read(&file.text);
    let act = file.path.contains("/src/acts/") && file.name() != "mod.rs";
    if act && !tokens.iter().any(|token| token.test) {
        let what = "an act without tests: given, when, then below it in the same file";
        findings.push(Finding::at("layout", &file.path, 0, what));
    }
    for (place, token) in tokens.iter().enumerate() {
        let next = tokens.get(place + 1);
        let unfinished = ["todo", "unimplemented"].iter().any(|word| token.is_word(word));
        if unfinished && next.is_some_and(|t| t.is("!")) {
            let what = "unfinished: do it, or leave the way to it out";
            findings.push(Finding::at("layout", &file.path, token.line, what));
        }
    }
    if act {
        findings.extend(act_imports(file, &tokens));
    }
}

/// An act decides without looking anything up: what it must know comes through `inputs`, which
/// reads rows by their module's name; pages are above it.
fn act_imports(file: &File, tokens: &[Token<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (place, token) in tokens.iter().enumerate().filter(|(_, token)| !token.test) {
        let at = |n: usize| tokens.get(place + n);
        let path = at(1).is_some_and(|t| t.is(":")) && at(2).is_some_and(|t| t.is(":"));
        let imported = path && statement(tokens, place).any(|t| t.is_word("use"));
        let inside = || rust::function(tokens, place);
        let what = if token.is_word("pages") {
            "an act imports `pages`: a page leads to an act, never the other way"
        } else if token.is_word("rows") && imported {
            "write `use crate::rows;` and `rows::name(..)`, so that a reader sees what reads rows"
        } else if token.is_word("rows") && path && inside() == Some("decide") {
            "`decide` looks at rows: fetch in `inputs` what it must know"
        } else {
            continue;
        };
        findings.push(Finding::at("imports", &file.path, token.line, what));
    }
    findings
}

/// The tokens back to the beginning of the statement.
fn statement<'a, 'b>(tokens: &'b [Token<'a>], place: usize) -> impl Iterator<Item = &'b Token<'a>> {
    let before = tokens.get(..place).unwrap_or_default();
    before.iter().rev().take_while(|token| !token.is(";") && !token.is("}"))
}

fn manifest(house: &House, file: &File, findings: &mut Vec<Finding>) {
    let Ok(table) = file.text.parse::<toml::Table>() else {
        findings.push(Finding::at("layout", &file.path, 0, "is not TOML"));
        return;
    };
    if file.path == "Cargo.toml" {
        reasons(file, findings);
        return;
    }
    let lints = table.get("lints").and_then(|lints| lints.get("workspace"));
    if lints.and_then(toml::Value::as_bool) != Some(true) {
        let what = "add `[lints] workspace = true`: one set of lints for all";
        findings.push(Finding::at("layout", &file.path, 0, what));
    }
    for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
        let entries = table.get(section).and_then(toml::Value::as_table);
        for (name, entry) in entries.into_iter().flatten() {
            if entry.get("workspace").and_then(toml::Value::as_bool) != Some(true) {
                let what = format!(
                    "`{name}`: write `{name}.workspace = true`, and its version with the reason for \
                     it into the root Cargo.toml"
                );
                findings.push(Finding::at("layout", &file.path, 0, what));
            }
        }
    }
    let folder = file.path.trim_end_matches("Cargo.toml");
    let readme = format!("{folder}README.md");
    if file.path.starts_with("systems/") && house.file(&readme).is_none() {
        let what = "write it: whom it serves, its law, its invariants, what it does not do";
        findings.push(Finding::at("layout", &readme, 0, what));
    }
}

/// Every third-party crate in the root manifest says why it is here.
fn reasons(file: &File, findings: &mut Vec<Finding>) {
    let mut inside = false;
    for (number, line) in file.text.lines().enumerate() {
        if line.starts_with('[') {
            inside = line == "[workspace.dependencies]";
        }
        let entry = inside && line.contains('=') && !line.starts_with('#');
        let ours = line.contains("path = ");
        if entry && !ours && !line.contains(" # ") {
            let name = line.split_whitespace().next().unwrap_or_default();
            let what = format!("`{name}`: say after a # why this crate earned its place");
            findings.push(Finding::at("layout", &file.path, number + 1, what));
        }
    }
}

/// A lock file names versions and hashes; where packages are fetched from is each machine's affair.
fn lock(file: &File, findings: &mut Vec<Finding>) {
    if let Some(line) = file.text.lines().position(|line| line.contains("\"resolved\": \"http")) {
        let what =
            "names a host: set omit-lockfile-registry-resolved=true in .npmrc and lock again";
        findings.push(Finding::at("layout", &file.path, line + 1, what));
    }
}

fn machine(file: &File, findings: &mut Vec<Finding>) {
    if file.path == "xtask/src/tidy/layout.rs" {
        return;
    }
    for (number, line) in file.text.lines().enumerate() {
        if let Some(folder) = MACHINE_FOLDERS.iter().find(|folder| names(line, folder)) {
            let what = format!("names {folder}, which other machines do not have");
            findings.push(Finding::at("layout", &file.path, number + 1, what));
        }
    }
}

/// Names a folder at the root, not one inside another path such as `ui/work/x` or `{}/home/`.
fn names(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(place, _)| {
        let before = line.get(..place).and_then(|start| start.chars().next_back());
        let inside = |c: char| c.is_alphanumeric() || "_-./}*".contains(c);
        !before.is_some_and(inside)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        check(&House::of(&[(path, text)])).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn acts_have_tests_and_stand_alone() {
        let act = "systems/permits/src/acts/grant.rs";
        assert_eq!(found(act, "fn decide() {}").len(), 1);
        let tested = "fn decide() {}\n#[cfg(test)]\nmod tests { use crate::rows::x; }";
        assert!(found(act, tested).is_empty());
        assert_eq!(found(act, &format!("use crate::rows::Case;\n{tested}")).len(), 1);
        assert_eq!(found(act, &format!("fn a() {{ super::pages::b() }}\n{tested}")).len(), 1);
        let reads = "use crate::rows;\nasync fn inputs() { rows::last(read).await }\n";
        assert!(found(act, &format!("{reads}{tested}")).is_empty());
        let looks = "use crate::rows;\nfn decide() { if x { rows::last() } }\n";
        assert_eq!(found(act, &format!("{looks}#[cfg(test)]\nmod tests {{}}")).len(), 1);
    }

    #[test]
    fn nothing_is_left_for_later() {
        assert_eq!(found("crates/web/src/a.rs", "fn a() { todo!() }").len(), 1);
        assert!(found("crates/web/src/a.rs", "fn a() { todo() }").is_empty());
    }

    #[test]
    fn crates_take_lints_and_versions_from_the_workspace() {
        let good = "[dependencies]\nserde.workspace = true\n[lints]\nworkspace = true\n";
        assert!(found("crates/a/Cargo.toml", good).is_empty());
        let bad = "[dependencies]\nserde = \"1\"\n";
        assert_eq!(found("crates/a/Cargo.toml", bad).len(), 2);
        assert_eq!(found("systems/a/Cargo.toml", good).len(), 1, "a system has a README");
    }

    #[test]
    fn third_party_crates_have_a_reason() {
        let root = "[workspace.dependencies]\nkernel = { path = \"crates/kernel\" }\n\
                    serde = \"1\" # one serialisation for all\nhttp = \"1\"\n[profile.dev]\ndebug = 1\n";
        let findings = found("Cargo.toml", root);
        assert_eq!(findings.len(), 1);
        assert!(findings.iter().all(|what| what.contains("`http`")));
    }

    #[test]
    fn no_machine_is_named() {
        assert_eq!(found("docs/a.md", "see /home/someone/x").len(), 1);
        assert_eq!(found("docs/a.md", "(/root/x)").len(), 1);
        assert!(found("docs/a.md", "a/home/ and https://example.org/work/x").is_empty());
    }

    #[test]
    fn lock_files_name_no_host() {
        let lock = "{\n  \"resolved\": \"https://example.org/x.tgz\"\n}";
        assert_eq!(found("islands/package-lock.json", lock).len(), 1);
    }
}
