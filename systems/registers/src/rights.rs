//! Rights of asking registers, and the roles that hold them.

use kernel::{Right, RightGrant};

/// Looking at how registers stand and which cases wait.
pub const SEE: Right = Right("registers.see");
/// Asking a register about a party to a case.
pub const ASK: Right = Right("registers.ask");

/// Roles and their rights.
pub const GRANTS: &[RightGrant] = &[
    RightGrant { right: SEE, roles: &["officer", "lead", "auditor"] },
    RightGrant { right: ASK, roles: &["officer", "lead"] },
];
