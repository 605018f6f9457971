//! When what is made up seems to have happened.

use kernel::Ts;
use sha2::{Digest, Sha256};

use crate::ids::ExerciseId;

/// The fewest days before an exercise is met on which it seems to have been applied for, and how many more at most.
const PENDING_DAYS: (i64, u64) = (5, 12);
/// Sources that told by the application itself.
pub(super) const APPLIED: [&str; 2] = ["applicant", "application"];
/// A day in seconds.
const DAY_SECONDS: i64 = 24 * 3600;

/// When an exercise seems to have been applied for, and when each source told. It follows from what it is, as nothing
/// of it is kept, and is spread as in cases: nobody tells from the times what it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moments {
    pub(super) id: ExerciseId,
    pub(super) met: Ts,
}

impl Moments {
    fn drawn(self, what: &str) -> u64 {
        let hash = Sha256::new().chain_update(self.id.0.as_bytes()).chain_update(what).finalize();
        hash.iter().take(4).fold(0, |n, byte| (n << 8) | u64::from(*byte))
    }

    /// Seconds of the time since it was applied for: in the year of its number.
    fn pending(self) -> i64 {
        let (least, more) = PENDING_DAYS;
        let days = least + signed(self.drawn("days") % more);
        let days = days.min(i64::from(self.met.date().day_of_year()) - 1);
        let part = self.drawn("applied") % DAY_SECONDS.unsigned_abs();
        if days == 0 { 0 } else { days * DAY_SECONDS - signed(part) }
    }

    pub(super) fn opened(self) -> Ts {
        self.met.plus_seconds(-self.pending())
    }

    pub(super) fn told(self, source: &str) -> Ts {
        let pending = self.pending().unsigned_abs();
        let after = self.drawn(source).checked_rem(pending).unwrap_or_default();
        let after = if APPLIED.contains(&source) { 0 } else { after };
        self.opened().plus_seconds(signed(after))
    }
}

fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn sources_told_at_moments_of_their_own_between_the_application_and_now() {
        let met: Ts = "2026-03-02T08:00:00Z".parse().unwrap();
        for n in 1..50 {
            let moments = Moments { id: ExerciseId(Uuid::from_u128(n)), met };
            let days = moments.pending() / DAY_SECONDS;
            assert!((PENDING_DAYS.0 - 1..PENDING_DAYS.0 + 12).contains(&days), "{days}");
            let told = ["kela", "payment", "study_register"].map(|source| moments.told(source));
            assert!(told.iter().all(|told| (moments.opened()..met).contains(told)), "{told:?}");
            assert!(told[0] != told[1] && told[1] != told[2], "{told:?}");
            assert_eq!(moments.told("applicant"), moments.opened());
        }
    }

    #[test]
    fn an_exercise_was_applied_for_in_the_year_of_its_number() {
        for at in ["2027-01-01T08:00:00Z", "2027-01-03T23:00:00Z"] {
            let met: Ts = at.parse().unwrap();
            let moments = Moments { id: ExerciseId(Uuid::from_u128(9)), met };
            assert_eq!(moments.opened().date().year(), 2027, "{at}");
            assert!(moments.told("kela") <= met);
        }
    }
}
