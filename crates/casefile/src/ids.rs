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
