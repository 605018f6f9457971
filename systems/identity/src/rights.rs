//! Rights of the identity step, and the roles that hold them.

use kernel::{Right, RightGrant};

/// Seeing and choosing where one shows who one is: one's own visits and no others.
pub const VISIT: Right = Right("identity.visit");
/// Finding cases that wait for identity, and proving it.
pub const PROVE: Right = Right("identity.prove");
/// Settling a doubt, and correcting what was proven wrongly.
pub const SETTLE: Right = Right("identity.settle");
/// Opening what is in the vault.
pub const VAULT: Right = Right("identity.vault");

/// Roles and their rights. Who works on cases does not open the vault, nor does who fills it.
pub const GRANTS: &[RightGrant] = &[
    RightGrant { right: VISIT, roles: &["applicant"] },
    RightGrant { right: PROVE, roles: &["identity-clerk"] },
    RightGrant { right: SETTLE, roles: &["officer", "lead"] },
    RightGrant { right: VAULT, roles: &["biometrics-examiner"] },
];
