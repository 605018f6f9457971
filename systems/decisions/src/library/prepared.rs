//! What is prepared for an official when a task comes onto a case.

use kernel::Date;
use law::{Grade, Words};
use serde::Deserialize;

/// A draft that a task of a kind brings about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prepared {
    /// Code of the task.
    pub task: String,
    /// Code of the letter.
    pub letter: String,
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
    /// What sections begin with.
    #[serde(rename = "section")]
    pub sections: Vec<PreparedSection>,
}

/// What a section begins with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreparedSection {
    /// Code of the section.
    pub code: String,
    /// The words.
    pub words: Words,
}
