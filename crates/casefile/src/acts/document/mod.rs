//! Verbs on documents of cases.

mod add_document;
mod replace_document;
mod set_aside_document;

pub use add_document::{About, AddDocument, Attached};
pub use replace_document::ReplaceDocument;
pub use set_aside_document::SetAsideDocument;

/// What is taken: what people send as evidence.
const ACCEPTED: &str = "application/pdf,image/jpeg,image/png,text/plain";
/// Twenty megabytes: a long scan; larger ones are a mistake or an attack.
const BYTES_MAX: usize = 20_000_000;
