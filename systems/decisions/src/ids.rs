//! Ids of decisions.

use automation::RulingId;
use sha2::{Digest, Sha256};
use uuid::Builder;

kernel::id!(
    /// A decision or another letter, from its draft to its service.
    DecisionId, "decision"
);

impl DecisionId {
    /// The one decision that a ruling leads to by itself. Its id follows from the ruling's, so that
    /// however often that is heard there is one.
    #[must_use]
    pub fn of_ruling(ruling: RulingId) -> DecisionId {
        let hash: [u8; 32] = Sha256::new()
            .chain_update("decision")
            .chain_update(ruling.0.as_bytes())
            .finalize()
            .into();
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        DecisionId(Builder::from_custom_bytes(bytes).into_uuid())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_ruling_has_one_decision_and_another_ruling_another() {
        let [one, two] = [1, 2].map(|n| RulingId(Uuid::from_u128(n)));
        assert_eq!(DecisionId::of_ruling(one), DecisionId::of_ruling(one));
        assert_ne!(DecisionId::of_ruling(one), DecisionId::of_ruling(two));
        assert_ne!(DecisionId::of_ruling(one).0, one.0);
    }
}
