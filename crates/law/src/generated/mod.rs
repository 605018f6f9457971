//! Written by `cargo xtask law gen` from law/; CI compares.

#[rustfmt::skip]
pub mod facts;
#[rustfmt::skip]
pub mod folder;
