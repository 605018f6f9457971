//! Fields: what a decision takes from the case, each with who said it and when.

use std::collections::{BTreeMap, BTreeSet};

use automation::{CaseFacts, FactState};
use casefile::{KnownCase, Person};
use kernel::{Date, Ts};
use law::{Day, Dictionary, Value};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::RuledBy;
use crate::library::{LetterKind, Library};

/// Fields that every letter has from the case itself.
pub const OWN: [&str; 3] = ["applicant_name", "applied_on", "case_number"];
/// Fields that are known only when the letter is set.
pub const COMPUTED: [&str; 7] = [
    "appeal_court",
    "appeal_days",
    "decision_date",
    "implementation",
    "implementation_address",
    "presumed_days",
    "rule_sets",
];

/// Source of what the case itself says.
const CASE: &str = "case";
/// Source of what the record of the person says.
const PERSON: &str = "person";

/// A value with its origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// What it is.
    pub value: Value,
    /// Code of who said so.
    pub source: String,
    /// When it was said.
    pub at: Ts,
}

/// What is known for a letter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fields {
    /// By name.
    pub known: BTreeMap<String, Field>,
    /// Names of those that sources contradict each other about.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub conflicts: BTreeSet<String>,
    /// Codes of what must stand before it is signed, and does not.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub missing: BTreeSet<String>,
    /// Of what no person decided: by which rules, and on what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ruled: Option<RuledBy>,
}

impl Fields {
    /// The value of a field that is known and that nobody contradicts.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.known.get(name).map(|field| &field.value)
    }

    /// Is it known? Of what follows from how a decision was made too.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        match name {
            "rule_sets" => self.ruled.as_ref().is_some_and(|ruled| !ruled.rules.is_empty()),
            "implementation_address" => self.ruled.as_ref().is_some_and(|r| r.read_at.is_some()),
            name => self.get(name).is_some(),
        }
    }

    /// The day a field says.
    #[must_use]
    pub fn day(&self, name: &str) -> Option<Date> {
        match self.get(name) {
            Some(Value::Date(day)) => date(*day),
            _ => None,
        }
    }

    /// The code a field says.
    #[must_use]
    pub fn code(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// Imports what a letter needs from the case, the person and what sources told, as it stands on a
    /// day.
    #[must_use]
    pub fn import(
        (library, letter): (&Library, &LetterKind),
        (case, person, told): (&KnownCase, &Person, &CaseFacts),
        (today, law): (Date, &Dictionary),
    ) -> Fields {
        let mut fields = Fields::default();
        let own = |value, source: &str, at| Field { value, source: source.to_owned(), at };
        let opened = Value::Date(automation::rules::day(case.opened.date()));
        let number = Value::text(case.number.as_str());
        let names = [("applied_on", opened), ("case_number", number)];
        let names = names.map(|(name, value)| (name.to_owned(), own(value, CASE, case.opened)));
        fields.known.extend(names);
        if let Some(name) = name(person) {
            let name = own(Value::text(&name), PERSON, case.opened);
            fields.known.insert("applicant_name".to_owned(), name);
        }
        let mut names = library.fields(letter, today);
        for row in library.prerequisites(&case.case_type, letter.outcome, today) {
            names.insert(row.fact.clone());
            if !row.stands(told, today, law) {
                fields.missing.insert(row.code.clone());
            }
        }
        for name in names {
            if !law.facts.contains_key(&name) {
                continue;
            }
            match told.state(&name, today, law) {
                FactState::Untold => {}
                FactState::Agreed(source, told) => {
                    let value = told
                        .value
                        .clone()
                        .filter(|value| !matches!(value, Value::Null | Value::NotApplicable));
                    let field = value.map(|value| own(value, source, told.retrieved));
                    fields.known.extend(field.map(|field| (name, field)));
                }
                FactState::Contradictory(_) => {
                    fields.conflicts.insert(name);
                }
            }
        }
        fields
    }
}

impl Fields {
    /// A hash over what they say, hexadecimal: by it a form knows what its reader saw.
    #[must_use]
    pub fn digest(&self) -> String {
        let said: Vec<(&String, String)> =
            self.known.iter().map(|(name, field)| (name, field.value.to_string())).collect();
        let open = (&self.conflicts, &self.missing);
        let hash: [u8; 32] = Sha256::digest(format!("{said:?}{open:?}")).into();
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The names of fields that say something else in two imports. Who said the same is no difference.
#[must_use]
pub fn difference(before: &Fields, now: &Fields) -> BTreeSet<String> {
    let names: BTreeSet<&String> = before
        .known
        .keys()
        .chain(now.known.keys())
        .chain(&before.conflicts)
        .chain(&now.conflicts)
        .collect();
    let differs = |name: &&String| {
        before.get(name) != now.get(name)
            || before.conflicts.contains(*name) != now.conflicts.contains(*name)
    };
    names.into_iter().filter(differs).cloned().collect()
}

/// The name a letter calls somebody by: given name first, as one writes to people.
fn name(person: &Person) -> Option<String> {
    let name = person.known()?.particulars.as_ref()?.names.first()?;
    Some(format!("{} {}", name.given(), name.family()).trim().to_owned())
}

/// A value as people type it in a form, and law files write it.
pub(crate) fn as_typed(value: &Value) -> String {
    match value {
        Value::Str(text) => text.to_string(),
        other => other.to_string(),
    }
}

/// A day of the law as a date.
pub(crate) fn date(day: Day) -> Option<Date> {
    day.to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(value: &str, source: &str) -> Fields {
        let at = Ts::from_micros(0);
        let field = Field { value: Value::text(value), source: source.to_owned(), at };
        Fields { known: [("granted_work".to_owned(), field)].into(), ..Fields::default() }
    }

    #[test]
    fn another_value_is_a_difference_and_another_source_is_none() {
        assert!(difference(&fields("none", "case"), &fields("none", "official")).is_empty());
        let found = difference(&fields("none", "case"), &fields("limited", "case"));
        assert_eq!(found, ["granted_work".to_owned()].into());
        assert_eq!(difference(&fields("none", "case"), &Fields::default()).len(), 1);
        let conflicts =
            Fields { conflicts: ["granted_work".to_owned()].into(), ..Fields::default() };
        assert_eq!(difference(&Fields::default(), &conflicts).len(), 1);
    }

    #[test]
    fn a_field_gives_its_day_or_code() {
        assert_eq!(fields("none", "case").code("granted_work"), Some("none"));
        assert_eq!(fields("none", "case").day("granted_work"), None);
        assert_eq!(date(Day::new(2026, 12, 1).unwrap()), "2026-12-01".parse().ok());
    }
}
