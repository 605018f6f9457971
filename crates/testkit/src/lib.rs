//! What tests are written with: a fresh database on each engine, a world with a clock that moves
//! when told, given-when-then for acts, and checks that every system runs over its own parts.
//!
//! ```no_run
//! # use testkit::for_both;
//! # async fn the_test() {
//! for_both(|world| async move {
//!     let admin = world.user("Anna", "hki", &["admin"]).await;
//!     world.days_pass(3);
//!     world.settle().await;
//!     world.verify().await;
//!     # let _ = admin;
//! })
//! .await;
//! # }
//! ```
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "test code: a panic is how it says that something is wrong"
)]

mod browser;
mod given;
mod golden;
mod passport;
mod pdf;
mod post;
mod postgres;
mod samples;
mod statements;
mod world;

pub use browser::{Browser, Shown};
pub use given::{Given, When, given, on};
pub use golden::{Golden, pdf_words};
pub use passport::Passport;
pub use pdf::pdf;
pub use post::Post;
pub use samples::{Sample, blind, check_samples};
pub use statements::{check_statements, statement_troubles, statements_in_source};
pub use world::{Closed, Setup, World, for_both, for_engine};
