//! Decisions on both engines: what follows from a ruling by itself, what people write and sign, what the
//! archive holds, and how it reaches people.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a panic is how a test says that something is wrong"
)]

mod automatic;
mod by_hand;
mod corrected;
mod exercises;
mod golden;
// The made-up permit by whose rules automation is tested, here with a letter of its own.
#[path = "../../../automation/tests/automation/huts/mod.rs"]
mod huts;
mod islands;
mod killed;
mod light;
mod mailed;
mod office;
mod pages;
mod paper;
mod recalled;
mod second_look;
mod shares;
mod words;
