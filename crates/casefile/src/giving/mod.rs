//! The file a party of a case is given: what it shows of each document, its words, and the job that
//! makes it.
//!
//! Nothing that people wrote stands in the index of a file: names that senders gave to documents, who
//! sent them and notes of officials may hold an address that a non-disclosure order protects, or the
//! very words that a box hides. The index is made of codes and days alone.

mod job;
mod plan;
mod sheet;
mod typed;
mod words;

pub(crate) use job::{GIVE_FILE, Order, bytes, give_file, length};
pub(crate) use plan::{Extent, HiddenPage, plan};
pub(crate) use typed::{areas, page_numbers};
pub(crate) use words::Words;
