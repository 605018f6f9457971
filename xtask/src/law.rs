//! `cargo xtask law`: everything a keeper of the law needs at the command line.
//!
//! check, test, gen [--check], show, explain, compare, tck, oracle, soak.

mod soak;

use anyhow::{Context, Result, bail};
use law::{Facts, Law, LawDates, Level, Loaded};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const HELP: &str = "cargo xtask law
  check                                   load everything, run all static checks and cases
  test                                    run the cases and tell the row coverage
  gen [--check]                           write (or compare) generated files
  show DECISION [--as-of DATE]            a rule set as text
  explain DECISION FACTS.json [--as-of D] rule on one case and tell why
  compare V1 V2 CASES.jsonl [--as-of D]   two versions over the same cases; a version is
                                          DECISION/2024-11-01 or a file.dmn
  tck DIR                                 run a checkout of the DMN test suite
  oracle ANSWERS [SEED]                   random models beside another engine: every difference
  soak SECONDS [SEED]                     damage the law at random and watch for panics";

/// Runs one command.
///
/// # Errors
/// When the law does not pass, or a file cannot be read.
pub fn run(args: &[String]) -> Result<()> {
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["check"] => check(),
        ["test"] => test(),
        ["gen"] => generate(false),
        ["gen", "--check"] => generate(true),
        ["show", decision, rest @ ..] => show(decision, rest),
        ["explain", decision, facts, rest @ ..] => explain(decision, facts, rest),
        ["compare", before, after, cases, rest @ ..] => compare(before, after, cases, rest),
        ["soak", seconds] => soak::run(seconds.parse()?, 1, &|text| say(text)),
        ["soak", seconds, seed] => soak::run(seconds.parse()?, seed.parse()?, &|text| say(text)),
        ["oracle", answers] => oracle(answers, "1"),
        ["oracle", answers, seed] => oracle(answers, seed),
        ["tck", folder] => tck(Path::new(folder)),
        _ => {
            say(HELP);
            if words.is_empty() { Ok(()) } else { bail!("unknown command: {}", words.join(" ")) }
        }
    }
}

