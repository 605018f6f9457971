//! A file as the typesetter takes it.

use std::collections::BTreeMap;

use kernel::{FileId, Ts};
use paper::{Blackout, Block, Content, Entry, Language, PageOfPdf, PartyFile, Sender};

use super::plan::{Extent, HiddenPage, Planned};
use super::words::Words;
use crate::events::{Area, Document, Failed, WHOLE};
use crate::state::KnownCase;

/// What a file is made of.
pub(super) struct Sheet<'a> {
    /// Its words.
    pub(super) words: Words,
    /// The case.
    pub(super) case: &'a KnownCase,
    /// When it was ordered: its day.
    pub(super) at: Ts,
    /// To whom it is given.
    pub(super) receiver: String,
    /// What it shows of each document.
    pub(super) plan: &'a [Planned],
}

/// A file ready to be set, and its documents by the number each has in it.
pub(super) struct Ready {
    pub(super) file: PartyFile,
    pub(super) numbers: BTreeMap<String, FileId>,
}

impl Sheet<'_> {
    /// The documents whose content is read: nothing that is withheld is.
    pub(super) fn read(&self) -> impl Iterator<Item = FileId> {
        let shown = self.plan.iter().filter(|p| !matches!(p.extent, Extent::Withheld { .. }));
        shown.map(|planned| planned.file)
    }

    /// The file, with the content of what is shown. The fault names its document.
    pub(super) fn ready(
        &self,
        mut contents: BTreeMap<FileId, Vec<u8>>,
    ) -> Result<Ready, (Failed, Option<FileId>)> {
        let (mut documents, mut numbers) = (Vec::new(), BTreeMap::new());
        for Planned { file, extent } in self.plan {
            // What must not be named leaves no trace, not even a gap between numbers.
            if matches!(extent, Extent::Withheld { named: false, .. }) {
                continue;
            }
            let number = (documents.len() + 1).to_string();
            let known = self.case.document(*file).ok_or((Failed::Changed, Some(*file)))?;
            let bytes = contents.remove(file).unwrap_or_default();
            let document = self.document(&number, (known.0, &known.2), extent, bytes);
            documents.push(document.map_err(|why| (why, Some(*file)))?);
            numbers.insert(number, *file);
        }
        let words = self.words;
        let language = Language::of(words.code()).map_err(|_| (Failed::Ours, None))?;
        let note = |key: &str| Block::paragraph(words.say(key, &[]));
        let basis = Entry::new(words.say("given-basis", &[]), words.say("given-basis.act", &[]));
        let file = PartyFile {
            language,
            title: words.say("given-title", &[]),
            sender: Sender {
                name: words.say("given-sender", &[]),
                lines: vec![self.case.unit.clone()],
            },
            case_number: self.case.number.to_string(),
            date: self.at.date(),
            party: self.receiver.clone(),
            entries: vec![basis],
            notes: vec![note("given-note-index"), note("given-note-keep")],
            documents,
        };
        Ok(Ready { file, numbers })
    }

    fn document(
        &self,
        number: &str,
        (added, document): (Ts, &Document),
        extent: &Extent,
        bytes: Vec<u8>,
    ) -> Result<paper::Document, Failed> {
        let number = number.to_owned();
        let title = self.words.title(document, added);
        let language = document.language.as_deref().and_then(|code| Language::of(code).ok());
        let whole = |ground: &str| paper::Document {
            number: number.clone(),
            title: self.words.say("given-withheld", &[]),
            language: None,
            entries: Vec::new(),
            content: Vec::new(),
            withheld: Some(self.words.cite(ground)),
        };
        let none = BTreeMap::new();
        let hidden = match extent {
            Extent::Withheld { ground, .. } => return Ok(whole(ground)),
            Extent::Partly(hidden) => hidden,
            Extent::Whole => &none,
        };
        let content = match document.media_type.as_str() {
            "application/pdf" => self.pdf(bytes, hidden),
            kind if kind.starts_with("image/") => {
                // A picture is one page: hidden whole, nothing of it is left.
                let ground = hidden.get(&1).and_then(|page| page.withheld.as_ref());
                if let Some(ground) = ground {
                    return Ok(whole(ground));
                }
                if hidden.keys().any(|page| *page != 1) {
                    return Err(Failed::Outside);
                }
                let boxes = hidden.get(&1).map_or_else(Vec::new, |page| self.boxes(page));
                Content::Picture { bytes, alt: title.clone(), boxes }
            }
            // A text has no pages of which some could be hidden.
            kind if kind.starts_with("text/plain") && hidden.is_empty() => {
                Content::Blocks(paragraphs(&bytes))
            }
            _ => return Err(Failed::Unreadable),
        };
        let (entries, content) = (Vec::new(), vec![content]);
        Ok(paper::Document { number, title, language, entries, content, withheld: None })
    }

    fn pdf(&self, bytes: Vec<u8>, hidden: &BTreeMap<usize, HiddenPage>) -> Content {
        let each = hidden.iter().map(|(number, page)| PageOfPdf {
            page: *number,
            boxes: self.boxes(page),
            withheld: page.withheld.as_deref().map(|ground| self.words.cite(ground)),
        });
        // Pages of which nothing is hidden keep their text, for whoever reads by ear.
        Content::Pdf { bytes, keep: true, pages: each.collect() }
    }

    fn boxes(&self, page: &HiddenPage) -> Vec<Blackout> {
        let each = page.areas.iter().map(|(area, ground)| {
            let Area { left, top, width, height, .. } = *area;
            let [left, top, width, height] = [left, top, width, height].map(share);
            Blackout { left, top, width, height, ground: self.words.cite(ground) }
        });
        each.collect()
    }
}

fn share(thousandths: u16) -> f64 {
    f64::from(thousandths) / f64::from(WHOLE)
}

/// The paragraphs of a text; lines stay as they are.
fn paragraphs(bytes: &[u8]) -> Vec<Block> {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let text = text.trim_start_matches('\u{feff}');
    let parts = text.split("\n\n").map(|part| part.trim_matches('\n').trim_end());
    let parts = parts.filter(|part| !part.is_empty());
    parts.map(Block::paragraph).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_lines_and_paragraphs() {
        let blocks = paragraphs("\u{feff}One\r\nline\r\n\r\n\r\nTwo \n".as_bytes());
        assert_eq!(blocks, [Block::paragraph("One\nline"), Block::paragraph("Two")]);
        assert!(paragraphs(b" \n\n ").is_empty());
    }

    #[test]
    fn thousandths_are_shares() {
        assert!((share(205) - 0.205).abs() < 1e-9);
        assert!(share(WHOLE) <= 1.0);
    }
}
