//! Imports go downwards by floor, and third-party crates have a reason.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;
use serde_json::Value;

use super::Finding;
use crate::run;

/// The floors, lowest first. Crates of one floor never import each other, but for `BESIDE`.
const FLOORS: [&[&str]; 6] = [
    &["kernel", "law", "paper", "mrz", "outside"],
    &["web", "casefile"],
    &["interpreters", "booking", "automation", "decisions", "registers"],
    &[
        "permits",
        "identity",
        "cards",
        "control",
        "asylum",
        "quota",
        "orientation",
        "reception",
        "returns",
        "assistance",
        "kiosk",
        "interop",
    ],
    &["indicators", "forecast", "exchange", "funding"],
    &["uma"],
];

/// Arrows inside a floor: the first stands on the second.
const BESIDE: [(&str, &str); 7] = [
    ("casefile", "web"),
    ("booking", "interpreters"),
    ("registers", "automation"),
    ("decisions", "automation"),
    ("identity", "permits"),
    ("cards", "permits"),
    ("cards", "identity"),
];

/// What the law engine must not reach, however deep: input and output, async, a clock, a database.
const NOT_IN_LAW: [&str; 9] =
    ["tokio", "axum", "hyper", "mio", "rusqlite", "tokio-postgres", "async-std", "rand", "reqwest"];

/// Crates that stand outside the house: tools, tests, measurements.
const OUTSIDE: [&str; 4] = ["xtask", "bench", "stories", "testkit"];

/// Programs that play the outside world. They have nothing of the house in them; the house starts
/// them for people to try it, and its tests speak with them.
const SIMULATORS: [&str; 1] = ["registers-simulator"];

/// What Cargo knows of the workspace, dependencies of dependencies included.
pub fn metadata(root: &Path) -> Result<Value> {
    let mut command = run::cargo(root);
    command.args(["metadata", "--format-version", "1"]).env_remove("CARGO_TERM_COLOR");
    Ok(serde_json::from_str(&run::quiet(&mut command)?)?)
}

/// Arrows between our crates, and what the law engine rests on.
pub fn check(metadata: &Value) -> Vec<Finding> {
    let mut findings = Vec::new();
    let members: BTreeSet<&str> = strings(metadata, "workspace_members");
    let packages = || metadata.get("packages").and_then(Value::as_array).into_iter().flatten();
    for package in packages().filter(|package| members.contains(text(package, "id"))) {
        let name = text(package, "name");
        let arrows = package.get("dependencies").and_then(Value::as_array);
        for arrow in arrows.into_iter().flatten() {
            let path = manifest(package);
            if arrow.get("path").and_then(Value::as_str).is_some() {
                let kind = arrow.get("kind").and_then(Value::as_str).unwrap_or("normal");
                if let Some(what) = wrong(name, text(arrow, "name"), kind) {
                    findings.push(Finding::at("imports", &path, 0, what));
                }
            }
        }
        let placed = floor(name).is_some();
        if !placed && !OUTSIDE.contains(&name) && !SIMULATORS.contains(&name) {
            let what = format!("`{name}` has no floor: give it one in xtask/src/tidy/imports.rs");
            findings.push(Finding::at("imports", &manifest(package), 0, what));
        }
    }
    let law = packages().find(|package| text(package, "name") == "law");
    if let Some(law) = law {
        findings.extend(under_law(metadata, law));
    }
    findings
}

/// What is wrong with an arrow, if anything.
fn wrong(from: &str, to: &str, kind: &str) -> Option<String> {
    if OUTSIDE.contains(&from) {
        return None;
    }
    if SIMULATORS.contains(&from) {
        return Some(format!("imports `{to}`: the outside world knows nothing of the house"));
    }
    if SIMULATORS.contains(&to) {
        let ok = kind == "dev" || from == "uma";
        return (!ok).then(|| {
            format!("imports `{to}`, which plays the outside world: only `uma` and tests start it")
        });
    }
    if OUTSIDE.contains(&to) {
        let ok = kind == "dev" && to == "testkit";
        return (!ok)
            .then(|| format!("imports `{to}`, which is a tool: only tests may use testkit"));
    }
    let (upper, lower) = (floor(from)?, floor(to)?);
    if lower < upper || BESIDE.contains(&(from, to)) {
        return None;
    }
    let advice = "what both need belongs on a lower floor, a signal, or a request";
    Some(format!("`{from}` (floor {upper}) imports `{to}` (floor {lower}): {advice}"))
}

fn floor(name: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&name))
}

