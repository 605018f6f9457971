//! Countries and other issuers, as travel documents code them.

use std::fmt;

use kernel::Refusal;
use serde::{Deserialize, Serialize};

use super::countries::COUNTRIES;

/// A country, another issuer, or the lack of a nationality: a code of ICAO 9303 part 3, section 5.
///
/// Its text key is `country-<code in lower case>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Country(String);

impl Country {
    /// The country of a code, in any case and with the fillers of the machine readable zone.
    ///
    /// German documents carry `D`, which is kept as `DEU`.
    ///
    /// # Errors
    /// `country-unknown`.
    pub fn new(code: &str) -> Result<Country, Refusal> {
        let code = code.trim().trim_end_matches('<').to_ascii_uppercase();
        let code = if code == "D" { "DEU".to_owned() } else { code };
        if COUNTRIES.binary_search(&code.as_str()).is_err() {
            return Err(Refusal::new("country-unknown").at("country"));
        }
        Ok(Country(code))
    }

    /// All, in the order of their codes.
    pub fn all() -> impl Iterator<Item = Country> {
        COUNTRIES.iter().map(|code| Country((*code).to_owned()))
    }

    /// The code of three letters, upper case.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0
    }

    /// The key of its name in the texts.
    #[must_use]
    pub fn text_key(&self) -> String {
        format!("country-{}", self.0.to_ascii_lowercase())
    }

    /// Says the code that its bearer has no nationality, or none that is known: stateless persons,
    /// refugees, and unspecified.
    #[must_use]
    pub fn is_no_state(&self) -> bool {
        matches!(self.0.as_str(), "XXA" | "XXB" | "XXC" | "XXX")
    }
}

impl std::str::FromStr for Country {
    type Err = Refusal;

    fn from_str(code: &str) -> Result<Country, Refusal> {
        Country::new(code)
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn codes_of_documents_are_read() {
        for (typed, code) in [("fin", "FIN"), ("D", "DEU"), ("D<<", "DEU"), (" XXA ", "XXA")] {
            assert_eq!(Country::new(typed).unwrap().code(), code);
        }
        assert_eq!(Country::new("fin").unwrap().text_key(), "country-fin");
        assert!(Country::new("XXB").unwrap().is_no_state());
        assert!(!Country::new("RKS").unwrap().is_no_state());
        for bad in ["", "<", "FI", "ZZZ", "SUOMI", "ÅLA"] {
            assert_eq!(Country::new(bad).unwrap_err().code, "country-unknown");
        }
    }

    #[test]
    fn every_code_has_its_name_in_every_language_and_no_name_is_left_over() {
        let codes: BTreeSet<String> = Country::all().map(|country| country.text_key()).collect();
        for texts in [
            include_str!("../../texts/countries.fi.ftl"),
            include_str!("../../texts/countries.sv.ftl"),
            include_str!("../../texts/countries.en.ftl"),
        ] {
            let lines = texts.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
            let keys: Vec<&str> =
                lines.map(|line| line.split_once(" = ").unwrap_or(("malformed", "")).0).collect();
            assert_eq!(keys.len(), codes.len());
            assert_eq!(keys.iter().map(|key| (*key).to_owned()).collect::<BTreeSet<_>>(), codes);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_country_or_a_refusal(typed in any::<String>()) {
            let _ = Country::new(&typed);
        }
    }
}
