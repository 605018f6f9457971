//! Automation on both engines, with a made-up permit: what is granted without a person and what never
//! is, stops, reviews, and the proof of every ruling.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is how a test says that something is wrong"
)]

mod huts;
mod office;
mod pages;
mod random;
mod replayed;
mod reviewed;
mod ruled;
mod stopped;
