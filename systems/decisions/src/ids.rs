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

impl ExerciseId {
    /// What an official meets before a case, if anything: one, however often that case lies in the queue.
    #[must_use]
    pub fn before(case: CaseId, official: UserId) -> ExerciseId {
        let hash = Sha256::new()
            .chain_update("exercise")
            .chain_update(case.0.as_bytes())
            .chain_update(official.0.as_bytes());
        ExerciseId(named(hash))
    }
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
}
