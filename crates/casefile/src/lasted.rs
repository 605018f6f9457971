//! How long cases of a kind took lately: what happened, and no promise.

use kernel::{Date, Fault, Kernel};

use crate::rows;

/// The status word of a case whose decision was given.
pub const DECIDED: &str = "decided";
/// Cases that are looked at: the last ones say how it is now.
const CASES_MAX: i64 = 500;
/// Fewer say nothing: of so few one alone moves every figure, and might be told from it.
const CASES_MIN: usize = 20;
/// How far back: work changes within half a year.
const SECONDS_MAX: i64 = 180 * 86_400;

/// How long the last cases of a kind took that were decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lasted {
    /// How many cases.
    pub cases: usize,
    /// The day on which the first of them was decided.
    pub since: Date,
    /// Half of them took at most so many days.
    pub half_days: i64,
    /// Nine in ten of them took at most so many.
    pub most_days: i64,
}

/// How long cases of a kind took lately; nothing when too few were decided.
///
/// # Errors
/// A fault when the database is away.
pub async fn lately(kernel: &Kernel, case_type: &str) -> Result<Option<Lasted>, Fault> {
    let since = kernel.now().plus_seconds(-SECONDS_MAX);
    let decided = rows::lately(kernel, case_type, since, CASES_MAX).await?;
    let Some((first, _)) = decided.last() else { return Ok(None) };
    let mut days: Vec<i64> = decided.iter().map(|(_, days)| *days).collect();
    Ok(of(&mut days).map(|(half_days, most_days)| Lasted {
        cases: decided.len(),
        since: first.date(),
        half_days,
        most_days,
    }))
}

/// What half and nine in ten took at most, of days in any order; nothing of too few.
fn of(days: &mut [i64]) -> Option<(i64, i64)> {
    if days.len() < CASES_MIN {
        return None;
    }
    days.sort_unstable();
    // The rank that so many in ten do not pass, counted from zero.
    let at_most = |tenths: usize| days.get((days.len() * tenths).div_ceil(10).checked_sub(1)?);
    Some((*at_most(5)?, *at_most(9)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_and_nine_in_ten_took_no_longer_and_too_few_say_nothing() {
        let mut days: Vec<i64> = (1..=20).rev().collect();
        assert_eq!(of(&mut days), Some((10, 18)));
        assert_eq!(of(&mut days[..19]), None);
        let mut odd: Vec<i64> = (1..=21).collect();
        assert_eq!(of(&mut odd), Some((11, 19)));
        assert_eq!(of(&mut [0; 40]), Some((0, 0)));
    }
}
