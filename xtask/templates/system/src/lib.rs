//! @Name@: see README.md.

mod acts;
mod events;
mod pages;
mod rows;
mod state;

use kernel::{Migration, Projection, Right, RightGrant};
use web::{ActRoute, MenuItem, PageRoute, System, TextFiles};

pub use acts::begin::Begin;
pub use events::{@Name@Event, @Name@Id};
pub use rows::TABLES;
pub use state::@Name@;

/// Working with @name@.
pub const WORK: Right = Right("@name@.work");

/// Tables of this system.
pub const MIGRATIONS: &[Migration] = &[Migration {
    name: "@name@/0001",
    sql: include_str!("../migrations/0001_@name@.sql"),
}];

/// The texts of this system.
pub const TEXTS: TextFiles = TextFiles {
    system: "@name@",
    fi: include_str!("../texts/fi.ftl"),
    sv: include_str!("../texts/sv.ftl"),
    en: include_str!("../texts/en.ftl"),
};

/// The door: everything the house has to know of this system.
#[must_use]
pub fn system() -> System {
    System {
        migrations: MIGRATIONS,
        states: vec![Projection::of::<@Name@>(TABLES)],
        rights: &[RightGrant { right: WORK, roles: &["officer"] }],
        lists: vec![&rows::LIST],
        acts: vec![ActRoute::form::<Begin>("/@path@/begin")],
        pages: vec![PageRoute::get("/@path@", WORK, pages::list::page)],
        menu: vec![MenuItem { key: "@key@-list", path: "/@path@", right: WORK, order: 100 }],
        ..System::new("@name@", TEXTS)
    }
}
