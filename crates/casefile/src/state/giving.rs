//! What is known of what a case's parties get of its documents: a fold over the case's stream.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{FileId, Meta, State, Ts, UserId};

use crate::events::{Failed, GivingEvent, Hides, Party};
use crate::ids::{GivenId, RedactionId};
use crate::state::{Case, KnownCase};

/// What is kept from parties, and the files they were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Giving {
    /// What is or was kept, oldest first.
    pub redactions: BTreeMap<RedactionId, Redaction>,
    /// Versions of which an official found that nothing is to be kept.
    pub cleared: BTreeSet<FileId>,
    /// Files, oldest first.
    pub given: BTreeMap<GivenId, Given>,
}

/// Something of a document that is or was kept from parties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    /// Of which version of a document.
    pub file: FileId,
    /// What of it.
    pub hides: Hides,
    /// Code of the ground.
    pub ground: String,
    /// May the index name the document when all of it is kept?
    pub named: bool,
    /// From which party; from all when empty.
    pub from: Option<Party>,
    /// Why; nothing once erased.
    pub note: Option<String>,
    /// Who said so.
    pub by: UserId,
    /// When.
    pub at: Ts,
    /// Was it taken back?
    pub taken_back: bool,
}

/// A file that was ordered for a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Whose right it is.
    pub to: Party,
    /// Who gets it for them.
    pub through: Option<Party>,
    /// The documents, in their order.
    pub documents: Vec<FileId>,
    /// What was kept of them.
    pub redactions: Vec<RedactionId>,
    /// Code of the language of its index.
    pub language: String,
    /// What for; nothing once erased.
    pub purpose: Option<String>,
    /// Who ordered it.
    pub by: UserId,
    /// When.
    pub at: Ts,
    /// How it stands.
    pub stage: Stage,
}

/// How a file stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// It is being made.
    Ordered,
    /// It is made.
    Made {
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
        /// When.
        at: Ts,
    },
    /// It could not be made.
    Failed {
        /// Why.
        why: Failed,
        /// The document that it is about.
        document: Option<FileId>,
    },
}

impl Stage {
    /// Code for texts.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Stage::Ordered => "ordered",
            Stage::Made { .. } => "made",
            Stage::Failed { .. } => "failed",
        }
    }
}

impl Giving {
    /// What is kept now of a version of a document, from whomever.
    pub fn of(&self, file: FileId) -> impl Iterator<Item = (RedactionId, &Redaction)> {
        let kept = self.redactions.iter().filter(move |(_, r)| r.file == file && !r.taken_back);
        kept.map(|(id, redaction)| (*id, redaction))
    }

    /// What is kept now of documents from a party, in the order it was said.
    #[must_use]
    pub fn kept_from(&self, party: Party, documents: &[FileId]) -> Vec<RedactionId> {
        let documents: BTreeSet<&FileId> = documents.iter().collect();
        let kept = self.redactions.iter().filter(|(_, redaction)| {
            let concerns = redaction.from.is_none_or(|from| from == party);
            !redaction.taken_back && concerns && documents.contains(&redaction.file)
        });
        kept.map(|(id, _)| *id).collect()
    }

    /// Those of some documents that nobody looked at again since something of an older version was
    /// kept: nothing is handed down to a new version, and none goes out unseen.
    #[must_use]
    pub fn undecided(&self, case: &KnownCase, documents: &[FileId]) -> Vec<FileId> {
        let kept: BTreeSet<FileId> =
            self.redactions.values().filter(|r| !r.taken_back).map(|r| r.file).collect();
        let older: BTreeMap<FileId, FileId> =
            case.replaced.iter().map(|(old, new)| (*new, *old)).collect();
        let is_undecided = |file: &FileId| {
            let decided = kept.contains(file) || self.cleared.contains(file);
            let before = std::iter::successors(older.get(file), |at| older.get(*at));
            // A chain is no longer than there are versions, whatever the record says.
            !decided && before.take(older.len()).any(|at| kept.contains(at))
        };
        documents.iter().copied().filter(is_undecided).collect()
    }

    /// A file that was ordered and neither made nor given up.
    #[must_use]
    pub fn pending(&self, given: GivenId) -> Option<&Given> {
        self.given.get(&given).filter(|given| given.stage == Stage::Ordered)
    }

    fn end(&mut self, given: GivenId, stage: Stage) {
        if let Some(given) = self.given.get_mut(&given).filter(|g| g.stage == Stage::Ordered) {
            given.stage = stage;
        }
    }
}

impl State for Giving {
    const STREAM: &'static str = Case::STREAM;
    type Event = GivingEvent;

    fn apply(&mut self, event: GivingEvent, meta: Meta<'_>) {
        let (by, at) = (UserId(meta.actor()), meta.at());
        match event {
            GivingEvent::Redacted { redaction, file, hides, ground, named, from, note } => {
                let (note, taken_back) = (note.into_option(), false);
                let new = Redaction { file, hides, ground, named, from, note, by, at, taken_back };
                self.redactions.insert(redaction, new);
            }
            GivingEvent::RedactionTakenBack { redaction, .. } => {
                if let Some(redaction) = self.redactions.get_mut(&redaction) {
                    redaction.taken_back = true;
                }
            }
            GivingEvent::VersionCleared { file, .. } => {
                self.cleared.insert(file);
            }
            GivingEvent::FileOrdered {
                given,
                to,
                through,
                documents,
                redactions,
                language,
                purpose,
            } => {
                let (purpose, stage) = (purpose.into_option(), Stage::Ordered);
                let new =
                    Given { to, through, documents, redactions, language, purpose, by, at, stage };
                self.given.insert(given, new);
            }
            GivingEvent::FileMade { given, file, size, sha256, page_count, incomplete } => {
                self.end(given, Stage::Made { file, size, sha256, page_count, incomplete, at });
            }
            GivingEvent::FileFailed { given, why, document } => {
                self.end(given, Stage::Failed { why, document });
            }
        }
    }
}
