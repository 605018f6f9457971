//! Where people reach the house, for letters that say where something can be read.

use std::sync::OnceLock;

static HERE: OnceLock<String> = OnceLock::new();

/// Says, when a process starts, where people reach the house, such as `https://uma.example`; without it letters name no
/// address. Said twice, the first word counts.
pub fn use_address(here: &str) {
    let here = here.trim_end_matches('/');
    if !here.is_empty() {
        // The first word counts.
        let _ = HERE.set(here.to_owned());
    }
}

/// The address of a page of the house.
pub(crate) fn of(path: &str) -> Option<String> {
    HERE.get().map(|here| format!("{here}{path}"))
}

/// The address of the online service, as far as one is configured.
#[must_use]
pub fn service() -> Option<&'static str> {
    HERE.get().map(String::as_str)
}
