//! Applications on both engines: applying, a type of permit that is nothing but a folder, people who may
//! be known already, deaths of the process, and the weight of pages.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is how a test says that something is wrong"
)]

mod again;
mod apply;
mod berries;
mod employed;
mod employer_fills;
mod fill_killed;
mod followed;
mod house;
mod instituted;
mod killed;
mod lasted;
mod looked;
mod messages;
mod of_person;
mod pages;
mod paid;
mod parties;
mod pay_killed;
mod programs;
mod read;
mod receipt;
mod school_fills;
mod vis;
mod weighed;
