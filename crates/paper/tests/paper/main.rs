//! Whole documents, read back: their structure, their words, what they refuse.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a panic is how a test says that something is wrong"
)]

mod files;
mod hostile;
mod letters;
mod reader;
mod samples;
mod tools;
