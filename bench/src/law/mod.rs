//! The law engine beside the same rule written by hand, and how long a single ruling takes.

mod hand;
mod permits;

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result, anyhow, ensure};
use law::{Batch, Codes, Column, Decimal, Law, Program, RuleSet, Value};
use rustix::time::{ClockId, clock_gettime};

use self::hand::{Rows, TABLES};
use self::permits::Permits;
use crate::{Line, Target, median, quantile};

/// Passes over the million, of each side in turn.
const ROUNDS: usize = 31;
/// Rows of the wide table: as many as the largest published table of an immigration court.
const WIDE_ROWS: usize = 203;
/// Rulings on single cases that are timed.
const SINGLES: usize = 100_000;

/// All figures of the engine.
pub fn run() -> Result<Vec<Line>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the project's folder")?;
    let mut lines = shipped()?;
    lines.push(wide_table()?);
    match permits::folder(root) {
        Some(rules) => lines.extend(reference(root, &rules)?),
        None => println!("  the reference rule is not here; UMA_INSTANCES names its folder"),
    }
    Ok(lines)
}

/// The rule sets that are shipped: how long each takes to read, check and compile, and to rule.
fn shipped() -> Result<Vec<Line>> {
    let law = Law::shipped().map_err(|problems| anyhow!("{problems:?}"))?;
    let (mut slowest, mut times) = (0.0_f64, Vec::new());
    for decision in law.decisions() {
        for set in law.versions(decision) {
            let mut rounds = Vec::new();
            for _ in 0..5 {
                rounds.push(cpu(|| black_box(RuleSet::from_archive(set.archive())).is_ok()).0);
            }
            slowest = slowest.max(median(&mut rounds));
            for case in law.cases(decision, set.valid_from) {
                for _ in 0..200 {
                    let start = Instant::now();
                    black_box(set.rule(&case.facts, &case.dates)).ok();
                    times.push(start.elapsed().as_secs_f64());
                }
            }
        }
    }
    times.sort_by(f64::total_cmp);
    let ruling =
        Line::new("shipped rule sets: a ruling with its whole answer, p99", micro(&times), "µs");
    let compiled =
        Line::new("shipped rule sets: the slowest read, checked, compiled", slowest * 1e3, "ms");
    Ok(vec![ruling.target(Target::AtMost(20.0)), compiled.target(Target::AtMost(50.0))])
}

/// A table of many rows, asked about one case.
fn wide_table() -> Result<Line> {
    let program = compile("wide", &wide_model())?;
    let mut times = Vec::with_capacity(SINGLES);
    for case in 0..i64::try_from(SINGLES)? {
        let facts = [
            Value::Num(Decimal::from(case % 2_500)),
            Value::text(&format!("m{}", case % 43)),
            Value::Bool(case % 2 == 0),
        ];
        let start = Instant::now();
        black_box(program.evaluate(&facts)).map_err(|fault| anyhow!("{fault:?}"))?;
        times.push(start.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    let line =
        Line::new(format!("a table of {WIDE_ROWS} rows, one case, p99"), micro(&times), "µs");
    Ok(line.target(Target::AtMost(1_000.0)))
}

fn wide_model() -> String {
    let entry = |text: String| format!("<inputEntry><text>{text}</text></inputEntry>");
    let rule = |row: usize| {
        let flag = ["-", "true", "false"].get(row % 3).copied().unwrap_or("-");
        let tests = [
            entry(format!("[{}..{})", row * 10, row * 10 + 400)),
            entry(format!("\"m{}\"", row % 41)),
            entry(flag.to_owned()),
        ];
        let answer = format!("<outputEntry><text>\"unit{row}\"</text></outputEntry>");
        format!("<rule>{}{answer}</rule>", tests.concat())
    };
    let rules: String = (0..WIDE_ROWS).map(rule).collect();
    let facts = [("days", "number"), ("place", "string"), ("urgent", "boolean")];
    let each = |make: &dyn Fn(&str, &str) -> String| -> String {
        facts.iter().map(|(name, ty)| make(name, ty)).collect()
    };
    let inputs = each(&|name, ty| {
        format!(
            "<inputData id=\"{name}\" name=\"{name}\"><variable name=\"{name}\" typeRef=\"{ty}\"/></inputData>"
        )
    });
    let needs = each(&|name, _| {
        format!(
            "<informationRequirement><requiredInput href=\"#{name}\"/></informationRequirement>"
        )
    });
    let asked = each(&|name, _| {
        format!("<input><inputExpression><text>{name}</text></inputExpression></input>")
    });
    format!(
        "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" name=\"wide\">{inputs}\
         <decision id=\"unit\" name=\"unit\"><variable name=\"unit\"/>{needs}\
         <decisionTable hitPolicy=\"FIRST\">{asked}<output/>{rules}</decisionTable></decision></definitions>"
    )
}

/// The reference rule over a million permits, beside the same written by hand.
fn reference(root: &Path, rules: &Path) -> Result<Vec<Line>> {
    let model = std::fs::read_to_string(rules.join("control.dmn"))?;
    let permits = Permits::read(root, rules)?;
    let program = compile("control", &model)?;
    let columns = permits.columns()?;
    let named: Vec<(&str, &Column<'_>)> = columns.iter().map(|(n, c)| (*n, c)).collect();
    let batch = batch(&program, &named)?;
    golden(&program, &batch, rules)?;
    let mut codes = Codes::default();
    let mut by_hand: Rows = std::array::from_fn(|_| vec![0; permits.len()]);
    batch.run(&mut codes);
    hand::rule(&permits, &mut by_hand);
    for (table, rows) in TABLES.iter().zip(&by_hand) {
        ensure!(batch.rows(&codes, table) == Some(rows.as_slice()), "{table} differs by hand");
    }
    let (mut ours, mut hands) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(cpu(|| batch.run(&mut codes)).0);
        hands.push(cpu(|| hand::rule(&permits, &mut by_hand)).0);
    }
    let million = |seconds: f64| count(permits.len()) / 1e6 / seconds;
    let (ours, hands) = (million(median(&mut ours)), million(median(&mut hands)));
    let rate = Line::new("reference rule, million permits a second", ours, "M/s").against(hands);
    Ok(vec![
        rate.target(Target::OfPeer(1.0)),
        changed(&model, &batch, &named)?,
        single(&program, &batch)?,
    ])
}

/// Two versions of the rule compared over all permits.
fn changed(model: &str, batch: &Batch<'_>, named: &[(&str, &Column<'_>)]) -> Result<Line> {
    let later = compile("later", &model.replace(">1640<", ">1700<"))?;
    let after = self::batch(&later, named)?;
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let (seconds, impact) = cpu(|| batch.compare(&after, "Outcome", None));
        ensure!(impact.is_ok_and(|impact| !impact.changed.is_empty()), "nothing changed");
        times.push(seconds * 1e3);
    }
    let line = Line::new("two versions over the million, compared", median(&mut times), "ms");
    Ok(line.target(Target::AtMost(20.0)))
}

