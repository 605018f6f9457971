//! The list of systems: the one place that knows them all.

use web::System;

/// Every system of the house, lowest floor first.
#[must_use]
pub fn systems() -> Vec<System> {
    vec![casefile::system(), automation::system()]
}
