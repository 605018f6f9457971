//! Decision tables in words: what a row asks, what it answers, what it rests on.

use std::collections::BTreeMap;

use law::{Dictionary, Law, Role, RuleSet, ShownTable};
use web::{Html, Problem, Ui};

use crate::words;

#[derive(askama::Template)]
#[template(path = "pages/tables.html")]
struct Tables<'a> {
    ui: &'a Ui,
    tables: Vec<Table>,
}

struct Table {
    id: String,
    heading: String,
    rows: Vec<TableRow>,
}

struct TableRow {
    when: Vec<(String, String)>,
    gives: String,
    finding: String,
    citations: String,
}

/// The tables of a rule set.
pub(super) fn shown(ui: &Ui, law: &Law, set: &RuleSet) -> Result<Html, Problem> {
    let tables = set.shown();
    let headings = headings(ui, &law.dictionary, &tables);
    let tables = tables.iter().map(|table| in_words(ui, law, &headings, table)).collect();
    Html::render(&Tables { ui, tables })
}

/// What each decision is called: by the fact it looks at first, and where several look at one, by
/// which of them it is.
pub(super) fn headings(
    ui: &Ui,
    law: &Dictionary,
    tables: &[ShownTable],
) -> BTreeMap<String, String> {
    let heading = |table: &ShownTable| {
        let named = table.columns.iter().flat_map(|column| names_in(column));
        let mut facts = named.filter(|name| law.facts.contains_key(*name));
        match (table.role, facts.next()) {
            (Role::Ruling, _) => ui.t("automation-table-outcome").plain(),
            (Role::Class, _) => ui.t("automation-table-class").plain(),
            (Role::Condition, Some(fact)) => words::name(ui, law, fact),
            (Role::Value, _) if table.columns.len() > 1 => ui.t("automation-table-reasons").plain(),
            (Role::Condition | Role::Value, _) => spaced(&table.name),
        }
    };
    let mut called: BTreeMap<String, usize> = BTreeMap::new();
    let mut unlike = |heading: String| {
        let before = called.entry(heading.clone()).or_default();
        *before += 1;
        match *before {
            1 => heading,
            n => ui.t("automation-table-again").arg("heading", heading).arg("n", n).plain(),
        }
    };
    tables.iter().map(|table| (table.name.to_string(), unlike(heading(table)))).collect()
}

/// The names an expression is made of.
fn names_in(expression: &str) -> impl Iterator<Item = &str> {
    let parts = expression.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    parts.filter(|part| !part.is_empty())
}

/// `TravelDocument` as `Travel document`.
fn spaced(name: &str) -> String {
    let mut spaced = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_uppercase() && !spaced.is_empty() {
            spaced.push(' ');
            spaced.extend(c.to_lowercase());
        } else {
            spaced.push(c);
        }
    }
    spaced
}

fn in_words(ui: &Ui, law: &Law, headings: &BTreeMap<String, String>, table: &ShownTable) -> Table {
    let column = |heading: &str| match heading.strip_suffix(".status") {
        Some(other) => headings.get(other).cloned().unwrap_or_else(|| spaced(other)),
        None => match heading.split_once(" - ") {
            Some((one, two)) => {
                let name = |part: &str| words::name(ui, &law.dictionary, part.trim());
                ui.t("automation-minus").arg("one", name(one)).arg("two", name(two)).plain()
            }
            None => words::name(ui, &law.dictionary, heading),
        },
    };
    let rows = table.rows.iter().map(|row| {
        let asked = table.columns.iter().zip(&row.cells).filter(|(_, cell)| *cell != "-");
        let finding = row
            .finding
            .as_deref()
            .map(|code| law.text(words::language(ui), code).unwrap_or(code).to_owned());
        TableRow {
            when: asked.map(|(head, cell)| (column(head), cell_words(ui, law, cell))).collect(),
            gives: row.gives.as_deref().map(|code| gives(ui, code)).unwrap_or_default(),
            finding: finding.unwrap_or_default(),
            citations: row.citations.join("; "),
        }
    });
    let heading = headings.get(&*table.name).cloned().unwrap_or_default();
    Table { id: table.name.to_lowercase(), heading, rows: rows.collect() }
}

/// What a row gives: a status, an outcome, a class.
fn gives(ui: &Ui, code: &str) -> String {
    ui.code("automation-gives-", code.replace(' ', "-")).plain()
}

/// A cell in words, as far as it is one of the usual ones.
fn cell_words(ui: &Ui, law: &Law, cell: &str) -> String {
    let one = |part: &str| {
        let part = part.trim();
        let name = |part: &str| words::name(ui, &law.dictionary, part.trim());
        for (sign, key) in [
            (">=", "automation-at-least"),
            ("<=", "automation-at-most"),
            (">", "automation-more-than"),
            ("<", "automation-less-than"),
        ] {
            if let Some(rest) = part.strip_prefix(sign) {
                return ui.t(key).arg("of", name(rest)).plain();
            }
        }
        match part {
            "true" => ui.t("automation-yes").plain(),
            "false" => ui.t("automation-no").plain(),
            "not(false)" => ui.t("automation-not-no").plain(),
            "not(true)" => ui.t("automation-not-yes").plain(),
            "null" => ui.t("automation-unknown").plain(),
            part => match part.strip_prefix('"').and_then(|part| part.strip_suffix('"')) {
                Some(status @ ("met" | "not met" | "needs an official" | "not applicable")) => {
                    gives(ui, status)
                }
                Some(code) => words::code(ui, code),
                None => name(part),
            },
        }
    };
    // Only codes stand in lists; a comma inside brackets belongs to a function.
    if cell.starts_with('"') {
        let or = ui.t("automation-or").plain();
        return cell.split(',').map(one).collect::<Vec<_>>().join(&format!(" {or} "));
    }
    one(cell)
}
