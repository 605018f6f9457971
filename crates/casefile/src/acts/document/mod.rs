//! Verbs on documents of cases.

mod add_document;

pub use add_document::AddDocument;
