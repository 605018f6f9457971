//! What the static checks must find, and what they must let pass.

mod small;

use small::{Table, expression, model, problems, tables};

const CITE: &str = "Act s. 1";

/// A ruling with one condition in front of it.
fn ruling(condition: Table<'_>, inputs: &[&str]) -> Vec<String> {
    let ruling = Table {
        name: "Ruling",
        role: "ruling",
        hit: "FIRST",
        requires: &["Cond"],
        columns: &["Cond"],
        outputs: &["outcome"],
        rows: &[&["\"met\"", "\"grant\"", CITE], &["-", "\"route\"", CITE]],
    };
    problems(&model(inputs, &tables(&[condition, ruling])))
}

fn condition<'a>(requires: &'a [&'a str], rows: &'a [&'a [&'a str]]) -> Table<'a> {
    Table {
        name: "Cond",
        role: "condition",
        hit: "FIRST",
        requires,
        columns: requires,
        outputs: &["status"],
        rows,
    }
}

fn only(found: &[String], code: &str, words: &str) {
    assert!(
        !found.is_empty() && found.iter().all(|p| p.contains(&format!("[{code}]"))),
        "{found:#?}"
    );
    assert!(found.iter().any(|p| p.contains(words)), "{found:#?}");
}

#[test]
fn a_sound_table_has_no_problem() {
    let rows: &[&[&str]] = &[
        &["true", "\"met\"", CITE],
        &["false", "\"not met\"", CITE],
        &["-", "\"needs an official\"", CITE],
    ];
    assert_eq!(ruling(condition(&["member"], rows), &["member"]), Vec::<String>::new());
}

#[test]
fn a_gap_is_shown_by_a_case() {
    let rows: &[&[&str]] =
        &[&["null", "\"needs an official\"", CITE], &["\"red\",\"green\"", "\"met\"", CITE]];
    only(
        &ruling(condition(&["colour"], rows), &["colour"]),
        "gap",
        "no row answers this case: colour = not applicable",
    );
}

#[test]
fn an_overlap_is_shown_by_a_case() {
    let rows: &[&[&str]] = &[
        &["null, inapplicable", "\"needs an official\"", CITE],
        &["true", "\"met\"", CITE],
        &["true,false", "\"not met\"", CITE],
    ];
    let table = Table { hit: "UNIQUE", ..condition(&["member"], rows) };
    only(
        &ruling(table, &["member"]),
        "overlap",
        "rows 2 and 3 both answer this case: member = true",
    );
}

#[test]
fn a_row_nobody_reaches_is_dead() {
    let rows: &[&[&str]] = &[
        &["true", "\"met\"", CITE],
        &["false", "\"not met\"", CITE],
        &["true,false", "\"met\"", CITE],
        &["-", "\"needs an official\"", CITE],
    ];
    only(&ruling(condition(&["member"], rows), &["member"]), "dead-row", "row 3");
}

#[test]
fn an_unknown_fact_decides_nothing() {
    let rows: &[&[&str]] = &[&["false", "\"not met\"", CITE], &["-", "\"met\"", CITE]];
    only(
        &ruling(condition(&["member"], rows), &["member"]),
        "unknown-decides",
        "gives 'met' while member is unknown",
    );
    // It may be unknown where every value of it gives the same.
    let rows: &[&[&str]] = &[
        &["true", "-", "\"met\"", CITE],
        &["false", "-", "\"not met\"", CITE],
        &["-", "-", "\"needs an official\"", CITE],
    ];
    let table = condition(&["member", "colour"], rows);
    assert_eq!(ruling(table, &["member", "colour"]), Vec::<String>::new());
}

