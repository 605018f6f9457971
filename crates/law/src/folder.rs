//! The folder `law/` as a whole: loaded from texts in memory, checked, and asked for rule sets.

use crate::answer::LawDates;
use crate::cases::{self, Case, CaseReport};
use crate::dictionary::Dictionary;
use crate::problem::{Level, Problem};
use crate::ruleset::RuleSet;
use crate::value::Day;
use std::collections::BTreeMap;

/// The languages texts are complete in.
pub const LANGUAGES: [&str; 3] = ["fi", "sv", "en"];

/// All law of an installation.
#[derive(Debug, Clone, Default)]
pub struct Law {
    /// Facts, parameters, acts, authorities.
    pub dictionary: Dictionary,
    /// Versions of each decision, oldest first.
    rule_sets: BTreeMap<String, Vec<(RuleSet, Vec<Case>)>>,
    /// Texts of findings: (language, code) to words.
    texts: BTreeMap<(String, String), String>,
}

/// A loaded folder and all that was found wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// What loads; a refused rule set is left out.
    pub law: Law,
    /// Problems, worst first.
    pub problems: Vec<Problem>,
    /// Report of the cases, by rule set and first day.
    pub reports: Vec<(String, Day, CaseReport)>,
}

impl Law {
    /// Loads the files of the folder: paths relative to it, with forward slashes, and their texts.
    ///
    /// # Errors
    /// All problems, when one of them is an error: nothing half-checked is handed out.
    pub fn load<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<Problem>> {
        let loaded = Self::examine(files);
        let errors = loaded.problems.iter().any(|problem| problem.level == Level::Error);
        if errors { Err(loaded.problems) } else { Ok(loaded.law) }
    }

    /// The law this binary ships.
    ///
    /// # Errors
    /// All problems; a test of this crate keeps the shipped law free of them.
    pub fn shipped() -> Result<Self, Vec<Problem>> {
        Self::load(crate::shipped::FILES.iter().copied())
    }

    /// Loads and checks the folder, runs all cases, and reports everything found.
    #[must_use]
    pub fn examine<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Loaded {
        let files: BTreeMap<&str, &str> = files.into_iter().collect();
        let mut loaded = Loaded::default();
        let Loaded { law, problems, reports } = &mut loaded;
        for (path, text) in &files {
            let folder = path.split('/').next().unwrap_or("");
            let known = matches!(folder, "facts" | "parameters" | "acts" | "authorities");
            if known && path.ends_with(".toml") {
                law.dictionary.add(path, text, problems);
            } else if let Some((_, file)) = path.rsplit_once("texts/")
                && let Some(language) = file.strip_suffix(".ftl")
            {
                law.add_texts(path, language, text, problems);
            }
        }
        law.dictionary.check(problems);
        for (path, text) in &files {
            let parts: Vec<&str> = path.split('/').collect();
            if let ["decisions", name, version, "table.dmn"] = parts.as_slice() {
                let cases = format!("decisions/{name}/{version}/cases.yaml");
                let cases = (cases.as_str(), files.get(cases.as_str()).copied());
                law.add_rule_set(path, name, version, text, cases, problems);
            }
        }
        law.run_cases(problems, reports);
        law.check_findings(problems);
        problems.sort_by(|a, b| b.level.cmp(&a.level).then_with(|| a.cmp(b)));
        problems.dedup();
        loaded
    }

    fn add_texts(&mut self, path: &str, language: &str, text: &str, problems: &mut Vec<Problem>) {
        for (number, line) in text.lines().enumerate() {
            let line_number = u32::try_from(number + 1).unwrap_or(0);
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let Some((code, words)) = line.split_once(" = ") else {
                let message = "expected 'code = words' on one line".to_owned();
                let problem = Problem::error("bad-text", message).in_file(path);
                problems.push(problem.at_line(line_number));
                continue;
            };
            let key = (language.to_owned(), code.trim().to_owned());
            if self.texts.insert(key, words.trim().to_owned()).is_some() {
                let message = format!("the text '{code}' stands twice");
                let problem = Problem::error("duplicate-name", message).in_file(path);
                problems.push(problem.at_line(line_number));
            }
        }
    }

