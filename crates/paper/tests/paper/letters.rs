//! Letters: what they hold, in four languages.

use paper::{Block, Letter, Section, Standard};

use crate::reader::Read;
use crate::samples::{PAPER, arabic, english, finnish, language, short, swedish};
use crate::tools;

#[test]
fn a_letter_is_archivable_and_accessible() {
    let pdf = PAPER.letter(&finnish()).unwrap();
    assert_eq!(pdf.standard, Standard::Archivable);
    let read = Read::of(&pdf.bytes);
    read.is_archivable();
    tools::check(&pdf.bytes);
    assert_eq!(read.pages(), pdf.pages);
    assert_eq!(read.language(), "fi");
    assert!(read.metadata().contains("Myönteinen oleskelulupapäätös"));
    assert!(read.metadata().contains("2026-11-26"), "its day is the letter's");
    assert!(read.languages_of_parts().contains(&"sv".to_owned()), "a part in Swedish says so");
    assert!(pdf.unprintable.is_empty());
}

#[test]
fn its_parts_are_what_they_look_like() {
    let pdf = PAPER.letter(&finnish()).unwrap();
    let read = Read::of(&pdf.bytes);
    // In short, decision, reasons, attachments, appeal; income below the reasons.
    assert_eq!((read.count("H1"), read.count("H2")), (5, 1));
    // Three columns, and the labels of the head and of the permit.
    assert_eq!(read.count("TH"), 3 + 3 + 1);
    assert_eq!(read.count("LI"), 2 + 2 + 1);
    assert_eq!(read.count("BlockQuote"), 1);
    assert_eq!(read.links(), 1);
    let headings =
        ["Lyhyesti", "Päätös", "Perustelut", "Toimeentulo", "Liitteet", "Valitusosoitus"];
    let mut bookmarks = read.bookmarks();
    bookmarks.sort();
    let mut wanted = headings.to_vec();
    wanted.sort_unstable();
    assert_eq!(bookmarks, wanted, "bookmarks lead to every heading");
}

#[test]
fn the_appeal_begins_a_page_and_every_page_says_which_it_is() {
    let pdf = PAPER.letter(&finnish()).unwrap();
    let pages = tools::words(&pdf.bytes);
    assert_eq!(pages.len(), pdf.pages);
    assert!(pages.last().unwrap().starts_with("Valitusosoitus"));
    for (place, page) in pages.iter().enumerate() {
        let number = format!("Sivu {} ({})", place + 1, pages.len());
        assert!(page.contains(&number) && page.contains("PER-2026-000123"), "{page}");
        assert!(page.contains("Esittely: ei sido ketään"), "{page}");
    }
}

#[test]
fn words_are_those_of_the_golden_letters() {
    let letters = [("fi", finnish()), ("sv", swedish()), ("en", english()), ("ar", arabic())];
    let mut different = Vec::new();
    for (code, letter) in letters {
        let pdf = PAPER.letter(&letter).unwrap();
        Read::of(&pdf.bytes).is_archivable();
        tools::check(&pdf.bytes);
        let words = tools::words(&pdf.bytes).join("\n---\n") + "\n";
        let path = format!("{}/tests/paper/golden/{code}.txt", env!("CARGO_MANIFEST_DIR"));
        let golden = std::fs::read_to_string(&path).unwrap_or_default();
        if words != golden {
            let new = format!("{path}.new");
            std::fs::write(&new, &words).unwrap();
            different.push(new);
        }
    }
    assert!(
        different.is_empty(),
        "compare with the golden ones, and rename if right: {different:?}"
    );
}

#[test]
fn the_same_letter_is_the_same_bytes() {
    let first = PAPER.letter(&finnish()).unwrap();
    let others = PAPER.letter(&swedish()).unwrap();
    assert_ne!(first.bytes, others.bytes);
    let again = paper::Paper::new().unwrap().letter(&finnish()).unwrap();
    assert!(first == again, "another reading of fonts and templates changes nothing");
}

#[test]
fn an_arabic_letter_runs_from_right_to_left_and_names_stay_whole() {
    let pdf = PAPER.letter(&arabic()).unwrap();
    let read = Read::of(&pdf.bytes);
    assert_eq!(read.language(), "ar");
    let words = tools::words(&pdf.bytes).join("\n");
    assert!(words.contains("Amina Yusuf Hassan"), "{words}");
    assert!(words.contains("26.11.2026"), "{words}");
}

#[test]
fn a_language_without_words_of_ours_falls_back_to_english_and_says_so() {
    let pdf = PAPER.letter(&short("so", "Waa la oggolaaday.")).unwrap();
    let read = Read::of(&pdf.bytes);
    read.is_archivable();
    assert_eq!(read.language(), "so");
    assert!(read.languages_of_parts().contains(&"en".to_owned()), "our words are English");
}

#[test]
fn scripts_of_the_house_can_be_printed() {
    for (code, words) in [
        ("uk", "Дозвіл на проживання надано."),
        ("fa", "مجوز اقامت داده شد. می‌توانید کار کنید."),
        ("ckb", "مۆڵەتی نیشتەجێبوون درا."),
        ("ti", "ፍቓድ መንበሪ ተዋሂቡ።"),
        ("vi", "Giấy phép cư trú đã được cấp."),
        ("et", "Elamisluba on antud, õäöü šž."),
    ] {
        let pdf = PAPER.letter(&short(code, words)).unwrap();
        assert!(pdf.unprintable.is_empty(), "{code}: {:?}", pdf.unprintable);
        Read::of(&pdf.bytes).is_archivable();
    }
}

#[test]
fn a_letter_of_many_pages_keeps_its_numbers() {
    let block = Block::paragraph("Perustelu, joka toistuu. ".repeat(40));
    let letter = Letter {
        language: language("fi"),
        sections: vec![Section::new("Perustelut", vec![block; 40])],
        ..short("fi", "")
    };
    let pdf = PAPER.letter(&letter).unwrap();
    assert!(pdf.pages > 5);
    let pages = tools::words(&pdf.bytes);
    let (last, all) = (pages.last().unwrap(), pages.len());
    assert!(last.contains(&format!("Sivu {all} ({all})")), "{last}");
}
