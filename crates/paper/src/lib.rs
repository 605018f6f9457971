//! Paper: letters and decisions that bind, and the file a party is given, as PDF.
//!
//! A letter is PDF/A-2a and PDF/UA-1 in one file: it can be kept for as long as archives keep
//! things, and read aloud by a screen reader. The templates are typst sources of this crate; what a
//! caller hands in reaches them as data, never as source, so that no name or sentence can do
//! anything but be printed. There is no file system, network, package or clock in reach, and the
//! same input gives the same bytes.
//!
//! Everything here is work of the processor, from ten milliseconds for a letter to seconds for a
//! file, and blocks its thread: call it where blocking is allowed.

mod blackout;
mod block;
mod clean;
mod fault;
mod file;
mod foreign;
mod gather;
mod language;
mod legible;
mod letter;
mod limits;
mod paper;
mod picture;
mod reading;
mod setting;
mod text;
mod words;
mod world;

pub use blackout::Blackout;
pub use block::{Block, Entry, Section, Table};
pub use fault::Fault;
pub use file::{Content, Document, PageOfPdf, PartyFile};
pub use foreign::{pages, pixels};
pub use language::Language;
pub use legible::Illegible;
pub use letter::{Letter, Sender, Signature};
pub use limits::*;
pub use paper::{Paper, Pdf, Standard};
pub use picture::Picture;
pub use reading::words;
pub use text::{Run, Text};
pub use words::Labels;
