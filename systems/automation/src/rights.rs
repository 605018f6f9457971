//! Rights of automation, and the roles that hold them: who writes rules, who approves them, who
//! answers for quality and who audits are different people.

use kernel::{Right, RightGrant};

/// Looking at rule sets, their tables and figures.
pub const SEE: Right = Right("automation.see");
/// Looking at why a ruling on a case came about.
pub const WHY: Right = Right("automation.why");
/// Writing rules. Whoever may do that never approves any.
pub const AUTHOR: Right = Right("automation.author");
/// Recording signed implementation decisions, and what was compared with the source.
pub const APPROVE: Right = Right("automation.approve");
/// Stopping a rule set, and letting it decide again.
pub const STOP: Right = Right("automation.stop");
/// Looking at rulings of the sample.
pub const REVIEW: Right = Right("automation.review");

/// Roles and their rights.
pub const GRANTS: &[RightGrant] = &[
    RightGrant {
        right: SEE,
        roles: &["officer", "lead", "rule-author", "rule-approver", "quality-owner", "auditor"],
    },
    RightGrant { right: WHY, roles: &["officer", "lead", "quality-owner", "auditor"] },
    RightGrant { right: AUTHOR, roles: &["rule-author"] },
    RightGrant { right: APPROVE, roles: &["rule-approver"] },
    RightGrant { right: STOP, roles: &["lead", "rule-approver", "quality-owner"] },
    RightGrant { right: REVIEW, roles: &["quality-owner"] },
];
