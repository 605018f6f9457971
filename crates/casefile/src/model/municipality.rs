//! Municipalities of Finland, by the codes of Statistics Finland.

use std::sync::LazyLock;

use kernel::Refusal;
use serde::{Deserialize, Serialize};

/// A municipality by its code of three digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Municipality(String);

/// The list of a year, as published.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MunicipalityList {
    /// The year it holds for.
    pub year: i16,
    /// Who published it, and where.
    pub source: String,
    /// How sure it is.
    pub grade: String,
    /// When somebody last compared it with its source.
    pub last_checked: kernel::Date,
    /// Code, Finnish name, Swedish name; in the order of the codes.
    pub municipalities: Vec<(String, String, String)>,
}

static LIST: LazyLock<Option<MunicipalityList>> =
    LazyLock::new(|| toml::from_str(include_str!("../../registers/municipalities.toml")).ok());

impl Municipality {
    /// The municipality of a code.
    ///
    /// # Errors
    /// `municipality-unknown`.
    pub fn new(code: &str) -> Result<Municipality, Refusal> {
        let code = code.trim();
        match Municipality::row(code) {
            Some((code, ..)) => Ok(Municipality(code.clone())),
            None => Err(Refusal::new("municipality-unknown").at("municipality")),
        }
    }

    /// The list they are taken from.
    #[must_use]
    pub fn list() -> Option<&'static MunicipalityList> {
        LIST.as_ref()
    }

    fn row(code: &str) -> Option<&'static (String, String, String)> {
        Municipality::list()?.municipalities.iter().find(|(known, ..)| known == code)
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0
    }

    /// The name: Swedish where Swedish is spoken, Finnish in every other language.
    #[must_use]
    pub fn name(&self, swedish: bool) -> &str {
        let row = Municipality::row(&self.0);
        row.map_or(self.0.as_str(), |(_, fi, sv)| if swedish { sv } else { fi })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_list_of_2026_has_308_municipalities_with_codes_in_order() {
        let list = Municipality::list().unwrap();
        assert_eq!((list.year, list.municipalities.len()), (2026, 308));
        let codes: BTreeSet<&str> = list.municipalities.iter().map(|(c, ..)| c.as_str()).collect();
        assert_eq!(codes.len(), 308);
        assert!(list.municipalities.is_sorted());
        assert!(codes.iter().all(|c| c.len() == 3 && c.bytes().all(|b| b.is_ascii_digit())));
    }

    #[test]
    fn names_are_in_both_languages_and_what_is_not_on_the_list_is_refused() {
        let helsinki = Municipality::new(" 091 ").unwrap();
        assert_eq!((helsinki.name(false), helsinki.name(true)), ("Helsinki", "Helsingfors"));
        for bad in ["", "91", "588", "200", "Helsinki"] {
            assert_eq!(Municipality::new(bad).unwrap_err().code, "municipality-unknown");
        }
    }
}
