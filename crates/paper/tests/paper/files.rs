//! The file a party is given: what it shows, and that what it hides is gone.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use jiff::civil::date;
use paper::{
    Blackout, Block, Content, Document, Entry, Fault, PageOfPdf, PartyFile, Sender, Standard, Text,
};

use crate::reader::Read;
use crate::samples::{PAPER, finnish, language, short};
use crate::tools;

/// Long enough to be found wherever it is left.
const SECRET: &str = "Salainenkertomus";

fn document(number: &str, content: Vec<Content>) -> Document {
    Document {
        number: number.into(),
        title: format!("Asiakirja {number}"),
        language: None,
        entries: vec![Entry::new("Saapunut", "2.3.2026")],
        content,
        withheld: None,
    }
}

fn file(documents: Vec<Document>) -> PartyFile {
    PartyFile {
        language: language("fi"),
        title: "Asian asiakirjat".into(),
        sender: Sender { name: "Maahanmuuttovirasto".into(), lines: vec!["PL 10".into()] },
        case_number: "PER-2026-000123".into(),
        date: date(2026, 11, 26),
        party: "Asianajaja Tero Åkerblom".into(),
        entries: vec![Entry::new("Peruste", "Hallintolaki 34 §")],
        notes: vec![Block::paragraph("Älä anna tiedostoa muille.")],
        documents,
    }
}

/// A picture whose left half is red and whose right half is blue.
fn picture(format: ImageFormat) -> Vec<u8> {
    let picture =
        RgbImage::from_fn(
            200,
            100,
            |x, _| {
                if x < 100 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) }
            },
        );
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

/// A PDF of three pages, as others might send it.
fn foreign() -> Vec<u8> {
    let mut letter = finnish();
    letter.title = SECRET.into();
    letter.sections[0].blocks.push(Block::paragraph("Toistoa. ".repeat(250)));
    let pdf = PAPER.letter(&letter).unwrap();
    assert_eq!(pdf.pages, 3);
    pdf.bytes
}

fn over(left: f64, top: f64, width: f64, height: f64) -> Blackout {
    Blackout { left, top, width, height, ground: "JulkL 24 § 1 mom. 24 kohta".into() }
}

fn hidden(page: usize, boxes: Vec<Blackout>, withheld: Option<&str>) -> PageOfPdf {
    PageOfPdf { page, boxes, withheld: withheld.map(str::to_owned) }
}

fn pdf(keep: bool, pages: Vec<PageOfPdf>) -> Content {
    Content::Pdf { bytes: foreign(), keep, pages }
}

/// What is wrong, of the document 1.
fn inner(fault: &Fault) -> &Fault {
    match fault {
        Fault::Document { number, fault } if number == "1" => fault,
        other => panic!("a fault that names no document: {other}"),
    }
}

#[test]
fn a_file_is_archivable_and_leads_to_every_document() {
    let text = Text::from("Hakija kertoo: ").blacked("JulkL 24 § 1 mom. 24 kohta").plain(" Loppu.");
    let mut withheld = document("3", vec![]);
    withheld.withheld = Some("JulkL 24 § 1 mom. 9 kohta".into());
    let shown = Content::Picture {
        bytes: picture(ImageFormat::Png),
        alt: "Punainen ja sininen".into(),
        boxes: vec![],
    };
    let made = PAPER.file(&file(vec![
        document("1", vec![Content::Blocks(vec![Block::paragraph(text)])]),
        document("2", vec![shown]),
        withheld,
        document("4", vec![]),
    ]));
    let made = made.unwrap();
    assert_eq!(made.standard, Standard::Archivable);
    let read = Read::of(&made.bytes);
    read.is_archivable();
    tools::check(&made.bytes);
    let bookmarks = read.bookmarks();
    for number in 1..=4 {
        let wanted = format!("Asiakirja {number}");
        assert!(bookmarks.iter().any(|mark| mark.contains(&wanted)), "{bookmarks:?}");
    }
    assert_eq!(read.links(), 8, "title and page of each document");
    assert_eq!(read.alts(), ["Punainen ja sininen"]);
    let pages = tools::words(&made.bytes);
    assert_eq!(pages.len(), 6);
    for (place, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("Sivu {} / 6", place + 1)), "{page}");
    }
    assert!(pages[0].contains("Mustalla peitetyt kohdat on poistettu"));
    let index = pages[1].replace('\n', " ");
    for row in ["1 Asiakirja 1 Osittain 3", "2 Asiakirja 2 Kokonaan 4", "4 Asiakirja 4 Kokonaan 6"]
    {
        assert!(index.contains(row), "{row} in {index}");
    }
    assert!(index.contains("Ei anneta") && index.contains("JulkL 24 § 1 mom. 9 kohta"), "{index}");
    assert_eq!(made.starts, [3, 4, 5, 6]);
    assert!(pages[2].contains("Peitetty: JulkL 24 § 1 mom. 24 kohta"));
    assert!(pages[4].contains("Peruste: JulkL 24 § 1 mom. 9 kohta"));
    assert!(pages[5].contains("Asiakirjassa ei ole sivuja."));
}

