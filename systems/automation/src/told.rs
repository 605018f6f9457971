//! A ruling in words for whoever it is about: each condition with the fact it rests on, who said so and
//! when, and where it stands in the law. Nothing of reasons that are the house's own, nor of other people, nor
//! of what a party is not told.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use casefile::CaseId;
use kernel::{Fault, Kernel, Ts};
use law::{Facts, Finding, State, Value};
use serde::Deserialize;
use web::parts::Tone;
use web::{Html, Ui};

use crate::model::{Part, PartRole};
use crate::replay::{Repeated, Shelf, repeat};
use crate::rules;
use crate::state::{FactMoments, KnownRuling};
use crate::words;

/// A condition in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// How it stood.
    pub standing: Standing,
    /// What was found.
    pub said: String,
    /// What it rests on: name, value, and from whom and since when.
    pub facts: Vec<(String, String, String)>,
    /// Where it stands in the law.
    pub citations: String,
    /// The row that says so, of which rules, and since when these are in force.
    pub row: String,
}

/// How a condition stood when the rules ruled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It was not met.
    NotMet,
    /// Nothing established whether it was.
    Open,
    /// It was met.
    Met,
}

impl Standing {
    const fn of(state: State) -> Option<Standing> {
        match state {
            State::Met => Some(Standing::Met),
            State::NotMet => Some(Standing::NotMet),
            State::NeedsOfficial => Some(Standing::Open),
            State::NotApplicable => None,
        }
    }

    /// In a word.
    #[must_use]
    pub fn tag(self, ui: &Ui) -> Html {
        match self {
            Standing::Met => ui.tag(Tone::Success, "automation-told-met"),
            Standing::NotMet => ui.tag(Tone::Danger, "automation-told-not-met"),
            Standing::Open => ui.tag(Tone::Warning, "automation-told-open"),
        }
    }
}

/// What a party is told of what the rules had found before an official decided against them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldFile {
    #[expect(dead_code, reason = "how sure it is stands there for people")]
    grade: String,
    #[expect(dead_code, reason = "where it was read, likewise")]
    marks: String,
    #[expect(dead_code, reason = "and when")]
    last_checked: String,
    facts: BTreeSet<String>,
    sources: BTreeSet<String>,
    /// Of these nobody is told anything, of what was granted neither.
    kept: BTreeSet<String>,
}

static TOLD: LazyLock<Result<ToldFile, String>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../law/automation/told.toml"))
        .map_err(|error| error.to_string())
});

/// The conditions of a ruling that are met, repeated from what was stored, but for those of which nobody is told
/// anything; none once the facts were erased.
///
/// # Errors
/// A fault when the database is away, or a bug when the file of what is told does not read.
pub async fn met(
    kernel: &Kernel,
    ui: &Ui,
    ruling: (CaseId, &KnownRuling),
) -> Result<Vec<Condition>, Fault> {
    let file = TOLD.as_ref().map_err(Fault::message)?;
    let is_told = |role, found: &Found<'_>| {
        matches!(role, PartRole::Own | PartRole::Automatic)
            && found.standing == Standing::Met
            && found.finding.facts.iter().all(|(name, _)| !file.kept.contains(&**name))
    };
    conditions(kernel, ui, ruling, is_told).await
}

/// The conditions of the matter as an official had them before they decided against somebody, as far as that
/// person is told of them: those that are not met first.
///
/// # Errors
/// A fault when the database is away, or a bug when the file of what is told does not read.
pub async fn weighed(
    kernel: &Kernel,
    ui: &Ui,
    ruling: (CaseId, &KnownRuling),
) -> Result<Vec<Condition>, Fault> {
    let file = TOLD.as_ref().map_err(Fault::message)?;
    let law = rules::law()?;
    // Where the matter has no rules of its own, those that ask for a person are all that judged it.
    let own = ruling.1.ruling.parts.iter().any(|part| part.role == PartRole::Own);
    let judges = if own { PartRole::Own } else { PartRole::Automatic };
    let is_told = |role, found: &Found<'_>| {
        role == judges
            && found.finding.facts.iter().all(|(name, _)| {
                let fact = found.all.0.get(name);
                let known =
                    law.dictionary.parameters.contains_key(&**name) || file.facts.contains(&**name);
                known && fact.is_none_or(|fact| file.sources.contains(&*fact.source))
            })
    };
    let mut told = conditions(kernel, ui, ruling, is_told).await?;
    told.sort_by_key(|condition| condition.standing);
    Ok(told)
}

