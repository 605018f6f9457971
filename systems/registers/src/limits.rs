//! How long what people type may be, each with its reason.

use web::Limit;

/// How an official found out whose a hit is.
pub(crate) const REASON: Limit =
    Limit::new(500, "two sentences that a colleague reads on the page of facts");
