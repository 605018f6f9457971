//! How much people may type, each with its reason.

use web::Limit;

/// The lines of a passport as typed or pasted.
pub(crate) const LINES: Limit =
    Limit::new(400, "three lines of thirty at most, and what was copied with them");
/// Lines of them that are in sight.
pub(crate) const LINE_ROWS: u8 = 3;
/// A note of a clerk.
pub(crate) const NOTE: Limit = Limit::new(2_000, "about a page: what was seen, in a few sentences");