#[test]
fn every_kind_of_picture_is_shown() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
        let content =
            Content::Picture { bytes: picture(format), alt: "Kuva".into(), boxes: vec![] };
        let made = PAPER.file(&file(vec![document("1", vec![content])])).unwrap();
        Read::of(&made.bytes).is_archivable();
        let colours = colours(&made.bytes, 3);
        assert!(colours.red > 1000 && colours.blue > 1000, "{format:?} {colours:?}");
    }
}

#[derive(Debug)]
struct Colours {
    red: usize,
    blue: usize,
}

fn colours(pdf: &[u8], page: usize) -> Colours {
    let picture = paper::pixels(pdf, page, 72).unwrap();
    let picture = image::load_from_memory(&picture.bytes).unwrap().into_rgb8();
    let count = |wanted: fn(&[u8; 3]) -> bool| picture.pixels().filter(|it| wanted(&it.0)).count();
    Colours {
        red: count(|&[r, g, b]| r > 180 && g < 80 && b < 80),
        blue: count(|&[r, g, b]| b > 180 && r < 80 && g < 80),
    }
}

#[test]
fn what_lies_below_a_box_on_a_picture_is_gone() {
    let content = Content::Picture {
        bytes: picture(ImageFormat::Png),
        alt: SECRET.into(),
        boxes: vec![over(0.0, 0.0, 0.5, 1.0)],
    };
    let made = PAPER.file(&file(vec![document("1", vec![content])])).unwrap();
    let colours = colours(&made.bytes, 3);
    assert!(colours.red == 0 && colours.blue > 1000, "{colours:?}");
    let words = tools::words(&made.bytes);
    assert!(words[2].contains("Peitetty: JulkL 24 § 1 mom. 24 kohta"), "{}", words[2]);
    assert_eq!(Read::of(&made.bytes).alts(), ["Asiakirja 1. Peitetty."], "not what it shows");
}

#[test]
fn pages_of_others_are_kept_when_asked_and_the_file_says_it_is_not_archivable() {
    let made = PAPER.file(&file(vec![document("1", vec![pdf(true, vec![])])])).unwrap();
    assert_eq!((made.standard, made.pages), (Standard::Tagged, 5));
    let read = Read::of(&made.bytes);
    read.is_tagged();
    assert!(!read.metadata().contains("pdfaid"), "it claims nothing it is not");
    tools::check(&made.bytes);
    let words = tools::words(&made.bytes);
    assert!(words[2].contains(SECRET), "the text of the page is still text: {}", words[2]);
}

#[test]
fn pages_of_others_as_pixels_make_an_archivable_file() {
    let made = PAPER.file(&file(vec![document("1", vec![pdf(false, vec![])])])).unwrap();
    assert_eq!((made.standard, made.pages), (Standard::Archivable, 5));
    let read = Read::of(&made.bytes);
    read.is_archivable();
    assert_eq!(read.pictures(), 3);
    assert!(read.alts().iter().all(|alt| alt.contains("Asiakirja 1, Sivu")), "{:?}", read.alts());
    assert!(made.incomplete.is_empty());
}

#[test]
fn a_pdf_of_which_anything_is_hidden_becomes_pixels_on_all_its_pages() {
    let pages = vec![
        hidden(1, vec![over(0.1, 0.2, 0.8, 0.2)], None),
        hidden(2, vec![], Some("JulkL 11 §")),
    ];
    let made = PAPER.file(&file(vec![document("1", vec![pdf(true, pages)])])).unwrap();
    assert_eq!((made.standard, made.pages), (Standard::Archivable, 5));
    let read = Read::of(&made.bytes);
    read.is_archivable();
    assert_eq!(read.pictures(), 2, "the withheld page is no picture at all");
    let words = tools::words(&made.bytes);
    assert!(!words.join("").contains(SECRET));
    assert!(words[2].contains("Peitetty: JulkL 24 § 1 mom. 24 kohta"), "{}", words[2]);
    assert!(words[3].contains("Tätä sivua ei anneta.\nPeruste: JulkL 11 §"), "{}", words[3]);
    assert!(words[1].contains("Osittain"), "{}", words[1]);
}