/// Everything the law engine is built on, except for its own build and tests.
fn under_law(metadata: &Value, law: &Value) -> Vec<Finding> {
    let nodes = metadata.get("resolve").and_then(|r| r.get("nodes")).and_then(Value::as_array);
    let mut under: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for node in nodes.into_iter().flatten() {
        let arrows = node.get("deps").and_then(Value::as_array).into_iter().flatten();
        let normal = arrows.filter(|arrow| {
            let kinds = arrow.get("dep_kinds").and_then(Value::as_array);
            kinds.into_iter().flatten().any(|kind| kind.get("kind").is_some_and(Value::is_null))
        });
        under.insert(text(node, "id"), normal.map(|arrow| text(arrow, "pkg")).collect());
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut open = vec![text(law, "id")];
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            open.extend(under.get(id).into_iter().flatten());
        }
    }
    let packages = metadata.get("packages").and_then(Value::as_array).into_iter().flatten();
    packages
        .filter(|package| seen.contains(text(package, "id")))
        .map(|package| text(package, "name"))
        .filter(|name| NOT_IN_LAW.contains(name))
        .map(|name| {
            let what = format!("law rests on `{name}`: it does no IO, has no async and no clock");
            Finding::at("imports", &manifest(law), 0, what)
        })
        .collect()
}

fn manifest(package: &Value) -> String {
    let path = text(package, "manifest_path");
    let parts: Vec<&str> = path.rsplit('/').take(3).collect();
    parts.into_iter().rev().collect::<Vec<_>>().join("/")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn strings<'a>(value: &'a Value, key: &str) -> BTreeSet<&'a str> {
    let list = value.get(key).and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_down() {
        assert_eq!(wrong("permits", "casefile", "normal"), None);
        assert_eq!(wrong("uma", "permits", "normal"), None);
        assert!(wrong("kernel", "web", "normal").is_some());
        assert!(wrong("permits", "asylum", "normal").is_some(), "two processes");
        assert!(wrong("casefile", "permits", "normal").is_some());
        assert!(wrong("kernel", "web", "dev").is_some(), "tests look downwards too");
    }

    #[test]
    fn arrows_beside_are_listed() {
        assert_eq!(wrong("casefile", "web", "normal"), None);
        assert!(wrong("web", "casefile", "normal").is_some());
        assert_eq!(wrong("booking", "interpreters", "normal"), None);
        assert_eq!(wrong("decisions", "automation", "normal"), None);
        assert!(wrong("automation", "decisions", "normal").is_some());
    }

    #[test]
    fn tools_are_for_tests() {
        assert_eq!(wrong("kernel", "testkit", "dev"), None);
        assert!(wrong("kernel", "testkit", "normal").is_some());
        assert!(wrong("uma", "bench", "dev").is_some());
        assert_eq!(wrong("testkit", "casefile", "normal"), None);
    }

    #[test]
    fn simulators_are_outside() {
        assert_eq!(wrong("uma", "registers-simulator", "normal"), None);
        assert_eq!(wrong("registers", "registers-simulator", "dev"), None);
        assert!(wrong("registers", "registers-simulator", "normal").is_some());
        assert!(wrong("registers-simulator", "kernel", "normal").is_some());
    }

    fn law(kind: &Value) -> Value {
        serde_json::json!({
            "workspace_members": ["law", "attic"],
            "packages": [
                { "name": "law", "id": "law", "manifest_path": "/x/crates/law/Cargo.toml", "dependencies": [] },
                { "name": "attic", "id": "attic", "manifest_path": "/x/crates/attic/Cargo.toml", "dependencies": [] },
                { "name": "middle", "id": "middle" },
                { "name": "tokio", "id": "tokio" },
            ],
            "resolve": { "nodes": [
                { "id": "law", "deps": [{ "pkg": "middle", "dep_kinds": [{ "kind": null }] }] },
                { "id": "middle", "deps": [{ "pkg": "tokio", "dep_kinds": [{ "kind": kind }] }] },
            ]},
        })
    }

    #[test]
    fn law_stays_pure_all_the_way_down() {
        let found: Vec<String> = check(&law(&Value::Null)).into_iter().map(|f| f.what).collect();
        assert!(found.iter().any(|what| what.contains("`tokio`")), "{found:?}");
        assert!(found.iter().any(|what| what.contains("no floor")), "a crate nobody placed");
        let for_tests = check(&law(&Value::from("dev")));
        assert!(!for_tests.iter().any(|finding| finding.what.contains("tokio")));
    }
}
