//! Letters to the people of a case: the system that does what others ask for, on the case's own
//! stream.

pub mod acts;
mod page;
mod reactions;
pub mod rows;
pub mod state;

use kernel::{Migration, Projection, Right, RightGrant};
use web::{ActRoute, MenuItem, PageRoute, System, TextFiles};

/// Working on letters.
pub const WORK: Right = Right("letters.work");

/// The door.
pub fn system() -> System {
    const MIGRATIONS: &[Migration] =
        &[Migration { name: "letters/0001", sql: include_str!("0001_letters.sql") }];
    let texts = TextFiles {
        system: "letters",
        fi: include_str!("fi.ftl"),
        sv: include_str!("sv.ftl"),
        en: include_str!("en.ftl"),
    };
    System {
        migrations: MIGRATIONS,
        states: vec![Projection::of::<state::Letters>(rows::TABLES)],
        reactions: reactions::all(),
        lists: vec![&rows::LETTERS],
        rights: &[RightGrant { right: WORK, roles: &["clerk"] }],
        acts: vec![ActRoute::form::<acts::ReturnLetter>("/letters/{id}/{letter}/returned")],
        pages: vec![PageRoute::get("/letters", WORK, page::letters)],
        menu: vec![MenuItem { key: "letters-letters", path: "/letters", right: WORK, order: 70 }],
        ..System::new("letters", texts)
    }
}
