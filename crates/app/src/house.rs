//! The list of systems: the one place that knows them all.

use kernel::{Migration, Registry};
use web::System;

/// Every system of the house, lowest floor first.
pub fn systems() -> Vec<System> {
    vec![casefile::system()]
}

/// Migrations of the kernel and every system, in the order they run.
pub fn migrations(systems: &[System]) -> Vec<Migration> {
    kernel::MIGRATIONS.iter().chain(systems.iter().flat_map(|s| s.migrations)).copied().collect()
}

/// What the kernel has to know of the systems.
pub fn registry(systems: &[System]) -> Registry {
    let mut registry = Registry::default();
    for system in systems {
        registry.projections.extend(system.states.iter().copied());
        registry.reactions.extend(system.reactions.iter().cloned());
        registry.jobs.extend(system.jobs.iter().cloned());
        registry.rights.extend_from_slice(system.rights);
    }
    registry
}
