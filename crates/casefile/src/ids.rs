//! Ids of persons, cases and tasks.

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
