//! The file a party is given.

use jiff::civil::Date;

use crate::{Blackout, Block, Entry, Language, Sender};

/// The documents of a case in one PDF: cover, index, each document, every page numbered.
#[derive(Debug, Clone, PartialEq)]
pub struct PartyFile {
    /// Language of cover and index.
    pub language: Language,
    /// Its title: the one that readers' programs show.
    pub title: String,
    /// Who gives it.
    pub sender: Sender,
    /// Number of the case, on every page.
    pub case_number: String,
    /// The day it is given, also the day of the PDF.
    pub date: Date,
    /// To whom it is given.
    pub party: String,
    /// More lines of the cover: basis, purpose, who decided.
    pub entries: Vec<Entry>,
    /// What the party should know, below them on the cover.
    pub notes: Vec<Block>,
    /// The documents, in their order.
    pub documents: Vec<Document>,
}

/// One document of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its number in the case: "7".
    pub number: String,
    /// Its title. Of a withheld document, one that betrays nothing.
    pub title: String,
    /// Language of its content, when it is not the file's.
    pub language: Option<Language>,
    /// What the index does not say: day, kind, sender.
    pub entries: Vec<Entry>,
    /// What it holds, in order.
    pub content: Vec<Content>,
    /// The ground on which all of it is withheld. Then its content must be empty.
    pub withheld: Option<String>,
}

/// A piece of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Text of our own.
    Blocks(Vec<Block>),
    /// A picture: PNG, JPEG, WebP, or the first frame of a GIF. Without boxes a PNG or JPEG goes along
    /// as it came, with what its file says of itself, such as when and where it was taken.
    Picture {
        /// The file as it came.
        bytes: Vec<u8>,
        /// What it shows, for whoever cannot see it. Not printed when there are boxes on it, since
        /// it might tell what they hide.
        alt: String,
        /// What the party may not see of it.
        boxes: Vec<Blackout>,
    },
    /// A PDF of others.
    Pdf {
        /// The file as it came.
        bytes: Vec<u8>,
        /// Keep its pages as they are, with their text? Nobody can vouch for pages of others: the
        /// file is then tagged, but neither PDF/A nor PDF/UA. Otherwise they become pixels.
        /// A PDF of which anything is hidden always becomes pixels, on all its pages.
        keep: bool,
        /// Its pages of which anything is hidden. The others are shown whole.
        pages: Vec<PageOfPdf>,
    },
}

/// A page of a PDF of which something is hidden.
#[derive(Debug, Clone, PartialEq)]
pub struct PageOfPdf {
    /// Which, from 1.
    pub page: usize,
    /// What the party may not see of it.
    pub boxes: Vec<Blackout>,
    /// The ground on which the whole page is withheld.
    pub withheld: Option<String>,
}
