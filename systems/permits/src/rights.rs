//! Rights of this system, and the roles that hold them.

use kernel::{Right, RightGrant};

/// Applying for a permit for oneself. Whoever holds it sees their own applications and no others: how
/// they signed in is not looked at here.
pub const APPLY: Right = Right("permits.apply");

/// Paying the fee of an application. Nobody holds it where the installation takes no payments: there an
/// application is sent without.
pub const PAY: Right = Right("permits.pay");

/// Looking at what was paid, and having it given back.
pub const REFUND: Right = Right("permits.refund");

/// Giving an employer's part, by a code: everybody who comes from outside, as whoever applies may be an
/// employer too.
pub const EMPLOY: Right = Right("permits.employ");

/// Roles and their rights.
pub const GRANTS: &[RightGrant] = &[
    RightGrant { right: APPLY, roles: &["applicant"] },
    RightGrant { right: EMPLOY, roles: &["applicant"] },
];

/// The same where payments are taken.
pub const GRANTS_PAYING: &[RightGrant] = &[
    RightGrant { right: APPLY, roles: &["applicant"] },
    RightGrant { right: EMPLOY, roles: &["applicant"] },
    RightGrant { right: PAY, roles: &["applicant"] },
    RightGrant { right: REFUND, roles: &["officer", "lead"] },
];
