//! Golden letters: every letter that a type of permit may lead to, in three languages, as the text a reader's
//! program finds. `UMA_GOLDEN=renew` writes them anew.
#![expect(clippy::unwrap_used, reason = "a panic is how a test says that something is wrong")]

use std::collections::BTreeMap;

use decisions::archive::set;
use decisions::compose::{Composed, Marked, Named, compose};
use decisions::library::{DecidedBy, LetterKind, Tongue, library};
use decisions::model::{Field, Fields};
use kernel::{Date, Ts};
use law::{Day, Value, facts};
use permits::{PermitType, permit};
use testkit::{Golden, pdf_words};

/// The day on which all of them are given.
fn today() -> Date {
    "2026-11-26".parse().unwrap()
}

/// What is known of Amina Rahimi's application for such a permit.
fn fields(permit: &PermitType) -> Fields {
    let day = |text| Value::Date(Day::parse(text).unwrap());
    let kind = permit.given.iter().find(|given| given.fact == facts::PERMIT_KIND.name()).unwrap();
    let terms = permit.terms.as_ref();
    let work = terms.and_then(|terms| terms.work.as_deref()).unwrap_or("limited");
    let known = [
        ("applicant_name", Value::text("Amina Rahimi")),
        ("applied_on", day("2026-10-05")),
        ("case_number", Value::text("HEL-2026-000123")),
        ("permit_kind", Value::text(&kind.value)),
        ("granted_kind", Value::text("fixed-term")),
        ("granted_from", day("2026-12-01")),
        ("granted_until", day("2027-11-30")),
        ("granted_work", Value::text(work)),
    ];
    let field = |value| Field { value, source: "case".into(), at: Ts::from_micros(0) };
    let known = known.map(|(name, value)| (name.to_owned(), field(value)));
    Fields { known: known.into(), ..Fields::default() }
}

/// A letter as its reader has it.
async fn words(letter: &LetterKind, fields: &Fields, tongue: Tongue) -> String {
    let machine = letter.decided_by == DecidedBy::Machine;
    let required = letter.written().filter(|_| letter.four_eyes);
    let written: BTreeMap<String, String> =
        required.map(|section| (section.code.clone(), format!("[{}]", section.code))).collect();
    let composed = Composed {
        letter,
        day: today(),
        fields,
        written: &written,
        mode: if letter.four_eyes { "letter-receipt" } else { "electronic-ordinary" },
        implementation: machine.then_some("12/2026"),
        named: Named {
            presenter: letter.four_eyes.then(|| "Mikael Lindström".to_owned()),
            maker: (!machine).then(|| "Aino Virtanen".to_owned()),
        },
        marked: Marked { translation: tongue == Tongue::En, ..Marked::default() },
        corrects: None,
    };
    let law = permits::rules::dictionary().unwrap();
    let letter = compose(library().unwrap(), law, &composed, tongue).unwrap();
    let pdf = set(letter).await.unwrap();
    assert!(pdf.unprintable.is_empty(), "{:?}", pdf.unprintable);
    pdf_words(&pdf.bytes).join("\n---\n") + "\n"
}

#[tokio::test]
async fn every_letter_of_every_type_says_what_somebody_has_read() {
    let library = library().unwrap();
    let mut golden = Golden::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/letters/golden"));
    for permit in permit::all().unwrap() {
        let decided = library.decided(&permit.code).unwrap();
        let fields = fields(permit);
        for kind in decided.automatic.iter().chain(&decided.by_hand) {
            let letter = library.letter(kind, today()).unwrap();
            for tongue in Tongue::ALL {
                let words = words(letter, &fields, tongue).await;
                golden.compare(&format!("{}/{kind}.{}.txt", permit.code, tongue.code()), &words);
            }
        }
    }
    golden.finish();
}
