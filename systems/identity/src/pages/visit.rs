//! The applicant's page: that identity must be shown, until when, where, and what to bring.

use casefile::Case;
use casefile::clock::Grade;
use kernel::{Date, Ts};
use web::{Page, Problem, Reply, Request, Ui};

use crate::acts::{OwnVisit, own_visit, visit_path};
use crate::rules;
use crate::state::{IdentityStep, Proof};
use crate::words;

#[derive(askama::Template)]
#[template(path = "pages/visit.html")]
struct VisitPage<'a> {
    ui: &'a Ui,
    number: String,
    href: String,
    until: Date,
    late: bool,
    unsure: bool,
    reminded: Option<Ts>,
    place: Option<String>,
    time: Time,
    proven: Option<Proof>,
    ended: bool,
    bring: &'a [String],
    from_age: i16,
}

/// How it stands with the time.
enum Time {
    /// No place is chosen.
    NoPlace,
    /// None is needed there.
    Without,
    /// None is booked.
    None,
    /// One is booked.
    Booked {
        /// In words.
        at: String,
        /// It is still to come.
        coming: bool,
    },
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let OwnVisit { visit, case, place, booked } = own_visit(&request, "visit").await?;
    let (kernel, ui) = (&request.kernel, &request.ui);
    let (step, _) = kernel.peek::<IdentityStep>(case).await?;
    let step = step.known().ok_or(Problem::NotFound)?;
    let (file, _) = kernel.peek::<Case>(case).await?;
    let rules = rules::rules()?;
    let time = match (booked, &place) {
        (Some(booked), _) => Time::Booked {
            at: words::time(ui, &booked.place, booked.begins),
            coming: booked.begins > kernel.now(),
        },
        (None, None) => Time::NoPlace,
        (None, Some(place)) if rules.hours(place, ui.today()).is_none() => Time::Without,
        (None, Some(_)) => Time::None,
    };
    let body = VisitPage {
        ui,
        time,
        number: file.known().map(|known| known.number.to_string()).unwrap_or_default(),
        href: visit_path(visit),
        until: step.until,
        late: ui.today() > step.until,
        unsure: rules::grade() != Some(Grade::Primary),
        reminded: step.reminded,
        place: place.map(|key| words::place(ui, &key)),
        proven: step.proven.clone(),
        ended: step.ended,
        bring: rules.bring(ui.today()),
        from_age: rules.fingerprints_from_age(ui.today()),
    };
    let page = Page::new(ui.t("visit"), &body)?.narrow();
    Ok(page.crumb(ui.t("application-mine"), "/applications").into())
}
