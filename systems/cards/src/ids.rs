//! What this system has ids for.

use decisions::DecisionId;
use sha2::{Digest, Sha256};
use uuid::Builder;

kernel::id!(
    /// The residence permit card of a decision.
    CardId, "card"
);

impl CardId {
    /// The card of a decision. Its id follows from the decision's, so that each has one.
    #[must_use]
    pub fn of(decision: DecisionId) -> CardId {
        let hash: [u8; 32] =
            Sha256::digest([b"card\0", decision.0.as_bytes().as_slice()].concat()).into();
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        CardId(Builder::from_custom_bytes(bytes).into_uuid())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_decision_has_one_card_and_another_decision_another() {
        let of = |n| CardId::of(DecisionId(Uuid::from_u128(n)));
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }
}
