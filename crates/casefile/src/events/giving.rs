//! What of a case's documents is kept from its parties, and the files they are given. They stand on
//! the case's stream.

use std::collections::BTreeSet;

use kernel::{EventSet, FileId, Kind, Sealed};
use serde::{Deserialize, Serialize};

use super::Party;
use crate::ids::{GivenId, RedactionId};

/// The whole of a page, in the parts that areas are measured in.
pub const WHOLE: u16 = 1_000;

/// An area of a page as it is seen, in thousandths of the page's width and height, from its left and
/// top edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Area {
    /// Which page, from 1.
    pub page: usize,
    /// From the left edge.
    pub left: u16,
    /// From the top edge.
    pub top: u16,
    /// Width.
    pub width: u16,
    /// Height.
    pub height: u16,
}

impl Area {
    /// Does it cover anything, and does it lie on a page?
    #[must_use]
    pub fn is_on_a_page(&self) -> bool {
        let fits = |start: u16, length: u16| {
            length > 0 && start.checked_add(length).is_some_and(|end| end <= WHOLE)
        };
        self.page > 0 && fits(self.left, self.width) && fits(self.top, self.height)
    }
}

/// What of a version of a document is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hides {
    /// All of it.
    Whole,
    /// Pages, from 1.
    Pages(BTreeSet<usize>),
    /// Areas of pages.
    Areas(Vec<Area>),
}

/// Why a file was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failed {
    /// A document cannot be read: broken, or locked with a password.
    Unreadable,
    /// What a document hides lies outside its pages.
    Outside,
    /// A document's content was erased.
    Erased,
    /// There is too much for one file.
    TooLarge,
    /// It took too long.
    TooSlow,
    /// What is kept, a document, or something else that it rests on changed after it was ordered. That
    /// something was stopped meanwhile is told no otherwise: the history is read by many.
    Changed,
    /// Whoever ordered it may do so no longer, or may not see the case any more.
    NotAllowed,
    /// Something that we have to mend.
    Ours,
}

/// What happens to documents as far as parties get them, and to the files that parties are given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum GivingEvent {
    /// Something of a document is kept from parties.
    #[serde(rename = "case.redacted")]
    Redacted {
        /// The redaction.
        redaction: RedactionId,
        /// Of which version of a document.
        file: FileId,
        /// What of it.
        hides: Hides,
        /// Code of the ground.
        ground: String,
        /// May the index of a file name the document when all of it is kept?
        named: bool,
        /// From which party; from all when empty.
        from: Option<Party>,
        /// Why, in the official's words.
        note: Sealed<String>,
    },
    /// It is kept no longer.
    #[serde(rename = "case.redaction_taken_back")]
    RedactionTakenBack {
        /// The redaction.
        redaction: RedactionId,
        /// Why.
        reason: Sealed<String>,
    },
    /// An official looked at a new version of a document and found that nothing of it is to be kept.
    #[serde(rename = "case.version_cleared")]
    VersionCleared {
        /// The version.
        file: FileId,
        /// What was found.
        note: Sealed<String>,
    },
    /// A party is to be given the file.
    #[serde(rename = "case.file_ordered")]
    FileOrdered {
        /// The file.
        given: GivenId,
        /// Whose right it is.
        to: Party,
        /// Who gets it for them.
        through: Option<Party>,
        /// The documents, in their order.
        documents: Vec<FileId>,
        /// What was kept of them when it was ordered.
        redactions: Vec<RedactionId>,
        /// Code of the language of its index.
        language: String,
        /// What for, in the official's words.
        purpose: Sealed<String>,
    },
    /// The file is made.
    #[serde(rename = "case.file_made")]
    FileMade {
        /// The file.
        given: GivenId,
        /// The stored PDF.
        file: FileId,
        /// Bytes.
        size: u64,
        /// SHA-256 of the PDF, hex.
        sha256: String,
        /// Its pages.
        page_count: usize,
        /// Documents of which not everything could be drawn.
        incomplete: Vec<FileId>,
    },
    /// The file could not be made.
    #[serde(rename = "case.file_failed")]
    FileFailed {
        /// The file.
        given: GivenId,
        /// Why.
        why: Failed,
        /// The document that it is about, when it is about one.
        document: Option<FileId>,
    },
}

impl EventSet for GivingEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "case.redacted", schema: 1 },
        Kind { name: "case.redaction_taken_back", schema: 1 },
        Kind { name: "case.version_cleared", schema: 1 },
        Kind { name: "case.file_ordered", schema: 1 },
        Kind { name: "case.file_made", schema: 1 },
        Kind { name: "case.file_failed", schema: 1 },
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_lies_on_its_page_and_covers_something() {
        let area = |left, top, width, height| Area { page: 1, left, top, width, height };
        assert!(area(0, 0, WHOLE, WHOLE).is_on_a_page());
        assert!(area(999, 0, 1, 1).is_on_a_page());
        for wrong in [area(0, 0, 0, 5), area(500, 0, 501, 5), area(u16::MAX, 0, 2, 5)] {
            assert!(!wrong.is_on_a_page(), "{wrong:?}");
        }
        assert!(!Area { page: 0, ..area(0, 0, 5, 5) }.is_on_a_page());
    }
}