/// One case after the other, each with its trace.
fn single(program: &Program, batch: &Batch<'_>) -> Result<Line> {
    let mut times = Vec::with_capacity(SINGLES);
    for case in 0..SINGLES.min(batch.cases()) {
        let facts = batch.facts(case);
        let start = Instant::now();
        black_box(program.evaluate(&facts)).map_err(|fault| anyhow!("{fault:?}"))?;
        times.push(start.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    let line = Line::new("reference rule, one case with its trace, p99", micro(&times), "µs");
    Ok(line.target(Target::AtMost(20.0)))
}

/// The answers on which four other engines agree.
fn golden(program: &Program, batch: &Batch<'_>, rules: &Path) -> Result<()> {
    let file = std::fs::File::open(rules.join("golden.txt.gz"))?;
    let text = std::io::read_to_string(flate2::read::GzDecoder::new(file))?;
    let control = program.decision("Control").context("the rule has no decision 'Control'")?;
    let place = program.inputs().len() + control;
    let mut lines = 0;
    for (case, expected) in text.lines().enumerate() {
        let evaluation = batch.explain(case).map_err(|fault| anyhow!("{fault:?}"))?;
        let control = evaluation.values.get(place).context("the rule answers nothing")?;
        let words =
            |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or("null").to_owned();
        let Some(Value::List(reasons)) = control.entry("reasons") else {
            anyhow::bail!("permit {case} has no reasons");
        };
        let reasons: Vec<String> = reasons.iter().map(|reason| words(Some(reason))).collect();
        let found = format!("{}|{}", words(control.entry("outcome")), reasons.join(","));
        ensure!(found == expected, "permit {case}: {found} instead of {expected}");
        lines += 1;
    }
    println!("  {lines} permits are ruled as four other engines rule them");
    Ok(())
}

fn compile(name: &str, model: &str) -> Result<Program> {
    law::compile(name, model).map_err(|problems| anyhow!("{problems:?}"))
}

fn batch<'a>(program: &'a Program, named: &[(&str, &'a Column<'a>)]) -> Result<Batch<'a>> {
    Batch::new(program, named).map_err(|problem| anyhow!("{problem:?}"))
}

/// Seconds of this thread on the processor, and what came out.
fn cpu<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let now = || {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        count(usize::try_from(time.tv_sec).unwrap_or(0))
            + count(usize::try_from(time.tv_nsec).unwrap_or(0)) / 1e9
    };
    let start = now();
    let done = work();
    (now() - start, done)
}

/// A count as a number with a fraction; ours are far below where that rounds.
fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::INFINITY, f64::from)
}

/// The value 99 of 100 stay under, in microseconds.
fn micro(sorted: &[f64]) -> f64 {
    quantile(sorted, 99) * 1e6
}
