//! Ids of persons, cases, tasks, holds and given files.

kernel::id!(
    /// A person.
    PersonId, "person"
);

kernel::id!(
    /// An employer, a school or another organisation.
    OrganisationId, "organisation"
);

kernel::id!(
    /// A case.
    CaseId, "case"
);

kernel::id!(
    /// A task on a case's stream.
    TaskId, "task"
);

kernel::id!(
    /// A message between an applicant and the officials of a case, on its stream.
    MessageId, "message"
);

kernel::id!(
    /// A filter of a list that somebody saved.
    FilterId, "filter"
);

kernel::id!(
    /// An order to do one thing to many cases.
    BulkId, "bulk"
);

kernel::id!(
    /// A portion of such an order: cases that are gone through together.
    PortionId, "portion"
);

kernel::id!(
    /// A hold: what a compartment has stopped for a person.
    HoldId, "hold"
);

kernel::id!(
    /// What is stopped for a person, without a word on why and by whom.
    StopsId, "stops"
);

kernel::id!(
    /// Something of a document that is kept from parties.
    RedactionId, "redaction"
);

kernel::id!(
    /// The file of a case as a party was given it, and the job that makes it.
    GivenId, "given"
);

/// In these bits the id of what is stopped for a person differs from the person's.
const STOPS_MARK: u128 = 0x0000_0000_0000_0000_0b3d_51c7_90e2_64af;

impl StopsId {
    /// What is stopped for a person. The id follows from the person's by itself: a key that was lost or
    /// changed must never open the way to an act that is stopped.
    #[must_use]
    pub const fn of(person: PersonId) -> StopsId {
        StopsId(uuid::Uuid::from_u128(person.0.as_u128() ^ STOPS_MARK))
    }
}
