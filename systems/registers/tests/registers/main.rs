//! Asking registers, over real HTTP and on both engines: answers become facts, cases wait and go on, and
//! nothing is lost or doubled.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is how a test says that something is wrong"
)]

mod answered;
mod contradicted;
mod down;
mod killed;
mod office;
mod outside;
mod pages;
mod vis;
