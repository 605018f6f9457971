//! Whether two records are of one person.

use kernel::{Ts, UserId};
use serde::{Deserialize, Serialize};

/// How the question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It cannot be told yet.
    Undecided,
    /// One official holds them to be the same; another has to confirm it.
    SameProposed,
    /// They are the same, as two officials found.
    Same,
    /// They are two persons.
    Different,
}

impl Verdict {
    /// Stable code for texts and rows.
    #[must_use]
    pub fn code(self) -> String {
        crate::events::code(self)
    }

    /// Is somebody still to decide?
    #[must_use]
    pub const fn is_pending(self) -> bool {
        matches!(self, Verdict::Undecided | Verdict::SameProposed)
    }
}

/// Why a verdict was given.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Grounds {
    /// In the official's words.
    pub reasons: String,
    /// What it rests on: documents, registers, fingerprints; empty when there is nothing yet.
    #[serde(default)]
    pub evidence: String,
}

/// The last verdict on a person and another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// How it stands.
    pub verdict: Verdict,
    /// Who said so.
    pub by: UserId,
    /// When.
    pub at: Ts,
    /// Why; nothing once erased.
    pub grounds: Option<Grounds>,
}
