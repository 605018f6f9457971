//! Verbs on cases.

mod add_note;
mod assign_case;
mod close_case;
mod open_case;
mod reopen_case;

pub use add_note::AddNote;
pub use assign_case::AssignCase;
pub use close_case::CloseCase;
pub use open_case::{CASE_NUMBER, GENERAL_MATTER, LOOK_INTO, OpenCase};
pub use reopen_case::ReopenCase;