    fn add_rule_set(
        &mut self,
        path: &str,
        name: &str,
        version: &str,
        source: &str,
        cases: (&str, Option<&str>),
        problems: &mut Vec<Problem>,
    ) {
        let Some(valid_from) = Day::parse(version) else {
            let message = format!("the folder '{version}' is not named by a date");
            return problems.push(Problem::error("bad-folder", message).in_file(path));
        };
        let set = match RuleSet::load(path, name, valid_from, source, &self.dictionary) {
            Ok(set) => set,
            Err(found) => return problems.extend(found),
        };
        problems.extend(set.remarks.iter().cloned());
        let read = match cases {
            (path, Some(text)) => cases::read(path, text, &set),
            (path, None) => {
                let message = "a decision needs cases beside its table".to_owned();
                Err(vec![Problem::error("missing-cases", message).in_file(path)])
            }
        };
        let cases = read.unwrap_or_else(|found| {
            problems.extend(found);
            Vec::new()
        });
        // Folders come in order of their names, and dates sort as text.
        self.rule_sets.entry(name.to_owned()).or_default().push((set, cases));
    }

    fn run_cases(&self, problems: &mut Vec<Problem>, reports: &mut Vec<(String, Day, CaseReport)>) {
        for (name, versions) in &self.rule_sets {
            for (index, (set, own)) in versions.iter().enumerate() {
                let before = index.checked_sub(1).and_then(|index| versions.get(index));
                // A version that ended earlier has no last day that touches this one.
                let eve = set.valid_from.plus_days(-1);
                let before = before
                    .filter(|(set, _)| set.valid_to.is_none() || set.valid_to == eve)
                    .map(|(_, cases)| cases.as_slice());
                let report = cases::run(set, own, before);
                let path = format!("decisions/{name}/{}/cases.yaml", set.valid_from);
                problems.extend(report.problems.iter().cloned().map(|p| p.in_file(&path)));
                reports.push((name.clone(), set.valid_from, report));
            }
        }
    }

    /// Every finding a table can give has words in all languages.
    fn check_findings(&self, problems: &mut Vec<Problem>) {
        for (set, _) in self.rule_sets.values().flatten() {
            for code in set.finding_codes() {
                for language in LANGUAGES {
                    if self.text(language, &code).is_none() {
                        let message = format!("the finding '{code}' has no text in {language}");
                        let path = format!("decisions/{}/{}/table.dmn", set.name, set.valid_from);
                        problems.push(Problem::error("missing-text", message).in_file(&path));
                    }
                }
            }
            for (decision, citation) in set.citations() {
                if self.dictionary.act_of(&citation).is_none() {
                    let message = format!("'{citation}' begins with no act of law/acts");
                    let path = format!("decisions/{}/{}/table.dmn", set.name, set.valid_from);
                    let problem = Problem::error("unknown-act", message).in_file(&path);
                    problems.push(problem.in_decision(&decision));
                }
            }
        }
    }

    /// Names of all decisions.
    pub fn decisions(&self) -> impl Iterator<Item = &str> {
        self.rule_sets.keys().map(String::as_str)
    }

    /// All versions of a decision, oldest first.
    pub fn versions(&self, decision: &str) -> impl Iterator<Item = &RuleSet> {
        self.rule_sets.get(decision).into_iter().flatten().map(|(set, _)| set)
    }

    /// The cases beside one version.
    #[must_use]
    pub fn cases(&self, decision: &str, valid_from: Day) -> &[Case] {
        let versions = self.rule_sets.get(decision).map_or(&[][..], Vec::as_slice);
        let found = versions.iter().find(|(set, _)| set.valid_from == valid_from);
        found.map_or(&[], |(_, cases)| cases.as_slice())
    }

    /// The version in force on the dates of a case: the latest that had begun.
    #[must_use]
    pub fn in_force(&self, decision: &str, dates: &LawDates) -> Option<&RuleSet> {
        let versions = self.rule_sets.get(decision)?;
        let found = versions.iter().rev().map(|(set, _)| set);
        let mut begun = found.filter(|set| set.valid_from <= dates.get(set.applies_by));
        begun.next().filter(|set| set.valid_to.is_none_or(|end| dates.get(set.applies_by) <= end))
    }

    /// The version with a content hash, for replay.
    #[must_use]
    pub fn by_hash(&self, hash: &str) -> Option<&RuleSet> {
        self.rule_sets.values().flatten().map(|(set, _)| set).find(|set| &*set.hash == hash)
    }

    /// Decisions that a batch evaluates case by case instead of in columns: rule set, decision, reason.
    #[must_use]
    pub fn scalar_decisions(&self) -> Vec<(String, String, String)> {
        let mut found = Vec::new();
        for (set, _) in self.rule_sets.values().flatten() {
            let Some(program) = set.programs().last().copied() else { continue };
            for (decision, reason) in program.scalar_decisions() {
                found.push((format!("{} {}", set.name, set.valid_from), decision, reason));
            }
        }
        found
    }

    /// The words of a finding in a language (`fi`, `sv`, `en`).
    #[must_use]
    pub fn text(&self, language: &str, code: &str) -> Option<&str> {
        self.texts.get(&(language.to_owned(), code.to_owned())).map(String::as_str)
    }
}
