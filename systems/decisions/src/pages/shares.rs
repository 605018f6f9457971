//! What a lead sees of how cases came to their end, by unit and kind over a period: without a person, confirmed in
//! light processing, or in full processing, beside what the house aims at. Who it was stands nowhere.

use jiff::Span;
use kernel::{Date, Fault, Kernel};
use web::parts::FilterPanel;
use web::{Page, Problem, Reply, Request, Ui};

use super::light::{HUNDRED, UNITS_MAX};
use crate::events::Processing;
use crate::rows;
use crate::target::{self, Target};

/// Days that are looked back on when nobody says how many.
const DAYS: i64 = 90;

#[derive(askama::Template)]
#[template(path = "pages/shares.html")]
struct SharesPage<'a> {
    ui: &'a Ui,
    filters: FilterPanel,
    since: Date,
    until: Date,
    target: Option<Target>,
    units: Vec<Unit>,
}

/// How a unit decided.
struct Unit {
    unit: String,
    all: Counts,
    kinds: Vec<(String, Counts)>,
    /// What was confirmed in light processing, and how much of that as it was proposed.
    confirmed: usize,
    unchanged: usize,
}

impl Unit {
    /// Of a hundred that were confirmed so many as proposed.
    fn unchanged_share(&self) -> Option<usize> {
        share(self.unchanged, self.confirmed)
    }
}

/// Cases by how they were decided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts([usize; 3]);

impl Counts {
    fn all(self) -> usize {
        self.0.iter().sum()
    }

    /// Each with its share of a hundred.
    fn lines(self) -> [(usize, Option<usize>); 3] {
        self.0.map(|cases| (cases, share(cases, self.all())))
    }

    /// Of a hundred so many took no person, or one who confirmed what was prepared.
    fn easy(self) -> Option<usize> {
        let [automatic, light, _] = self.0;
        share(automatic + light, self.all())
    }
}

fn share(of: usize, all: usize) -> Option<usize> {
    (of * HUNDRED).checked_div(all)
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let entry = kernel.entry(&request.who, kernel::AuditKind::Search, "decisions.shares");
    kernel.audit(entry).await?;
    let until = request.query("until").unwrap_or_else(|| ui.today());
    let usual = || until.saturating_sub(Span::new().days(DAYS));
    let since: Date = request.query("since").unwrap_or_else(usual);
    let mut units = Vec::new();
    for unit in request.who.units.iter().take(UNITS_MAX) {
        units.push(of_unit(kernel, unit, (since, until)).await?);
    }
    let (from, to) = (since.to_string(), until.to_string());
    let filters = FilterPanel::new(ui, "shares")
        .date("since", ui.t("shares-since"), Some(&from))
        .date("until", ui.t("shares-until"), Some(&to));
    let target = target::on(until)?;
    let body = SharesPage { ui, filters, since, until, target, units };
    Ok(Page::new(ui.t("shares"), &body)?.crumb(ui.t("light-lead"), "/lead/light").into())
}

async fn of_unit(kernel: &Kernel, unit: &str, period: (Date, Date)) -> Result<Unit, Fault> {
    let settled = rows::settled_in(kernel, unit, period).await?;
    let sat = rows::sat_in(kernel, unit, period).await?;
    let ended = |how: &str| sat.iter().filter(|(end, _)| end == how).map(|(_, n)| size(*n)).sum();
    let (unchanged, changed): (usize, usize) = (ended("unchanged"), ended("changed"));
    let (all, kinds) = counted(&settled);
    Ok(Unit { unit: unit.to_owned(), all, kinds, confirmed: unchanged + changed, unchanged })
}

/// Rows in the order of their kinds, put together.
fn counted(settled: &[(String, String, i64)]) -> (Counts, Vec<(String, Counts)>) {
    let (mut all, mut kinds) = (Counts::default(), Vec::<(String, Counts)>::new());
    for (kind, processing, cases) in settled {
        if kinds.last().is_none_or(|(last, _)| last != kind) {
            kinds.push((kind.clone(), Counts::default()));
        }
        let of_kind = kinds.last_mut().map(|(_, counts)| counts);
        for counts in of_kind.into_iter().chain([&mut all]) {
            let places = counts.0.iter_mut().zip(Processing::ALL);
            let place = places.filter(|(_, of)| of.code() == processing);
            place.for_each(|(sum, _)| *sum += size(*cases));
        }
    }
    (all, kinds)
}

fn size(n: i64) -> usize {
    usize::try_from(n).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_what_was_decided_by_kind_and_of_all() {
        let row = |kind: &str, how: &str, n| (kind.to_owned(), how.to_owned(), n);
        let rows = [
            row("student-degree", "automatic", 6),
            row("student-degree", "full", 2),
            row("work", "full", 1),
            row("work", "light", 1),
        ];
        let (all, kinds) = counted(&rows);
        assert_eq!(all, Counts([6, 1, 3]));
        assert_eq!((all.easy(), all.lines()[2]), (Some(70), (3, Some(30))));
        assert_eq!(kinds[0], ("student-degree".to_owned(), Counts([6, 0, 2])));
        assert_eq!((kinds[0].1.easy(), kinds[1].1.easy()), (Some(75), Some(50)));
        assert_eq!(counted(&[]).0.easy(), None);
    }
}
