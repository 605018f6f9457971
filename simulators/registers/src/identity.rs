//! By what registers know people and companies, and the limits of what they are asked.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Longest name part taken, in characters: ICAO 9303 has room for 39, people have longer ones.
const NAME_CHARS_MAX: usize = 200;
/// Nationalities of one person taken at most.
const NATIONALITIES_ITEMS_MAX: usize = 8;
/// Weights of the seven digits before the check digit of a Finnish business id.
const WEIGHTS: [u32; 7] = [7, 9, 10, 5, 8, 4, 2];

/// Who somebody is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Family name; empty when there is none.
    pub family_name: String,
    /// Given names; empty when there are none.
    pub given_names: String,
    /// Birth date.
    pub born: Date,
    /// Codes of three letters.
    pub nationalities: Vec<String>,
}

impl Identity {
    /// The form in which two spellings of one name are one: small letters, single blanks.
    pub(crate) fn key(&self) -> String {
        let part = |text: &str| {
            let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
            words.join(" ")
        };
        format!("{}/{}/{}", part(&self.family_name), part(&self.given_names), self.born)
    }

    /// What is wrong with it, as a code.
    pub(crate) fn flaw(&self, on: Date) -> Option<&'static str> {
        let names = [&self.family_name, &self.given_names];
        let long = |name: &&String| name.chars().count() > NAME_CHARS_MAX;
        let code = |code: &String| {
            code.len() == 3 && code.chars().all(|letter| letter.is_ascii_uppercase())
        };
        if names.iter().all(|name| name.trim().is_empty()) {
            Some("name-empty")
        } else if names.iter().any(long) {
            Some("name-long")
        } else if self.born > on {
            Some("born-later")
        } else if self.nationalities.len() > NATIONALITIES_ITEMS_MAX
            || !self.nationalities.iter().all(code)
        {
            Some("nationality-wrong")
        } else {
            None
        }
    }
}

/// The check digit of seven digits; some have none.
pub(crate) fn check_digit(seven: &str) -> Option<u32> {
    let digits: Option<Vec<u32>> = seven.chars().map(|c| c.to_digit(10)).collect();
    let digits = digits.filter(|digits| digits.len() == WEIGHTS.len())?;
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    match sum % 11 {
        0 => Some(0),
        1 => None,
        rest => Some(11 - rest),
    }
}

/// Is it a Finnish business id?
pub(crate) fn is_business_id(text: &str) -> bool {
    text.split_once('-').is_some_and(|(seven, check)| {
        check_digit(seven).is_some_and(|digit| digit.to_string() == check)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn somebody(family: &str, given: &str, born: &str) -> Identity {
        Identity {
            family_name: family.into(),
            given_names: given.into(),
            born: born.parse().unwrap(),
            nationalities: vec!["IND".into()],
        }
    }

    #[test]
    fn spellings_of_one_name_are_one() {
        let one = somebody("IYER", "Meera  Isha", "2000-01-01");
        assert_eq!(one.key(), somebody("Iyer", "meera isha", "2000-01-01").key());
        assert_ne!(one.key(), somebody("Iyer", "meera isha", "2000-01-02").key());
    }

    #[test]
    fn what_does_not_fit_has_a_code() {
        let on = "2026-03-02".parse().unwrap();
        assert_eq!(somebody("", " ", "2000-01-01").flaw(on), Some("name-empty"));
        assert_eq!(somebody(&"x".repeat(201), "", "2000-01-01").flaw(on), Some("name-long"));
        assert_eq!(somebody("Iyer", "", "2026-03-03").flaw(on), Some("born-later"));
        let stateless =
            Identity { nationalities: vec!["in".into()], ..somebody("Iyer", "", "2000-01-01") };
        assert_eq!(stateless.flaw(on), Some("nationality-wrong"));
        assert_eq!(somebody("Iyer", "", "2000-01-01").flaw(on), None);
    }

    #[test]
    fn business_ids_have_a_check_digit() {
        // Published: the Finnish Patent and Registration Office.
        assert!(is_business_id("0244683-1"));
        for wrong in ["0244683-2", "0244683", "024468-1", "abcdefg-1", "0244683-", ""] {
            assert!(!is_business_id(wrong), "{wrong}");
        }
    }
}
