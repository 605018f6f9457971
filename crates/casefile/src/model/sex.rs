//! Sex as travel documents state it.

use kernel::Refusal;
use serde::{Deserialize, Serialize};

/// Sex as ICAO 9303 codes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Sex {
    /// Female.
    F,
    /// Male.
    M,
    /// Unspecified.
    X,
}

impl Sex {
    /// All, in the order of forms.
    pub const ALL: [Sex; 3] = [Sex::F, Sex::M, Sex::X];

    /// The code of the document's visual zone.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Sex::F => "F",
            Sex::M => "M",
            Sex::X => "X",
        }
    }

    /// The sex of a code. `<`, the filler of the machine readable zone, reads as unspecified.
    ///
    /// # Errors
    /// `sex-unknown`.
    pub fn from_code(code: &str) -> Result<Sex, Refusal> {
        match code.trim() {
            "F" | "f" => Ok(Sex::F),
            "M" | "m" => Ok(Sex::M),
            "X" | "x" | "<" => Ok(Sex::X),
            other => Err(Refusal::new("sex-unknown").with("typed", other).at("sex")),
        }
    }
}

impl std::str::FromStr for Sex {
    type Err = Refusal;

    fn from_str(code: &str) -> Result<Sex, Refusal> {
        Sex::from_code(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back() {
        for sex in Sex::ALL {
            assert_eq!(Sex::from_code(sex.code()).unwrap(), sex);
            assert_eq!(serde_json::to_value(sex).unwrap(), sex.code());
        }
        assert_eq!(Sex::from_code("<").unwrap(), Sex::X);
        assert_eq!(Sex::from_code("").unwrap_err().code, "sex-unknown");
    }
}
