//! Times at which the place that an applicant chose can receive them.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use kernel::{Date, Refusal, Ts};
use web::{Page, Problem, Reply, Request, Ui};

use crate::acts::{own_visit, times_path, visit_path};
use crate::hours::Hours;
use crate::rules;
use crate::state::IdentityStep;
use crate::{rows, words};

/// Days with free times on a page: a week of work, which a phone shows in two looks.
const DAYS_ITEMS_MAX: usize = 5;

#[derive(askama::Template)]
#[template(path = "pages/times.html")]
struct Times<'a> {
    ui: &'a Ui,
    href: String,
    place: String,
    days: Vec<Day>,
    later: Option<Date>,
    is_first: bool,
    /// The last day to come, where some of these are after it.
    late: Option<Date>,
}

/// A day with free times.
struct Day {
    named: String,
    day: Date,
    /// Each as it stands in the address, and as people read it.
    free: Vec<(String, String)>,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let own = own_visit(&request, "visit.times").await?;
    let (kernel, ui, now) = (&request.kernel, &request.ui, request.kernel.now());
    let (step, _) = kernel.peek::<IdentityStep>(own.case).await?;
    let until = step.waiting()?.until;
    let place = own.place.ok_or_else(|| Refusal::new("visit-without-place"))?;
    let rules = rules::rules()?;
    let hours = rules.hours(&place, ui.today()).ok_or(Problem::NotFound)?;
    let (today, last) = (hours.there(now).date(), rules.booked_until(ui.today()));
    let asked = request.query.get("from").and_then(|day| day.parse::<Date>().ok());
    let first = asked.unwrap_or(today).clamp(today, last);
    let between =
        (Ts::start_of(first.saturating_sub(1.day())), Ts::start_of(last.saturating_add(2.days())));
    let taken = rows::taken(kernel, &place, between).await?;
    let free = |day| free(ui, &hours, day, now, &taken);
    let all = std::iter::successors(Some(first), |day| day.tomorrow().ok());
    let mut days = all.take_while(|day| *day <= last).filter_map(free);
    let shown: Vec<Day> = days.by_ref().take(DAYS_ITEMS_MAX).collect();
    let later = days.next().map(|day| day.day);
    let body = Times {
        ui,
        href: times_path(own.visit),
        place: words::place(ui, &place),
        later,
        is_first: first == today,
        late: shown.last().filter(|day| day.day > until).map(|_| until),
        days: shown,
    };
    let page = Page::new(ui.t("visit-times"), &body)?.narrow();
    Ok(page.crumb(ui.t("visit"), visit_path(own.visit)).into())
}

/// A day as far as anybody can still come then.
fn free(ui: &Ui, hours: &Hours, day: Date, now: Ts, taken: &BTreeMap<Ts, Vec<u16>>) -> Option<Day> {
    let is_free = |at: &Ts| {
        let seats = taken.get(at).map_or(&[][..], Vec::as_slice);
        *at > now && hours.free(seats).is_some()
    };
    let time = |at: Ts| (at.to_string(), ui.time_of_day(hours.there(at).time()));
    let free: Vec<_> = hours.times(day).into_iter().filter(is_free).map(time).collect();
    (!free.is_empty()).then(|| Day { named: words::day(ui, day), day, free })
}
