//! The sights of cards: the list of those that need an official, and what the pages of case and application say.

mod applicant;
mod list;
mod official;

use casefile::CaseId;
use permits::{APPLY, ApplicationId};
use web::{ActRoute, MenuItem, PageRoute, Panel};

use crate::acts;
use crate::rights::SEE;

/// Cards of one case that are looked at: it has one, and one more for each correction.
const CARDS_MAX: i64 = 20;

pub(crate) fn pages() -> Vec<PageRoute> {
    vec![PageRoute::get("/cards", SEE, list::show)]
}

pub(crate) fn acts() -> Vec<ActRoute> {
    vec![
        ActRoute::form::<acts::ReleaseCard>("/cards/{id}/release"),
        ActRoute::form::<acts::OrderAnew>("/cards/{id}/anew"),
    ]
}

pub(crate) fn menu() -> Vec<MenuItem> {
    vec![MenuItem { key: "cards", path: "/cards", right: SEE, order: 63 }]
}

pub(crate) fn panels() -> Vec<Panel> {
    vec![
        Panel::new("case", SEE, 32, |request, case| {
            Box::pin(official::show(request, CaseId(case)))
        }),
        Panel::new("application", APPLY, 20, |request, application| {
            Box::pin(applicant::show(request, ApplicationId(application)))
        }),
    ]
}
