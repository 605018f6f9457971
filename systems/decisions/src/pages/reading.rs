//! The words of a letter as a page reads them: the letter from which the document was set, in its own language.

use paper::{Block, Entry, Labels, Language, Letter, Run, Section, Text};
use web::{Html, Problem};

use crate::archive::labels;
use crate::library::library;
use crate::model::Sheet;

#[derive(askama::Template)]
#[template(path = "pages/reading.html")]
struct Reading<'a> {
    letter: &'a Letter,
    labels: &'a Labels,
    date: String,
    summary: Html,
    sections: Vec<Html>,
    appeal: Option<Html>,
}

#[derive(askama::Template)]
#[template(path = "pages/reading_section.html")]
struct Part<'a> {
    heading: &'a str,
    level: usize,
    blocks: Html,
    sections: Vec<Html>,
}

#[derive(askama::Template)]
#[template(path = "pages/reading_blocks.html")]
struct Blocks<'a> {
    blocks: Vec<Shown<'a>>,
}

#[derive(askama::Template)]
#[template(path = "pages/reading_text.html")]
struct Words<'a> {
    runs: &'a [Run],
    labels: &'a Labels,
}

/// A block with its text as markup.
enum Shown<'a> {
    Paragraph(Html),
    List(Vec<Html>),
    Numbered(Vec<Html>),
    Quote(Html),
    Entries(&'a [Entry]),
    Table { caption: &'a str, header: Vec<Html>, rows: Vec<Vec<Html>> },
    Part { language: &'a Language, blocks: Html },
}

/// What a document of a decision says, word by word, as part of a page; nothing once erased, and of documents
/// whose letter was not kept.
///
/// # Errors
/// A bug when letters cannot be read.
pub fn reading(sheet: &Sheet) -> Result<Option<Html>, Problem> {
    let Some(letter) = sheet.words() else { return Ok(None) };
    let labels = labels(&letter.language)?;
    let sections = letter.sections.iter().map(|of| section(of, 2, &labels));
    let appeal = letter.appeal.as_ref().map(|of| section(of, 2, &labels));
    let reading = Reading {
        letter,
        labels: &labels,
        date: library()?.days.write(letter.date, sheet.language),
        summary: blocks(&letter.summary, &labels)?,
        sections: sections.collect::<Result<_, _>>()?,
        appeal: appeal.transpose()?,
    };
    Html::render(&reading).map(Some)
}

fn section(of: &Section, level: usize, labels: &Labels) -> Result<Html, Problem> {
    let inside = of.sections.iter().map(|inside| section(inside, level + 1, labels));
    Html::render(&Part {
        heading: &of.heading,
        level,
        blocks: blocks(&of.blocks, labels)?,
        sections: inside.collect::<Result<_, _>>()?,
    })
}

fn blocks(of: &[Block], labels: &Labels) -> Result<Html, Problem> {
    let blocks = of.iter().map(|block| shown(block, labels)).collect::<Result<_, _>>()?;
    Html::render(&Blocks { blocks })
}

fn shown<'a>(block: &'a Block, labels: &Labels) -> Result<Shown<'a>, Problem> {
    let words = |text: &Text| Html::render(&Words { runs: &text.0, labels });
    let all = |texts: &[Text]| texts.iter().map(words).collect::<Result<Vec<_>, _>>();
    Ok(match block {
        Block::Paragraph { text } => Shown::Paragraph(words(text)?),
        Block::List { items } => Shown::List(all(items)?),
        Block::Numbered { items } => Shown::Numbered(all(items)?),
        Block::Quote { text } => Shown::Quote(words(text)?),
        Block::Entries { entries } => Shown::Entries(entries),
        Block::Table(table) => Shown::Table {
            caption: &table.caption,
            header: all(&table.header)?,
            rows: table.rows.iter().map(|row| all(row)).collect::<Result<_, _>>()?,
        },
        Block::Part { language, blocks: inside } => {
            Shown::Part { language, blocks: blocks(inside, labels)? }
        }
    })
}

#[cfg(test)]
mod tests {
    use paper::{Sender, Signature, Table};

    use super::*;
    use crate::acts::tests::{CASE, sheet};
    use kernel::Sealed;

    fn letter() -> Letter {
        let cells = |words: &[&str]| words.iter().map(|word| Text::from(*word)).collect();
        let table = Table {
            caption: "Income".into(),
            header: cells(&["Month", "Euros"]),
            rows: vec![cells(&["May", "1800"])],
        };
        let swedish = Block::Part {
            language: Language::of("sv").unwrap(),
            blocks: vec![Block::paragraph("Du får stanna.")],
        };
        let text = Text::from("For ").name("Amina <b>").strong(" now").blacked("s. 24");
        let text = text.link("here", "https://uma.example").link("nowhere", "javascript:x");
        let inner = Section::new("Means", vec![Block::Table(table), swedish]);
        let reasons = Section { sections: vec![inner], ..Section::new("Reasons", vec![]) };
        Letter {
            language: Language::of("en").unwrap(),
            kind: "Decision".into(),
            title: "Permit granted".into(),
            sender: Sender { name: "Authority".into(), lines: vec![] },
            receiver: vec!["Amina Rahimi".into()],
            case_number: "HEL-2026-000001".into(),
            date: "2026-03-02".parse().unwrap(),
            references: vec![Entry::new("Handled by", "Aino")],
            mark: Some("Trial".into()),
            summary: vec![Block::paragraph(text), Block::list(["One"]), Block::numbered(["Two"])],
            sections: vec![reasons],
            signatures: vec![Signature { name: "Aino".into(), role: "Officer".into(), note: None }],
            attachments: vec!["A copy".into()],
            appeal: Some(Section::new("How to appeal", vec![Block::paragraph("In 30 days.")])),
        }
    }

    #[test]
    fn every_word_of_a_letter_is_read_and_none_of_it_is_markup() {
        let kept = Sheet { letter: Some(Sealed::new(CASE, letter())), ..sheet(1) };
        let html = reading(&kept).unwrap().unwrap().into_string();
        for words in [
            "<h1 class=\"ds-heading\" data-size=\"md\">Permit granted</h1>",
            "lang=\"en\" dir=\"ltr\"",
            "<bdi>Amina &#60;b&#62;</bdi>",
            "<strong> now</strong>",
            "s. 24",
            "<a class=\"ds-link\" href=\"https://uma.example\">here</a>",
            "nowhere",
            "<h2",
            "Reasons",
            "<h3",
            "Means",
            "<caption>Income</caption>",
            "<th scope=\"col\">Euros</th>",
            "1800",
            "lang=\"sv\"",
            "Du får stanna.",
            "A copy",
            "Officer",
            "How to appeal",
            "In 30 days.",
            "HEL-2026-000001",
            "Trial",
        ] {
            assert!(html.contains(words), "{words}: {html}");
        }
        assert!(!html.contains("javascript"), "{html}");
        assert!(html.find("Officer") < html.find("How to appeal"), "in the order of the document");
        assert!(reading(&sheet(1)).unwrap().is_none(), "its letter was not kept");
    }
}
