//! What a document consists of: sections, and in them paragraphs, lists and tables.

use serde::{Deserialize, Serialize};

use crate::{Fault, Language, Text};

/// Sections inside sections: readers' programs jump by heading, and nobody keeps more levels apart.
pub(crate) const SECTIONS_DEEP_MAX: usize = 3;

/// Parts inside parts: a quotation in a translation, and one more.
const PARTS_DEEP_MAX: usize = 3;

/// Columns of a table: more cannot be read on a sheet of paper.
const COLUMNS_MAX: usize = 12;

/// A heading and what stands under it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The heading. Its level follows from where the section stands, so that none is skipped.
    pub heading: String,
    /// What stands under it.
    pub blocks: Vec<Block>,
    /// Sections inside it, to a depth of three in all.
    pub sections: Vec<Section>,
}

impl Section {
    /// A section without others inside.
    #[must_use]
    pub fn new(heading: impl Into<String>, blocks: Vec<Block>) -> Section {
        Section { heading: heading.into(), blocks, sections: Vec::new() }
    }
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "block", rename_all = "lowercase")]
pub enum Block {
    /// A paragraph.
    Paragraph {
        /// Its text.
        text: Text,
    },
    /// A list with bullets.
    List {
        /// Its items.
        items: Vec<Text>,
    },
    /// A list with numbers.
    Numbered {
        /// Its items.
        items: Vec<Text>,
    },
    /// The words of another, set apart.
    Quote {
        /// The words.
        text: Text,
    },
    /// Labels with their values.
    Entries {
        /// The labels with their values.
        entries: Vec<Entry>,
    },
    /// A table.
    Table(Table),
    /// A part in another language.
    Part {
        /// Which.
        language: Language,
        /// The part.
        blocks: Vec<Block>,
    },
}

impl Block {
    /// A paragraph.
    #[must_use]
    pub fn paragraph(text: impl Into<Text>) -> Block {
        Block::Paragraph { text: text.into() }
    }

    /// A list with bullets.
    #[must_use]
    pub fn list<T: Into<Text>>(items: impl IntoIterator<Item = T>) -> Block {
        Block::List { items: items.into_iter().map(Into::into).collect() }
    }

    /// A list with numbers.
    #[must_use]
    pub fn numbered<T: Into<Text>>(items: impl IntoIterator<Item = T>) -> Block {
        Block::Numbered { items: items.into_iter().map(Into::into).collect() }
    }
}

/// A label with its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What it is.
    pub label: String,
    /// Its value; a name in it does not disturb the direction round it.
    pub value: String,
}

impl Entry {
    /// A label with its value.
    #[must_use]
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Entry {
        Entry { label: label.into(), value: value.into() }
    }
}

/// A table. Its header is repeated on every page it reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// What it shows, above it.
    pub caption: String,
    /// The headers of its columns.
    pub header: Vec<Text>,
    /// Its rows. A row that is too short is filled with empty cells; one that is too long is
    /// refused, since a cell would be lost.
    pub rows: Vec<Vec<Text>>,
}

/// Do sections fit a document?
pub(crate) fn check_sections(sections: &[Section], deep_max: usize) -> Result<(), Fault> {
    for section in sections {
        let Some(deeper) = deep_max.checked_sub(1) else {
            return Err(Fault::TooLarge {
                what: "sections inside sections",
                max: SECTIONS_DEEP_MAX,
            });
        };
        if section.heading.trim().is_empty() {
            return Err(Fault::Empty { what: "heading" });
        }
        check_blocks(&section.blocks)?;
        check_sections(&section.sections, deeper)?;
    }
    Ok(())
}

/// Do blocks fit a document?
pub(crate) fn check_blocks(blocks: &[Block]) -> Result<(), Fault> {
    check_parts(blocks, PARTS_DEEP_MAX)
}

fn check_parts(blocks: &[Block], deep_max: usize) -> Result<(), Fault> {
    for block in blocks {
        match block {
            Block::Table(table) => table.check()?,
            Block::Part { blocks, .. } => match deep_max.checked_sub(1) {
                Some(deeper) => check_parts(blocks, deeper)?,
                None => {
                    return Err(Fault::TooLarge {
                        what: "parts inside parts",
                        max: PARTS_DEEP_MAX,
                    });
                }
            },
            _ => {}
        }
    }
    Ok(())
}

impl Table {
    fn check(&self) -> Result<(), Fault> {
        if self.header.is_empty() {
            return Err(Fault::Empty { what: "header of a table" });
        }
        if self.header.len() > COLUMNS_MAX {
            return Err(Fault::TooLarge { what: "columns of a table", max: COLUMNS_MAX });
        }
        if self.rows.iter().any(|row| row.len() > self.header.len()) {
            return Err(Fault::Shape { what: "a row with more cells than its table has columns" });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_lost() {
        let table = |header: &[&str], row: &[&str]| {
            let texts = |words: &[&str]| words.iter().map(|&word| Text::from(word)).collect();
            let table =
                Table { caption: String::new(), header: texts(header), rows: vec![texts(row)] };
            check_blocks(&[Block::Table(table)])
        };
        assert_eq!(table(&["a", "b"], &["1"]), Ok(()));
        assert!(matches!(table(&["a"], &["1", "2"]), Err(Fault::Shape { .. })));
        assert!(matches!(table(&[], &[]), Err(Fault::Empty { .. })));
        assert!(matches!(table(&["a"; 13], &[]), Err(Fault::TooLarge { .. })));
    }

    #[test]
    fn sections_go_three_deep() {
        let nest = |inner| Section { sections: vec![inner], ..Section::new("Heading", Vec::new()) };
        let three = nest(nest(Section::new("Heading", Vec::new())));
        assert_eq!(check_sections(std::slice::from_ref(&three), 3), Ok(()));
        assert!(check_sections(&[nest(three)], 3).is_err());
        assert!(check_sections(&[Section::new(" ", Vec::new())], 3).is_err());
    }

    #[test]
    fn parts_inside_parts_end_somewhere() {
        let language = Language::of("sv").unwrap();
        let mut block = Block::paragraph("x");
        for _ in 0..100 {
            block = Block::Part { language: language.clone(), blocks: vec![block] };
        }
        assert!(check_blocks(&[block]).is_err());
    }
}
