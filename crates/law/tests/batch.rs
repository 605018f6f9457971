//! A batch answers as the evaluation of single cases does: every row number, every fault.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use law::{Batch, Codes, Column, Law, LawDates, Meaning, Program, Type, Value, Values};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::sync::Arc;

/// Numbers from a seed, the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.roll(of.len())]
    }
}

/// Numbers of one column, of the width its kind wants.
enum Store {
    U8(Vec<u8>),
    I16(Vec<i16>),
    I32(Vec<i32>),
    I64(Vec<i64>),
    Any(Vec<Value>),
}

impl Store {
    fn values(&self) -> Values<'_> {
        match self {
            Self::U8(values) => Values::U8(values),
            Self::I16(values) => Values::I16(values),
            Self::I32(values) => Values::I32(values),
            Self::I64(values) => Values::I64(values),
            Self::Any(values) => Values::Any(values),
        }
    }
}

/// Every decision of every case: the batch against the single evaluation.
fn agree(program: &Program, columns: &[(&str, &Column<'_>)], cases: usize) {
    let batch = Batch::new(program, columns).unwrap();
    let mut codes = Codes::default();
    batch.run(&mut codes);
    let names: Vec<String> = program.decisions().map(str::to_owned).collect();
    for case in 0..cases {
        let fault = codes.faults.iter().find(|(at, _)| *at == case).map(|(_, fault)| fault.clone());
        let evaluation = match (batch.explain(case), fault) {
            (Ok(evaluation), None) => evaluation,
            (Err(one), Some(other)) => {
                assert_eq!(one, other, "case {case}");
                continue;
            }
            (single, batch) => panic!("case {case}: single {single:?}, batch {batch:?}"),
        };
        for (index, name) in names.iter().enumerate() {
            let Some(bytes) = batch.rows(&codes, name) else { continue };
            let single = evaluation.steps[index].rows.first().map(|row| row + 1);
            let row = Some(usize::from(bytes[case])).filter(|row| *row > 0);
            assert_eq!(row, single, "case {case}, {name}, facts {:?}", batch.facts(case));
        }
    }
}

/// A column of random values for an input of a program.
fn random(
    ty: &Type,
    codes: &[Arc<str>],
    near: i64,
    cases: usize,
    dice: &mut Dice,
) -> (Store, Meaning, i64, i64) {
    let marked = |dice: &mut Dice, unknown: i64, inapplicable: i64, value: i64| match dice.roll(12)
    {
        0 => unknown,
        1 => inapplicable,
        _ => value,
    };
    let byte = |value: i64| u8::try_from(value).unwrap();
    match ty {
        Type::Bool => {
            let values = (0..cases).map(|_| {
                let v = i64::try_from(dice.roll(2)).unwrap();
                byte(marked(dice, 255, 254, v))
            });
            (Store::U8(values.collect()), Meaning::Bool, 255, 254)
        }
        Type::Str => {
            let count = codes.len();
            let values = (0..cases).map(|_| {
                let v = i64::try_from(dice.roll(count)).unwrap();
                byte(marked(dice, 255, 254, v))
            });
            (Store::U8(values.collect()), Meaning::Codes(codes.to_vec()), 255, 254)
        }
        Type::Num if near % 3 == 0 => {
            let values = (0..cases).map(|_| {
                let v = i64::try_from(dice.roll(30)).unwrap();
                byte(marked(dice, 200, 7, v))
            });
            (Store::U8(values.collect()), Meaning::Number { scale: 0 }, 200, 7)
        }
        Type::Num if near % 3 == 1 => {
            let values = (0..cases).map(|_| {
                let v = i64::try_from(dice.roll(400)).unwrap() - 200;
                i16::try_from(marked(dice, -1, -300, v)).unwrap()
            });
            (Store::I16(values.collect()), Meaning::Number { scale: 1 }, -1, -300)
        }
        Type::Num => {
            let values = (0..cases).map(|_| {
                let v = i64::try_from(dice.roll(500_000)).unwrap() - 100_000;
                marked(dice, i64::MIN, i64::MAX, v)
            });
            (Store::I64(values.collect()), Meaning::Number { scale: 2 }, i64::MIN, i64::MAX)
        }
        Type::Date => {
            let values = (0..cases).map(|_| {
                let v = 18_250 + i64::try_from(dice.roll(3000)).unwrap();
                i32::try_from(marked(dice, i64::from(i32::MIN), 0, v)).unwrap()
            });
            (Store::I32(values.collect()), Meaning::Date, i64::from(i32::MIN), 0)
        }
        Type::Months | Type::Seconds => {
            let meaning = if *ty == Type::Months { Meaning::Months } else { Meaning::Days };
            let values = (0..cases).map(|_| {
                let v = i64::try_from(dice.roll(200)).unwrap();
                i32::try_from(marked(dice, -1, -2, v)).unwrap()
            });
            (Store::I32(values.collect()), meaning, -1, -2)
        }
        _ => {
            let values = (0..cases).map(|_| match dice.roll(4) {
                0 => Value::Null,
                1 => Value::List(Vec::new().into()),
                _ => Value::NotApplicable,
            });
            (Store::Any(values.collect()), Meaning::Any, 0, 0)
        }
    }
}

#[test]
fn all_shipped_law_answers_the_same_in_a_batch() {
    // One block and the beginning of another.
    const CASES: usize = 4_300;
    let law = Law::shipped().unwrap();
    let mut dice = Dice(7);
    let mut checked = 0;
    for decision in law.decisions() {
        for set in law.versions(decision) {
            let day = set.valid_from;
            let Ok(program) = set.program(&LawDates::all_on(day)) else { continue };
            let stored: Vec<_> = program
                .inputs()
                .iter()
                .enumerate()
                .map(|(near, input)| {
                    let codes = input.codes.as_deref().unwrap_or_default();
                    random(&input.ty, codes, i64::try_from(near).unwrap(), CASES, &mut dice)
                })
                .collect();
            let columns: Vec<(String, Column<'_>)> = program
                .inputs()
                .iter()
                .zip(&stored)
                .map(|(input, (store, meaning, unknown, inapplicable))| {
                    let column = Column::new(
                        store.values(),
                        meaning.clone(),
                        Some(*unknown),
                        Some(*inapplicable),
                    );
                    (input.name.to_string(), column.unwrap())
                })
                .collect();
            let columns: Vec<(&str, &Column<'_>)> =
                columns.iter().map(|(n, c)| (n.as_str(), c)).collect();
            agree(program, &columns, CASES);
            checked += 1;
        }
    }
    assert!(checked >= 17, "{checked}");
}

const NUMBERS: &[&str] = &[
    "-",
    "null",
    "inapplicable",
    "< 5",
    ">= 5",
    "[2..10)",
    "(10..15]",
    "3",
    "not(3, 4)",
    "> 2.5",
    "<= 12.345",
    "null, > 20",
    "< -1, > 100",
];
const TRUTHS: &[&str] = &["-", "true", "false", "null", "not(true)", "true, null", "inapplicable"];
const CODES: &[&str] = &["-", "\"a\"", "\"b\",\"c\"", "not(\"a\")", "null", "not(null)"];
const DATES: &[&str] = &[
    "-",
    "< date(\"2024-01-01\")",
    ">= date(\"2022-06-12\")",
    "null",
    "[date(\"2021-01-01\")..date(\"2023-01-01\"))",
];
const SPANS: &[&str] =
    &["-", "< duration(\"P90D\")", ">= duration(\"P0D\")", "null", "> duration(\"-P400D\")"];
const FIRST: &[&str] = &["-", "1", "> 1", "null", "not(2)"];

fn column(dice: &mut Dice, tables: usize) -> (String, &'static [&'static str]) {
    let number = ["n", "m", "k", "n - m", "m + k - n", "n - 2.25", "-k"];
    let choices: &[(&str, &'static [&'static str])] = &[
        ("b", TRUTHS),
        ("c", CODES),
        ("d", DATES),
        ("d - duration(\"P30D\")", DATES),
        ("d - e", SPANS),
        ("d < e", TRUTHS),
        ("n >= m", TRUTHS),
        ("k > 3 and b", TRUTHS),
        ("k * 2", NUMBERS),
        ("d = e", TRUTHS),
        ("d + duration(\"P1M\")", DATES),
    ];
    match dice.roll(4) {
        0 | 1 => (dice.pick(&number).to_owned(), NUMBERS),
        2 if tables > 0 => {
            let table = dice.roll(tables);
            match dice.roll(3) {
                0 => (format!("T{table}.v"), FIRST),
                1 => (format!("n - T{table}.v"), NUMBERS),
                _ => (format!("T{table}.s"), &["-", "\"x\"", "not(\"x\")", "null"]),
            }
        }
        _ => {
            let (text, cells) = choices[dice.roll(choices.len())];
            (text.to_owned(), cells)
        }
    }
}

/// A model of a few tables, each resting on those before it.
fn model(dice: &mut Dice) -> String {
    let mut xml = String::from(
        "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" name=\"random\">",
    );
    let inputs = [
        ("b", "boolean"),
        ("c", "string"),
        ("d", "date"),
        ("e", "date"),
        ("n", "number"),
        ("m", "number"),
        ("k", "number"),
    ];
    for (name, ty) in inputs {
        xml += &format!(
            "<inputData id=\"{name}\" name=\"{name}\"><variable name=\"{name}\" typeRef=\"{ty}\"/></inputData>"
        );
    }
    let tables = 1 + dice.roll(4);
    for table in 0..tables {
        xml +=
            &format!("<decision id=\"T{table}\" name=\"T{table}\"><variable name=\"T{table}\"/>");
        let earlier = (0..table).map(|earlier| format!("T{earlier}"));
        for id in inputs.iter().map(|(name, _)| (*name).to_owned()).chain(earlier) {
            xml += &format!(
                "<informationRequirement><requiredInput href=\"#{id}\"/></informationRequirement>"
            );
        }
        let hit = dice.pick(&["FIRST", "FIRST", "FIRST", "UNIQUE", "ANY", "PRIORITY"]);
        xml += &format!("<decisionTable hitPolicy=\"{hit}\">");
        let columns: Vec<_> = (0..1 + dice.roll(4)).map(|_| column(dice, table)).collect();
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
        for (text, _) in &columns {
            xml += &format!(
                "<input><inputExpression><text>{}</text></inputExpression></input>",
                escaped(text)
            );
        }
        xml += "<output name=\"s\"><outputValues><text>\"x\",\"y\",null</text></outputValues></output>";
        xml +=
            "<output name=\"v\"><outputValues><text>1, 2.5, 3, null</text></outputValues></output>";
        for _ in 0..1 + dice.roll(6) {
            xml += "<rule>";
            for (_, cells) in &columns {
                xml +=
                    &format!("<inputEntry><text>{}</text></inputEntry>", escaped(dice.pick(cells)));
            }
            let status = dice.pick(&["\"x\"", "\"y\"", "null"]);
            let value = dice.pick(&["1", "2.5", "3", "null"]);
            xml += &format!(
                "<outputEntry><text>{status}</text></outputEntry><outputEntry><text>{value}</text></outputEntry></rule>"
            );
        }
        xml += "</decisionTable></decision>";
    }
    xml + "</definitions>"
}

#[test]
fn random_models_answer_the_same_in_a_batch() {
    const CASES: usize = 600;
    let mut runner =
        TestRunner::new(Config { cases: 150, failure_persistence: None, ..Config::default() });
    let mut compiled = std::cell::Cell::new(0_u32);
    let scalar = std::cell::Cell::new(0_u32);
    runner
        .run(&any::<u64>(), |seed| {
            let mut dice = Dice(seed);
            let source = model(&mut dice);
            let Ok(program) = law::compile("random", &source) else { return Ok(()) };
            compiled.set(compiled.get() + 1);
            let codes: Vec<Arc<str>> = ["c", "a", "b"].iter().map(|code| (*code).into()).collect();
            let stored: Vec<_> = program
                .inputs()
                .iter()
                .map(|input| {
                    let near = match &*input.name {
                        "k" => 0,
                        "m" => 1,
                        _ => 2,
                    };
                    random(&input.ty, &codes, near, CASES, &mut dice)
                })
                .collect();
            let columns: Vec<Column<'_>> = stored
                .iter()
                .map(|(store, meaning, unknown, inapplicable)| {
                    Column::new(
                        store.values(),
                        meaning.clone(),
                        Some(*unknown),
                        Some(*inapplicable),
                    )
                    .unwrap()
                })
                .collect();
            let named: Vec<(&str, &Column<'_>)> = program
                .inputs()
                .iter()
                .zip(&columns)
                .map(|(input, column)| (&*input.name, column))
                .collect();
            scalar.set(
                scalar.get()
                    + u32::from(!Batch::new(&program, &named).unwrap().scalar().is_empty()),
            );
            agree(&program, &named, CASES);
            Ok(())
        })
        .unwrap();
    // The generator must reach both ways of running, and mostly make models that load.
    assert!(*compiled.get_mut() > 75, "{compiled:?}");
    assert!(scalar.get() > 5, "{scalar:?}");
}

#[test]
fn columns_that_do_not_fit_are_refused() {
    let source = r##"<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m">
<inputData id="n" name="n"><variable name="n" typeRef="number"/></inputData>
<decision id="d" name="d"><variable name="d"/><informationRequirement><requiredInput href="#n"/></informationRequirement>
<decisionTable hitPolicy="FIRST"><input><inputExpression><text>n</text></inputExpression></input><output/>
<rule><inputEntry><text>&lt; 5</text></inputEntry><outputEntry><text>"low"</text></outputEntry></rule></decisionTable></decision></definitions>"##;
    let program = law::compile("m", source).unwrap();
    let numbers = [1_u8, 5, 9, 255];
    let column =
        Column::new(Values::U8(&numbers), Meaning::Number { scale: 0 }, Some(255), None).unwrap();
    let batch = Batch::new(&program, &[("n", &column)]).unwrap();
    let mut codes = Codes::default();
    batch.run(&mut codes);
    assert_eq!(batch.rows(&codes, "d"), Some(&[1, 0, 0, 0][..]));
    assert_eq!(batch.explain(3).unwrap().values[0], Value::Null);
    assert!(batch.scalar().is_empty());
    assert!(Batch::new(&program, &[("x", &column)]).is_err());
    let days = Column::new(Values::U8(&numbers), Meaning::Date, None, None).unwrap();
    assert!(Batch::new(&program, &[("n", &days)]).is_err());
    let codes = Meaning::Codes(vec!["a".into()]);
    let wrong = Column::new(Values::U8(&numbers), codes, Some(255), None).unwrap_err();
    assert_eq!(wrong.to_string(), "case 0: the number 1 stands for no value of the column");
    assert!(Column::new(Values::I32(&[3_000_000]), Meaning::Date, None, None).is_err());
}

/// Two versions that differ in a limit: which cases change, and how.
#[test]
fn the_impact_of_a_change_is_told_case_by_case() {
    let version = |limit: &str| {
        let source = format!(
            r##"<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m">
<inputData id="n" name="n"><variable name="n" typeRef="number"/></inputData>
<decision id="d" name="d"><variable name="d"/><informationRequirement><requiredInput href="#n"/></informationRequirement>
<decisionTable hitPolicy="FIRST"><input><inputExpression><text>n</text></inputExpression></input><output/>
<rule><inputEntry><text>null</text></inputEntry><outputEntry><text>"review"</text></outputEntry></rule>
<rule><inputEntry><text>&lt; {limit}</text></inputEntry><outputEntry><text>"refuse"</text></outputEntry></rule>
<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>"grant"</text></outputEntry></rule></decisionTable></decision></definitions>"##
        );
        law::compile("m", &source).unwrap()
    };
    let (before, after) = (version("800"), version("850"));
    let incomes: Vec<i32> = (0..1000).map(|case| if case == 3 { -1 } else { case * 100 }).collect();
    let column =
        Column::new(Values::I32(&incomes), Meaning::Number { scale: 2 }, Some(-1), None).unwrap();
    let columns = [("n", &column)];
    let (before, after) =
        (Batch::new(&before, &columns).unwrap(), Batch::new(&after, &columns).unwrap());
    let impact = before.compare(&after, "d", None).unwrap();
    let place = |word: &str| impact.outcomes.iter().position(|outcome| outcome == word).unwrap();
    let (grant, refuse, review) = (place("\"grant\""), place("\"refuse\""), place("\"review\""));
    assert_eq!(impact.matrix[grant][refuse], 50);
    assert_eq!(impact.matrix[grant][grant], 150);
    assert_eq!(impact.matrix[refuse][refuse], 799);
    assert_eq!(impact.matrix[review][review], 1);
    assert_eq!(impact.matrix[refuse][grant], 0);
    let cases: Vec<usize> = impact.changed.iter().map(|change| change.case).collect();
    assert_eq!(cases, (800..850).collect::<Vec<_>>());
    assert!(before.compare(&after, "nothing", None).is_err());
    let fewer =
        Column::new(Values::I32(&incomes[..9]), Meaning::Number { scale: 2 }, Some(-1), None)
            .unwrap();
    let program = version("900");
    let fewer = [("n", &fewer)];
    assert!(before.compare(&Batch::new(&program, &fewer).unwrap(), "d", None).is_err());
}
