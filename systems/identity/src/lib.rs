//! Showing who one is: the visit, the clerk's page, and biometrics in a vault of their own. See README.md.

pub mod acts;
mod device;
mod events;
mod hours;
mod ids;
mod jobs;
mod limits;
pub mod model;
mod pages;
mod passport;
mod places;
mod reactions;
mod rights;
mod rows;
pub mod rules;
mod state;
mod vault;
mod words;

use kernel::Migration;
use web::{System, TextFiles};

pub use device::{Device, Devices, Manner, Shot, SimulatedDevice, Wanted};
pub use events::{CaptureEvent, IdentityEvent, PROVEN, VisitEvent};
pub use ids::{CaptureId, VisitId};
pub use rights::{PROVE, SETTLE, VAULT, VISIT};
pub use rows::{BOOKED, BookedLine, TABLES, VAULT as VAULTED, VaultLine, WAITING, WaitingLine};
pub use state::{
    Capture, Doubt, IdentityStep, KeptCapture, KnownStep, Lack, Proof, Shown, Standing, Taken,
    Visit,
};
pub use vault::Put;

/// Tables of this system.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "identity/0001", sql: include_str!("../migrations/0001_identity.sql") },
    Migration { name: "identity/0002", sql: include_str!("../migrations/0002_times.sql") },
];

const TEXTS: TextFiles = TextFiles {
    system: "identity",
    fi: include_str!("../texts/fi.ftl"),
    sv: include_str!("../texts/sv.ftl"),
    en: include_str!("../texts/en.ftl"),
};

/// The door, with the devices that can be asked.
#[must_use]
pub fn system(devices: &Devices) -> System {
    System {
        migrations: MIGRATIONS,
        states: rows::projections(),
        reactions: reactions::all(),
        rights: rights::GRANTS,
        lists: vec![&rows::WAITING, &rows::BOOKED, &rows::VAULT],
        jobs: jobs::all(devices),
        acts: pages::acts(),
        pages: pages::pages(),
        panels: pages::panels(),
        menu: pages::menu(),
        ..System::new("identity", TEXTS)
    }
}
