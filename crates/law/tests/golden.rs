//! The reference rule against its golden file, which four independent engines agree on. The data
//! are 30 MB and not part of the project: without them this test has nothing to read and says so.
//! To make them: `cd target/rules && python3 ../../../shared/bench/rules/data.py`.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise"
)]

use law::{Day, Decimal, Value};
use std::path::{Path, PathBuf};

const TYPES: [&str; 6] = ["WORK", "SPECIALIST", "BLUECARD", "STUDENT", "ENTREPRENEUR", "SEASONAL"];
const FLAGS: [&str; 3] = ["none", "pending", "convicted"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn column<const N: usize>(name: &str) -> Option<Vec<[u8; N]>> {
    let bytes = std::fs::read(root().join(format!("target/rules/data/{name}.bin"))).ok()?;
    Some(bytes.as_chunks().0.to_vec())
}

fn truth(code: u8) -> Value {
    match code {
        0 => Value::Bool(false),
        1 => Value::Bool(true),
        _ => Value::Null,
    }
}

fn number(value: i64) -> Value {
    Value::Num(Decimal::from(value))
}

fn day(days: [u8; 4]) -> Value {
    Value::Date(Day::from_number(i32::from_le_bytes(days)).unwrap())
}

/// The 13 facts of each permit, in the order of the model.
fn permits(count: usize) -> Option<Vec<Vec<Value>>> {
    let kind = column::<1>("permitType")?;
    let check = column::<4>("checkDate")?;
    let income = column::<4>("monthlyIncome")?;
    let flags: Vec<_> =
        ["collectiveAgreement", "employerRegistered", "insuranceValid", "addressInFinland"]
            .into_iter()
            .map(column::<1>)
            .collect::<Option<_>>()?;
    let months = column::<1>("unemployedMonths")?;
    let years = column::<1>("yearsHeld")?;
    let absent = column::<1>("absentMonths")?;
    let passport = column::<4>("passportUntil")?;
    let criminal = column::<1>("criminalFlag")?;
    let credits = column::<2>("studyCredits")?;
    let permit = |i: usize| {
        let cents = i32::from_le_bytes(income[i]);
        let income = if cents == i32::MIN {
            Value::Null
        } else {
            Value::Num(Decimal::new(i128::from(cents), 2).unwrap())
        };
        let credits = match i16::from_le_bytes(credits[i]) {
            -1 => Value::Null,
            credits => number(i64::from(credits)),
        };
        vec![
            Value::text(TYPES[usize::from(kind[i][0])]),
            day(check[i]),
            income,
            truth(flags[0][i][0]),
            truth(flags[1][i][0]),
            number(i64::from(months[i][0])),
            number(i64::from(years[i][0])),
            truth(flags[2][i][0]),
            truth(flags[3][i][0]),
            number(i64::from(absent[i][0])),
            day(passport[i]),
            Value::text(FLAGS[usize::from(criminal[i][0])]),
            credits,
        ]
    };
    Some((0..count).map(permit).collect())
}

fn golden() -> Option<Vec<String>> {
    let file = root().join("../shared/bench/rules/golden.txt.gz");
    let out = std::process::Command::new("gzip").arg("-dc").arg(file).output().ok()?;
    let text = String::from_utf8(out.stdout).ok()?;
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    (!lines.is_empty()).then_some(lines)
}

#[test]
fn every_golden_permit_is_ruled_the_same() {
    let model = root().join("../shared/bench/rules/control.dmn");
    let (Ok(source), Some(golden)) = (std::fs::read_to_string(&model), golden()) else {
        eprintln!("no reference rule beside the project: nothing compared");
        return;
    };
    let program = law::compile("control.dmn", &source).unwrap_or_else(|all| panic!("{all:?}"));
    let Some(permits) = permits(golden.len()) else {
        eprintln!("no data in target/rules/data: nothing compared");
        return;
    };
    let control = program.decision("Control").unwrap();
    for (index, (facts, expected)) in permits.iter().zip(&golden).enumerate() {
        let evaluation = program.evaluate(facts).unwrap();
        let value = &evaluation.values[program.inputs().len() + control];
        let Some(Value::List(reasons)) = value.entry("reasons") else { panic!("no reasons") };
        let reasons: Vec<&str> = reasons.iter().map(|r| r.as_str().unwrap_or("null")).collect();
        let outcome = value.entry("outcome").and_then(Value::as_str).unwrap_or("null");
        assert_eq!(format!("{outcome}|{}", reasons.join(",")), *expected, "permit {index}");
    }
    assert_eq!(golden.len(), 20_000);
}