/// A helper table must not turn *unknown* into a value that a later table takes as known.
#[test]
fn an_unknown_fact_is_not_laundered_by_a_helper() {
    let helper = Table {
        name: "Help",
        role: "value",
        hit: "FIRST",
        requires: &["member"],
        columns: &["member"],
        outputs: &["band"],
        rows: &[&["false", "\"low\"", CITE], &["-", "\"high\"", CITE]],
    };
    let cond: &[&[&str]] = &[&["\"high\"", "\"met\"", CITE], &["-", "\"not met\"", CITE]];
    let cond = Table { columns: &["Help"], ..condition(&["Help"], cond) };
    let ruling = Table {
        name: "Ruling",
        role: "ruling",
        hit: "FIRST",
        requires: &["Cond"],
        columns: &["Cond"],
        outputs: &["outcome"],
        rows: &[&["\"met\"", "\"grant\"", CITE], &["-", "\"route\"", CITE]],
    };
    let found = problems(&model(&["member"], &tables(&[helper, cond, ruling])));
    only(&found, "unknown-decides", "Help");
    // The same helper harms nobody when no condition, class or ruling rests on it.
    let alone = Table {
        name: "Help",
        role: "value",
        hit: "FIRST",
        requires: &["member"],
        columns: &["member"],
        outputs: &["band"],
        rows: &[&["false", "\"low\"", CITE], &["-", "\"high\"", CITE]],
    };
    assert_eq!(problems(&model(&["member"], &tables(&[alone]))), Vec::<String>::new());
}

/// A calculation that only hands a fact on hands on *not applicable*, too.
#[test]
fn what_a_calculation_hands_on_may_be_not_applicable() {
    let rows: &[&[&str]] = &[
        &["null", "\"needs an official\"", CITE],
        &["true", "\"met\"", CITE],
        &["false", "\"not met\"", CITE],
    ];
    let mut decisions = vec![expression("Same", &["member"], "member")];
    decisions.extend(tables(&[Table { columns: &["Same"], ..condition(&["Same"], rows) }]));
    only(&problems(&model(&["member"], &decisions)), "gap", "Same = not applicable");
}

/// The least of no values is unknown.
#[test]
fn a_collecting_table_may_find_nothing() {
    let helper = Table {
        name: "Least",
        role: "value",
        hit: "COLLECT\" aggregation=\"MIN",
        requires: &["colour"],
        columns: &["colour"],
        outputs: &["amount"],
        rows: &[&["\"red\"", "0", CITE], &["\"red\",\"green\"", "1", CITE]],
    };
    let rows: &[&[&str]] = &[&["< 1", "\"not met\"", CITE], &[">= 1", "\"met\"", CITE]];
    let cond = Table { columns: &["Least"], ..condition(&["Least"], rows) };
    let found = problems(&model(&["colour"], &tables(&[helper, cond])));
    let has = |code: &str, words: &str| found.iter().any(|p| p.contains(code) && p.contains(words));
    assert!(has("[gap]", "Least = unknown"), "{found:#?}");
    assert!(has("[unknown-decides]", "decision Least, row 1, column colour"), "{found:#?}");
}

/// Whether two rows overlap must be provable where only one may answer.
#[test]
fn what_cannot_be_proven_is_refused() {
    let rows: &[&[&str]] = &[
        &["null, inapplicable", "-", "\"needs an official\"", CITE],
        &["< age", "-", "\"not met\"", CITE],
        &[">= age", "-", "\"met\"", CITE],
    ];
    let table =
        Table { hit: "UNIQUE", columns: &["income", "age"], ..condition(&["income", "age"], rows) };
    let found = ruling(table, &["income", "age"]);
    assert!(found.iter().any(|p| p.contains("[overlap]") && p.contains("row 2")), "{found:#?}");
}

#[test]
fn amounts_and_citations_belong_to_the_law() {
    let rows: &[&[&str]] = &[
        &[">= 800", "\"met\"", CITE],
        &["< 800", "\"not met\"", CITE],
        &["-", "\"needs an official\"", CITE],
    ];
    only(&ruling(condition(&["income"], rows), &["income"]), "bare-number", "800 stands bare");
    let rows: &[&[&str]] = &[
        &["true", "\"met\"", CITE],
        &["false", "\"not met\"", ""],
        &["-", "\"needs an official\"", CITE],
    ];
    only(&ruling(condition(&["member"], rows), &["member"]), "missing-citation", "row 2");
}
