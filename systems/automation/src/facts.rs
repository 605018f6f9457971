//! Facts of a case: pure functions that return the events, for acts of the systems that run cases
//! and ask registers.

use casefile::CaseId;
use kernel::{Changes, Date, Refusal, Sealed, Subject, Ts};
use law::{Dictionary, FactEntry, Value};

use crate::events::FactEvent;
use crate::state::{CaseFacts, FactState};

/// Longest text a fact may hold, in characters: facts are codes, numbers and names, not letters.
pub const TEXT_CHARS_MAX: usize = 500;

/// Something a source says of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    /// Name of the fact in the dictionary.
    pub fact: String,
    /// Code of the source.
    pub source: String,
    /// What it says; [`Value::Null`] when it was asked and does not know.
    pub value: Value,
    /// When it was retrieved or given.
    pub retrieved: Ts,
    /// The days on which it holds, when they are limited.
    pub valid: (Option<Date>, Option<Date>),
}

impl Saying {
    /// Something that holds without limit.
    #[must_use]
    pub fn new(fact: &str, source: &str, value: Value, retrieved: Ts) -> Saying {
        let (fact, source) = (fact.to_owned(), source.to_owned());
        Saying { fact, source, value, retrieved, valid: (None, None) }
    }
}

/// Records what a source says. What others say of the same fact stays: if they differ, that is how
/// the fact stands. The value is sealed with the key of the person it is about.
///
/// # Errors
/// `fact-unknown`, `fact-wrong` when the value is not of the fact's kind, `dates-reversed`.
pub fn record(
    case: CaseId,
    about: impl Into<Subject>,
    saying: Saying,
    law: &Dictionary,
) -> Result<Changes, Refusal> {
    let Saying { fact, source, value, retrieved, valid: (valid_from, valid_until) } = saying;
    let entry = law.facts.get(&fact);
    let entry = entry.ok_or_else(|| Refusal::new("fact-unknown").with("fact", &fact))?;
    if !is_of(entry, &value) {
        return Err(Refusal::new("fact-wrong").with("fact", &fact));
    }
    if matches!((valid_from, valid_until), (Some(from), Some(until)) if until < from) {
        return Err(Refusal::new("dates-reversed"));
    }
    let value = Sealed::new(about, value);
    let told = FactEvent::Recorded { fact, source, value, retrieved, valid_from, valid_until };
    Ok(Changes::one(case, &told))
}

/// Takes back what a source said.
///
/// # Errors
/// `fact-untold` when it said nothing.
pub fn withdraw(
    case: CaseId,
    facts: &CaseFacts,
    fact: &str,
    source: &str,
) -> Result<Changes, Refusal> {
    if facts.told_by(fact, source).is_none() {
        return Err(Refusal::new("fact-untold").with("fact", fact));
    }
    let (fact, source) = (fact.to_owned(), source.to_owned());
    Ok(Changes::one(case, &FactEvent::Withdrawn { fact, source }))
}

/// Settles a contradiction: an official found out which source is right. A new word of any source
/// opens it again.
///
/// # Errors
/// `fact-untold` when the source said nothing, `fact-agreed` when there is no contradiction,
/// `reason-empty`.
pub fn settle(
    case: CaseId,
    about: impl Into<Subject>,
    facts: &CaseFacts,
    (fact, source): (&str, &str),
    reason: &str,
    (today, law): (Date, &Dictionary),
) -> Result<Changes, Refusal> {
    if facts.told_by(fact, source).is_none() {
        return Err(Refusal::new("fact-untold").with("fact", fact));
    }
    if !matches!(facts.state(fact, today, law), FactState::Contradictory(_)) {
        return Err(Refusal::new("fact-agreed").with("fact", fact));
    }
    if reason.trim().is_empty() {
        return Err(Refusal::new("reason-empty").at("reason"));
    }
    let reason = Sealed::new(about, reason.trim().to_owned());
    let (fact, source) = (fact.to_owned(), source.to_owned());
    Ok(Changes::one(case, &FactEvent::Settled { fact, source, reason }))
}

/// An official found out what is so: their own word, and that it is right, whatever sources say or said. A new word of
/// any source opens it again.
///
/// # Errors
/// As [`record`]; `reason-empty`.
pub fn establish(
    case: CaseId,
    about: impl Into<Subject>,
    saying: Saying,
    reason: &str,
    law: &Dictionary,
) -> Result<Changes, Refusal> {
    if reason.trim().is_empty() {
        return Err(Refusal::new("reason-empty").at("reason"));
    }
    let (about, fact, source) = (about.into(), saying.fact.clone(), saying.source.clone());
    let reason = Sealed::new(about, reason.trim().to_owned());
    let told = record(case, about, saying, law)?;
    Ok(told.and(Changes::one(case, &FactEvent::Settled { fact, source, reason })))
}

fn is_of(entry: &FactEntry, value: &Value) -> bool {
    match (entry.many, value) {
        (true, Value::List(items)) => items.iter().all(|item| one_is_of(entry, item)),
        (true, Value::Null | Value::NotApplicable) => true,
        (true, _) => false,
        (false, value) => one_is_of(entry, value),
    }
}

fn one_is_of(entry: &FactEntry, value: &Value) -> bool {
    let known = match value {
        Value::Str(code) if entry.kind == law::Kind::Code => {
            entry.codes.iter().any(|known| **known == **code)
        }
        Value::Str(text) => text.chars().count() <= TEXT_CHARS_MAX,
        _ => true,
    };
    known && value.is_of(&entry.kind.ty())
}
