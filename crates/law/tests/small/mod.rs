//! Small law folders for tests: tables written as rows of words.
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses a part of it")]

use law::{Law, Loaded};
use std::fmt::Write;

/// A decision table: `columns` of expressions, `rows` of cells, outputs and one citation.
pub struct Table<'a> {
    pub name: &'a str,
    pub role: &'a str,
    pub hit: &'a str,
    pub requires: &'a [&'a str],
    pub columns: &'a [&'a str],
    pub outputs: &'a [&'a str],
    pub rows: &'a [&'a [&'a str]],
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl Table<'_> {
    fn xml(&self) -> String {
        let mut xml = String::new();
        let name = self.name;
        let _ = write!(
            xml,
            "<decision id=\"{name}\" name=\"{name}\" uma:role=\"{}\"><variable name=\"{name}\"/>",
            self.role
        );
        for required in self.requires {
            let _ = write!(
                xml,
                "<informationRequirement><requiredInput href=\"#{required}\"/></informationRequirement>"
            );
        }
        let _ = write!(xml, "<decisionTable hitPolicy=\"{}\">", self.hit);
        for column in self.columns {
            let text = escaped(column);
            let _ = write!(
                xml,
                "<input><inputExpression><text>{text}</text></inputExpression></input>"
            );
        }
        for output in self.outputs {
            let _ = write!(xml, "<output name=\"{output}\"/>");
        }
        xml.push_str("<annotation name=\"citation\"/>");
        for (number, row) in self.rows.iter().enumerate() {
            let _ = write!(xml, "<rule id=\"{name}_{number}\">");
            for (place, cell) in row.iter().enumerate() {
                let (tag, text) = match place.checked_sub(self.columns.len()) {
                    None => ("inputEntry", escaped(cell)),
                    Some(output) if output < self.outputs.len() => ("outputEntry", escaped(cell)),
                    Some(_) => ("annotationEntry", escaped(cell)),
                };
                let _ = write!(xml, "<{tag}><text>{text}</text></{tag}>");
            }
            xml.push_str("</rule>");
        }
        xml.push_str("</decisionTable></decision>\n");
        xml
    }
}

/// A decision that is one expression.
pub fn expression(name: &str, requires: &[&str], text: &str) -> String {
    let required: String = requires
        .iter()
        .map(|id| {
            format!(
                "<informationRequirement><requiredInput href=\"#{id}\"/></informationRequirement>"
            )
        })
        .collect();
    format!(
        "<decision id=\"{name}\" name=\"{name}\"><variable name=\"{name}\"/>{required}\
         <literalExpression><text>{}</text></literalExpression></decision>\n",
        escaped(text)
    )
}

/// A model of law with inputs and decisions as given.
pub fn model(inputs: &[&str], decisions: &[String]) -> String {
    let inputs: String =
        inputs.iter().map(|name| format!("<inputData id=\"{name}\" name=\"{name}\"/>\n")).collect();
    format!(
        "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" \
         xmlns:uma=\"urn:uma:law:1\" name=\"small\" uma:appliesBy=\"decision\" \
         uma:grade=\"primary\">\n{inputs}{}</definitions>",
        decisions.concat()
    )
}

pub fn tables(tables: &[Table<'_>]) -> Vec<String> {
    tables.iter().map(Table::xml).collect()
}

const FACTS: &str = r#"
[[fact]]
name = "income"
kind = "money"
unit = "EUR"
subject = "applicant"
sources = ["bank"]
personal = true
words = { fi = "tulo", sv = "inkomst", en = "income" }
[[fact]]
name = "age"
kind = "number"
subject = "applicant"
sources = ["register"]
personal = true
words = { fi = "ikä", sv = "ålder", en = "age" }
[[fact]]
name = "member"
kind = "bool"
subject = "applicant"
sources = ["register"]
personal = false
words = { fi = "jäsen", sv = "medlem", en = "member" }
[[fact]]
name = "colour"
kind = "code"
codes = ["red", "green", "blue"]
subject = "case"
sources = ["register"]
personal = false
words = { fi = "väri", sv = "färg", en = "colour" }
[[fact]]
name = "pays"
kind = "money"
many = true
unit = "EUR"
subject = "applicant"
sources = ["register"]
personal = true
words = { fi = "palkat", sv = "löner", en = "pays" }
[[fact]]
name = "colours"
kind = "code"
many = true
codes = ["red", "green", "blue"]
subject = "case"
sources = ["register"]
personal = false
words = { fi = "värit", sv = "färger", en = "colours" }
[[fact]]
name = "born"
kind = "date"
subject = "applicant"
sources = ["register"]
personal = true
words = { fi = "syntynyt", sv = "född", en = "born" }
"#;

const PARAMETERS: &str = r#"
[[parameter]]
name = "income_min"
kind = "money"
unit = "EUR"
applies_by = "decision"
words = { fi = "raja", sv = "gräns", en = "limit" }
[[parameter.row]]
valid_from = "2020-01-01"
known_from = "2020-01-01"
value = "800"
cite = ["Act s. 1"]
grade = "primary"
marks = "L"
last_checked = "2026-01-01"
"#;

const ACTS: &str = r#"
[[act]]
key = "Act"
number = "1/2020"
words = { fi = "laki", sv = "lag", en = "act" }
[[act.link]]
valid_from = "2020-01-01"
url = "https://example.org"
grade = "primary"
marks = "L"
"#;

/// The folder with one decision named `small` of 2020-01-01.
pub fn folder(table: &str, cases: &str) -> Vec<(String, String)> {
    [
        ("facts/a.toml", FACTS),
        ("parameters/a.toml", PARAMETERS),
        ("acts/a.toml", ACTS),
        ("decisions/small/2020-01-01/table.dmn", table),
        ("decisions/small/2020-01-01/cases.yaml", cases),
    ]
    .iter()
    .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
    .collect()
}

/// What the checks say of a table, without the problems of its (missing) cases.
pub fn problems(table: &str) -> Vec<String> {
    let files = folder(table, "on: {decision: \"2020-01-01\"}\ncases: []\n");
    let loaded = examine(&files);
    let about_cases = ["row-without-case", "day-without-case"];
    let kept = loaded.problems.iter().filter(|p| !about_cases.contains(&p.code));
    kept.map(ToString::to_string).collect()
}

pub fn examine(files: &[(String, String)]) -> Loaded {
    Law::examine(files.iter().map(|(path, text)| (path.as_str(), text.as_str())))
}

/// The law of a folder, whatever its cases say.
pub fn law(table: &str) -> Law {
    examine(&folder(table, "on: {decision: \"2020-01-01\"}\ncases: []\n")).law
}
