//! How long what people type may be, each with its reason.

use web::Limit;

/// A reason for stopping rules or letting them decide.
pub(crate) const REASON: Limit = Limit::new(500, "two sentences that an auditor reads in a list");
/// The file of an implementation decision.
pub(crate) const FILE: Limit = Limit::new(100_000, "some tens of printed pages");
/// A signature or key.
pub(crate) const BASE64: Limit =
    Limit::new(200, "an Ed25519 signature has 88 characters in base64");
