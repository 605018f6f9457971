//! Running text: words, some of them stressed, isolated, linked or blacked.

use serde::{Deserialize, Serialize};

/// Running text of a paragraph, an item or a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text(pub Vec<Run>);

/// A piece of running text. A line break in it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "run", rename_all = "lowercase")]
pub enum Run {
    /// Words.
    Plain {
        /// The words.
        text: String,
    },
    /// Stressed words.
    Strong {
        /// The words.
        text: String,
    },
    /// A name, a number or an address in whatever script: its direction does not disturb the
    /// sentence round it.
    Name {
        /// The name.
        text: String,
    },
    /// Words that lead to an address.
    Link {
        /// The words.
        text: String,
        /// `https:`, `mailto:` or `tel:`; any other address is printed as words only.
        address: String,
    },
    /// A passage that the reader may not see: a black box with its ground. The passage itself is
    /// not handed in.
    Blacked {
        /// Why, as it is printed: "Julkisuuslaki 24 § 1 mom. 24 kohta".
        ground: String,
    },
}

impl Text {
    /// With words after it.
    #[must_use]
    pub fn plain(self, words: impl Into<String>) -> Text {
        self.with(Run::Plain { text: words.into() })
    }

    /// With stressed words after it.
    #[must_use]
    pub fn strong(self, words: impl Into<String>) -> Text {
        self.with(Run::Strong { text: words.into() })
    }

    /// With a name after it.
    #[must_use]
    pub fn name(self, name: impl Into<String>) -> Text {
        self.with(Run::Name { text: name.into() })
    }

    /// With a link after it.
    #[must_use]
    pub fn link(self, words: impl Into<String>, address: impl Into<String>) -> Text {
        self.with(Run::Link { text: words.into(), address: address.into() })
    }

    /// With a black box after it.
    #[must_use]
    pub fn blacked(self, ground: impl Into<String>) -> Text {
        self.with(Run::Blacked { ground: ground.into() })
    }

    fn with(mut self, run: Run) -> Text {
        self.0.push(run);
        self
    }
}

impl From<&str> for Text {
    fn from(words: &str) -> Text {
        Text::default().plain(words)
    }
}

impl From<String> for Text {
    fn from(words: String) -> Text {
        Text::default().plain(words)
    }
}
