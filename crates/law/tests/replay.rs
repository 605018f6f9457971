//! A ruling is repeated years later by the rule set that was stored then.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod small;

use law::{Day, Facts, Law, LawDates, Outcome, Replay, RuleSet, Value, seal};
use small::{Table, examine, folder, model, tables};

const CITE: &str = "Act s. 1";
const CASES: &str = "on: {decision: \"2020-01-01\"}\ncases: []\n";

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Grants when the income reaches the parameter.
fn table(met: &str) -> String {
    let cond = Table {
        name: "Cond",
        role: "condition",
        hit: "FIRST",
        requires: &["income", "income_min"],
        columns: &["income - income_min"],
        outputs: &["status", "finding"],
        rows: &[
            &[met, "\"met\"", "\"enough\"", CITE],
            &["< 0", "\"not met\"", "\"too-low\"", CITE],
            &["-", "\"needs an official\"", "\"open\"", CITE],
        ],
    };
    let ruling = Table {
        name: "Ruling",
        role: "ruling",
        hit: "FIRST",
        requires: &["Cond"],
        columns: &["Cond.status"],
        outputs: &["outcome"],
        rows: &[&["\"met\"", "\"grant\"", CITE], &["-", "\"route\"", CITE]],
    };
    model(&["income", "income_min"], &tables(&[cond, ruling]))
}

fn set(law: &Law) -> &RuleSet {
    law.versions("small").next().unwrap()
}

fn told(income: &str) -> (Facts, LawDates) {
    let on = day("2025-05-05");
    let mut facts = Facts::default();
    let income = Value::Num(law::Decimal::parse(income).unwrap());
    facts.set("income", income, "bank", on);
    (facts, LawDates::all_on(on))
}

#[test]
fn the_law_of_then_answers_as_it_did_then() {
    let then = examine(&folder(&table(">= 0"), CASES)).law;
    let (facts, dates) = told("800");
    let answer = set(&then).rule(&facts, &dates);
    assert_eq!(answer.as_ref().unwrap().outcome, Some(Outcome::Grant));
    let (kept, hash) = (seal(&answer), set(&then).hash.clone());
    let stored = set(&then).archive().to_owned();

    // Years later the limit rose, the table was corrected, and a word of the dictionary changed.
    let mut files = folder(&table("> 0"), CASES);
    for (path, text) in &mut files {
        if path.starts_with("parameters") {
            let row = "[[parameter.row]]\nvalid_from = \"2025-01-01\"\nknown_from = \"2024-12-01\"\n\
                       value = \"900\"\ncite = [\"Act s. 1\"]\ngrade = \"primary\"\nmarks = \"L\"\n\
                       last_checked = \"2026-01-01\"\n";
            text.push_str(row);
        }
    }
    let now = examine(&files).law;
    assert!(now.by_hash(&hash).is_none(), "the folder no longer knows it");
    let today = set(&now).rule(&facts, &dates).unwrap();
    assert_eq!(today.outcome, Some(Outcome::RouteToOfficial));
    assert!(matches!(set(&now).replay(&facts, &dates, &kept), Replay::Differs(_)));

    let again = RuleSet::from_archive(&stored).unwrap();
    assert_eq!(again.hash, hash);
    assert_eq!(again.replay(&facts, &dates, &kept), Replay::Same);
    // One cent less is another ruling.
    let (poorer, _) = told("799.99");
    assert!(matches!(again.replay(&poorer, &dates, &kept), Replay::Differs(_)));
}

#[test]
fn an_archive_that_was_touched_is_refused() {
    let law = examine(&folder(&table(">= 0"), CASES)).law;
    let stored = set(&law).archive().to_owned();
    for (from, to) in [
        ("\"800\"", "\"700\""),
        ("&gt;= 0", "&gt; 0"),
        ("engine = 1", "engine = 2"),
        ("[[fact]]", "# a note\n[[fact]]"),
        ("sources = [\"bank\"]", "sources = [\"hearsay\"]"),
    ] {
        let touched = stored.replacen(from, to, 1);
        assert_ne!(touched, stored, "{from}");
        match RuleSet::from_archive(&touched) {
            // Another consistent rule set: its hash tells it from the one that was stored.
            Ok(other) => assert_ne!(other.hash, set(&law).hash, "{from}"),
            Err(problems) => assert!(!problems.is_empty()),
        }
    }
    assert!(RuleSet::from_archive("").is_err());
    assert_eq!(
        RuleSet::from_archive(&stored.replace("engine = 1", "engine = 2")).unwrap_err()[0].code,
        "other-engine"
    );
    assert!(RuleSet::from_archive(&stored.replacen("[[fact]]", "# a note\n[[fact]]", 1)).is_err());
}

#[test]
fn every_shipped_rule_set_comes_back_from_its_archive_and_repeats_its_cases() {
    let law = Law::shipped().unwrap();
    let mut repeated = 0;
    for decision in law.decisions() {
        for set in law.versions(decision) {
            let again = RuleSet::from_archive(set.archive()).unwrap();
            assert_eq!((&again.hash, again.archive()), (&set.hash, set.archive()));
            for case in law.cases(decision, set.valid_from) {
                let kept = seal(&set.rule(&case.facts, &case.dates));
                assert_eq!(again.replay(&case.facts, &case.dates, &kept), Replay::Same);
                repeated += 1;
            }
        }
    }
    assert!(repeated > 300, "{repeated}");
}

#[test]
fn facts_and_dates_are_kept_without_loss() {
    let on = day("2026-02-03");
    let mut facts = Facts::default();
    let values = [
        Value::Null,
        Value::NotApplicable,
        Value::Bool(true),
        Value::Num(law::Decimal::parse("-0.10").unwrap()),
        Value::text("a \"b\"\n"),
        Value::Date(on),
        Value::Months(-3),
        Value::Seconds(86_400),
        Value::List(vec![Value::text("x"), Value::Null].into()),
        Value::Context(vec![("k".into(), Value::Bool(false))].into()),
    ];
    for (number, value) in values.into_iter().enumerate() {
        facts.set(&format!("f{number}"), value, "bank", on);
    }
    let limited = facts.0.get_mut("f2").unwrap();
    limited.valid_to = Some(on);
    limited.conflict = true;
    let kept = toml::to_string(&facts).unwrap();
    assert_eq!(toml::from_str::<Facts>(&kept).unwrap(), facts);
    let dates = LawDates { permit_start: Some(on), ..LawDates::all_on(day("2026-01-01")) };
    assert_eq!(toml::from_str::<LawDates>(&toml::to_string(&dates).unwrap()).unwrap(), dates);
    assert!(
        toml::from_str::<Facts>(
            "[f]\nvalue = { num = \"1e3\" }\nsource = \"s\"\nretrieved = \"2026-01-01\""
        )
        .is_err()
    );
}
