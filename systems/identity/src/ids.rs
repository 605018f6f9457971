//! What this system has ids for.

use casefile::CaseId;
use sha2::{Digest, Sha256};
use uuid::Builder;

kernel::id!(
    /// What an applicant sees and chooses of the visit in which they show who they are.
    VisitId, "visit"
);
kernel::id!(
    /// One thing taken by a device: it has a stream and a key of its own.
    CaptureId, "capture"
);

impl VisitId {
    /// The visit of a case. Its id follows from the case's, so that nobody has to look it up.
    #[must_use]
    pub fn of(case: CaseId) -> VisitId {
        let hash: [u8; 32] =
            Sha256::digest([b"visit\0", case.0.as_bytes().as_slice()].concat()).into();
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        VisitId(Builder::from_custom_bytes(bytes).into_uuid())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_case_has_one_visit_and_another_case_another() {
        let of = |n| VisitId::of(CaseId(Uuid::from_u128(n)));
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }
}
