//! Ids of applications.

kernel::id!(
    /// An application, from its first page on.
    ApplicationId, "application"
);
