//! The case file on both engines: its acts end to end, who sees what, its lists, and whatever
//! people may type.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a panic is how a test says that something is wrong"
)]

mod absence;
mod acts;
mod api;
mod bulk;
mod cases;
mod clocks;
mod documents;
mod erased;
mod family;
mod filters;
mod forms;
mod given_killed;
mod giving;
mod holds;
mod hostile;
mod killed;
mod lead;
mod lists;
mod long;
mod office;
mod organisations;
mod papers;
mod pdf;
mod persons;
mod queue;
mod random;
mod search;
mod seen;
mod several;
mod tasks;
