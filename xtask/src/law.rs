//! `cargo xtask law`: everything a keeper of the law needs at the command line.
//!
//! check, test, gen [--check], show, explain, compare, tck, soak.

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
  compare V1.dmn V2.dmn CASES.jsonl       two models over the same cases
  tck DIR                                 run a checkout of the DMN test suite";

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
        ["tck", folder] => tck(Path::new(folder)),
        _ => {
            say(HELP);
            if words.is_empty() { Ok(()) } else { bail!("unknown command: {}", words.join(" ")) }
        }
    }
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
    for (name, value) in given {
        let entry = law.dictionary.facts.get(&name);
        let entry = entry.with_context(|| format!("no fact '{name}' in the dictionary"))?;
        let text = match &value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let value = entry.kind.read(&text).with_context(|| format!("'{text}': wrong {name}"))?;
        let source = entry.sources.first().map_or("", String::as_str);
        facts.set(&name, value, source, dates.decision);
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
    for (name, missing) in &answer.unknown {
        say(format!("  unknown: {name} ({missing:?})"));
    }
    for used in &answer.parameters {
        let (name, value, unit, from) = (&used.name, &used.value, &used.unit, used.valid_from);
        say(format!("  {name} = {value} {unit}, from {from}, {:?}", used.grade));
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
