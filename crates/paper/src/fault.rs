//! Why a document could not be made.

/// Why a document could not be made. The words are for logs; people are told in their own language,
/// by the kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// More was handed in than one document may hold.
    #[error("too much for one document: {what}, at most {max}")]
    TooLarge {
        /// Of what there is too much.
        what: &'static str,
        /// The limit, one of those in `limits`.
        max: usize,
    },
    /// It took longer than a document may take.
    #[error("not ready in {seconds_max} seconds")]
    TooSlow {
        /// The limit.
        seconds_max: u64,
    },
    /// Something that the document cannot be without is empty.
    #[error("empty: {what}")]
    Empty {
        /// What.
        what: &'static str,
    },
    /// What was handed in does not fit together: content of a withheld document, a row with more
    /// cells than its table has columns.
    #[error("does not fit together: {what}")]
    Shape {
        /// What does not fit.
        what: &'static str,
    },
    /// A language tag that is none.
    #[error("no language tag: {tag}")]
    Language {
        /// What was given.
        tag: String,
    },
    /// A picture cannot be read.
    #[error("a picture cannot be read: {why}")]
    Picture {
        /// What its reader says.
        why: String,
    },
    /// A PDF of others opens with a password alone.
    #[error("a PDF is locked with a password")]
    LockedPdf,
    /// A PDF of others cannot be read: broken, encrypted in a way that is not known, too slow, or without the page asked for.
    #[error("a PDF cannot be read: {why}")]
    ForeignPdf {
        /// What its reader says.
        why: String,
    },
    /// A black box lies outside its page, or covers nothing: rather no document than one that shows
    /// what it should hide.
    #[error("a black box lies outside its page or covers nothing")]
    Blackout,
    /// What is wrong with one document of a file.
    #[error("document {number}: {fault}")]
    Document {
        /// Its number in the case.
        number: String,
        /// What is wrong.
        fault: Box<Fault>,
    },
    /// The document could not be set. This one is ours: log it.
    #[error("the document could not be set: {why}")]
    Setting {
        /// What the typesetter says.
        why: String,
    },
}
