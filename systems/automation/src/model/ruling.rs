//! A ruling as it is kept on the case's stream: everything needed to explain and repeat it.

use kernel::Sealed;
use law::{Day, Facts, LawDates};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Reason;
use crate::ids::RulingId;

/// What a ruling comes to. There is no refusal here: a step against a person is a person's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The application is granted without a person.
    Grant {
        /// Number of the implementation decision that allows it.
        implementation: String,
        /// The rule set on whose stream that decision is.
        rule_set: String,
    },
    /// A person decides, with everything prepared.
    RouteToOfficial {
        /// Every reason, each once, in the order of their names.
        reasons: Vec<Reason>,
    },
}

impl Outcome {
    /// Code for rows and texts.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Outcome::Grant { .. } => "grant",
            Outcome::RouteToOfficial { .. } => "route",
        }
    }

    /// Why a person decides; nothing when none does.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        match self {
            Outcome::Grant { .. } => &[],
            Outcome::RouteToOfficial { reasons } => reasons,
        }
    }
}

/// What a rule set was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartRole {
    /// The conditions of the matter itself.
    Own,
    /// Whether a person is needed.
    Automatic,
    /// Reasons for which a person takes over, whatever the matter.
    HandOver,
    /// How much work it is.
    Class,
}

impl PartRole {
    /// Code for texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            PartRole::Own => "own",
            PartRole::Automatic => "automatic",
            PartRole::HandOver => "hand-over",
            PartRole::Class => "class",
        }
    }
}

/// What one rule set answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What it was asked for.
    pub role: PartRole,
    /// Its name.
    pub rule_set: String,
    /// The version: its first day.
    pub valid_from: Day,
    /// Content hash of the version, hexadecimal.
    pub hash: String,
    /// Hash over everything it said, hexadecimal.
    pub seal: String,
    /// The rows that answered, from 1, for each decision in order of evaluation.
    pub rows: Vec<Vec<usize>>,
}

/// The facts as they were: enough to rule again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packed {
    /// The case's own.
    pub facts: Facts,
    /// What each part was told besides, such as the answer of another.
    pub derived: Vec<Facts>,
}

impl Packed {
    /// What a part was told.
    #[must_use]
    pub fn of_part(&self, part: usize) -> Facts {
        let mut facts = self.facts.clone();
        if let Some(derived) = self.derived.get(part) {
            facts.0.extend(derived.0.iter().map(|(name, fact)| (name.clone(), fact.clone())));
        }
        facts
    }
}

/// A ruling on a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// Its own id.
    pub id: RulingId,
    /// Code of the kind of case.
    pub case_type: String,
    /// What it comes to.
    pub outcome: Outcome,
    /// How much work it is: `automatic`, `light` or `full`.
    pub class: String,
    /// The dates the law was applied by.
    pub dates: LawDates,
    /// The facts it rests on.
    pub packed: Sealed<Packed>,
    /// What each rule set answered, in the order they were asked.
    pub parts: Vec<Part>,
    /// Streams it rests on, each with the version that was read.
    pub basis: Vec<(Uuid, i64)>,
    /// Does a person look at it afterwards?
    pub sampled: bool,
}

impl Ruling {
    /// What it rests on most: the rule set that says whether a person is needed, else the first.
    #[must_use]
    pub fn main_part(&self) -> Option<&Part> {
        let automatic = self.parts.iter().find(|part| part.role == PartRole::Automatic);
        automatic.or_else(|| self.parts.first())
    }

    /// Does it say the same of the same, whatever its id? Then nothing was found out by ruling again.
    #[must_use]
    pub fn says_as(&self, other: &Ruling) -> bool {
        let rests = |ruling: &Ruling| (ruling.dates, ruling.basis.clone());
        let says = |ruling: &Ruling| (ruling.outcome.clone(), ruling.class.clone());
        rests(self) == rests(other) && says(self) == says(other) && self.parts == other.parts
    }

    /// The rows that answered, one byte a decision, parts one after the other: 0 is no row, 255 one
    /// beyond the 254th.
    #[must_use]
    pub fn row_bytes(&self) -> Vec<u8> {
        let decisions = self.parts.iter().flat_map(|part| &part.rows);
        let first =
            |rows: &Vec<usize>| rows.first().map_or(0, |row| u8::try_from(*row).unwrap_or(255));
        decisions.map(first).collect()
    }
}
