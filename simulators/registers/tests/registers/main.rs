//! The simulated registers over real HTTP: what is documented is answered, what is ordered goes wrong.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is how a test says that something is wrong"
)]

mod cards;
mod client;
mod documented;
mod faulty;
mod limited;
mod paid;
mod signed_in;
mod vis;
