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
