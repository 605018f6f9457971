//! Asking the registers of other authorities: questions that survive everything, answers that become
//! facts. See README.md.

pub mod acts;
mod adapters;
mod application_file;
pub mod asking;
mod breaker;
mod connections;
mod events;
mod http;
mod ids;
pub mod in_force;
mod jobs;
mod limits;
mod manner;
mod model;
mod pages;
mod question;
mod rights;
mod rows;
mod state;
mod studies;

use kernel::Migration;
use web::{System, TextFiles};

pub use adapters::Reply;
pub use connections::Registers;
pub use events::{ANSWERED, AskEvent, GIVEN_UP, RegisterEvent};
pub use ids::{AskId, RegisterId};
pub use manner::{Manner, Manners};
pub use model::{Found, GivenUp, Register, Trouble};
pub use question::Identity;
pub use rights::{ASK, SEE};
pub use rows::{ASKS, AskLine, TABLES};
pub use state::{Ask, CaseAsks, KnownRegister, Standing};
pub use studies::{Studies, StudyPlace};

/// Tables of this system.
pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "registers/0001", sql: include_str!("../migrations/0001_registers.sql") }];

const TEXTS: TextFiles = TextFiles {
    system: "registers",
    fi: include_str!("../texts/fi.ftl"),
    sv: include_str!("../texts/sv.ftl"),
    en: include_str!("../texts/en.ftl"),
};

/// The door, with the registers that can be reached.
#[must_use]
pub fn system(registers: &Registers) -> System {
    System {
        migrations: MIGRATIONS,
        states: rows::projections(),
        rights: rights::GRANTS,
        lists: vec![&ASKS],
        jobs: jobs::all(registers),
        acts: pages::acts(),
        pages: pages::pages(registers),
        panels: pages::panels(),
        menu: pages::menu(),
        ..System::new("registers", TEXTS)
    }
}
