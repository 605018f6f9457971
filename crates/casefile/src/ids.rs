//! Ids of persons, cases and tasks.

kernel::id!(
    /// A person.
    PersonId, "person"
);

kernel::id!(
    /// A case.
    CaseId, "case"
);

kernel::id!(
    /// A task on a case's stream.
    TaskId, "task"
);