/// What was found of a condition.
struct Found<'a> {
    standing: Standing,
    finding: &'a Finding,
    /// What the rules were told.
    all: &'a Facts,
}

async fn conditions(
    kernel: &Kernel,
    ui: &Ui,
    (case, known): (CaseId, &KnownRuling),
    is_told: impl Fn(PartRole, &Found<'_>) -> bool,
) -> Result<Vec<Condition>, Fault> {
    let ruling = &known.ruling;
    let mut shelf = Shelf::default();
    shelf.fetch(kernel, ruling).await?;
    let (Repeated::Same(answers), Some(packed)) = (repeat(ruling, &shelf), ruling.packed.get())
    else {
        return Ok(Vec::new());
    };
    let (moments, _) = kernel.peek::<FactMoments>(case).await?;
    let mut told = Vec::new();
    for (n, (part, answer)) in ruling.parts.iter().zip(&answers).enumerate() {
        let (Ok(answer), all) = (answer, packed.of_part(n)) else { continue };
        for condition in &answer.conditions {
            let finding = answer.findings.iter().find(|found| found.decision == condition.name);
            let (Some(finding), Some(standing)) = (finding, Standing::of(condition.state)) else {
                continue;
            };
            let found = Found { standing, finding, all: &all };
            if is_told(part.role, &found) {
                told.push(in_words(ui, &found, part, (&moments, known.at))?);
            }
        }
    }
    Ok(told)
}

fn in_words(
    ui: &Ui,
    found: &Found<'_>,
    part: &Part,
    when: (&FactMoments, Ts),
) -> Result<Condition, Fault> {
    let (law, finding) = (rules::law()?, found.finding);
    let of_law =
        |(name, _): &&(std::sync::Arc<str>, Value)| law.dictionary.facts.contains_key(&**name);
    let facts = finding.facts.iter().filter(of_law).filter_map(|(name, value)| {
        let from = match (found.all.0.get(name), found.standing) {
            (Some(fact), _) => words::from_read(ui, (name, fact), when),
            // Nobody told it: that is what was not established.
            (None, Standing::Open) => String::new(),
            (None, Standing::Met | Standing::NotMet) => return None,
        };
        let value = words::value(ui, &law.dictionary, name, value);
        Some((words::name(ui, &law.dictionary, name), value, from))
    });
    let row = ui
        .t("automation-told-row")
        .arg("row", finding.row)
        .arg("rules", ui.code("rule-set-", &part.rule_set))
        .arg("since", words::day(ui, part.valid_from));
    Ok(Condition {
        standing: found.standing,
        said: law.text(words::language(ui), &finding.code).unwrap_or(&finding.code).to_owned(),
        facts: facts.collect(),
        citations: finding.citations.join("; "),
        row: row.plain(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_refused_is_told_facts_of_their_own_and_nothing_of_checks_or_of_others() {
        let file = TOLD.as_ref().unwrap();
        let facts = &rules::law().unwrap().dictionary.facts;
        for name in &file.facts {
            let fact = facts.get(name).unwrap_or_else(|| panic!("{name} is no fact"));
            let own = ["applicant", "case", "studies", "employment"];
            assert!(own.contains(&fact.subject.as_str()), "{name} is of {}", fact.subject);
        }
        for never in ["refusal_ground", "check_hit", "employer_status", "discretion_needed"] {
            assert!(facts.contains_key(never) && !file.facts.contains(never), "{never}");
        }
        for name in &file.kept {
            assert!(facts.contains_key(name.as_str()) && !file.facts.contains(name), "{name}");
        }
        let of_vis = facts.values().filter(|fact| fact.sources.iter().any(|of| of == "vis"));
        assert!(of_vis.clone().count() > 0 && of_vis.clone().all(|f| file.kept.contains(&f.name)));
        for never in ["register_checks", "employer_register", "official", "ruling", "vis"] {
            assert!(!file.sources.contains(never), "{never}");
        }
    }
}
