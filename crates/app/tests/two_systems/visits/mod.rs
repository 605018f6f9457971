//! Home visits by social workers: the system that asks another for work and hears its answer.

pub mod acts;
mod page;
mod reactions;
pub mod rows;
pub mod state;

use kernel::{Migration, Projection, Right, RightGrant};
use web::{ActRoute, MenuItem, PageRoute, Panel, System, TextFiles};

/// Working on home visits.
pub const WORK: Right = Right("visits.work");

// Its own kind of case: it asks for a visit before it is decided.
kernel::inventory::submit! {
    casefile::case_type::CaseTypeFile {
        system: "visits",
        toml: include_str!("case-types.toml"),
    }
}

/// The door.
pub fn system() -> System {
    const MIGRATIONS: &[Migration] =
        &[Migration { name: "visits/0001", sql: include_str!("0001_visits.sql") }];
    let texts = TextFiles {
        system: "visits",
        fi: include_str!("fi.ftl"),
        sv: include_str!("sv.ftl"),
        en: include_str!("en.ftl"),
    };
    System {
        migrations: MIGRATIONS,
        states: vec![Projection::of::<state::Visit>(rows::TABLES)],
        reactions: reactions::all(),
        lists: vec![&rows::VISITS],
        rights: &[RightGrant { right: WORK, roles: &["officer"] }],
        acts: vec![ActRoute::form::<acts::PlanVisit>("/visits/new")],
        pages: vec![PageRoute::get("/visits", WORK, page::visits)],
        panels: vec![Panel::new("case", WORK, 10, |request, case| {
            Box::pin(page::of_case(request, casefile::CaseId(case)))
        })],
        menu: vec![MenuItem { key: "visits-visits", path: "/visits", right: WORK, order: 60 }],
        ..System::new("visits", texts)
    }
}
