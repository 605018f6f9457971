//! Every past ruling again, from its stored facts and the stored version of the rules: the proof that
//! the same answer comes. The folder of the law is never looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use casefile::CaseId;
use kernel::{Fault, FaultKind, Kernel};
use law::{Answer, NoRuling, RuleSet, seal};
use uuid::Uuid;

use crate::ids::ArchiveId;
use crate::model::{Outcome, PartRole, Reason, Ruling};
use crate::rows;
use crate::rules::{self, Heard};
use crate::state::{Archive, Rulings};

/// Cases read at once: a few kilobytes.
const CASES_A_BATCH: i64 = 500;

/// What became of one ruling that was repeated.
#[derive(Debug, Clone, PartialEq)]
pub enum Repeated {
    /// The same answer, word by word.
    Same(Vec<Result<Answer, NoRuling>>),
    /// The person it is about was erased, and the facts with them.
    Erased,
    /// Another answer than the one kept, and in which respect: an alarm.
    Differs(&'static str),
}

/// What a replay found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replayed {
    /// Rulings repeated.
    pub rulings: u64,
    /// Cases they are on.
    pub cases: u64,
    /// Rulings whose facts were erased.
    pub erased: u64,
    /// Number of the case and what differs, for every ruling that is not as it was.
    pub differences: Vec<(String, String)>,
}

/// Stored rule sets, each read once.
#[derive(Default)]
pub struct Shelf(BTreeMap<String, Option<Arc<RuleSet>>>);

impl Shelf {
    /// Reads the rule sets of a ruling.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub async fn fetch(&mut self, kernel: &Kernel, ruling: &Ruling) -> Result<(), Fault> {
        for part in &ruling.parts {
            if !self.0.contains_key(&part.hash) {
                let set = match kernel.peek::<Archive>(ArchiveId::of(&part.hash)).await {
                    Ok((archive, _)) => archive.rule_set().filter(|set| *set.hash == *part.hash),
                    Err(fault) if fault.kind == FaultKind::Corrupt => None,
                    Err(fault) => return Err(fault),
                };
                self.0.insert(part.hash.clone(), set.map(Arc::new));
            }
        }
        Ok(())
    }

    /// A rule set that was read.
    #[must_use]
    pub fn get(&self, hash: &str) -> Option<&Arc<RuleSet>> {
        self.0.get(hash)?.as_ref()
    }
}

/// Rules again as it was ruled.
#[must_use]
pub fn repeat(ruling: &Ruling, shelf: &Shelf) -> Repeated {
    let Some(packed) = ruling.packed.get() else { return Repeated::Erased };
    let mut answers = Vec::with_capacity(ruling.parts.len());
    for (number, part) in ruling.parts.iter().enumerate() {
        let Some(set) = shelf.get(&part.hash) else {
            return Repeated::Differs("the rule set is not stored as it was");
        };
        let answer = set.rule(&packed.of_part(number), &ruling.dates);
        if seal(&answer) != part.seal {
            return Repeated::Differs("the rules answer otherwise");
        }
        if rules::rows(&answer) != part.rows {
            return Repeated::Differs("other rows answer");
        }
        answers.push(answer);
    }
    let empty = law::Facts::default();
    let heard = ruling.parts.iter().zip(&answers).enumerate().map(|(n, (part, answer))| {
        let derived = packed.derived.get(n).unwrap_or(&empty);
        let heard: Heard<'_> = (part.role, &part.rule_set, derived, answer);
        heard
    });
    let again = rules::reasons(heard);
    let kept = ruling.outcome.reasons().iter().filter(|reason| reason.is_of_rules());
    if again.iter().ne(kept.collect::<BTreeSet<&Reason>>()) {
        return Repeated::Differs("other reasons hand the case over");
    }
    let automatic = ruling.parts.iter().any(|part| part.role == PartRole::Automatic);
    let granted = matches!(ruling.outcome, Outcome::Grant { .. });
    let routed = ruling.outcome.reasons();
    match (granted, automatic, routed.is_empty()) {
        (true, true, true) | (false, _, false) => Repeated::Same(answers),
        _ => Repeated::Differs("the outcome does not follow"),
    }
}

/// Repeats every ruling of every case, or of one by its number. `progress` hears rulings done.
///
/// # Errors
/// A fault when a store is away; what is wrong with rulings stands in the answer. Nothing is
/// answered when there is no case of that number.
pub async fn replay(
    kernel: &Kernel,
    number: Option<&str>,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<Option<Replayed>, Fault> {
    let (mut found, mut shelf) = (Replayed::default(), Shelf::default());
    if let Some(number) = number {
        let Some(case) = rows::case_numbered(kernel, number).await? else { return Ok(None) };
        repeat_case(kernel, (case, number), &mut shelf, &mut found).await?;
        return Ok(Some(found));
    }
    let mut after = CaseId(Uuid::nil());
    loop {
        let batch = rows::ruled_cases(kernel, after, CASES_A_BATCH).await?;
        let Some((last, _)) = batch.last() else { return Ok(Some(found)) };
        after = *last;
        for (case, number) in &batch {
            repeat_case(kernel, (*case, number), &mut shelf, &mut found).await?;
            progress(found.rulings);
        }
    }
}

async fn repeat_case(
    kernel: &Kernel,
    (case, number): (CaseId, &str),
    shelf: &mut Shelf,
    found: &mut Replayed,
) -> Result<(), Fault> {
    let mut differs = |what: &str| found.differences.push((number.to_owned(), what.to_owned()));
    let rulings = match kernel.peek::<Rulings>(case).await {
        Ok((rulings, _)) => rulings,
        Err(fault) if fault.kind == FaultKind::Corrupt => {
            differs("what is stored does not read");
            return Ok(());
        }
        Err(fault) => return Err(fault),
    };
    found.cases += u64::from(!rulings.0.is_empty());
    for known in rulings.0.values() {
        shelf.fetch(kernel, &known.ruling).await?;
        found.rulings += 1;
        match repeat(&known.ruling, shelf) {
            Repeated::Same(_) => {}
            Repeated::Erased => found.erased += 1,
            Repeated::Differs(what) => differs(what),
        }
    }
    Ok(())
}
