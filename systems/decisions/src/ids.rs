//! Ids of decisions, and of how officials came to them.

use automation::RulingId;
use casefile::{CaseId, TaskId};
use kernel::UserId;
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

kernel::id!(
    /// A decision or another letter, from its draft to its service.
    DecisionId, "decision"
);

kernel::id!(
    /// What an official has before them while they go through a case of light processing.
    SittingId, "sitting"
);

impl SittingId {
    /// The sittings of an official over a case: one stream, whatever is opened twice.
    #[must_use]
    pub fn of(case: CaseId, official: UserId) -> SittingId {
        let hash = Sha256::new()
            .chain_update("sitting")
            .chain_update(case.0.as_bytes())
            .chain_update(official.0.as_bytes());
        SittingId(named(hash))
    }
}

kernel::id!(
    /// An exercise that somebody met.
    ExerciseId, "exercise"
);

/// Where the moment stands in an id that has one.
const MOMENT_BITS: u32 = 80;
/// How much earlier than the case an exercise before it seems to be made: up to three days.
const EARLIER_MILLIS: u64 = 3 * 24 * 3600 * 1000;

impl ExerciseId {
    /// What an official meets before a case, if anything: one, however often that case lies in the queue. It looks
    /// like the id of a case of those days, as it stands in addresses.
    #[must_use]
    pub fn before(case: CaseId, official: UserId) -> ExerciseId {
        let hash: [u8; 32] = Sha256::new()
            .chain_update("exercise")
            .chain_update(case.0.as_bytes())
            .chain_update(official.0.as_bytes())
            .finalize()
            .into();
        let earlier = hash.iter().rev().take(4).fold(0, |n, byte| (n << 8) | u64::from(*byte));
        let millis = u64::try_from(case.0.as_u128() >> MOMENT_BITS).unwrap_or_default();
        let millis = millis.saturating_sub(earlier % EARLIER_MILLIS);
        ExerciseId(at(millis, hash))
    }

    /// The id of something that it seems to have, such as a document, by what that is called in it.
    #[must_use]
    pub fn of_its(self, what: &str) -> Uuid {
        let hash = Sha256::new().chain_update(self.0.as_bytes()).chain_update(what).finalize();
        at(u64::try_from(self.0.as_u128() >> MOMENT_BITS).unwrap_or_default(), hash.into())
    }
}

/// An id of a moment, the rest of which follows from a hash.
fn at(millis: u64, hash: [u8; 32]) -> Uuid {
    let mut random = [0; 10];
    random.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

kernel::id!(
    /// How often there are exercises in a unit.
    ExercisesId, "exercises"
);

impl ExercisesId {
    /// That of a unit, by its code.
    #[must_use]
    pub fn of(unit: &str) -> ExercisesId {
        let hash = Sha256::new().chain_update("exercises").chain_update(unit.as_bytes());
        ExercisesId(named(hash))
    }
}

kernel::id!(
    /// A change of letters that is tried on decisions that were given.
    TrialId, "trial"
);

/// An id that follows from a hash.
fn named(hash: Sha256) -> Uuid {
    let hash: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    Builder::from_custom_bytes(bytes).into_uuid()
}

impl DecisionId {
    /// The one decision that a ruling leads to by itself. Its id follows from the ruling's, so that
    /// however often that is heard there is one.
    #[must_use]
    pub fn of_ruling(ruling: RulingId) -> DecisionId {
        let hash = Sha256::new().chain_update("decision").chain_update(ruling.0.as_bytes());
        DecisionId(named(hash))
    }

    /// The one decision that is prepared for a task.
    #[must_use]
    pub fn of_task(task: TaskId) -> DecisionId {
        let hash = Sha256::new().chain_update("prepared").chain_update(task.0.as_bytes());
        DecisionId(named(hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ruling_has_one_decision_and_another_ruling_another() {
        let [one, two] = [1, 2].map(|n| RulingId(Uuid::from_u128(n)));
        assert_eq!(DecisionId::of_ruling(one), DecisionId::of_ruling(one));
        assert_ne!(DecisionId::of_ruling(one), DecisionId::of_ruling(two));
        assert_ne!(DecisionId::of_ruling(one).0, one.0);
    }

    #[test]
    fn an_exercise_has_an_id_like_a_case_of_those_days() {
        let case = CaseId(Uuid::parse_str("019cad8f-ac00-700e-8392-754934ea1539").unwrap());
        let [one, two] = [1, 2].map(|n| ExerciseId::before(case, UserId(Uuid::from_u128(n))));
        assert_eq!(one, ExerciseId::before(case, UserId(Uuid::from_u128(1))));
        assert_ne!(one, two);
        for id in [one.0, two.0] {
            assert_eq!(id.get_version_num(), case.0.get_version_num());
            assert_eq!(id.get_variant(), case.0.get_variant());
            let moment = |id: Uuid| u64::try_from(id.as_u128() >> MOMENT_BITS).unwrap();
            assert!(moment(id) <= moment(case.0) && moment(case.0) - moment(id) < EARLIER_MILLIS);
        }
    }
}