#[test]
fn a_box_that_hides_nothing_stops_the_file() {
    let wrong = [
        hidden(1, vec![over(0.5, 0.5, 0.0, 0.1)], None),
        hidden(1, vec![over(100.0, 200.0, 50.0, 20.0)], None),
        hidden(4, vec![over(0.1, 0.1, 0.1, 0.1)], None),
        hidden(0, vec![], Some("JulkL 11 §")),
    ];
    for page in wrong {
        let fault = PAPER.file(&file(vec![document("1", vec![pdf(false, vec![page])])]));
        assert_eq!(inner(&fault.unwrap_err()), &Fault::Blackout);
    }
}

#[test]
fn content_of_a_withheld_document_is_never_taken() {
    let mut withheld = document("1", vec![Content::Blocks(vec![Block::paragraph(SECRET)])]);
    withheld.withheld = Some("JulkL 24 §".into());
    let fault = PAPER.file(&file(vec![withheld])).unwrap_err();
    assert!(matches!(inner(&fault), Fault::Shape { .. }), "{fault}");
}

#[test]
fn a_document_in_another_language_says_so() {
    let mut arabic = document("1", vec![Content::Blocks(vec![Block::paragraph("مرحبا بالعالم")])]);
    arabic.language = Some(language("ar"));
    let made = PAPER.file(&file(vec![arabic])).unwrap();
    let read = Read::of(&made.bytes);
    read.is_archivable();
    assert!(read.languages_of_parts().contains(&"ar".to_owned()));
}

#[test]
fn broken_pictures_and_pdfs_are_refused_with_a_word() {
    let whole = foreign();
    let (half, _) = whole.split_at(whole.len() / 2);
    for bytes in [half, b"%PDF-1.7", b"", b"\x89PNG"] {
        let content = Content::Pdf { bytes: bytes.to_vec(), keep: true, pages: vec![] };
        let made = PAPER.file(&file(vec![document("1", vec![content])]));
        // Half a file may still hold whole pages that its reader finds.
        match made {
            Ok(made) => tools::check(&made.bytes),
            Err(fault) => assert!(matches!(inner(&fault), Fault::ForeignPdf { .. }), "{fault}"),
        }
        let content = Content::Picture { bytes: bytes.to_vec(), alt: "Kuva".into(), boxes: vec![] };
        let fault = PAPER.file(&file(vec![document("1", vec![content])])).unwrap_err();
        assert!(matches!(inner(&fault), Fault::Picture { .. }), "{fault}");
    }
}

#[test]
fn a_picture_needs_words() {
    let content =
        Content::Picture { bytes: picture(ImageFormat::Png), alt: String::new(), boxes: vec![] };
    let fault = PAPER.file(&file(vec![document("1", vec![content])])).unwrap_err();
    assert_eq!(inner(&fault), &Fault::Empty { what: "words for a picture" });
}

#[test]
fn limits_hold() {
    let many = vec![document("1", vec![]); paper::DOCUMENTS_MAX + 1];
    let fault = PAPER.file(&file(many)).unwrap_err();
    assert!(matches!(fault, Fault::TooLarge { what: "documents", .. }), "{fault}");
    let content = Content::Pdf { bytes: vec![0; paper::BYTES_MAX + 1], keep: false, pages: vec![] };
    let fault = PAPER.file(&file(vec![document("1", vec![content])])).unwrap_err();
    assert!(matches!(fault, Fault::TooLarge { what: "bytes of pictures and PDFs", .. }), "{fault}");
}

#[test]
fn the_same_file_is_the_same_bytes() {
    let make = || {
        let pages = vec![hidden(1, vec![over(0.1, 0.2, 0.8, 0.2)], None)];
        PAPER.file(&file(vec![document("1", vec![pdf(false, pages)])])).unwrap()
    };
    assert!(make() == make());
}

#[test]
fn a_page_as_pixels_has_the_size_asked_for() {
    let page = paper::pixels(&foreign(), 1, 72).unwrap();
    assert!(page.width.abs_diff(595) <= 1 && page.height.abs_diff(842) <= 1, "{page:?}");
    assert!(page.whole);
    assert_eq!(paper::pages(&foreign()).unwrap(), 3);
    assert!(matches!(paper::pixels(&foreign(), 4, 72), Err(Fault::ForeignPdf { .. })));
    assert!(matches!(paper::pixels(&foreign(), 0, 72), Err(Fault::ForeignPdf { .. })));
    let letter = PAPER.letter(&short("en", "x")).unwrap();
    let fine = paper::pixels(&letter.bytes, 1, u16::MAX).unwrap();
    assert!(fine.width < 2600, "no finer than the finest: {}", fine.width);
}
