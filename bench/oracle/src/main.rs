//! Gives the same random models and facts to our engine and to another one and tells every
//! difference. All facts are known: on unknown ones the engines read the standard differently, as
//! `docs/law.md` tells.

mod models;

use dsntk_feel::values::Value as Theirs;
use dsntk_feel::{FeelNumber, Name, context::FeelContext};
use dsntk_feel_temporal::FeelDate;
use dsntk_model_evaluator::ModelEvaluator;
use models::{Dice, NAME, NAMESPACE};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::str::FromStr;

/// Sets of facts that each model rules on.
const FACTS_PER_MODEL: usize = 60;
/// 20 December 2019, as a number of days since 1970: dates are of the 3,000 days after it.
const FIRST_DAY: i32 = 18_250;
const DAYS: usize = 3000;
/// More differences than this are counted and not shown.
const SHOWN_MAX: u64 = 25;

#[derive(Default)]
struct Count {
    models: u64,
    refused: u64,
    refused_by_peer: u64,
    answers: u64,
    handed_over: u64,
    peer_panics: u64,
    differences: u64,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<u64>());
    let (Some(Ok(answers)), Some(Ok(seed))) = (arguments.next(), arguments.next()) else {
        eprintln!("oracle ANSWERS SEED");
        return ExitCode::FAILURE;
    };
    // The peer panics on some models; those are counted.
    std::panic::set_hook(Box::new(|_| {}));
    let mut count = Count::default();
    let mut seed = seed;
    while count.answers < answers {
        seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        compare(seed, &mut count);
    }
    println!(
        "{} models, {} refused by us, {} by the peer; {} answers, {} handed over, {} panics of the \
         peer, {} differences",
        count.models,
        count.refused,
        count.refused_by_peer,
        count.answers,
        count.handed_over,
        count.peer_panics,
        count.differences
    );
    if count.differences == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn compare(seed: u64, count: &mut Count) {
    let mut dice = Dice::new(seed);
    let (source, decisions) = models::model(&mut dice);
    count.models += 1;
    let Ok(program) = law::compile("random", &source) else {
        count.refused += 1;
        return;
    };
    let Some(peer) =
        dsntk_model::parse(&source).ok().and_then(|model| ModelEvaluator::new(&[model]).ok())
    else {
        count.refused_by_peer += 1;
        return;
    };
    for _ in 0..FACTS_PER_MODEL {
        let facts: Vec<law::Value> =
            program.inputs().iter().map(|input| fact(&input.name, &mut dice)).collect();
        let mut context = FeelContext::default();
        for (input, fact) in program.inputs().iter().zip(&facts) {
            context.set_entry(&Name::from(&*input.name), given(fact));
        }
        // What we do not answer we hand to an official: never wrong, and so not compared.
        let Ok(ours) = program.evaluate(&facts) else {
            count.handed_over += 1;
            continue;
        };
        for decision in (0..decisions).map(|number| format!("T{number}")) {
            let at = program.decision(&decision).expect("the model has it");
            let ours = ours.values[program.inputs().len() + at].to_string();
            let answer = catch_unwind(AssertUnwindSafe(|| {
                peer.evaluate_invocable(NAMESPACE, NAME, &decision, &context)
            }));
            let Ok(theirs) = answer.map(|value| shown(&value)) else {
                count.peer_panics += 1;
                continue;
            };
            count.answers += 1;
            if ours != theirs {
                count.differences += 1;
                if count.differences <= SHOWN_MAX {
                    println!(
                        "seed {seed}, {decision}: ours {ours}, theirs {theirs}\n{facts:?}\n{source}"
                    );
                }
            }
        }
    }
}

fn fact(name: &str, dice: &mut Dice) -> law::Value {
    let whole = |value: usize| i32::try_from(value).unwrap_or(0);
    match name {
        "b" => law::Value::Bool(dice.roll(2) == 0),
        "c" => law::Value::text(dice.pick(&["a", "b", "c", "zz"])),
        "d" | "e" => {
            let day = law::Day::from_number(FIRST_DAY + whole(dice.roll(DAYS)));
            law::Value::Date(day.expect("a day of this century"))
        }
        "k" => law::Value::Num(law::Decimal::from(i64::from(whole(dice.roll(9))))),
        _ => {
            let digits = i128::from(whole(dice.roll(4000))) - 1000;
            let scale = [0, 1, 2][dice.roll(3)];
            law::Value::Num(law::Decimal::new(digits, scale).expect("a small number"))
        }
    }
}

fn given(fact: &law::Value) -> Theirs {
    match fact {
        law::Value::Bool(truth) => Theirs::Boolean(*truth),
        law::Value::Str(text) => Theirs::String(text.to_string()),
        law::Value::Num(number) => {
            Theirs::Number(FeelNumber::from_str(&number.to_string()).expect("a number is a number"))
        }
        law::Value::Date(day) => {
            Theirs::Date(FeelDate::from_str(&day.to_string()).expect("a day is a day"))
        }
        _ => Theirs::Null(None),
    }
}

/// Their value as we write ours: numbers without trailing zeros, nulls without reasons.
fn shown(value: &Theirs) -> String {
    match value {
        Theirs::Null(_) => "null".into(),
        Theirs::Boolean(truth) => truth.to_string(),
        Theirs::String(text) => format!("\"{text}\""),
        Theirs::Number(number) => {
            let text = number.to_string();
            law::Decimal::parse(&text).map_or(text, |number| number.to_string())
        }
        Theirs::List(list) => {
            format!("[{}]", list.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}
