//! Kinds of letters: what stands in them, who decides, and what follows.

use kernel::Date;
use law::{Grade, Words};
use serde::Deserialize;

use super::Approval;

/// What a letter decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// What was applied for is granted.
    Grant,
    /// It is refused.
    Refuse,
    /// Nothing is decided.
    None,
}

impl Outcome {
    /// Does it go against the person?
    #[must_use]
    pub const fn is_adverse(self) -> bool {
        matches!(self, Outcome::Refuse)
    }

    /// Code for rows and texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Outcome::Grant => "grant",
            Outcome::Refuse => "refuse",
            Outcome::None => "none",
        }
    }
}

/// Who decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DecidedBy {
    /// A person.
    Person,
    /// Rules, without a person.
    Machine,
}

/// May a person write in a section?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Writing {
    /// Nobody writes there.
    #[default]
    Never,
    /// Somebody may.
    Optional,
    /// Without it the letter is not signed.
    Required,
}

/// What a section may list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Listed {
    /// The facts that rules read, each with who told it and when.
    FactsRead,
}

/// A section of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionKind {
    /// Its code, for what is written in it.
    pub code: String,
    /// Its heading.
    pub heading: Words,
    /// Keys of the phrases that are proposed for it.
    #[serde(default)]
    pub phrases: Vec<String>,
    /// What is listed after them.
    #[serde(default)]
    pub list: Option<Listed>,
    /// May a person write in it?
    #[serde(default)]
    pub written: Writing,
}

/// The facts that say which right to stay a decision gives.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RightFields {
    /// Fact with the code of the kind.
    pub what: String,
    /// Fact with the first day.
    pub from: String,
    /// Fact with the last day; it may be unknown for kinds that do not end.
    pub until: String,
    /// Fact with the code of the type.
    #[serde(default)]
    pub type_code: Option<String>,
}

/// The residence permit card that a decision leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Card {
    /// Of the right to stay that this decision gives.
    New,
    /// A new one of the right that the person holds already; the decision gives none.
    Renewal,
}

/// A kind of letter in one version. A version is added, never edited.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterKind {
    /// Its code.
    pub kind: String,
    /// First day it is used.
    pub valid_from: Date,
    /// Day it was entered.
    pub known_from: Date,
    /// Who answers for it.
    pub owner: String,
    /// Who approved it; none: not yet.
    #[serde(default)]
    pub approved: Option<Approval>,
    /// How sure it is that the law wants it so.
    pub grade: Grade,
    /// Where that was read.
    pub marks: String,
    /// Provisions it rests on.
    pub cite: Vec<String>,
    /// Key of the authority that sends it.
    pub authority: String,
    /// What it decides.
    pub outcome: Outcome,
    /// Who decides.
    pub decided_by: DecidedBy,
    /// Presenting official and decision-maker are different persons.
    pub four_eyes: bool,
    /// The case is decided and closed with it.
    pub closes: bool,
    /// Code of where one may appeal; none when one may not.
    #[serde(default)]
    pub appeal: Option<String>,
    /// Codes of what whoever presents and signs has looked at, with texts.
    #[serde(default)]
    pub checklist: Vec<String>,
    /// What kind of document it is, as printed beside the sender.
    pub name: Words,
    /// Its title.
    pub title: Words,
    /// Keys of phrases of the part in plain words on its first page.
    #[serde(default)]
    pub summary: Vec<String>,
    /// The right to stay it gives.
    #[serde(default)]
    pub right: Option<RightFields>,
    /// Facts without which it is not signed, beside those that its phrases print.
    #[serde(default)]
    pub needs: Vec<String>,
    /// The residence permit card it leads to; none when no card follows.
    #[serde(default)]
    pub card: Option<Card>,
    /// Its sections.
    #[serde(rename = "section")]
    pub sections: Vec<SectionKind>,
}

impl LetterKind {
    /// A section by its code.
    #[must_use]
    pub fn section(&self, code: &str) -> Option<&SectionKind> {
        self.sections.iter().find(|section| section.code == code)
    }

    /// Sections in which a person may write.
    pub fn written(&self) -> impl Iterator<Item = &SectionKind> {
        self.sections.iter().filter(|section| section.written != Writing::Never)
    }
}

/// Which letters belong to a kind of case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    /// Code of the kind of case.
    pub case_type: String,
    /// The letter that a ruling which grants leads to by itself; none when a person always signs.
    #[serde(default)]
    pub automatic: Option<String>,
    /// Letters that officials may write.
    #[serde(default)]
    pub by_hand: Vec<String>,
    /// Codes of what must stand before something is signed in it.
    #[serde(default)]
    pub prerequisites: Vec<String>,
    /// The status word of a decided case.
    #[serde(default)]
    pub status: Option<String>,
}
