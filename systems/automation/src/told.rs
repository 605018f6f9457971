//! A ruling in words for whoever it is about: each condition with the fact it rests on, who said so and
//! when, and where it stands in the law. Nothing of reasons that are the house's own, nor of other people.

use kernel::{Fault, Kernel};
use law::{Facts, Finding, State};
use web::Ui;

use crate::model::{Part, PartRole, Ruling};
use crate::replay::{Repeated, Shelf, repeat};
use crate::rules;
use crate::words;

/// A condition in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// What was found.
    pub said: String,
    /// What it rests on: name, value, and from whom and since when.
    pub facts: Vec<(String, String, String)>,
    /// Where it stands in the law.
    pub citations: String,
    /// The row that says so, of which rules, and since when these are in force.
    pub row: String,
}

/// The conditions of a ruling that are met, repeated from what was stored; none once the facts were erased.
///
/// # Errors
/// A fault when the database is away.
pub async fn met(kernel: &Kernel, ui: &Ui, ruling: &Ruling) -> Result<Vec<Condition>, Fault> {
    let mut shelf = Shelf::default();
    shelf.fetch(kernel, ruling).await?;
    let (Repeated::Same(answers), Some(packed)) = (repeat(ruling, &shelf), ruling.packed.get())
    else {
        return Ok(Vec::new());
    };
    let mut told = Vec::new();
    for (n, (part, answer)) in ruling.parts.iter().zip(&answers).enumerate() {
        let of_matter = matches!(part.role, PartRole::Own | PartRole::Automatic);
        let Some(answer) = answer.as_ref().ok().filter(|_| of_matter) else { continue };
        for condition in answer.conditions.iter().filter(|c| c.state == State::Met) {
            let finding = answer.findings.iter().find(|found| found.decision == condition.name);
            if let Some(finding) = finding {
                told.push(in_words(ui, finding, part, &packed.of_part(n))?);
            }
        }
    }
    Ok(told)
}

fn in_words(ui: &Ui, finding: &Finding, part: &Part, all: &Facts) -> Result<Condition, Fault> {
    let law = rules::law()?;
    let known =
        finding.facts.iter().filter_map(|(name, value)| Some((name, value, all.0.get(name)?)));
    let facts = known.map(|(name, value, fact)| {
        let from = words::from(ui, &fact.source, words::day(ui, fact.retrieved));
        let value = words::value(ui, &law.dictionary, name, value);
        (words::name(ui, &law.dictionary, name), value, from)
    });
    let row = ui
        .t("automation-told-row")
        .arg("row", finding.row)
        .arg("rules", ui.code("rule-set-", &part.rule_set))
        .arg("since", words::day(ui, part.valid_from));
    Ok(Condition {
        said: law.text(words::language(ui), &finding.code).unwrap_or(&finding.code).to_owned(),
        facts: facts.collect(),
        citations: finding.citations.join("; "),
        row: row.plain(),
    })
}
