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
    /// The code it must have.
    #[serde(default)]
    pub is: Option<String>,
    /// It must be known, or must not be.
    #[serde(default)]
    pub known: Option<bool>,
}

impl Condition {
    /// Does it hold? What is unknown has no code.
    #[must_use]
    pub fn holds(&self, fields: &Fields) -> bool {
        let field = fields.get(&self.fact);
        let coded = self
            .is
            .as_ref()
            .is_none_or(|code| matches!(field, Some(Value::Str(known)) if **known == **code));
        coded && self.known.is_none_or(|known| fields.knows(&self.fact) == known)
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
