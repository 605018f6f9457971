//! The door: letters and files in, PDFs out.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use typst::foundations::Bytes;

use crate::block::{SECTIONS_DEEP_MAX, check_blocks, check_sections};
use crate::clean::{Found, clean};
use crate::gather::{Asset, gather};
use crate::setting::{Patience, Set, set};
use crate::words::Words;
use crate::world::{Desk, Shop};
use crate::{
    CASE_NUMBER_CHARACTERS_MAX, FILE_CHARACTERS_MAX, FILE_PAGES_MAX, Fault, LETTER_CHARACTERS_MAX,
    LETTER_PAGES_MAX, Labels, Language, Letter, MARK_CHARACTERS_MAX, PartyFile,
};

/// Fonts, templates and words, read once; share it between threads.
pub struct Paper {
    shop: Shop,
    words: Words,
}

/// A finished document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its pages.
    pub pages: usize,
    /// What it can be held to.
    pub standard: Standard,
    /// The page on which each document of a file begins.
    pub starts: Vec<usize>,
    /// Characters for which our fonts have no glyph; each stands on the paper as U+FFFD.
    pub unprintable: BTreeSet<char>,
    /// Pages of foreign PDFs that hold something our reader cannot draw, as (number of the
    /// document, page). A note says so on the page.
    pub incomplete: Vec<(String, usize)>,
}

/// What a document can be held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standard {
    /// PDF/A-2a and PDF/UA-1.
    Archivable,
    /// A tagged PDF 1.7 that holds pages of others as they came, for which nobody can vouch.
    Tagged,
}

impl Paper {
    /// Reads fonts, templates and words. Only a fault of ours makes it fail.
    pub fn new() -> Result<Paper, Fault> {
        Ok(Paper { shop: Shop::open()?, words: Words::read()? })
    }

    /// What letters in a language say beside their senders' words.
    #[must_use]
    pub fn labels(&self, language: &Language) -> Labels {
        self.words.labels(language)
    }

    /// A letter or a decision, as PDF/A-2a and PDF/UA-1.
    pub fn letter(&self, letter: &Letter) -> Result<Pdf, Fault> {
        present(&letter.title, "title")?;
        present(&letter.sender.name, "name of the sender")?;
        foot(&letter.case_number, "characters of a case number", CASE_NUMBER_CHARACTERS_MAX)?;
        let mark = letter.mark.as_deref().unwrap_or_default();
        foot(mark, "characters of a mark", MARK_CHARACTERS_MAX)?;
        check_sections(&letter.sections, SECTIONS_DEEP_MAX)?;
        check_sections(letter.appeal.as_slice(), SECTIONS_DEEP_MAX)?;
        check_blocks(&letter.summary)?;
        let data =
            serde_json::to_value(letter).map_err(|why| Fault::Setting { why: why.to_string() })?;
        let (data, found) = self.data(data, &letter.language, LETTER_CHARACTERS_MAX)?;
        let desk = Desk::new(&self.shop, "/letter.typ", &data)?;
        let ident = format!("{} {} {}", letter.case_number, letter.date, letter.title);
        let set = set(&desk, Standard::Archivable, ident, LETTER_PAGES_MAX)?;
        Ok(pdf(set, Standard::Archivable, found, Vec::new()))
    }

    /// The file a party is given: PDF/A-2a and PDF/UA-1, unless a foreign PDF is kept as it came.
    pub fn file(&self, file: &PartyFile) -> Result<Pdf, Fault> {
        present(&file.title, "title")?;
        present(&file.sender.name, "name of the sender")?;
        foot(&file.case_number, "characters of a case number", CASE_NUMBER_CHARACTERS_MAX)?;
        check_blocks(&file.notes)?;
        let ready = gather(file, &Patience::new())?;
        let (data, found) = self.data(ready.data, &file.language, FILE_CHARACTERS_MAX)?;
        let mut desk = Desk::new(&self.shop, "/file.typ", &data)?;
        for Asset { path, bytes } in ready.assets {
            desk.put(&path, Bytes::new(bytes))?;
        }
        let standard = if ready.keeps { Standard::Tagged } else { Standard::Archivable };
        let ident = format!("{} {} {}", file.case_number, file.date, file.title);
        let set = set(&desk, standard, ident, FILE_PAGES_MAX)?;
        Ok(pdf(set, standard, found, ready.incomplete))
    }

    /// What a template reads: the case's words cleaned, and our own.
    fn data(
        &self,
        mut data: Value,
        language: &Language,
        characters_max: usize,
    ) -> Result<(Value, Found), Fault> {
        let found = clean(&mut data, &|letter| self.shop.covers(letter));
        if found.characters > characters_max {
            return Err(Fault::TooLarge { what: "characters", max: characters_max });
        }
        Ok((json!({ "it": data, "words": self.words.of(language) }), found))
    }
}

fn pdf(set: Set, standard: Standard, found: Found, incomplete: Vec<(String, usize)>) -> Pdf {
    let Set { bytes, pages, starts } = set;
    Pdf { bytes, pages, standard, starts, unprintable: found.unprintable, incomplete }
}

/// Is there anything but white in it?
fn present(words: &str, what: &'static str) -> Result<(), Fault> {
    if words.trim().is_empty() { Err(Fault::Empty { what }) } else { Ok(()) }
}

/// Does it fit the foot of a page?
fn foot(words: &str, what: &'static str, max: usize) -> Result<(), Fault> {
    if words.chars().count() > max || words.contains('\n') {
        return Err(Fault::TooLarge { what, max });
    }
    Ok(())
}
