//! Letters as an authority writes them, and the smallest that can be.

use std::sync::LazyLock;

use jiff::civil::date;
use paper::{Block, Entry, Language, Letter, Paper, Section, Sender, Signature, Table, Text};

/// Fonts and templates, read once for all tests.
pub static PAPER: LazyLock<Paper> = LazyLock::new(|| Paper::new().unwrap());

pub fn language(tag: &str) -> Language {
    Language::of(tag).unwrap()
}

/// A letter with nothing that can be left out.
pub fn short(tag: &str, words: &str) -> Letter {
    Letter {
        language: language(tag),
        kind: "Letter".into(),
        title: "Title".into(),
        sender: Sender { name: "Authority".into(), lines: Vec::new() },
        receiver: vec!["Receiver".into()],
        case_number: "PER-2026-000123".into(),
        date: date(2026, 11, 26),
        references: Vec::new(),
        mark: None,
        summary: Vec::new(),
        sections: vec![Section::new("Heading", vec![Block::paragraph(words)])],
        signatures: Vec::new(),
        attachments: Vec::new(),
        appeal: None,
    }
}

/// A decision with everything a letter can hold.
pub fn finnish() -> Letter {
    Letter {
        kind: "Päätös".into(),
        title: "Myönteinen oleskelulupapäätös".into(),
        sender: Sender {
            name: "Maahanmuuttovirasto".into(),
            lines: vec!["PL 10, 00086 Maahanmuuttovirasto".into(), "puh. 0295 419 600".into()],
        },
        receiver: vec![
            "Amina Yusuf Hassan".into(),
            "Esimerkkikatu 12 B 34".into(),
            "00530 Helsinki".into(),
        ],
        references: vec![Entry::new("Käsittelijä", "Elina Virtanen")],
        mark: Some("Esittely: ei sido ketään".into()),
        summary: vec![
            Block::paragraph(
                Text::from("Saat ")
                    .strong("jatkuvan oleskeluluvan")
                    .plain(" ajalle 1.12.2026–30.11.2030."),
            ),
            Block::list([
                "Oleskelulupakortti tulee postissa noin kahdessa viikossa.",
                "Voit valittaa päätöksestä. Ohje on viimeisellä sivulla.",
            ]),
        ],
        sections: vec![
            Section::new(
                "Päätös",
                vec![
                    Block::paragraph(
                        Text::from("Oleskelulupa myönnetään hakijalle ")
                            .name("Amina Yusuf Hassan")
                            .plain(" (12345678)."),
                    ),
                    Block::Entries { entries: vec![Entry::new("Luvan laji", "Jatkuva (A)")] },
                ],
            ),
            reasons(),
        ],
        signatures: vec![Signature {
            name: "Elina Virtanen".into(),
            role: "Ylitarkastaja".into(),
            note: Some("Allekirjoitettu sähköisesti 26.11.2026".into()),
        }],
        attachments: vec!["Valitusosoitus".into()],
        appeal: Some(Section::new(
            "Valitusosoitus",
            vec![Block::paragraph("Päätökseen saa hakea muutosta valittamalla.")],
        )),
        ..short("fi", "")
    }
}

fn income() -> Table {
    Table {
        caption: "Perheen tulot kuukaudessa".into(),
        header: vec!["Tulo".into(), "Lähde".into(), "Euroa".into()],
        rows: vec![
            vec!["Palkka".into(), "Tulorekisteri 2.11.2026".into(), "2 740".into()],
            vec!["Lapsilisä".into(), "Kela".into(), "94,88".into()],
            vec![Text::default().strong("Yhteensä"), "".into(), Text::default().strong("2 834,88")],
        ],
    }
}

fn reasons() -> Section {
    Section {
        sections: vec![Section::new("Toimeentulo", vec![Block::Table(income())])],
        ..Section::new(
            "Perustelut",
            vec![
                Block::Quote { text: "Oleskelulupa myönnetään.".into() },
                Block::numbered(["Passi on esitetty.", "Hakijaa on kuultu."]),
                Block::Part {
                    language: language("sv"),
                    blocks: vec![Block::paragraph("Den sökande har hörts på svenska.")],
                },
                Block::paragraph(Text::from("Lisätietoja: ").link("migri.fi", "https://migri.fi")),
            ],
        )
    }
}

pub fn swedish() -> Letter {
    Letter {
        kind: "Beslut".into(),
        title: "Beslut om uppehållstillstånd".into(),
        sender: Sender { name: "Migrationsverket".into(), lines: vec!["PB 10".into()] },
        receiver: vec!["Åke Öhman".into(), "Strandvägen 3".into(), "65100 Vasa".into()],
        summary: vec![Block::paragraph("Du får ett kontinuerligt uppehållstillstånd.")],
        sections: vec![Section::new("Motivering", vec![Block::paragraph("Villkoren uppfylls.")])],
        attachments: vec!["Besvärsanvisning".into()],
        appeal: Some(Section::new(
            "Besvärsanvisning",
            vec![Block::paragraph("Ändring i beslutet får sökas genom besvär.")],
        )),
        ..short("sv", "")
    }
}

pub fn english() -> Letter {
    Letter {
        kind: "Decision".into(),
        title: "Decision on a residence permit".into(),
        mark: Some("Translation: the authentic text is in Finnish".into()),
        summary: vec![Block::paragraph("You have been granted a permit.")],
        sections: vec![Section::new("Reasons", vec![Block::paragraph("All conditions are met.")])],
        ..short("en", "")
    }
}

pub fn arabic() -> Letter {
    Letter {
        kind: "قرار".into(),
        title: "قرار بشأن تصريح الإقامة".into(),
        sender: Sender {
            name: "دائرة الهجرة".into(), lines: vec!["PL 10, 00086".into()]
        },
        summary: vec![Block::paragraph("تحصلين على تصريح إقامة.")],
        sections: vec![Section::new(
            "القرار",
            vec![Block::paragraph(
                Text::from("صدر التصريح باسم ").name("Amina Yusuf Hassan").plain(" (12345678)."),
            )],
        )],
        ..short("ar", "")
    }
}
