//! How much people may type, each with its reason.

use web::Limit;

/// What an official says of a card.
pub(crate) const NOTE: Limit = Limit::new(2_000, "about a page: what happened, in a few sentences");
