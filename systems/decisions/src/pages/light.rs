//! What a lead sees of light processing, by unit: how much is confirmed, how much of that as it was
//! proposed, and how long it takes. Who it was stands nowhere.

use jiff::Span;
use web::{Page, Problem, Reply, Request, Ui};

use crate::rows;

/// Days that are looked back on: long enough for a share, short enough to be today's.
const DAYS: i64 = 30;
/// Sittings of a unit that are counted, the newest: more change no share.
const SITTINGS_ROWS_MAX: i64 = 2000;
/// Units shown at once: a lead's, not a whole authority's.
const UNITS_MAX: usize = 10;

#[derive(askama::Template)]
#[template(path = "pages/light.html")]
struct LightPage<'a> {
    ui: &'a Ui,
    lines: Vec<Line>,
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
    let mut lines = Vec::new();
    for unit in request.who.units.iter().take(UNITS_MAX) {
        let ended = rows::sittings(kernel, unit, since, SITTINGS_ROWS_MAX).await?;
        lines.push(line(unit, &ended));
    }
    let body = LightPage { ui, lines };
    Ok(Page::new(ui.t("light-lead"), &body)?.into())
}

fn line(unit: &str, ended: &[(String, i64)]) -> Line {
    /// A share is told of so many.
    const HUNDRED: usize = 100;
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
}
