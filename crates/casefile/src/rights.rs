//! Rights of the case file, and the roles that hold them.

use kernel::{Right, RightGrant};

/// Looking at persons and cases.
pub const SEE: Right = Right("casefile.see");
/// Working on persons and cases.
pub const WORK: Right = Right("casefile.work");
/// Leading the work of a unit.
pub const LEAD: Right = Right("casefile.lead");
/// Holding back where a person lives and how they are reached.
pub const PROTECT: Right = Right("casefile.protect");
/// Saying how protected a person's data or a case is.
pub const CLASSIFY: Right = Right("casefile.classify");
/// Stopping kinds of act for a person, within the compartments one is in.
pub const HOLD: Right = Right("casefile.hold");
/// Keeping parts of documents from parties, and giving a party the file of a case.
pub const GIVE: Right = Right("casefile.give");
/// Looking at who looked.
pub const AUDIT: Right = Right("casefile.audit");

/// Roles and their rights.
pub const GRANTS: &[RightGrant] = &[
    RightGrant { right: SEE, roles: &["officer", "lead", "clerk", "duty-desk"] },
    RightGrant { right: WORK, roles: &["officer", "lead", "clerk", "duty-desk"] },
    RightGrant { right: LEAD, roles: &["lead"] },
    RightGrant { right: PROTECT, roles: &["officer", "lead", "clerk", "duty-desk"] },
    RightGrant { right: CLASSIFY, roles: &["officer", "lead", "duty-desk"] },
    RightGrant { right: HOLD, roles: &["duty-desk"] },
    RightGrant { right: GIVE, roles: &["officer", "lead", "duty-desk"] },
    RightGrant { right: AUDIT, roles: &["auditor"] },
];
