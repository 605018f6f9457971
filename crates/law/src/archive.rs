//! A rule set as one text that stands alone: what an installation stores when it deploys the set,
//! and from which a ruling is repeated years later, whatever the folder says by then.
//!
//! The text is TOML written in one fixed way; its SHA-256 is the hash rulings cite.

use crate::dictionary::{AppliesBy, Dictionary, FactEntry, Grade, Kind, Parameter, Words};
use crate::problem::Problem;
use crate::ruleset::{ENGINE, PROFILE, RuleSet};
use crate::value::Day;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Version of the layout of the text.
const FORMAT: u32 = 1;
/// Largest text in bytes: the largest table and every parameter and fact it may name.
const BYTES_MAX: usize = 16 * 1024 * 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    format: u32,
    engine: u32,
    profile: u32,
    name: String,
    valid_from: String,
    table: String,
    #[serde(default)]
    fact: Vec<FactEntry>,
    #[serde(default)]
    parameter: Vec<Parameter>,
}

/// SHA-256 of a text, hexadecimal.
pub(crate) fn sha256(text: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(text.as_bytes());
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl RuleSet {
    /// The rule set from its stored text, checked as if it came from the folder.
    ///
    /// # Errors
    /// When the text is no archive, was changed, needs another engine, or no longer passes.
    pub fn from_archive(text: &str) -> Result<Self, Vec<Problem>> {
        let refuse = |code, message: String| vec![Problem::error(code, message).in_file("archive")];
        if text.len() > BYTES_MAX {
            let message = format!("an archived rule set has at most {BYTES_MAX} bytes");
            return Err(refuse("file-too-large", message));
        }
        let stored: Stored = toml::from_str(text)
            .map_err(|error| refuse("bad-archive", error.message().to_owned()))?;
        let wanted = (stored.format, stored.engine, stored.profile);
        if wanted != (FORMAT, ENGINE, PROFILE) {
            let message = format!(
                "it was stored by format {}, engine {}, profile {}; this program has {FORMAT}, \
                 {ENGINE}, {PROFILE} and could answer otherwise",
                wanted.0, wanted.1, wanted.2
            );
            return Err(refuse("other-engine", message));
        }
        let Some(valid_from) = Day::parse(&stored.valid_from) else {
            let message = format!("'{}' is no date", stored.valid_from);
            return Err(refuse("bad-archive", message));
        };
        let mut dictionary = Dictionary::default();
        for fact in stored.fact {
            dictionary.facts.insert(fact.name.clone(), fact);
        }
        for parameter in stored.parameter {
            dictionary.parameters.insert(parameter.name.clone(), parameter);
        }
        let set = Self::load("archive", &stored.name, valid_from, &stored.table, &dictionary)?;
        if set.archive() == text {
            return Ok(set);
        }
        let message = "it was changed after it was stored: it is not what its rule set would store";
        Err(refuse("bad-archive", message.to_owned()))
    }
}

/// Writes the text of a rule set.
pub(crate) fn write(
    name: &str,
    valid_from: Day,
    table: &str,
    facts: &[FactEntry],
    parameters: &[Parameter],
) -> String {
    let mut text = format!("format = {FORMAT}\nengine = {ENGINE}\nprofile = {PROFILE}\n");
    line(&mut text, "name", name);
    line(&mut text, "valid_from", &valid_from.to_string());
    let _ = writeln!(text, "table = \"\"\"\n{}\"\"\"", escaped(table, true));
    facts.iter().for_each(|fact| write_fact(&mut text, fact));
    parameters.iter().for_each(|parameter| write_parameter(&mut text, parameter));
    text
}

fn write_fact(text: &mut String, fact: &FactEntry) {
    text.push_str("\n[[fact]]\n");
    line(text, "name", &fact.name);
    line(text, "kind", kind(fact.kind));
    line(text, "unit", &fact.unit);
    list(text, "codes", &fact.codes);
    let _ = writeln!(text, "many = {}", fact.many);
    line(text, "subject", &fact.subject);
    list(text, "sources", &fact.sources);
    if let Some(days) = fact.age_days_max {
        let _ = writeln!(text, "age_days_max = {days}");
    }
    let _ = writeln!(text, "personal = {}", fact.personal);
    words(text, &fact.words);
}

fn write_parameter(text: &mut String, parameter: &Parameter) {
    text.push_str("\n[[parameter]]\n");
    line(text, "name", &parameter.name);
    line(text, "kind", kind(parameter.kind));
    line(text, "unit", &parameter.unit);
    line(text, "applies_by", applies_by(parameter.applies_by));
    words(text, &parameter.words);
    for row in &parameter.rows {
        text.push_str("[[parameter.row]]\n");
        line(text, "valid_from", &row.valid_from.to_string());
        if let Some(end) = row.valid_to {
            line(text, "valid_to", &end.to_string());
        }
        line(text, "known_from", &row.known_from.to_string());
        line(text, "value", &row.value);
        list(text, "cite", &row.cite);
        line(text, "grade", grade(row.grade));
        line(text, "marks", &row.marks);
        line(text, "last_checked", &row.last_checked.to_string());
        line(text, "note", &row.note);
    }
}

fn line(text: &mut String, key: &str, value: &str) {
    let _ = writeln!(text, "{key} = \"{}\"", escaped(value, false));
}

fn list(text: &mut String, key: &str, values: &[String]) {
    let values: Vec<String> =
        values.iter().map(|value| format!("\"{}\"", escaped(value, false))).collect();
    let _ = writeln!(text, "{key} = [{}]", values.join(", "));
}

fn words(text: &mut String, words: &Words) {
    let [fi, sv, en] = [&words.fi, &words.sv, &words.en].map(|word| escaped(word, false));
    let _ = writeln!(text, "words = {{ fi = \"{fi}\", sv = \"{sv}\", en = \"{en}\" }}");
}

/// A text inside quotes; in a text of many lines the line breaks stay as they are.
fn escaped(value: &str, lines: bool) -> String {
    let mut out = String::with_capacity(value.len() + value.len() / 16);
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' if lines => out.push('\n'),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool => "bool",
        Kind::Code => "code",
        Kind::Money => "money",
        Kind::Number => "number",
        Kind::Date => "date",
        Kind::Months => "months",
        Kind::Days => "days",
        Kind::Text => "text",
    }
}

pub(crate) fn applies_by(by: AppliesBy) -> &'static str {
    match by {
        AppliesBy::Filing => "filing",
        AppliesBy::Decision => "decision",
        AppliesBy::PermitStart => "permit_start",
        AppliesBy::Event => "event",
    }
}

pub(crate) fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::Primary => "primary",
        Grade::Secondary => "secondary",
        Grade::Unverified => "unverified",
    }
}
