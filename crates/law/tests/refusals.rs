//! Bad input: every kind is refused with its code, its place, and words that say what to do.

mod small;

use law::{Law, Problem};
use proptest::prelude::*;
use std::time::{Duration, Instant};

fn refused(source: &str) -> Vec<Problem> {
    law::compile("bad.dmn", source).err().unwrap_or_default()
}

fn model(body: &str) -> String {
    format!(
        "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" name=\"m\">\n\
         <inputData id=\"i\" name=\"income\"><variable name=\"income\" typeRef=\"number\"/></inputData>\n\
         <inputData id=\"b\" name=\"born\"><variable name=\"born\" typeRef=\"date\"/></inputData>\n\
         {body}\n</definitions>"
    )
}

fn decision(logic: &str) -> String {
    let needs = ["i", "b"].map(|id| {
        format!("<informationRequirement><requiredInput href=\"#{id}\"/></informationRequirement>")
    });
    model(&format!(
        "<decision id=\"d\" name=\"D\"><variable name=\"D\"/>{}\n{logic}</decision>",
        needs.concat()
    ))
}

fn expression(text: &str) -> String {
    decision(&format!("<literalExpression><text>{text}</text></literalExpression>"))
}

/// A table with one column and rows of (cell, output).
fn table(column: &str, rows: &[(&str, &str)]) -> String {
    let rows: String = rows
        .iter()
        .map(|(cell, output)| {
            format!(
                "<rule><inputEntry><text>{cell}</text></inputEntry>\
                 <outputEntry><text>{output}</text></outputEntry></rule>\n"
            )
        })
        .collect();
    decision(&format!(
        "<decisionTable hitPolicy=\"FIRST\"><input><inputExpression><text>{column}</text>\
         </inputExpression></input><output/>\n{rows}</decisionTable>"
    ))
}

/// One problem with this code whose words hold these.
fn says(source: &str, code: &str, words: &[&str]) {
    let found = refused(source);
    let text: Vec<String> = found.iter().map(ToString::to_string).collect();
    let [problem] = found.as_slice() else { panic!("{code}: {text:#?}") };
    assert_eq!(problem.code, code, "{text:#?}");
    assert_eq!(&*problem.file, "bad.dmn");
    for words in words {
        assert!(text.concat().contains(words), "'{words}' is not in {text:#?}");
    }
}

#[test]
fn cells_and_expressions_that_mean_nothing() {
    says(
        &table("incmoe", &[("-", "1")]),
        "wrong-expression",
        &["column incmoe", "unknown name 'incmoe'"],
    );
    // Names may hold operators in this language: unless both names are known, this reads as one.
    says(
        &expression("income - Threshold"),
        "wrong-expression",
        &["'Threshold'", "must require it"],
    );
    says(
        &table("income", &[("1", "1"), ("\"much\"", "2")]),
        "wrong-cell",
        &["row 2", "text", "number"],
    );
    says(&table("income", &[("&lt; ", "1")]), "unreadable", &["row 1", "column income"]);
    says(&table("income", &[("", "1")]), "unreadable", &["write - when anything will do"]);
    says(
        &table("born", &[("&lt; date(\"2026-02-30\")", "1")]),
        "wrong-cell",
        &["2026-02-30", "row 1"],
    );
    says(
        &table("born", &[("&lt; date(\"12026-01-01\")", "1")]),
        "wrong-cell",
        &["years 1 to 9999"],
    );
    says(&expression("fetch(\"http://x\")"), "wrong-expression", &["function fetch", "unknown"]);
    says(
        &expression("income + born"),
        "wrong-expression",
        &["cannot calculate with a number and a date"],
    );
    says(&expression(&format!("{} * 10", "9".repeat(34))), "wrong-expression", &["34 digits"]);
    says(&expression(&"9".repeat(35)), "unreadable", &["at most 34 digits"]);
    says(&expression("if income &gt; 1 then 1"), "unreadable", &["else"]);
}

#[test]
fn tables_that_are_no_tables() {
    let short = "<decisionTable><input><inputExpression><text>income</text></inputExpression></input>\
                 <output/><rule><outputEntry><text>1</text></outputEntry></rule></decisionTable>";
    says(
        &decision(short),
        "short-row",
        &["row 1", "0 conditions and 1 outputs", "1 and 1 columns"],
    );
    let none = "<decisionTable><output/></decisionTable>";
    says(&decision(none), "empty-table", &["no output or no row"]);
    let strange = "<decisionTable hitPolicy=\"BEST\"><input><inputExpression><text>income</text>\
                   </inputExpression></input><output/><rule><inputEntry><text>-</text></inputEntry>\
                   <outputEntry><text>1</text></outputEntry></rule></decisionTable>";
    says(&decision(strange), "unsupported-construct", &["hit policy BEST"]);
}

