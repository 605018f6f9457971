//! What people type, paste and upload stays what it is: words and pictures.

use paper::{
    Block, CASE_NUMBER_CHARACTERS_MAX, Fault, LETTER_CHARACTERS_MAX, Language, Letter,
    MARK_CHARACTERS_MAX, Run, Section, Sender, Table, Text,
};

use crate::reader::Read;
use crate::samples::{PAPER, short};
use crate::tools;

/// Typst, JSON, HTML, PDF and shells, each in its own tongue.
const MARKUP: [&str; 12] = [
    "#eval(\"1\") #import \"letter.typ\" #read(\"/etc/passwd\")",
    "*bold* _italic_ `raw` $x^2$ = Heading @label <label>",
    "] [ } { ) ( \\ \" ' ; , // /* */",
    "#set page(width: 1pt)\n#pagebreak()\n#panic()",
    "\"}],\"it\":{\"title\":\"x\"}",
    "<script>alert(1)</script> &amp; <b>",
    "/JS (app.alert(1)) >> endobj %%EOF",
    "$(rm -rf /) `id` ; ${HOME} %s %n",
    "{{ title }} {% if x %} { $variable }",
    "- item\n+ item\n/ term: x\n1. item",
    "--- -- ... \u{2026} ~ \u{a0} \u{ad}",
    "https://example.org/#fragment?x=1&y=2",
];

#[test]
fn markup_is_printed_as_it_was_typed() {
    for words in MARKUP {
        let pdf = PAPER.letter(&short("en", words)).unwrap();
        Read::of(&pdf.bytes).is_archivable();
        let printed = squeezed(&tools::words(&pdf.bytes).join(""));
        let typed = squeezed(words);
        assert!(printed.contains(&typed), "{typed} in {printed}");
        assert_eq!(pdf.pages, 1);
    }
}

/// Letters without the white between them, nor what no eye sees.
fn squeezed(words: &str) -> String {
    words.chars().filter(|letter| !letter.is_whitespace() && *letter != '\u{ad}').collect()
}

/// As much as fits the foot of a page.
fn one_line(words: &str, max: usize) -> String {
    words.replace('\n', " ").chars().take(max).collect()
}

/// The words in every place that a letter has.
fn everywhere(words: &str) -> Letter {
    let text = || Text::from(words).strong(words).name(words).link(words, words).blacked(words);
    let table = Table {
        caption: words.into(),
        header: vec![text(), text(), text()],
        rows: vec![vec![text(), text()], vec![]],
    };
    let entry = paper::Entry::new(words, words);
    let blocks = vec![
        Block::Paragraph { text: text() },
        Block::List { items: vec![text()] },
        Block::Numbered { items: vec![text()] },
        Block::Quote { text: text() },
        Block::Entries { entries: vec![entry.clone()] },
        Block::Table(table),
        Block::Part {
            language: Language::of("ar").unwrap(),
            blocks: vec![Block::Paragraph { text: text() }],
        },
    ];
    let heading = || format!("Heading {words}");
    let inner = Section::new(heading(), blocks.clone());
    let section = Section { sections: vec![inner], ..Section::new(heading(), blocks.clone()) };
    Letter {
        kind: words.into(),
        title: format!("Title {words}"),
        sender: Sender { name: format!("Sender {words}"), lines: vec![words.into()] },
        receiver: vec![words.into(); 3],
        case_number: one_line(words, CASE_NUMBER_CHARACTERS_MAX),
        references: vec![entry],
        mark: Some(one_line(words, MARK_CHARACTERS_MAX)),
        summary: blocks,
        sections: vec![section.clone()],
        signatures: vec![paper::Signature {
            name: words.into(),
            role: words.into(),
            note: Some(words.into()),
        }],
        attachments: vec![words.into()],
        appeal: Some(section),
        ..short("fi", "")
    }
}

#[test]
fn every_place_takes_every_kind_of_words() {
    let huge = "W".repeat(90);
    let marks = "e\u{301}\u{302}\u{303}".repeat(20);
    let bidi = "\u{202e}gpj.exe\u{202c} \u{2067}abc \u{200f}\u{061c}د";
    let control: String = (0..=0x1f).chain(0x7f..=0xa0).filter_map(char::from_u32).collect();
    let others = ["", " ", "\n\n\n", "\u{feff}", "李明 🛂 𝕏 \u{e000} \u{fffe}", "שלום עליכם"];
    let all = [&huge[..], &marks, bidi, &control].into_iter().chain(others).chain(MARKUP);
    for words in all {
        let pdf = PAPER.letter(&everywhere(words)).unwrap_or_else(|why| panic!("{words:?}: {why}"));
        Read::of(&pdf.bytes).is_archivable();
        tools::check(&pdf.bytes);
    }
}

#[test]
fn directions_cannot_be_turned_by_what_is_typed() {
    let pdf = PAPER.letter(&short("en", "invoice\u{202e}gpj.exe")).unwrap();
    assert!(tools::words(&pdf.bytes).join("").contains("invoicegpj.exe"));
}

