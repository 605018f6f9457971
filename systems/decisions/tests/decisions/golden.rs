//! Golden letters: every kind in three languages, compared as the text a reader's program finds.

use std::collections::BTreeMap;

use decisions::archive::set;
use decisions::compose::{Composed, Marked, Named, compose};
use decisions::library::{DecidedBy, LetterKind, Tongue, library};
use decisions::model::{Field, Fields};
use kernel::{Date, Ts};
use law::{Day, Value};

use crate::paper;

fn today() -> Date {
    "2026-11-26".parse().unwrap()
}

/// What is known of Amina Rahimi's application.
fn fields() -> Fields {
    let day = |text| Value::Date(Day::parse(text).unwrap());
    let known = [
        ("applicant_name", Value::text("Amina Rahimi")),
        ("applied_on", day("2026-10-05")),
        ("case_number", Value::text("HEL-2026-000123")),
        ("granted_kind", Value::text("fixed-term")),
        ("granted_from", day("2026-12-01")),
        ("granted_until", day("2027-11-30")),
        ("granted_work", Value::text("limited")),
    ];
    let field = |value| Field { value, source: "case".into(), at: Ts::from_micros(0) };
    let known = known.map(|(name, value)| (name.to_owned(), field(value)));
    Fields { known: known.into(), ..Fields::default() }
}

fn written(letter: &LetterKind) -> BTreeMap<String, String> {
    let required = letter.written().filter(|_| letter.four_eyes);
    required.map(|s| (s.code.clone(), format!("[{}]\n\n[2]", s.code))).collect()
}

async fn words(letter: &LetterKind, tongue: Tongue) -> String {
    let machine = letter.decided_by == DecidedBy::Machine;
    let named = Named {
        presenter: letter.four_eyes.then(|| "Mikael Lindström".to_owned()),
        maker: (!machine).then(|| "Aino Virtanen".to_owned()),
    };
    let composed = Composed {
        letter,
        day: today(),
        fields: &fields(),
        written: &written(letter),
        mode: if letter.four_eyes { "letter-receipt" } else { "electronic-ordinary" },
        implementation: machine.then_some("12/2026"),
        named,
        marked: Marked { translation: tongue == Tongue::En, ..Marked::default() },
        corrects: None,
    };
    let law = &automation::rules::law().unwrap().dictionary;
    let letter = compose(library().unwrap(), law, &composed, tongue).unwrap();
    let pdf = set(letter).await.unwrap();
    assert_eq!(pdf.standard, ::paper::Standard::Archivable);
    assert!(pdf.unprintable.is_empty(), "{:?}", pdf.unprintable);
    paper::words(&pdf.bytes).join("\n---\n") + "\n"
}

#[tokio::test]
async fn words_are_those_of_the_golden_letters() {
    let mut different = Vec::new();
    for letter in library().unwrap().letters.iter().filter(|l| l.valid_from <= today()) {
        for tongue in Tongue::ALL {
            let (kind, code) = (&letter.kind, tongue.code());
            let words = words(letter, tongue).await;
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/decisions/golden");
            let path = format!("{folder}/{kind}.{code}.txt");
            let golden = std::fs::read_to_string(&path).unwrap_or_default();
            if words != golden {
                let new = format!("{path}.new");
                std::fs::write(&new, &words).unwrap();
                different.push(new);
            }
        }
    }
    assert!(
        different.is_empty(),
        "compare with the golden ones, and rename if right: {different:?}"
    );
}

#[tokio::test]
async fn the_instructions_name_the_mode_that_is_used_and_no_other() {
    let library = library().unwrap();
    let law = &automation::rules::law().unwrap().dictionary;
    let letter = library.letter("residence-grant", today()).unwrap();
    let mut seen = Vec::new();
    for mode in &library.modes {
        let (fields, written) = (fields(), BTreeMap::new());
        let composed = Composed {
            letter,
            day: today(),
            fields: &fields,
            written: &written,
            mode: &mode.code,
            implementation: None,
            named: Named::default(),
            marked: Marked::default(),
            corrects: None,
        };
        let composed = compose(library, law, &composed, Tongue::En).unwrap();
        let blocks = composed.appeal.unwrap().blocks;
        assert_eq!(blocks.len(), 4, "where, how long, by which mode, how: {}", mode.code);
        let said = format!("{blocks:?}");
        assert!(!said.contains("_days"), "{}: {said}", mode.code);
        assert!(!seen.contains(&said), "{}: as another mode", mode.code);
        seen.push(said);
    }
}
