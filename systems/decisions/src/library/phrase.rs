//! Phrases: what letters say, in three languages, with conditions on facts.

use std::collections::BTreeSet;

use kernel::Date;
use law::{Grade, Value, Words};
use serde::Deserialize;

use super::{Approval, Tongue};
use crate::model::Fields;

/// Something that must hold for a phrase to be proposed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Name of the fact.
    pub fact: String,
    /// What it must say.
    #[serde(default)]
    pub is: Option<Is>,
    /// It must be known, or must not be.
    #[serde(default)]
    pub known: Option<bool>,
}

/// What a fact says: whether it is so, or a code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Is {
    /// It is so, or is not.
    So(bool),
    /// A code.
    Code(String),
}

impl Is {
    fn said_by(&self, value: Option<&Value>) -> bool {
        match (self, value) {
            (Is::So(so), Some(Value::Bool(known))) => so == known,
            (Is::Code(code), Some(Value::Str(known))) => **known == **code,
            _ => false,
        }
    }
}

impl Condition {
    /// Does it hold? What is unknown says nothing, not even that something is not so.
    #[must_use]
    pub fn holds(&self, fields: &Fields) -> bool {
        let field = fields.get(&self.fact);
        self.is.as_ref().is_none_or(|is| is.said_by(field))
            && self.known.is_none_or(|known| fields.knows(&self.fact) == known)
    }
}

/// A phrase in one version. A version is added, never edited.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrase {
    /// Its key.
    pub key: String,
    /// First day it is used.
    pub valid_from: Date,
    /// Day it was entered.
    pub known_from: Date,
    /// Who answers for it.
    pub owner: String,
    /// Who approved it; none: not yet.
    #[serde(default)]
    pub approved: Option<Approval>,
    /// How sure it is.
    pub grade: Grade,
    /// Where that was read.
    pub marks: String,
    /// Provisions it rests on.
    pub cite: Vec<String>,
    /// What must hold for it to be proposed.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// Modes of service it speaks of; all when none is named.
    #[serde(default)]
    pub modes: Vec<String>,
    /// Its words.
    pub words: Words,
}

impl Phrase {
    /// Does everything hold that it is proposed for?
    #[must_use]
    pub fn fits(&self, fields: &Fields, mode: &str) -> bool {
        let served = self.modes.is_empty() || self.modes.iter().any(|known| known == mode);
        served && self.when.iter().all(|condition| condition.holds(fields))
    }

    /// The fields it prints.
    #[must_use]
    pub fn printed(&self) -> BTreeSet<String> {
        let names = Tongue::ALL.into_iter().flat_map(|tongue| pieces(tongue.of(&self.words)));
        let names = names.filter_map(|piece| match piece {
            Piece::Field(name) => Some(name.to_owned()),
            Piece::Words(_) => None,
        });
        names.collect()
    }

    /// The fields it prints or looks at.
    #[must_use]
    pub fn names(&self) -> BTreeSet<String> {
        let looked_at = self.when.iter().map(|condition| condition.fact.clone());
        self.printed().into_iter().chain(looked_at).collect()
    }
}

/// A piece of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words as they are.
    Words(&'a str),
    /// The value of a field.
    Field(&'a str),
}

/// The pieces of a phrase in one language, in order. A brace without its other half is a word.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else { break };
        if !before.is_empty() {
            pieces.push(Piece::Words(before));
        }
        pieces.push(Piece::Field(name));
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_on_what_is_so_needs_to_know_it() {
        let of = |value: Option<Value>| {
            let at = kernel::Ts::from_micros(0);
            let field = value.map(|value| crate::model::Field { value, source: "case".into(), at });
            let known = field.map(|field| ("other_party".to_owned(), field));
            Fields { known: known.into_iter().collect(), ..Fields::default() }
        };
        let condition = |is: &str| {
            let text = format!("fact = \"other_party\"\nis = {is}");
            toml::from_str::<Condition>(&text).unwrap()
        };
        let (yes, no) = (of(Some(Value::Bool(true))), of(Some(Value::Bool(false))));
        assert!(condition("true").holds(&yes) && !condition("true").holds(&no));
        assert!(condition("false").holds(&no) && !condition("false").holds(&yes));
        assert!(!condition("true").holds(&of(None)) && !condition("false").holds(&of(None)));
        let coded = of(Some(Value::text("true")));
        assert!(condition("\"true\"").holds(&coded) && !condition("true").holds(&coded));
    }

    #[test]
    fn a_phrase_is_words_and_fields() {
        use Piece::{Field, Words};
        let found = pieces("From {from} to {until}.");
        assert_eq!(
            found,
            [Words("From "), Field("from"), Words(" to "), Field("until"), Words(".")]
        );
        assert_eq!(pieces("{a}"), [Field("a")]);
        assert_eq!(pieces("a { b"), [Words("a { b")]);
        assert!(pieces("").is_empty());
    }
}
