//! The kernel's promises, each as a test, on both engines.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a panic is how a test says that something is wrong"
)]

mod acts;
mod checkpoint;
mod clock;
mod erase;
mod errand;
mod files;
mod given;
mod kill;
mod lists;
mod parcel;
mod random;
mod several;
mod statements;
mod stores;
mod verify;
mod within;
mod work;
