//! What share of cases the house wants decided without full processing: its own aim, dated, none of it law.

use std::sync::LazyLock;

use kernel::{Date, Fault};
use serde::Deserialize;

/// An aim, from its day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Target {
    /// Its first day.
    pub(crate) from: Date,
    /// Of a hundred cases so many take no person, or one who confirms what is prepared.
    pub(crate) easy: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    target: Vec<Target>,
}

static TARGETS: LazyLock<Result<Vec<Target>, String>> = LazyLock::new(|| {
    let file: Result<File, _> = toml::from_str(include_str!("../targets.toml"));
    let mut targets = file.map_err(|error| error.to_string())?.target;
    targets.sort_by_key(|target| target.from);
    Ok(targets)
});

/// The aim that holds on a day; nothing before the first.
///
/// # Errors
/// A bug when the file does not read.
pub(crate) fn on(day: Date) -> Result<Option<Target>, Fault> {
    let targets = TARGETS.as_deref().map_err(Fault::message)?;
    Ok(newest(targets, day))
}

fn newest(targets: &[Target], day: Date) -> Option<Target> {
    targets.iter().rev().find(|target| target.from <= day).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_aim_of_a_day_is_the_last_that_was_set_by_then() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let targets = [("2026-01-01", 80), ("2027-01-01", 85)]
            .map(|(from, easy)| Target { from: day(from), easy });
        let easy = |on: &str| newest(&targets, day(on)).map(|target| target.easy);
        assert_eq!(easy("2025-12-31"), None);
        assert_eq!((easy("2026-01-01"), easy("2026-12-31")), (Some(80), Some(80)));
        assert_eq!(easy("2027-05-01"), Some(85));
        assert!(super::on(day("2026-11-28")).unwrap().is_some_and(|target| target.easy <= 100));
    }
}
