//! Ids of applications and of what is paid for them.

kernel::id!(
    /// An application, from its first page on.
    ApplicationId, "application"
);
kernel::id!(
    /// A payment for an application, on its stream.
    OrderId, "payment-order"
);

kernel::id!(
    /// An employer's part of an application.
    EmployerPartId, "employer_part"
);

impl OrderId {
    /// Before every payment, for reading them from the beginning.
    pub(crate) const FIRST: OrderId = OrderId(uuid::Uuid::nil());
}
