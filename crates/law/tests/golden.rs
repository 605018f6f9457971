//! The reference rule (subsequent control of a permit: 6 tables, 64 rows, amounts in the table on
//! purpose) on 1500 made-up permits, on whose answers four independent engines agree.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use law::{Batch, Codes, Column, Meaning, Value, Values};

const MODEL: &str = include_str!("reference/control.dmn");
const PERMITS: &str = include_str!("reference/permits.csv");

/// Facts of each permit in the order of the model, and the expected answer.
fn permits(program: &law::Program) -> Vec<(Vec<Value>, String)> {
    let mut lines = PERMITS.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let facts = program.inputs().iter().map(|input| {
                let place = header.iter().position(|name| *name == &*input.name).unwrap();
                input.read(cells[place]).unwrap()
            });
            (facts.collect(), cells[header.len() - 1].replace(';', ","))
        })
        .collect()
}

#[test]
fn every_permit_is_ruled_as_four_engines_rule() {
    let program = law::compile("control.dmn", MODEL).unwrap_or_else(|all| panic!("{all:?}"));
    let permits = permits(&program);
    let control = program.decision("Control").unwrap();
    for (index, (facts, expected)) in permits.iter().enumerate() {
        let evaluation = program.evaluate(facts).unwrap();
        let value = &evaluation.values[program.inputs().len() + control];
        let Some(Value::List(reasons)) = value.entry("reasons") else { panic!("no reasons") };
        let reasons: Vec<&str> = reasons.iter().map(|r| r.as_str().unwrap_or("null")).collect();
        let outcome = value.entry("outcome").and_then(Value::as_str).unwrap_or("null");
        assert_eq!(format!("{outcome}|{}", reasons.join(",")), *expected, "permit {index}");
    }
    assert_eq!(permits.len(), 1500);
}

#[test]
fn the_batch_rules_the_same_in_columns() {
    let program = law::compile("control.dmn", MODEL).unwrap();
    let permits = permits(&program);
    let stored: Vec<(Vec<i32>, Meaning)> = program
        .inputs()
        .iter()
        .enumerate()
        .map(|(place, input)| column(&permits, place, &input.ty))
        .collect();
    let columns: Vec<Column<'_>> = stored
        .iter()
        .map(|(numbers, meaning)| {
            Column::new(Values::I32(numbers), meaning.clone(), Some(i64::from(i32::MIN)), None)
                .unwrap()
        })
        .collect();
    // Yes/no and codes as bytes, as a store would keep them.
    let bytes: Vec<Vec<u8>> = stored
        .iter()
        .map(|(numbers, _)| numbers.iter().map(|n| u8::try_from(*n).unwrap_or(255)).collect())
        .collect();
    let small: Vec<Column<'_>> = stored
        .iter()
        .zip(&bytes)
        .map(|((_, meaning), bytes)| match meaning {
            Meaning::Bool | Meaning::Codes(_) => {
                Column::new(Values::U8(bytes), meaning.clone(), Some(255), None).unwrap()
            }
            _ => Column::new(Values::U8(&[]), Meaning::Bool, None, None).unwrap(),
        })
        .collect();
    let named: Vec<(&str, &Column<'_>)> = program
        .inputs()
        .iter()
        .zip(columns.iter().zip(&small))
        .map(|(input, (wide, small))| {
            let bytes = matches!(input.ty, law::Type::Bool | law::Type::Str);
            (&*input.name, if bytes { small } else { wide })
        })
        .collect();
    let batch = Batch::new(&program, &named).unwrap();
    assert_eq!(batch.scalar(), [], "the reference rule runs in columns");
    let mut codes = Codes::default();
    batch.run(&mut codes);
    let tables = ["Threshold", "Income", "Employment", "Stay", "Studies", "Outcome"];
    for (case, (facts, _)) in permits.iter().enumerate() {
        let evaluation = program.evaluate(facts).unwrap();
        for table in tables {
            let row = evaluation.steps[program.decision(table).unwrap()].rows[0] + 1;
            let batched = batch.rows(&codes, table).unwrap()[case];
            assert_eq!(usize::from(batched), row, "permit {case}, {table}");
        }
    }
}

/// One fact of all permits as numbers; amounts in cents.
fn column(permits: &[(Vec<Value>, String)], place: usize, ty: &law::Type) -> (Vec<i32>, Meaning) {
    let mut codes: Vec<std::sync::Arc<str>> = Vec::new();
    let numbers = permits
        .iter()
        .map(|(facts, _)| match &facts[place] {
            Value::Bool(value) => i32::from(*value),
            Value::Str(code) => {
                let found = codes.iter().position(|known| known == code);
                let found = found.unwrap_or_else(|| {
                    codes.push(code.clone());
                    codes.len() - 1
                });
                i32::try_from(found).unwrap()
            }
            Value::Num(number) => i32::try_from(number.at_scale(2).unwrap().0).unwrap(),
            Value::Date(day) => day.number(),
            _ => i32::MIN,
        })
        .collect();
    let meaning = match ty {
        law::Type::Bool => Meaning::Bool,
        law::Type::Str => Meaning::Codes(codes),
        law::Type::Date => Meaning::Date,
        _ => Meaning::Number { scale: 2 },
    };
    (numbers, meaning)
}
