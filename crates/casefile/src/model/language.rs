//! The language a person is served in.

use kernel::Refusal;
use serde::{Deserialize, Serialize};

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
