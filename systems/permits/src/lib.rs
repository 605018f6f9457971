//! Residence permits for work, studies and family: applied for online, checked beforehand by the tables
//! that will decide, and a case with its facts within seconds. See README.md.

pub mod acts;
pub mod answers;
mod events;
mod ids;
mod limits;
mod pages;
mod passport;
pub mod payments;
pub mod permit;
mod reactions;
mod rights;
mod rows;
pub mod rules;
mod state;

use automation::procedure::ProcedureFolder;
use casefile::case_type::CaseTypeFolder;
use kernel::{Migration, Projection};
use web::{Home, System, TextFiles};

pub use events::{ApplicationEvent, AttachedFile, Page, Said, Source};
pub use ids::{ApplicationId, OrderId};
pub use payments::Payments;
pub use permit::{PermitFiles, PermitType};
pub use rights::{APPLY, PAY};
pub use rows::{APPLICATIONS, ApplicationLine, TABLES};
pub use state::{AnsweredPage, Application, Attachment, KnownApplication, Payment, Stage};

/// Tables of this system.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "permits/0001", sql: include_str!("../migrations/0001_permits.sql") },
    Migration { name: "permits/0005", sql: include_str!("../migrations/0005_payments.sql") },
];

const TEXTS: TextFiles = TextFiles {
    system: "permits",
    fi: include_str!("../texts/fi.ftl"),
    sv: include_str!("../texts/sv.ftl"),
    en: include_str!("../texts/en.ftl"),
};

kernel::inventory::submit! { CaseTypeFolder { system: "permits", files: permit::case_types } }
kernel::inventory::submit! { ProcedureFolder { system: "permits", files: permit::procedures } }

/// The door: everything the house has to know of this system.
#[must_use]
pub fn system() -> System {
    System {
        migrations: MIGRATIONS,
        states: vec![Projection::of::<Application>(TABLES)],
        reactions: reactions::all().into_iter().chain(payments::reactions::all()).collect(),
        rights: rights::GRANTS,
        lists: vec![&APPLICATIONS],
        acts: pages::acts(),
        pages: pages::pages(),
        homes: vec![Home { path: pages::MINE, right: APPLY }],
        ..System::new("permits", permit::texts(TEXTS))
    }
}

/// The same where fees are paid.
#[must_use]
pub fn paying(payments: &Payments) -> System {
    let mut system = system();
    system.rights = rights::GRANTS_PAYING;
    system.jobs.extend(payments::jobs::all(payments));
    system.pages.extend(pages::paying(payments));
    system
}
