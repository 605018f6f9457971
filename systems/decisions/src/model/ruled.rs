//! What a decision that no person made tells of how it was made: by which rules, on what they read, and where it can
//! be read that they may decide. It is kept with the fields, so that the letter says the same whenever it is set.

use automation::model::{Part, PartRole};
use automation::{Archive, ArchiveId, Ruling};
use kernel::{Date, Fault, Read};
use law::{Law, RuleSet, State};
use serde::{Deserialize, Serialize};

use super::date;

/// By which rules a decision was made, and on what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuledBy {
    /// The rule sets: those of the matter, then the one that says whether a person is needed.
    pub rules: Vec<RulesUsed>,
    /// What the conditions of the matter rest on, each once.
    pub facts: Vec<FactRead>,
    /// Where everybody can read the decision that lets these rules decide; nothing where the house has no address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<String>,
}

/// A rule set in a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesUsed {
    /// Its name.
    pub rule_set: String,
    /// The version: its first day.
    pub since: Date,
}

/// A fact that rules read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactRead {
    /// Its name.
    pub fact: String,
    /// Code of who told it.
    pub source: String,
    /// The day it was told.
    pub on: Date,
}

impl RuledBy {
    /// The rule sets with their versions, with days as they are written where this is said.
    pub(crate) fn rule_sets(&self, day: impl Fn(Date) -> String) -> String {
        let used = self.rules.iter().map(|used| format!("{} ({})", used.rule_set, day(used.since)));
        used.collect::<Vec<_>>().join(", ")
    }

    /// Of a ruling, by the rules as they were: those of the house, or else as they are stored. Nothing once its facts
    /// were erased.
    ///
    /// # Errors
    /// A fault when the database is away.
    pub(crate) async fn read(
        read: &mut Read<'_>,
        law: &Law,
        ruling: &Ruling,
        read_at: Option<String>,
    ) -> Result<Option<RuledBy>, Fault> {
        let Some(packed) = ruling.packed.get() else { return Ok(None) };
        let mut by = RuledBy { read_at, ..RuledBy::default() };
        let mut automatic = Vec::new();
        for (n, part) in ruling.parts.iter().enumerate() {
            match part.role {
                PartRole::Automatic => automatic.extend(used(part)),
                PartRole::Own => {
                    by.rules.extend(used(part));
                    let stored = match law.by_hash(&part.hash) {
                        Some(_) => None,
                        None => read.fold::<Archive>(ArchiveId::of(&part.hash)).await?.rule_set(),
                    };
                    let set = law.by_hash(&part.hash).or(stored.as_ref());
                    let facts = packed.of_part(n);
                    by.facts_of(set, &facts, (&packed.facts, ruling));
                }
                PartRole::HandOver | PartRole::Class => {}
            }
        }
        by.rules.extend(automatic);
        Ok(Some(by))
    }

    /// What the conditions that are met read of what was told.
    fn facts_of(
        &mut self,
        set: Option<&RuleSet>,
        facts: &law::Facts,
        (told, ruling): (&law::Facts, &Ruling),
    ) {
        let Some(Ok(answer)) = set.map(|set| set.rule(facts, &ruling.dates)) else { return };
        let met = answer.conditions.iter().filter(|condition| condition.state == State::Met);
        let found = met.filter_map(|c| answer.findings.iter().find(|f| f.decision == c.name));
        for (name, _) in found.flat_map(|finding| &finding.facts) {
            let known = self.facts.iter().any(|read| *read.fact == **name);
            let Some(fact) = told.0.get(name).filter(|_| !known) else { continue };
            let Some(on) = date(fact.retrieved) else { continue };
            let (fact, source) = (name.to_string(), fact.source.to_string());
            self.facts.push(FactRead { fact, source, on });
        }
    }
}

fn used(part: &Part) -> Option<RulesUsed> {
    Some(RulesUsed { rule_set: part.rule_set.clone(), since: date(part.valid_from)? })
}
