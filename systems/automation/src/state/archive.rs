//! A version of a rule set as it was stored.

use kernel::{Meta, State};
use law::RuleSet;

use crate::events::ArchiveEvent;

/// A stored version, or nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Archive {
    /// SHA-256 of the text, and the text.
    pub stored: Option<(String, String)>,
}

impl Archive {
    /// The rule set it is, checked to be the very text that was stored.
    #[must_use]
    pub fn rule_set(&self) -> Option<RuleSet> {
        let (hash, text) = self.stored.as_ref()?;
        RuleSet::from_archive(text).ok().filter(|set| *set.hash == **hash)
    }
}

impl State for Archive {
    const STREAM: &'static str = "rule-archive";
    type Event = ArchiveEvent;

    fn apply(&mut self, event: ArchiveEvent, _: Meta<'_>) {
        let ArchiveEvent::Stored { hash, text, .. } = event;
        self.stored.get_or_insert((hash, text));
    }
}
