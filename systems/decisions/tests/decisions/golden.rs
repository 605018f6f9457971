//! Golden letters: every kind in three languages, what else a grant may be, what a correction is, and the
//! instructions by every mode of service, compared as the text a reader's program finds. What each type of
//! permit makes of them is in `systems/permits/tests/letters`. `UMA_GOLDEN=renew` writes them anew.

use std::collections::{BTreeMap, BTreeSet};

use decisions::archive::set;
use decisions::compose::{Composed, Corrects, Marked, Named, compose, instructions};
use decisions::library::{DecidedBy, LetterKind, Tongue, library};
use decisions::model::{FactRead, Field, Fields, Original, RuledBy, RulesUsed};
use kernel::{Date, Ts};
use law::{Day, Value};
use testkit::{Golden, pdf_words};

fn today() -> Date {
    "2026-11-28".parse().unwrap()
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
        ("granted_type", Value::text("A")),
        ("other_party", Value::Bool(false)),
    ];
    let field = |value| Field { value, source: "case".into(), at: Ts::from_micros(0) };
    let known = known.map(|(name, value)| (name.to_owned(), field(value)));
    Fields { known: known.into(), ..Fields::default() }
}

/// By which rules it was granted, and on what.
fn ruled() -> RuledBy {
    let day = |text: &str| text.parse().unwrap();
    let used = |rule_set: &str, since| RulesUsed { rule_set: rule_set.into(), since: day(since) };
    let read = |fact: &str, source: &str, on| {
        let (fact, source) = (fact.to_owned(), source.to_owned());
        FactRead { fact, source, on: day(on) }
    };
    RuledBy {
        rules: vec![used("hut-permit", "2024-01-01"), used("automatic-hut", "2024-01-01")],
        facts: vec![
            read("means_monthly", "bank_statement", "2026-11-20"),
            read("hut_swims", "swimming_school", "2026-11-24"),
        ],
        read_at: Some("https://uma.example/automatic-decisions/automatic-hut/1".to_owned()),
    }
}

fn written(letter: &LetterKind) -> BTreeMap<String, String> {
    let required = letter.written().filter(|_| letter.four_eyes);
    required.map(|s| (s.code.clone(), format!("[{}]\n\n[2]", s.code))).collect()
}

