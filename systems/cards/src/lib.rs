//! Residence permit cards: ordered once a decision leads to one, followed by everybody concerned. See README.md.

pub mod acts;
mod events;
mod ids;
mod jobs;
mod limits;
mod maker;
pub mod model;
mod ordering;
mod pages;
mod reactions;
mod rights;
mod rows;
pub mod rules;
mod state;
#[cfg(test)]
mod testing;
mod words;

use kernel::Migration;
use web::{System, TextFiles};

pub use events::{CardEvent, Ordered};
pub use ids::CardId;
pub use maker::Maker;
pub use ordering::Ordering;
pub use rights::{ORDER, SEE};
pub use rows::{CARDS, CardLine, TABLES};
pub use state::{Card, KnownCard, Standing};

/// Tables of this system.
pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "cards/0001", sql: include_str!("../migrations/0001_cards.sql") }];

const TEXTS: TextFiles = TextFiles {
    system: "cards",
    fi: include_str!("../texts/fi.ftl"),
    sv: include_str!("../texts/sv.ftl"),
    en: include_str!("../texts/en.ftl"),
};

/// The door, with the maker that can be asked.
#[must_use]
pub fn system(maker: &Maker) -> System {
    System {
        migrations: MIGRATIONS,
        states: rows::projections(),
        reactions: reactions::all(),
        rights: rights::GRANTS,
        lists: vec![&CARDS],
        jobs: jobs::all(maker),
        acts: pages::acts(),
        pages: pages::pages(),
        panels: pages::panels(),
        menu: pages::menu(),
        ..System::new("cards", TEXTS)
    }
}
