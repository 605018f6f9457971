//! Rights of decisions, and the roles that hold them.

use kernel::{Right, RightGrant};

/// Looking at decisions and letters.
pub const SEE: Right = Right("decisions.see");
/// Drafting, writing and presenting them.
pub const WRITE: Right = Right("decisions.write");
/// Signing them.
pub const DECIDE: Right = Right("decisions.decide");
/// Recording how they reach people.
pub const SERVE: Right = Right("decisions.serve");

/// Roles and their rights.
pub const GRANTS: &[RightGrant] = &[
    RightGrant { right: SEE, roles: &["officer", "lead", "clerk", "duty-desk"] },
    RightGrant { right: WRITE, roles: &["officer", "lead"] },
    RightGrant { right: DECIDE, roles: &["officer", "lead"] },
    RightGrant { right: SERVE, roles: &["officer", "lead", "clerk"] },
];