/// The other engine is a program of its own, so that nothing of it is part of UMA.
fn oracle(answers: &str, seed: &str) -> Result<()> {
    let root = root();
    let mut command = crate::run::cargo(&root);
    command.args(["run", "--release", "--locked", "--manifest-path", "bench/oracle/Cargo.toml"]);
    command.arg("--target-dir").arg(root.join("target/oracle")).args(["--", answers, seed]);
    if !crate::run::aloud(&mut command)?.ok {
        bail!("the engines differ, or the other one does not build");
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a command speaks on standard output")]
fn say(text: impl std::fmt::Display) {
    println!("{text}");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// The folders of `law/` that the engine reads; others belong to the systems that read them.
const FOLDERS: [&str; 5] = ["acts", "authorities", "decisions", "facts", "parameters"];

/// All files of `law/` that the engine reads, by path inside it.
fn files() -> Result<BTreeMap<String, String>> {
    let law = root().join("law");
    let mut files = BTreeMap::new();
    let mut folders: Vec<PathBuf> = FOLDERS.iter().map(|folder| law.join(folder)).collect();
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let read = ["dmn", "yaml", "toml", "ftl"]
                .iter()
                .any(|ending| path.extension().is_some_and(|found| found == *ending));
            if read {
                let name = path.strip_prefix(&law)?.to_string_lossy().replace('\\', "/");
                let text = std::fs::read_to_string(&path).with_context(|| name.clone())?;
                files.insert(name, text);
            }
        }
    }
    Ok(files)
}

fn examined() -> Result<Loaded> {
    let files = files()?;
    Ok(Law::examine(files.iter().map(|(path, text)| (path.as_str(), text.as_str()))))
}

fn loaded() -> Result<Law> {
    let loaded = examined()?;
    let errors = loaded.problems.iter().filter(|p| p.level == Level::Error).count();
    if errors > 0 {
        bail!("the law does not load: {errors} errors; run cargo xtask law check");
    }
    Ok(loaded.law)
}

fn check() -> Result<()> {
    let loaded = examined()?;
    for problem in &loaded.problems {
        say(problem);
    }
    for (set, decision, why) in loaded.law.scalar_decisions() {
        say(format!("note [case-by-case] {set}, decision {decision}: {why}"));
    }
    let errors = loaded.problems.iter().filter(|p| p.level == Level::Error).count();
    let sets = loaded.reports.len();
    let cases: usize = loaded.reports.iter().map(|(.., report)| report.cases).sum();
    say(format!("{sets} rule sets, {cases} cases, {errors} errors"));
    if errors > 0 { bail!("the law does not pass") } else { Ok(()) }
}

fn test() -> Result<()> {
    let loaded = examined()?;
    let mut failed = 0;
    for (name, from, report) in &loaded.reports {
        let (cases, hit, rows) = (report.cases, report.rows_hit, report.rows);
        let wrong = report.problems.len();
        failed += wrong;
        say(format!("{name} {from}: {cases} cases, rows {hit}/{rows}, problems {wrong}"));
        for problem in &report.problems {
            say(format!("  {problem}"));
        }
    }
    if failed > 0 { bail!("{failed} problems") } else { Ok(()) }
}

/// Writes what is generated from the law, or says which file is stale.
fn generate(compare: bool) -> Result<()> {
    let loaded = examined()?;
    let mut wanted: BTreeMap<PathBuf, String> = BTreeMap::new();
    let source = root().join("crates/law/src/generated");
    wanted.insert(source.join("facts.rs"), law::rust_facts(&loaded.law.dictionary));
    let files = files()?;
    wanted.insert(source.join("folder.rs"), law::rust_folder(files.keys().map(String::as_str)));
    for decision in loaded.law.decisions() {
        for set in loaded.law.versions(decision) {
            let folder = format!("law/decisions/{decision}/{}", set.valid_from);
            wanted.insert(root().join(folder).join("table.md"), set.page());
        }
    }
    let mut stale = 0;
    for (path, text) in wanted {
        if std::fs::read_to_string(&path).is_ok_and(|found| found == text) {
            continue;
        }
        stale += 1;
        if compare {
            say(format!("stale: {}", path.display()));
        } else {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(&path, text)?;
            say(format!("written: {}", path.display()));
        }
    }
    if compare && stale > 0 {
        bail!("{stale} generated files are stale; run cargo xtask law gen");
    }
    Ok(())
}

fn dates(rest: &[&str]) -> Result<LawDates> {
    let day = match rest {
        [] => bail!("say the day the law is applied on: --as-of 2026-11-23"),
        ["--as-of", day] => law::Day::parse(day).with_context(|| format!("'{day}' is no date"))?,
        _ => bail!("unknown words: {}", rest.join(" ")),
    };
    Ok(LawDates::all_on(day))
}

fn show(decision: &str, rest: &[&str]) -> Result<()> {
    let law = loaded()?;
    if rest.is_empty() {
        law.versions(decision).for_each(|set| say(set.page()));
        return Ok(());
    }
    let dates = dates(rest)?;
    say(law.in_force(decision, &dates).context("no such rule set in force")?.page());
    Ok(())
}

fn explain(decision: &str, path: &str, rest: &[&str]) -> Result<()> {
    let law = loaded()?;
    let dates = dates(rest)?;
    let set = law.in_force(decision, &dates).context("no such rule set in force on the day")?;
    let text = std::fs::read_to_string(path).with_context(|| path.to_owned())?;
    let given: BTreeMap<String, serde_json::Value> = serde_json::from_str(&text)?;
    let mut facts = Facts::default();
    let program = set.program(&dates)?;
    for (name, value) in &given {
        let entry = law.dictionary.facts.get(name);
        let entry = entry.with_context(|| format!("no fact '{name}' in the dictionary"))?;
        let input = program.inputs().iter().find(|input| *input.name == **name);
        let input = input.with_context(|| format!("'{decision}' reads no fact '{name}'"))?;
        let source = entry.sources.first().map_or("", String::as_str);
        facts.set(name, value_of(input, Some(value))?, source, dates.decision);
    }
    let answer = set.rule(&facts, &dates)?;
    say(format!("{} from {}, hash {}", answer.rule_set, answer.valid_from, answer.hash));
    say(format!("outcome {:?}, grade {:?}", answer.outcome, answer.grade));
    for condition in &answer.conditions {
        say(format!("  {:<24} {:?}", condition.name, condition.state));
    }
    for finding in &answer.findings {
        let words = law.text("en", &finding.code).unwrap_or("");
        say(format!("  {} row {}: {words}", finding.decision, finding.row));
        say(format!("    cites {}", finding.citations.join("; ")));
        for (name, value) in &finding.facts {
            say(format!("    {name} = {value}"));
        }
    }
    for (decision, row, why) in set.why_not_granted(&answer) {
        say(match why {
            law::WhyNot::Condition { column, wanted, found } => {
                format!("  not {decision} row {row}: {column} is {found}, the row wants {wanted}")
            }
            law::WhyNot::RowAbove(above) => {
                format!("  not {decision} row {row}: row {above} above answered")
            }
            law::WhyNot::Answered => format!("  {decision} row {row} answered"),
        });
    }
    for (name, missing) in &answer.unknown {
        say(format!("  unknown: {name} ({missing:?})"));
    }
    for used in &answer.parameters {
        let (name, value, unit, from) = (&used.name, &used.value, &used.unit, used.valid_from);
        say(format!("  {name} = {value} {unit}, from {from}, {:?}", used.grade));
    }
    Ok(())
}

/// The program of `DECISION/2024-11-01` on its first day (or the day asked for), or of a model file.
fn program(law: &Law, version: &str, rest: &[&str]) -> Result<law::Program> {
    if version.ends_with(".dmn") {
        let source = std::fs::read_to_string(version).with_context(|| version.to_owned())?;
        return law::compile(version, &source).map_err(|problems| {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            anyhow::anyhow!("{}", lines.join("\n"))
        });
    }
    let found = version.split_once('/').and_then(|(decision, from)| {
        law.versions(decision).find(|set| set.valid_from.to_string() == from)
    });
    let set = found.with_context(|| format!("no rule set '{version}' (DECISION/2024-11-01)"))?;
    let dates = if rest.is_empty() { LawDates::all_on(set.valid_from) } else { dates(rest)? };
    // Both versions are asked about the same cases, in force or not: that is the comparison.
    Ok(set.program_of(&dates)?.clone())
}

/// Words of a JSON value as case files write them.
fn words(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn value_of(input: &law::Input, given: Option<&serde_json::Value>) -> Result<law::Value> {
    let value = match given {
        None => Some(law::Value::Null),
        Some(serde_json::Value::Array(items)) => {
            input.read_many(&items.iter().map(words).collect::<Vec<_>>())
        }
        Some(one) => input.read(&words(one)),
    };
    let shown = || given.map(ToString::to_string).unwrap_or_default();
    value.with_context(|| format!("{} is no value of '{}'", shown(), input.name))
}

/// Most changed cases listed one by one; the matrix counts all.
const LISTED_MAX: usize = 50;

fn compare(before: &str, after: &str, path: &str, rest: &[&str]) -> Result<()> {
    let law = loaded()?;
    let (one, two) = (program(&law, before, rest)?, program(&law, after, rest)?);
    let text = std::fs::read_to_string(path).with_context(|| path.to_owned())?;
    let mut cases: Vec<BTreeMap<String, serde_json::Value>> = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let case = serde_json::from_str(line);
        cases.push(case.with_context(|| format!("{path}, line {}", number + 1))?);
    }
    let columns = |program: &law::Program| -> Result<Vec<(String, Vec<law::Value>)>> {
        let inputs = program.inputs().iter().map(|input| {
            let values = cases.iter().map(|case| value_of(input, case.get(&*input.name)));
            Ok((input.name.to_string(), values.collect::<Result<Vec<_>>>()?))
        });
        inputs.collect()
    };
    let (left, right) = (columns(&one)?, columns(&two)?);
    let decision = two.main_table().context("the version has no table with one answer")?;
    let impact = law::compare_values((&one, &left), (&two, &right), decision)?;
    let width = impact.outcomes.iter().map(String::len).max().unwrap_or(0).max(10);
    say(format!("{decision}: {} cases, {} change", cases.len(), impact.changed.len()));
    // Outcomes that no case has, before or after, are left out.
    let seen: Vec<usize> = (0..impact.outcomes.len())
        .filter(|place| {
            let from = impact.matrix.get(*place).is_some_and(|row| row.iter().any(|n| *n > 0));
            from || impact.matrix.iter().any(|row| row.get(*place).is_some_and(|n| *n > 0))
        })
        .collect();
    let shown = |place: &usize| impact.outcomes.get(*place).map_or("", String::as_str);
    let header: String = seen.iter().map(|place| format!(" {:>width$}", shown(place))).collect();
    say(format!("{:>width$}{header}", "from \\ to"));
    for from in &seen {
        let row = impact.matrix.get(*from).map_or(&[][..], Vec::as_slice);
        let counts = seen.iter().map(|to| row.get(*to).copied().unwrap_or(0));
        let cells: String = counts.map(|count| format!(" {count:>width$}")).collect();
        say(format!("{:>width$}{cells}", shown(from)));
    }
    let word = |place: usize| impact.outcomes.get(place).map_or("", String::as_str);
    for change in impact.changed.iter().take(LISTED_MAX) {
        let name = cases.get(change.case).and_then(|case| case.get("case")).map(words);
        let name = name.unwrap_or_else(|| format!("line {}", change.case + 1));
        say(format!("  {name}: {} -> {}", word(change.before), word(change.after)));
    }
    if impact.changed.len() > LISTED_MAX {
        say(format!("  and {} more", impact.changed.len() - LISTED_MAX));
    }
    Ok(())
}

/// Runs a checkout of the DMN test suite; every folder named `compliance-level-*` is a level.
fn tck(folder: &Path) -> Result<()> {
    let mut levels: BTreeMap<String, law::Conformance> = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
            if !name.is_some_and(|name| name.contains("-test-") && name.ends_with(".xml")) {
                continue;
            }
            let tests = std::fs::read_to_string(&path)?;
            let model = law::conformance_model(&tests)
                .with_context(|| format!("{}: no model named", path.display()))?;
            let model = std::fs::read_to_string(folder.join(&model)).unwrap_or_default();
            let mut report = law::conformance(&model, &tests);
            let file = path.file_stem().map(|n| n.to_string_lossy().into_owned());
            let file = file.unwrap_or_default();
            report.wrong.iter_mut().for_each(|wrong| *wrong = format!("{file}: {wrong}"));
            let mut level = path.components().map(|part| part.as_os_str().to_string_lossy());
            let level = level.rfind(|part| part.starts_with("compliance-level"));
            let level = level.map_or_else(|| "other".to_owned(), std::borrow::Cow::into_owned);
            levels.entry(level).or_default().add(report);
        }
    }
    if levels.is_empty() {
        bail!("{} holds no test file of the suite (*-test-*.xml)", folder.display());
    }
    let mut wrong = 0;
    for (level, report) in levels {
        let refused: usize = report.refused.values().sum();
        let handed: usize = report.handed_over.values().sum();
        say(format!(
            "{level}: {} results, passed {}, refused {refused}, handed over {handed}, wrong {}",
            report.results(),
            report.passed,
            report.wrong.len()
        ));
        let reasons = report.refused.iter().map(|(reason, count)| ("refused", reason, count));
        let handed =
            report.handed_over.iter().map(|(reason, count)| ("handed over", reason, count));
        reasons
            .chain(handed)
            .for_each(|(what, why, count)| say(format!("  {count:>5} {what}: {why}")));
        report.wrong.iter().for_each(|line| say(format!("  wrong: {line}")));
        wrong += report.wrong.len();
    }
    if wrong > 0 { bail!("{wrong} results are wrong") } else { Ok(()) }
}
