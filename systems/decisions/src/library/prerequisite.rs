//! What must stand before a decision is signed, whoever signs it.

use automation::{CaseFacts, FactState};
use kernel::Date;
use law::{Dictionary, Grade, Words};
use serde::Deserialize;

use super::{Outcome, Tongue};

/// A fact without which decisions to an effect are not signed, where their type names it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prerequisite {
    /// Its code.
    pub code: String,
    /// Decisions to this effect.
    pub outcome: Outcome,
    /// Name of the fact.
    pub fact: String,
    /// The value it must have, as law files write it.
    pub is: String,
    /// First day it holds.
    pub valid_from: Date,
    /// Day it was entered.
    pub known_from: Date,
    /// Who answers for it.
    pub owner: String,
    /// How sure it is.
    pub grade: Grade,
    /// Where that was read.
    pub marks: String,
    /// Provisions it rests on.
    pub cite: Vec<String>,
    /// What is missing, to officials.
    pub missing: Words,
    /// Who can bring it.
    pub brings: Words,
}

impl Prerequisite {
    /// Does it stand on a day? Only by the word of a source that its entry accepts: what is unknown, contradicted or
    /// told by another does not stand.
    #[must_use]
    pub fn stands(&self, told: &CaseFacts, day: Date, law: &Dictionary) -> bool {
        let Some(entry) = law.facts.get(&self.fact) else { return false };
        let FactState::Agreed(source, told) = told.state(&self.fact, day, law) else {
            return false;
        };
        let accepted = entry.sources.iter().any(|known| known == source);
        accepted && told.value.is_some() && told.value == entry.kind.read(&self.is)
    }

    /// What is missing and who can bring it, to officials.
    #[must_use]
    pub fn said(&self, tongue: Tongue) -> String {
        format!("{} {}", tongue.of(&self.missing), tongue.of(&self.brings))
    }
}

#[cfg(test)]
mod tests {
    use automation::Told;
    use kernel::Ts;
    use law::Value;

    use super::super::library;
    use super::*;

    #[test]
    fn it_stands_by_the_word_of_a_source_that_is_accepted_and_of_no_other() {
        let (library, day) = (library().unwrap(), "2026-11-28".parse().unwrap());
        let law = &automation::rules::law().unwrap().dictionary;
        let row = library.prerequisite("identity-proven", day).unwrap();
        let told = |said: &[(&str, Value)]| {
            let mut facts = CaseFacts::default();
            for (source, value) in said {
                let (value, retrieved) = (Some(value.clone()), Ts::from_micros(0));
                let told = Told { value, retrieved, valid_from: None, valid_until: None };
                facts.tell(&row.fact, source, told);
            }
            facts
        };
        let stands = |facts: &CaseFacts| row.stands(facts, day, law);
        let (yes, no) = (Value::Bool(true), Value::Bool(false));
        assert!(stands(&told(&[("identity_step", yes.clone())])));
        assert!(!stands(&told(&[])), "nobody told");
        assert!(!stands(&told(&[("identity_step", no.clone())])));
        assert!(!stands(&told(&[("identity_step", Value::Null)])), "asked, and not known");
        assert!(!stands(&told(&[("applicant", yes.clone())])), "whoever applies proves nothing");
        let mut contradicted = told(&[("identity_step", yes), ("official", no)]);
        assert!(!stands(&contradicted));
        contradicted.settle(&row.fact, "official");
        assert!(!stands(&contradicted));
        contradicted.settle(&row.fact, "identity_step");
        assert!(stands(&contradicted));
    }

    #[test]
    fn of_its_rows_the_newest_that_has_begun_answers() {
        let mut library = library().unwrap().clone();
        let before = "2004-04-30".parse().unwrap();
        assert_eq!(library.prerequisite("identity-proven", before), None);
        let old = library.prerequisite("identity-proven", "2026-11-28".parse().unwrap()).unwrap();
        let later = "2027-01-01".parse().unwrap();
        let newer = Prerequisite { valid_from: later, is: "false".into(), ..old.clone() };
        library.prerequisites.push(newer);
        assert_eq!(library.prerequisite("identity-proven", later).unwrap().is, "false");
    }
}
