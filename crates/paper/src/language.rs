//! The language of a document or of a part of it.

use serde::{Deserialize, Serialize};

use crate::Fault;

/// Languages written from right to left, by their two or three letters.
const RIGHT_TO_LEFT: [&str; 9] = ["ar", "ckb", "dv", "fa", "he", "prs", "ps", "ur", "yi"];

/// The language of a document or of a part of it: two or three letters, as in `fi` or `ckb`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "Tag", try_from = "Tag")]
pub struct Language(String);

/// What the templates know of a language.
#[derive(Serialize, Deserialize)]
struct Tag {
    code: String,
    rtl: bool,
}

impl From<Language> for Tag {
    fn from(language: Language) -> Tag {
        Tag { rtl: language.is_right_to_left(), code: language.0 }
    }
}

impl TryFrom<Tag> for Language {
    type Error = Fault;

    fn try_from(tag: Tag) -> Result<Language, Fault> {
        Language::of(&tag.code)
    }
}

impl Language {
    /// The language of a tag such as `fi`, `sv-FI` or `ckb`: its first part counts. What is no tag
    /// is refused.
    pub fn of(tag: &str) -> Result<Language, Fault> {
        let code = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let letters = code.chars().all(|letter| letter.is_ascii_lowercase());
        if letters && (2..=3).contains(&code.len()) {
            Ok(Language(code))
        } else {
            Err(Fault::Language { tag: tag.chars().take(20).collect() })
        }
    }

    /// Its two or three letters.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0
    }

    /// The way it is written, as pages say it: `ltr` or `rtl`.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        if self.is_right_to_left() { "rtl" } else { "ltr" }
    }

    /// Is it written from right to left?
    #[must_use]
    pub fn is_right_to_left(&self) -> bool {
        RIGHT_TO_LEFT.contains(&self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_part_of_a_tag_counts() {
        assert_eq!(Language::of("sv-FI").unwrap().code(), "sv");
        assert_eq!(Language::of("CKB").unwrap().code(), "ckb");
        assert!(Language::of("ar").unwrap().is_right_to_left());
        assert!(!Language::of("so").unwrap().is_right_to_left());
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for tag in ["", "f", "suomi", "#eval", "12", "-fi"] {
            assert!(Language::of(tag).is_err(), "{tag}");
        }
    }
}