#[test]
fn a_word_wider_than_the_paper_is_printed_whole_on_it() {
    let letter = short("en", &"0123456789".repeat(60));
    let pdf = PAPER.letter(&letter).unwrap();
    let printed = squeezed(&tools::words(&pdf.bytes).join(""));
    assert!(printed.contains(&"0123456789".repeat(60)));
    assert!(inside(&pdf.bytes), "it leaves the paper");
    for wide in ["W", "Щ", "ش", "ጭ"] {
        let pdf = PAPER.letter(&everywhere(&wide.repeat(60))).unwrap();
        assert!(inside(&pdf.bytes), "{wide} leaves the paper");
    }
}

/// Is all white round the edge of every page, where no letter ever stands?
fn inside(pdf: &[u8]) -> bool {
    (1..=paper::pages(pdf).unwrap()).all(|page| {
        let picture = paper::pixels(pdf, page, 36).unwrap();
        let picture = image::load_from_memory(&picture.bytes).unwrap().into_luma8();
        let (width, margin) = (picture.width(), picture.width() / 14);
        picture
            .enumerate_pixels()
            .all(|(x, _, pixel)| pixel.0[0] > 250 || (x >= margin && x < width - margin))
    })
}

#[test]
fn characters_without_a_glyph_are_reported() {
    let pdf = PAPER.letter(&short("en", "Li 李 and \u{1f6c2}")).unwrap();
    assert_eq!(pdf.unprintable.into_iter().collect::<String>(), "李\u{1f6c2}");
}

#[test]
fn links_lead_only_where_links_lead() {
    let link = |address: &str| {
        let text = Text(vec![Run::Link { text: "here".into(), address: address.into() }]);
        let mut letter = short("en", "");
        letter.sections[0].blocks = vec![Block::paragraph(text)];
        let pdf = PAPER.letter(&letter).unwrap();
        Read::of(&pdf.bytes).nothing_acts();
        Read::of(&pdf.bytes).links()
    };
    assert_eq!(link("https://example.org/"), 1);
    assert_eq!(link("mailto:a@example.org"), 1);
    for address in ["javascript:alert(1)", "file:///etc/passwd", "http://example.org", ""] {
        assert_eq!(link(address), 0, "{address}");
    }
}

#[test]
fn too_much_is_refused_with_the_limit() {
    let words = "word ".repeat(LETTER_CHARACTERS_MAX / 5 + 1);
    let fault = PAPER.letter(&short("en", &words)).unwrap_err();
    assert!(matches!(fault, Fault::TooLarge { max: LETTER_CHARACTERS_MAX, .. }), "{fault}");
    let lines = "x\n".repeat(40_000);
    let fault = PAPER.letter(&short("en", &lines)).unwrap_err();
    assert!(matches!(fault, Fault::TooLarge { what: "pages", .. }), "{fault}");
}

#[test]
fn a_letter_without_what_it_must_have_is_refused() {
    let without_title = Letter { title: " ".into(), ..short("en", "x") };
    assert_eq!(PAPER.letter(&without_title).unwrap_err(), Fault::Empty { what: "title" });
    let without_heading = Letter { sections: vec![Section::new("", vec![])], ..short("en", "x") };
    assert_eq!(PAPER.letter(&without_heading).unwrap_err(), Fault::Empty { what: "heading" });
}

/// Numbers without a pattern, the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    /// Words of letters from all over Unicode, markup among them.
    fn words(&mut self) -> String {
        let blocks =
            [0x20, 0x20, 0x20, 0x300, 0x400, 0x600, 0x1200, 0x2000, 0x4e00, 0x1f300, 0xfff0];
        let letter = |random: &mut Random| {
            let block = blocks[random.below(blocks.len())];
            char::from_u32(block + u32::try_from(random.below(0x60)).unwrap()).unwrap_or(' ')
        };
        (0..self.below(60)).map(|_| letter(self)).collect()
    }
}

#[test]
fn any_words_make_a_letter() {
    let mut random = Random(1);
    for _ in 0..12 {
        let words = random.words();
        let pdf =
            PAPER.letter(&everywhere(&words)).unwrap_or_else(|why| panic!("{words:?}: {why}"));
        assert_eq!(paper::pages(&pdf.bytes).unwrap(), pdf.pages, "{words:?}");
    }
}

/// Whatever is uploaded as a PDF or a picture: an answer, never a panic.
#[test]
fn damaged_files_are_answered() {
    let whole = PAPER.letter(&short("en", "A page to be damaged.")).unwrap().bytes;
    let mut random = Random(2);
    for _ in 0..60 {
        let mut damaged = whole.clone();
        for _ in 0..random.below(40) {
            let place = random.below(damaged.len());
            damaged[place] = u8::try_from(random.below(256)).unwrap();
        }
        damaged.truncate(whole.len() - random.below(whole.len() / 4));
        for page in 1..=paper::pages(&damaged).unwrap_or_default().min(3) {
            if let Err(fault) = paper::pixels(&damaged, page, 36) {
                assert!(matches!(fault, Fault::ForeignPdf { .. }), "{fault}");
            }
        }
    }
}
