//! On what ground a paid fee is given back, as `law/permits/refunds.toml` says.

use std::sync::LazyLock;

use kernel::{Date, Fault};
use law::Grade;
use serde::{Deserialize, Serialize};

const FILE: &str = include_str!("../../../../law/permits/refunds.toml");

/// Why a fee is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefundGround {
    /// The form was clearly the wrong one.
    WrongForm,
    /// The authority made a mistake.
    AuthorityFault,
    /// Handling had not begun.
    NotBegun,
    /// It was paid more than once.
    PaidTwice,
}

impl RefundGround {
    /// Codes of all, in the order in which they are offered.
    pub(crate) const CODES: &'static [&'static str] =
        &["wrong-form", "authority-fault", "not-begun", "paid-twice"];

    /// Code for forms and texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            RefundGround::WrongForm => "wrong-form",
            RefundGround::AuthorityFault => "authority-fault",
            RefundGround::NotBegun => "not-begun",
            RefundGround::PaidTwice => "paid-twice",
        }
    }

    /// The ground of a code.
    pub(crate) fn from_code(code: &str) -> Option<RefundGround> {
        let all = [
            RefundGround::WrongForm,
            RefundGround::AuthorityFault,
            RefundGround::NotBegun,
            RefundGround::PaidTwice,
        ];
        all.into_iter().find(|ground| ground.code() == code)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GroundsFile {
    ground: Vec<Ground>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ground {
    code: RefundGround,
    #[serde(default)]
    row: Vec<GroundRow>,
}

/// Where a ground stands while it holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroundRow {
    valid_from: Date,
    valid_to: Date,
    /// Provisions.
    pub(crate) cite: Vec<String>,
    /// How sure it is that the law says so.
    pub(crate) grade: Grade,
    /// Where that was read.
    pub(crate) marks: String,
}

static GROUNDS: LazyLock<Result<GroundsFile, String>> =
    LazyLock::new(|| toml::from_str(FILE).map_err(|e| format!("law/permits/refunds.toml: {e}")));

/// Where a ground stands on the day that a fee was ordered; nothing when no law was found.
///
/// # Errors
/// A bug when the file is faulty, which a test sees to.
pub(crate) fn row_on(ground: RefundGround, day: Date) -> Result<Option<&'static GroundRow>, Fault> {
    let file = GROUNDS.as_ref().map_err(Fault::message)?;
    let known = file.ground.iter().find(|known| known.code == ground);
    let rows = known.map_or(&[][..], |known| known.row.as_slice());
    Ok(rows.iter().find(|row| (row.valid_from..=row.valid_to).contains(&day)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ground_is_in_the_file_with_where_it_stands_or_none() {
        let file = GROUNDS.as_ref().unwrap();
        let codes: Vec<_> = file.ground.iter().map(|ground| ground.code.code()).collect();
        assert_eq!(codes, RefundGround::CODES);
        let on = |ground, day: &str| row_on(ground, day.parse().unwrap()).unwrap();
        let row = on(RefundGround::WrongForm, "2026-03-02").unwrap();
        assert_eq!(
            (row.cite.as_slice(), row.grade),
            (&["1336/2025 s. 7-8".to_owned()][..], Grade::Secondary)
        );
        assert_eq!(row.marks, "L");
        assert_eq!(on(RefundGround::WrongForm, "2027-01-01"), None, "the next decree was not read");
        assert_eq!(
            on(RefundGround::PaidTwice, "2026-03-02"),
            None,
            "where it is silent nothing is cited"
        );
        let texts = include_str!("../../texts/en.ftl");
        for code in RefundGround::CODES {
            assert_eq!(RefundGround::from_code(code).map(RefundGround::code), Some(*code));
            assert!(texts.contains(&format!("application-refund-fee-ground-{code} = ")), "{code}");
        }
    }
}
