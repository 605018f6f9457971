//! Rights of this system, and the roles that hold them.

use kernel::{Right, RightGrant};

/// Applying for a permit for oneself. Whoever holds it sees their own applications and no others: how
/// they signed in is not looked at here.
pub const APPLY: Right = Right("permits.apply");

/// Roles and their rights.
pub const GRANTS: &[RightGrant] = &[RightGrant { right: APPLY, roles: &["applicant"] }];
