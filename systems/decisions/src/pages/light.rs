//! What a lead sees of light processing, by unit: how much is confirmed, how much of that as it was
//! proposed, how long it takes, and how many faults of exercises are found. Who it was stands nowhere.

use jiff::Span;
use web::{Page, Problem, Reply, Request, Ui};

use crate::exercise::usual;
use crate::ids::ExercisesId;
use crate::rows;
use crate::state::Exercises;

/// Days that are looked back on: long enough for a share, short enough to be today's.
const DAYS: i64 = 30;
/// Sittings of a unit that are counted, the newest: more change no share.
const SITTINGS_ROWS_MAX: i64 = 2000;
/// A share is told of so many.
pub(super) const HUNDRED: usize = 100;
/// Exercises of a unit that are counted, the newest, likewise.
const EXERCISES_ROWS_MAX: i64 = 2000;
/// Units shown at once: a lead's, not a whole authority's.
pub(super) const UNITS_MAX: usize = 10;

#[derive(askama::Template)]
#[template(path = "pages/light.html")]
struct LightPage<'a> {
    ui: &'a Ui,
    lines: Vec<Line>,
    exercises: Vec<Exercised>,
}

/// Exercises in a unit.
struct Exercised {
    unit: String,
    /// One in so many cases; zero is never.
    every: u32,
    /// How it went; nothing while that would tell of one person.
    met: Option<Met>,
}

/// How exercises went.
#[derive(Debug, PartialEq, Eq)]
struct Met {
    ended: usize,
    found: usize,
    share: usize,
}

/// Light processing in a unit.
struct Line {
    unit: String,
    confirmed: usize,
    unchanged: usize,
    /// Of a hundred that were confirmed; nothing while none was.
    share: Option<usize>,
    left: usize,
    by_rules: usize,
    /// How long a confirmed one took in seconds, in the middle.
    median: Option<i64>,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let entry = kernel.entry(&request.who, kernel::AuditKind::Search, "decisions.light");
    kernel.audit(entry).await?;
    let since = ui.today().saturating_sub(Span::new().days(DAYS));
    let (mut lines, mut exercises) = (Vec::new(), Vec::new());
    for unit in request.who.units.iter().take(UNITS_MAX) {
        let ended = rows::sittings(kernel, unit, since, SITTINGS_ROWS_MAX).await?;
        lines.push(line(unit, &ended));
        let ended = rows::exercises(kernel, unit, since, EXERCISES_ROWS_MAX).await?;
        let (set, _) = kernel.peek::<Exercises>(ExercisesId::of(unit)).await?;
        let met = met(&ended, usual()?.shown_from);
        exercises.push(Exercised { unit: unit.clone(), every: set.every()?, met });
    }
    let body = LightPage { ui, lines, exercises };
    Ok(Page::new(ui.t("light-lead"), &body)?.into())
}

/// How exercises went that were gone through, when they are so many.
fn met(ended: &[String], shown_from: usize) -> Option<Met> {
    let count = |how: &str| ended.iter().filter(|end| *end == how).count();
    let found = count("found");
    let ended = found + count("missed");
    let share = (found * HUNDRED).checked_div(ended)?;
    (ended >= shown_from).then_some(Met { ended, found, share })
}

fn line(unit: &str, ended: &[(String, i64)]) -> Line {
    let count = |how: &str| ended.iter().filter(|(end, _)| end == how).count();
    let unchanged = count("unchanged");
    let confirmed = unchanged + count("changed");
    let done = |how: &str| matches!(how, "unchanged" | "changed");
    let mut seconds: Vec<i64> =
        ended.iter().filter(|(how, _)| done(how)).map(|(_, seconds)| *seconds).collect();
    seconds.sort_unstable();
    Line {
        unit: unit.to_owned(),
        confirmed,
        unchanged,
        share: (unchanged * HUNDRED).checked_div(confirmed),
        left: count("left"),
        by_rules: count("rules"),
        median: seconds.get(seconds.len() / 2).copied(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_what_was_confirmed_and_the_time_is_the_middle_one() {
        let ended =
            [("unchanged", 40), ("changed", 200), ("unchanged", 60), ("left", 5), ("rules", 9)];
        let ended = ended.map(|(how, seconds)| (how.to_owned(), seconds));
        let line = line("HEL", &ended);
        assert_eq!((line.confirmed, line.unchanged, line.share), (3, 2, Some(66)));
        assert_eq!((line.left, line.by_rules, line.median), (1, 1, Some(60)));
        let none = super::line("HEL", &[]);
        assert_eq!((none.share, none.median), (None, None));
    }

    #[test]
    fn few_exercises_tell_of_one_person_and_are_not_shown() {
        let ended = ["found", "missed", "open", "found", "found", "found"].map(str::to_owned);
        assert_eq!(met(&ended, 5), Some(Met { ended: 5, found: 4, share: 80 }));
        assert_eq!(met(&ended, 6), None, "what is open was not gone through");
        assert_eq!(met(&[], 0), None);
    }
}