/// How a letter differs from the usual one of its kind.
#[derive(Default)]
struct Differs {
    /// Facts that are others, or more.
    facts: Vec<(&'static str, Value)>,
    /// Code of the mode by which it goes.
    mode: Option<&'static str>,
    /// It corrects a decision of another day that ended a month earlier and forbade work.
    corrects: bool,
    /// Only the instructions are printed.
    instructions: bool,
}

async fn words(letter: &LetterKind, tongue: Tongue, differs: &Differs) -> String {
    let machine = letter.decided_by == DecidedBy::Machine;
    let named = Named {
        presenter: letter.four_eyes.then(|| "Mikael Lindström".to_owned()),
        maker: (!machine).then(|| "Aino Virtanen".to_owned()),
    };
    let mut fields = fields();
    for (name, value) in &differs.facts {
        let field = Field { value: value.clone(), source: "case".into(), at: Ts::from_micros(0) };
        fields.known.insert((*name).to_owned(), field);
    }
    fields.ruled = machine.then(ruled);
    let mut given = self::fields();
    for (name, value) in [
        ("granted_until", Value::Date(Day::parse("2027-10-31").unwrap())),
        ("granted_work", Value::text("none")),
    ] {
        given.known.get_mut(name).unwrap().value = value;
    }
    let before = Original { fields: given, written: written(letter) };
    let usual = if letter.four_eyes { "letter-receipt" } else { "electronic-ordinary" };
    let composed = Composed {
        letter,
        day: today(),
        fields: &fields,
        written: &written(letter),
        written_in: if tongue == Tongue::Sv { Tongue::Sv } else { Tongue::Fi },
        mode: differs.mode.unwrap_or(usual),
        implementation: machine.then_some("12/2026"),
        named,
        marked: Marked { translation: tongue == Tongue::En, ..Marked::default() },
        corrects: differs.corrects.then(|| Corrects {
            day: "2026-11-02".parse().unwrap(),
            before: Some(&before),
            reasons: vec!["The end of the studies was read from the wrong line."],
        }),
        service: Some("https://uma.example"),
    };
    let law = &automation::rules::law().unwrap().dictionary;
    let made = if differs.instructions { instructions } else { compose };
    let pdf = set(made(library().unwrap(), law, &composed, tongue).unwrap()).await.unwrap();
    assert_eq!(pdf.standard, ::paper::Standard::Archivable);
    assert!(pdf.unprintable.is_empty(), "{:?}", pdf.unprintable);
    pdf_words(&pdf.bytes).join("\n---\n") + "\n"
}

/// What somebody has read, in a folder of its own.
fn golden(folder: &str) -> Golden {
    Golden::new(format!("{}/tests/decisions/golden/{folder}", env!("CARGO_MANIFEST_DIR")))
}

#[tokio::test]
async fn words_are_those_of_the_golden_letters() {
    let mut golden = golden("kinds");
    let library = library().unwrap();
    let kinds: BTreeSet<&str> = library.letters.iter().map(|l| l.kind.as_str()).collect();
    for letter in kinds.into_iter().filter_map(|kind| library.letter(kind, today())) {
        for tongue in Tongue::ALL {
            let words = words(letter, tongue, &Differs::default()).await;
            golden.compare(&format!("{}.{}.txt", letter.kind, tongue.code()), &words);
        }
    }
    golden.finish();
}

#[tokio::test]
async fn what_else_a_grant_may_be_is_said_in_words() {
    let mut golden = golden("grants");
    let letter = library().unwrap().letter("residence-grant", today()).unwrap();
    let facts = |facts| Differs { facts, ..Differs::default() };
    let text = |name, value: &str| (name, Value::text(value));
    let kind = |kind, code| facts(vec![text("granted_kind", kind), text("granted_type", code)]);
    for (name, differs) in [
        ("permanent", kind("permanent", "P")),
        ("eu-long-term", kind("eu-long-term", "P-EU")),
        ("temporary", kind("fixed-term", "B")),
        ("work-unlimited", facts(vec![text("granted_work", "unlimited")])),
        ("work-none", facts(vec![text("granted_work", "none")])),
        ("others", facts(vec![("other_party", Value::Bool(true))])),
        ("correction", Differs { corrects: true, ..Differs::default() }),
    ] {
        for tongue in Tongue::ALL {
            let words = words(letter, tongue, &differs).await;
            golden.compare(&format!("{name}.{}.txt", tongue.code()), &words);
        }
    }
    golden.finish();
}

#[test]
fn what_somebody_wrote_says_in_a_translation_which_language_it_is_in() {
    let library = library().unwrap();
    let law = &automation::rules::law().unwrap().dictionary;
    let letter = library.letter("residence-refusal", today()).unwrap();
    let (fields, written) = (fields(), written(letter));
    let blocks = |written_in: Tongue, tongue: Tongue| {
        let composed = Composed {
            letter,
            day: today(),
            fields: &fields,
            written: &written,
            written_in,
            mode: "letter-receipt",
            implementation: None,
            named: Named::default(),
            marked: Marked { translation: tongue != written_in, ..Marked::default() },
            corrects: None,
            service: None,
        };
        let composed = compose(library, law, &composed, tongue).unwrap();
        let heading = tongue.of(&letter.section("hearing").unwrap().heading).to_owned();
        composed.sections.into_iter().find(|section| section.heading == heading).unwrap().blocks
    };
    let own = blocks(Tongue::Sv, Tongue::Sv);
    assert!(matches!(&own[0], ::paper::Block::Paragraph { .. }), "{own:?}");
    for (written_in, says) in [(Tongue::Fi, "in Finnish"), (Tongue::Sv, "in Swedish")] {
        let translated = blocks(written_in, Tongue::En);
        assert!(format!("{:?}", translated[0]).contains(says), "{translated:?}");
        let ::paper::Block::Part { language, blocks } = &translated[1] else {
            panic!("{translated:?}")
        };
        assert_eq!((language.code(), blocks.len()), (written_in.code(), 2));
    }
}

#[tokio::test]
async fn instructions_of_every_mode_are_those_that_somebody_has_read() {
    let mut golden = golden("instructions");
    let library = library().unwrap();
    let letter = library.letter("residence-refusal", today()).unwrap();
    for mode in &library.modes {
        let mode = mode.code.as_str();
        for tongue in Tongue::ALL {
            let differs = Differs { mode: Some(mode), instructions: true, ..Differs::default() };
            let words = words(letter, tongue, &differs).await;
            golden.compare(&format!("{mode}.{}.txt", tongue.code()), &words);
        }
    }
    golden.finish();
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
            written_in: Tongue::Fi,
            mode: &mode.code,
            implementation: None,
            named: Named::default(),
            marked: Marked::default(),
            corrects: None,
            service: None,
        };
        let composed = compose(library, law, &composed, Tongue::En).unwrap();
        let here = ["Contact details and service points: migri.fi"];
        assert_eq!(composed.sender.lines, here, "no service is configured, and none is named");
        let blocks = composed.appeal.unwrap().blocks;
        assert_eq!(blocks.len(), 4, "where, how long, by which mode, how: {}", mode.code);
        let said = format!("{blocks:?}");
        assert!(!said.contains("_days"), "{}: {said}", mode.code);
        assert!(!seen.contains(&said), "{}: as another mode", mode.code);
        seen.push(said);
    }
}
