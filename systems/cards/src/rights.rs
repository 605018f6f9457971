//! Rights to follow cards, and the roles that hold them.

use kernel::{Right, RightGrant};

/// Seeing how cards stand.
pub const SEE: Right = Right("cards.see");
/// Going on with a card that waits for an official.
pub const ORDER: Right = Right("cards.order");

/// Roles and their rights.
pub const GRANTS: &[RightGrant] = &[
    RightGrant { right: SEE, roles: &["officer", "lead", "auditor"] },
    RightGrant { right: ORDER, roles: &["officer", "lead"] },
];
