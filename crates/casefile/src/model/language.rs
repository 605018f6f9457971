//! The language a person is served in.

use kernel::Refusal;
use serde::{Deserialize, Serialize};

/// Languages that forms offer first to choose from: those that applicants of the last years spoke
/// and interpreters are hired for. Any other code is accepted where it is typed.
pub const LANGUAGES: &[&str] = &[
    "am", "ar", "az", "bn", "bs", "ckb", "de", "en", "es", "et", "fa", "fi", "fr", "hi", "hy",
    "ka", "kk", "kmr", "ln", "ne", "pa", "pl", "prs", "ps", "pt", "ro", "ru", "si", "so", "sq",
    "sr", "sv", "sw", "ta", "th", "ti", "tl", "tr", "uk", "ur", "uz", "vi", "yue", "zh",
];

/// Which languages a person is served in and speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Languages {
    /// The language of letters and calls.
    pub contact: Language,
    /// What they speak, best first; nothing where nobody asked.
    pub spoken: Vec<Language>,
    /// Do they need an interpreter where Finnish or Swedish is spoken? Nothing where nobody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interpreter: Option<bool>,
}

/// A language by its ISO 639-1 or 639-3 code, lower case: `fi`, `ar`, `ckb`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Language(String);

impl Language {
    /// A language of a code of two or three letters.
    ///
    /// # Errors
    /// `language-unknown`.
    pub fn new(code: &str) -> Result<Language, Refusal> {
        let code = code.trim().to_ascii_lowercase();
        if matches!(code.len(), 2 | 3) && code.bytes().all(|b| b.is_ascii_lowercase()) {
            return Ok(Language(code));
        }
        Err(Refusal::new("language-unknown").at("language"))
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Language {
    type Err = Refusal;

    fn from_str(code: &str) -> Result<Language, Refusal> {
        Language::new(code)
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn codes_have_two_or_three_letters() {
        assert_eq!(Language::new(" FI ").unwrap().code(), "fi");
        assert_eq!(Language::new("ckb").unwrap().code(), "ckb");
        for bad in ["", "f", "fi-FI", "suomi", "f1", "ää"] {
            assert_eq!(Language::new(bad).unwrap_err().code, "language-unknown");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_code_or_a_refusal(typed in any::<String>()) {
            let _ = Language::new(&typed);
        }
    }
}
