//! Residence permit cards on both engines, with the maker over real HTTP: ordered once whatever dies or fails, followed
//! by official and applicant, withdrawn with their decision.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is how a test says that something is wrong"
)]

mod anew;
mod corrected;
mod down;
mod followed;
mod house;
mod killed;
mod maker;
mod recalled;
mod waits;
