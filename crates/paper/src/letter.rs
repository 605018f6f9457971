//! A letter or a decision.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Block, Entry, Language, Section};

/// A letter or a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Its language.
    pub language: Language,
    /// What kind of document it is, as printed beside the sender: "Päätös".
    pub kind: String,
    /// Its title: the one that readers' programs show.
    pub title: String,
    /// Who sends it.
    pub sender: Sender,
    /// To whom: the lines in the window of the envelope, the name first.
    pub receiver: Vec<String>,
    /// Number of the case, on every page.
    pub case_number: String,
    /// Its day, also the day of the PDF.
    pub date: Date,
    /// More lines of its head.
    pub references: Vec<Entry>,
    /// What it is not, or not only: "Translation", "Demonstration". On every page.
    pub mark: Option<String>,
    /// What it says in plain words, set apart on its first page. Empty: no such part.
    pub summary: Vec<Block>,
    /// What it says.
    pub sections: Vec<Section>,
    /// Who signed it.
    pub signatures: Vec<Signature>,
    /// What comes with it.
    pub attachments: Vec<String>,
    /// How to appeal, on a page of its own.
    pub appeal: Option<Section>,
}

/// Who sends a letter or gives a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// Name of the authority.
    pub name: String,
    /// Unit, address, telephone, page on the web: one a line.
    pub lines: Vec<String>,
}

/// Who signed a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Name.
    pub name: String,
    /// As what: "Ratkaisija", "ylitarkastaja".
    pub role: String,
    /// How: "Allekirjoitettu sähköisesti 26.11.2026".
    pub note: Option<String>,
}
