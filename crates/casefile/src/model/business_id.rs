//! Numbers by which states know businesses and other organisations.

use kernel::Refusal;
use serde::{Deserialize, Serialize};

use super::country::Country;

/// Most characters of a foreign number: the longest register numbers we know have about twenty.
const NUMBER_CHARS_MAX: usize = 30;
/// Weights of the seven digits before the check digit of a Finnish business id.
const WEIGHTS: [u32; 7] = [7, 9, 10, 5, 8, 4, 2];

/// A business id with the state that gave it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BusinessId {
    country: Country,
    number: String,
}

impl BusinessId {
    /// A Finnish id with its check digit, `1234567-1`; that of another state as it is.
    ///
    /// # Errors
    /// `country-unknown`, `business-id-malformed`, `business-id-check`.
    pub fn new(country: &str, typed: &str) -> Result<BusinessId, Refusal> {
        let country = Country::new(country).map_err(|r| r.at("country"))?;
        let number = typed.trim().to_uppercase();
        if country.code() == "FIN" {
            return Ok(BusinessId { country, number: finnish(&number)? });
        }
        let known = |c: char| c.is_alphanumeric() || " -./".contains(c);
        let fits = (1..=NUMBER_CHARS_MAX).contains(&number.chars().count());
        if !fits || !number.chars().all(known) || !number.chars().any(char::is_alphanumeric) {
            return Err(Refusal::new("business-id-malformed").at("business_id"));
        }
        Ok(BusinessId { country, number })
    }

    /// The number as people write it.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The state that gave it.
    #[must_use]
    pub const fn country(&self) -> &Country {
        &self.country
    }

    /// The value that no two organisations share.
    #[must_use]
    pub fn claim(&self) -> String {
        format!("{}:{}", self.country, self.compact())
    }

    /// Letters and digits alone, lower case: the form in which it is searched.
    #[must_use]
    pub fn compact(&self) -> String {
        self.number.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
    }
}

/// A Finnish number in its regular form. Also read as a VAT number (`FI12345671`), and in the old
/// form of six digits, which begins with a zero today.
fn finnish(typed: &str) -> Result<String, Refusal> {
    let malformed = || Refusal::new("business-id-malformed").at("business_id");
    let bare: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = bare.strip_prefix("FI").unwrap_or(&bare).replacen('-', "", 1);
    let digits = if digits.len() == 7 { format!("0{digits}") } else { digits };
    if digits.len() != 8 {
        return Err(malformed());
    }
    let values: Option<Vec<u32>> = digits.chars().map(|c| c.to_digit(10)).collect();
    let values = values.ok_or_else(malformed)?;
    let (check, body) = values.split_last().ok_or_else(malformed)?;
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    // A remainder of one has no check digit: such numbers are not given out.
    let wanted = match sum % 11 {
        0 => Some(0),
        1 => None,
        rest => Some(11 - rest),
    };
    if wanted != Some(*check) {
        return Err(Refusal::new("business-id-check").at("business_id"));
    }
    let (body, check) = digits.split_at(7);
    Ok(format!("{body}-{check}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_finnish_id_has_a_check_digit() {
        // Published ids: the Finnish Patent and Registration Office and Nokia.
        for (typed, number) in [
            ("0244683-1", "0244683-1"),
            ("0112038-9", "0112038-9"),
            ("112038-9", "0112038-9"),
            ("FI01120389", "0112038-9"),
            (" 0112038 9 ", "0112038-9"),
        ] {
            assert_eq!(BusinessId::new("FIN", typed).unwrap().number(), number, "{typed}");
        }
        for (typed, code) in [
            ("0112038-8", "business-id-check"),
            ("1112038-9", "business-id-check"),
            ("12", "business-id-malformed"),
            ("", "business-id-malformed"),
            ("0112038-X", "business-id-malformed"),
            ("٠١١٢٠٣٨-٩", "business-id-malformed"),
        ] {
            assert_eq!(BusinessId::new("FIN", typed).unwrap_err().code, code, "{typed}");
        }
    }

    #[test]
    fn of_remainder_one_there_is_no_id() {
        // 4 * 8 = 32 and 32 = 2 * 11 + 10; 1 * 10 + 2 = 12 leaves one.
        for check in 0..=9 {
            assert!(BusinessId::new("FIN", &format!("0010001-{check}")).is_err());
        }
    }

    #[test]
    fn ids_of_other_states_stay_as_they_are() {
        let id = BusinessId::new("SWE", "556016-0680").unwrap();
        assert_eq!((id.number(), id.claim().as_str()), ("556016-0680", "SWE:5560160680"));
        assert!(BusinessId::new("SWE", "<script>").is_err());
        assert!(BusinessId::new("QQQ", "1").is_err());
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_noticed(n in 0_u32..10_000_000, at in 0_usize..7, by in 1_u32..10) {
            let body = format!("{n:07}");
            let id = (0..10).map(|c| format!("{body}-{c}")).find(|t| BusinessId::new("FIN", t).is_ok());
            if let Some(id) = id {
                let mut wrong: Vec<char> = id.chars().collect();
                let digit = wrong[at].to_digit(10).unwrap();
                wrong[at] = char::from_digit((digit + by) % 10, 10).unwrap();
                let wrong: String = wrong.into_iter().collect();
                prop_assert!(BusinessId::new("FIN", &wrong).is_err());
            }
        }
    }
}
