//! The identity step on both engines: an applicant who comes, a clerk who proves who they are, devices that fail,
//! doubts, time limits, the vault, and deaths of the process.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is how a test says that something is wrong"
)]

// The folder that lies beside the tests of permits.
#[path = "../../../permits/tests/permits/berries/mod.rs"]
mod berries;

mod bad;
mod booked;
mod decided;
mod folder;
mod house;
mod killed;
mod late;
mod mailed;
mod proven;
mod rights;
mod vaulted;
