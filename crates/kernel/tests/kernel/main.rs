//! The kernel's promises, each as a test, on both engines.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is how a test says that something is wrong"
)]

mod acts;
mod checkpoint;
mod erase;
mod parcel;
mod statements;
mod verify;