#[test]
fn models_that_contradict_themselves() {
    let circle = |own: &str, other: &str| {
        format!(
            "<decision id=\"{own}\" name=\"{own}\"><variable name=\"{own}\"/><informationRequirement>\
             <requiredDecision href=\"#{other}\"/></informationRequirement><literalExpression>\
             <text>{other}</text></literalExpression></decision>"
        )
    };
    says(&model(&(circle("one", "two") + &circle("two", "one"))), "cycle", &["circle: one, two"]);
    says(&model(&circle("one", "nobody")), "dangling-reference", &["#nobody", "does not exist"]);
    says(&model("<decision id=\"i\" name=\"D\"/>"), "duplicate-id", &["the id i stands twice"]);
    says(
        &model(
            "<inputData id=\"j\" name=\"income\"><variable name=\"income\" typeRef=\"number\"/></inputData>",
        ),
        "duplicate-name",
        &["'income' is declared twice"],
    );
    let both = "<inputData id=\"a\" name=\"rate\"><variable name=\"rate\" typeRef=\"number\"/></inputData>\
                <inputData id=\"c\" name=\"income - rate\"><variable name=\"income - rate\" typeRef=\"number\"/></inputData>";
    says(&model(both), "ambiguous-name", &["can also be read as a calculation", "rename it"]);
    says(
        &model("<import namespace=\"x\" locationURI=\"http://x\"/>"),
        "unsupported-construct",
        &["<import>", "nothing was evaluated"],
    );
}

#[test]
fn files_that_attack() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><x>&b;</x>";
    says(bomb, "bad-xml", &["entities"]);
    says(&"x".repeat(50 * 1024 * 1024), "file-too-large", &["52428800 bytes"]);
    says(&("<a>".repeat(100_000)), "bad-xml", &["nested deeper than 64"]);
    says("<definitions/>", "not-dmn", &["not a DMN"]);
    says("", "bad-xml", &[]);
    says("<a", "bad-xml", &[]);
    let rows: String = "<rule><inputEntry><text>1</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>".repeat(5000);
    let wide = format!(
        "<decisionTable><input><inputExpression><text>income</text></inputExpression></input><output/>{rows}</decisionTable>"
    );
    says(&decision(&wide), "table-too-large", &["4096 rows"]);
    let nested = format!("{}1{}", "(".repeat(2000), ")".repeat(2000));
    says(&expression(&nested), "unreadable", &["nested deeper", "split the rule"]);
}

/// Shipped files with bytes changed, left out and doubled: refused or loaded, never a panic, and
/// never much slower than the file itself.
#[test]
fn files_with_random_damage_never_panic() {
    let tables: Vec<&str> = law::shipped::FILES
        .iter()
        .filter(|(path, _)| path.ends_with(".dmn"))
        .map(|(_, text)| *text)
        .collect();
    let pieces = [
        "<",
        "&#0;",
        "\"",
        "- ",
        "null",
        "not(",
        "[1..",
        "]]>",
        "<rule>",
        "</text>",
        "date(\"",
        "9999999999999999999",
        "\u{0}",
        "if ",
        "{a: ",
    ];
    let slowest = std::cell::Cell::new(Duration::ZERO);
    let config =
        ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() };
    let damage = proptest::collection::vec((any::<usize>(), 0_usize..4, 0..pieces.len()), 1..6);
    let strategy = (0..tables.len(), damage);
    proptest::test_runner::TestRunner::new(config)
        .run(&strategy, |(table, damage)| {
            let mut text = tables[table].to_owned();
            for (place, kind, piece) in damage {
                let mut at = place % text.len().max(1);
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                match kind {
                    0 => text.insert_str(at, pieces[piece]),
                    1 => text.truncate(at),
                    2 => {
                        let end = (at..=text.len())
                            .find(|end| *end > at + 40 && text.is_char_boundary(*end));
                        text.replace_range(at..end.unwrap_or(text.len()), pieces[piece]);
                    }
                    _ => {
                        let tail = text[at..].to_owned();
                        text.push_str(&tail);
                    }
                }
            }
            let begun = Instant::now();
            let found = law::compile("damaged.dmn", &text);
            slowest.set(slowest.get().max(begun.elapsed()));
            if let Err(problems) = found {
                prop_assert!(!problems.is_empty());
                prop_assert!(problems.iter().all(|problem| !problem.message.is_empty()));
            }
            Ok(())
        })
        .unwrap();
    assert!(slowest.get() < Duration::from_secs(5), "{slowest:?}");
}

/// The other files of the folder: TOML, cases, texts.
#[test]
fn a_folder_with_random_damage_never_panics() {
    let files = small::folder("<definitions/>", "on: {}\ncases: []\n");
    let pieces = [
        "[",
        "\"",
        "\n",
        "=",
        "- ",
        "{",
        "valid_from",
        "99999999999999999999",
        "null",
        "&a ",
        "*a",
        "2026-02-30",
        "\u{0}",
    ];
    let config =
        ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() };
    proptest::test_runner::TestRunner::new(config)
        .run(
            &(0..files.len(), any::<usize>(), 0..pieces.len(), any::<bool>()),
            |(file, place, piece, cut)| {
                let mut files = files.clone();
                let text = &mut files[file].1;
                let mut at = place % text.len();
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                if cut {
                    text.truncate(at);
                } else {
                    text.insert_str(at, pieces[piece]);
                }
                let loaded =
                    Law::examine(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
                prop_assert!(!loaded.problems.is_empty(), "the table alone is refused");
                Ok(())
            },
        )
        .unwrap();
}
