//! Residence permits for work, studies and family: applied for online, checked beforehand by the tables
//! that will decide, and a case with its facts within seconds. See README.md.

pub mod acts;
pub mod answers;
mod came_before;
mod code;
mod earlier;
pub mod employer;
mod events;
mod fast_track;
mod fill;
mod ids;
mod jobs;
mod lasted;
mod limits;
mod looked;
mod of_case;
mod pages;
mod passport;
pub mod payments;
pub mod permit;
mod reactions;
mod receipt;
mod rights;
mod rows;
pub mod rules;
mod school;
mod state;

use automation::procedure::ProcedureFolder;
use casefile::case_type::CaseTypeFolder;
use casefile::competence::CompetenceFile;
use decisions::exercise::ExerciseFolder;
use decisions::library::LetterFolder;
use kernel::{Migration, Projection};
use registers::Registers;
use web::{Home, MenuItem, System, TextFiles};

pub use employer::{EmployerPart, EmployerPartEvent, Employers};
pub use events::{
    ApplicationEvent, AttachedFile, INSTITUTED, LastedThen, Page, Receipt, Said, Source,
};
pub use ids::{ApplicationId, EmployerPartId, OrderId};
pub use looked::Seen;
pub use payments::Payments;
pub use permit::{CardRenewed, PermitFiles, PermitType, Terms};
pub use rights::{APPLY, EMPLOY, PAY, REFUND};
pub use rows::{APPLICATIONS, ApplicationLine, PART_TABLES, TABLES};
pub use state::{
    AnsweredPage, Application, Attachment, KnownApplication, Payment, Refund, Stage, WrittenMessage,
};

/// Tables of this system.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "permits/0001", sql: include_str!("../migrations/0001_permits.sql") },
    Migration { name: "permits/0005", sql: include_str!("../migrations/0005_payments.sql") },
    Migration { name: "permits/0006", sql: include_str!("../migrations/0006_employer.sql") },
    Migration { name: "permits/0007", sql: include_str!("../migrations/0007_of_case.sql") },
    Migration { name: "permits/0008", sql: include_str!("../migrations/0008_number.sql") },
];

const TEXTS: TextFiles = TextFiles {
    system: "permits",
    fi: include_str!("../texts/fi.ftl"),
    sv: include_str!("../texts/sv.ftl"),
    en: include_str!("../texts/en.ftl"),
};

kernel::inventory::submit! { CaseTypeFolder { system: "permits", files: permit::case_types } }
kernel::inventory::submit! { LetterFolder { system: "permits", files: permit::letters } }
kernel::inventory::submit! { ExerciseFolder { system: "permits", files: permit::exercises } }
kernel::inventory::submit! {
    CompetenceFile {
        system: "permits",
        toml: include_str!("../../../law/permits/competences.toml"),
    }
}
kernel::inventory::submit! { ProcedureFolder { system: "permits", files: permit::procedures } }

/// Whom outside the house this system asks.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    /// Whoever takes payments; without one applications are sent without.
    pub payments: Option<Payments>,
    /// The registers of mandates and companies; without them no employer can show whom they act for.
    pub employers: Employers,
}

/// The door, with nobody outside to ask.
#[must_use]
pub fn system() -> System {
    connected(&Lines::default(), &Registers::unconnected())
}

/// The door: everything the house has to know of this system, and the registers that applicants may have asked.
#[must_use]
pub fn connected(lines: &Lines, registers: &Registers) -> System {
    let mut pages = pages::pages();
    pages.extend(pages::schooling(registers));
    pages.extend(pages::employing(&lines.employers));
    pages.extend(lines.payments.iter().flat_map(pages::paying));
    let (mut acts, mut panels, mut menu) = (pages::acts(), pages::panels(registers), Vec::new());
    if lines.payments.is_some() {
        acts.extend(pages::paid_acts());
        panels.extend(pages::paid_panels());
        menu.push(MenuItem { key: "fees", path: "/fees", right: REFUND, order: 39 });
    }
    let reactions = reactions::all().into_iter().chain(payments::reactions::all());
    let paying = lines.payments.is_some();
    System {
        migrations: MIGRATIONS,
        states: vec![
            Projection::of::<Application>(TABLES),
            Projection::of::<EmployerPart>(PART_TABLES),
        ],
        reactions: reactions.chain(employer::reactions::all()).collect(),
        rights: if paying { rights::GRANTS_PAYING } else { rights::GRANTS },
        lists: vec![&APPLICATIONS],
        jobs: jobs::all()
            .into_iter()
            .chain(lines.payments.iter().flat_map(payments::jobs::all))
            .collect(),
        acts,
        api: pages::api(),
        pages,
        panels,
        menu,
        homes: vec![Home { path: pages::MINE, right: APPLY }],
        ..System::new("permits", permit::texts(TEXTS))
    }
}
