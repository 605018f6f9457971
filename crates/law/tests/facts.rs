//! Values of facts: what the dictionary allows, and how they are read.

mod small;

use law::{Day, Facts, LawDates, Level, NoRuling, Value};
use small::{Table, law, model, problems, tables};

fn counting() -> String {
    let table = Table {
        name: "Some",
        role: "value",
        hit: "FIRST",
        requires: &["colours"],
        columns: &["count(colours)"],
        outputs: &["band"],
        rows: &[&["0", "\"none\"", "Act s. 1"], &["-", "\"some\"", "Act s. 1"]],
    };
    model(&["colours"], &tables(&[table]))
}

#[test]
fn every_item_of_a_list_is_a_code_of_the_dictionary() {
    assert_eq!(problems(&counting()), Vec::<String>::new());
    let law = law(&counting());
    let set = law.versions("small").next().unwrap();
    let on = Day::parse("2025-01-01").unwrap();
    let ask = |codes: &[&str]| {
        let mut facts = Facts::default();
        let items = codes.iter().map(|code| Value::text(code)).collect();
        facts.set("colours", Value::List(items), "register", on);
        set.rule(&facts, &LawDates::all_on(on))
    };
    assert!(ask(&["red", "blue"]).is_ok());
    assert!(
        matches!(ask(&["red", "bleu"]), Err(NoRuling::Fault(law::Fault::Value(name))) if name == "colours")
    );
}

#[test]
fn values_are_read_as_case_files_write_them() {
    let law = law(&counting());
    let set = law.versions("small").next().unwrap();
    let program = set.program(&LawDates::all_on(Day::parse("2025-01-01").unwrap())).unwrap();
    let input = &program.inputs()[0];
    assert_eq!(
        input.read_many(&["red".into(), "green".into()]).unwrap().to_string(),
        "[\"red\", \"green\"]"
    );
    assert_eq!(input.read("unknown"), Some(Value::Null));
    assert_eq!(input.read("red"), None, "a list is no single code");
    let loaded = small::examine(&small::folder(&counting(), "on: {}\ncases: nonsense\n"));
    assert!(loaded.problems.iter().any(|p| p.level == Level::Error && p.code == "bad-cases"));
}

/// Parameters in time: every mistake is refused, and the message names the parameter and the day.
#[test]
fn parameters_have_one_value_on_every_day() {
    let row = |from: &str, to: &str, value: &str| {
        let to = if to.is_empty() { String::new() } else { format!("valid_to = \"{to}\"\n") };
        format!(
            "[[parameter.row]]\nvalid_from = \"{from}\"\n{to}known_from = \"{from}\"\nvalue = \"{value}\"\n\
             cite = [\"Act s. 1\"]\ngrade = \"primary\"\nmarks = \"L\"\nlast_checked = \"2026-01-01\"\n"
        )
    };
    let found = |rows: &str| {
        let mut files = small::folder(&counting(), "on: {decision: \"2020-01-01\"}\ncases: []\n");
        for (path, text) in &mut files {
            if path.starts_with("parameters") {
                text.push_str(rows);
            }
        }
        let problems = small::examine(&files).problems;
        let about = problems.iter().filter(|p| &*p.file == "parameters/a.toml");
        about.map(|p| (p.code, p.message.to_string())).collect::<Vec<_>>()
    };
    assert_eq!(found(&row("2024-01-01", "", "900")), []);
    let only = |rows: &str, code: &str, words: &str| {
        let found = found(rows);
        assert!(found.iter().any(|(c, m)| *c == code && m.contains(words)), "{found:?}");
    };
    only(&row("2020-01-01", "", "900"), "parameter-overlap", "'income_min' hold on 2020-01-01");
    only(
        &(row("2024-01-01", "2024-06-30", "900") + &row("2024-08-01", "", "950")),
        "parameter-gap",
        "no value just before 2024-08-01",
    );
    only(
        &(row("2024-01-01", "2024-09-30", "900") + &row("2024-08-01", "", "950")),
        "parameter-overlap",
        "hold on 2024-08-01",
    );
    only(&row("2024-01-01", "2023-01-01", "900"), "bad-dates", "ends before it begins");
    only(&row("2024-01-01", "", "9 hundred"), "bad-value", "9 hundred");
    only(&row("2026-06-01", "", "900"), "bad-dates", "before it was known on 2026-06-01");
    only("[[parameter.row]]\n", "bad-toml", "valid_from");
}

/// Law that has no value on a day it is in force is refused when it is loaded, not when it is asked.
#[test]
fn a_rule_set_needs_its_parameters_on_every_day() {
    let table = Table {
        name: "Enough",
        role: "value",
        hit: "FIRST",
        requires: &["income", "income_min"],
        columns: &["income - income_min"],
        outputs: &["band"],
        rows: &[&[">= 0", "\"yes\"", "Act s. 1"], &["-", "\"no\"", "Act s. 1"]],
    };
    let table = model(&["income", "income_min"], &tables(&[table]));
    assert_eq!(problems(&table), Vec::<String>::new());
    let mut files = small::folder(&table, "on: {decision: \"2020-01-01\"}\ncases: []\n");
    for (path, text) in &mut files {
        if path.starts_with("parameters") {
            *text = text.replace("value = \"800\"", "valid_to = \"2022-12-31\"\nvalue = \"800\"");
        }
    }
    let problems = small::examine(&files).problems;
    let missing = problems.iter().find(|p| p.code == "missing-parameter");
    assert!(
        missing.is_some_and(|p| p.message.contains("'income_min' has no value from 2023-01-01")),
        "{problems:?}"
    );
}
