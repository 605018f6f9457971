//! Golden letters: every letter that a type of permit may lead to, in three languages, as the text a reader's
//! program finds. `UMA_GOLDEN=renew` writes them anew.
#![expect(clippy::unwrap_used, reason = "a panic is how a test says that something is wrong")]

use std::collections::BTreeMap;

use decisions::archive::set;
use decisions::compose::{Composed, Marked, Named, compose};
use decisions::library::{DecidedBy, LetterKind, Tongue, library};
use decisions::model::{FactRead, Field, Fields, RuledBy, RulesUsed};
use kernel::{Date, Ts};
use law::{Day, LawDates, Value, facts};
use permits::{PermitType, permit};
use testkit::{Golden, pdf_words};

/// The day on which all of them are given.
fn today() -> Date {
    "2026-11-28".parse().unwrap()
}

/// What is known of Amina Rahimi's application for such a permit.
fn fields(permit: &PermitType) -> Fields {
    let day = |text| Value::Date(Day::parse(text).unwrap());
    let kind = permit.given.iter().find(|given| given.fact == facts::PERMIT_KIND.name()).unwrap();
    let terms = permit.terms.as_ref();
    let employs = !permit.registers_of_employer.is_empty();
    let type_code = terms.and_then(|terms| terms.type_code.as_ref());
    let work = terms.and_then(|terms| terms.work.as_deref()).unwrap_or("limited");
    let known = [
        ("applicant_name", Value::text("Amina Rahimi")),
        ("applied_on", day("2026-10-05")),
        ("case_number", Value::text("HEL-2026-000123")),
        ("permit_kind", Value::text(&kind.value)),
        ("card_reason", Value::text("lost")),
        ("granted_kind", Value::text("fixed-term")),
        ("granted_from", day("2026-12-01")),
        ("granted_until", day("2027-11-30")),
        ("granted_work", Value::text(work)),
        ("granted_type", Value::text(type_code.map_or("A", |code| &code.is))),
        // Whoever employs is a party.
        ("other_party", Value::Bool(employs)),
    ];
    let of_work = [
        ("occupation", Value::text("2512")),
        ("pay_monthly", Value::Num(law::Decimal::parse("3900").unwrap())),
    ];
    let known = known.into_iter().chain(of_work.into_iter().filter(|_| employs));
    let field = |value| Field { value, source: "case".into(), at: Ts::from_micros(0) };
    let known = known.map(|(name, value): (&str, Value)| (name.to_owned(), field(value)));
    Fields { known: known.collect(), ..Fields::default() }
}

/// A fact that rules read: its name, who told it, and on which day.
type Told = (&'static str, &'static str, &'static str);

/// What is known of a student.
const OF_STUDIES: &[Told] = &[
    ("study_kind", "study_register", "2026-10-05"),
    ("admitted", "study_register", "2026-10-05"),
    ("means_monthly", "scholarship_register", "2026-10-05"),
    ("insurance_kind", "kela", "2026-10-06"),
    ("tuition_status", "study_register", "2026-10-05"),
    ("identity_proven", "identity_step", "2026-11-20"),
    ("travel_document_valid", "passport_check", "2026-11-20"),
    ("refusal_ground", "register_checks", "2026-11-26"),
];

/// What is known of whoever holds a permit and wants a new card.
const OF_CARD: &[Told] = &[
    ("permanent_permit", "case", "2026-10-05"),
    ("permit_in_force", "case", "2026-10-05"),
    ("withdrawal_pending", "case", "2026-10-05"),
    ("fee_paid", "payment", "2026-10-05"),
    ("photo_accepted", "identity_step", "2026-11-20"),
    ("identity_proven", "identity_step", "2026-11-20"),
];

/// By which rules a permit of the type is granted without a person, and on what.
fn ruled(permit: &PermitType) -> RuledBy {
    let law = automation::rules::law().unwrap();
    let dates = LawDates::all_on(automation::rules::day(today()));
    let procedure = automation::procedure::of(&permit.code).unwrap().unwrap();
    let used = |name: &str| {
        let since = law.in_force(name, &dates).unwrap().valid_from.to_string();
        RulesUsed { rule_set: name.to_owned(), since: since.parse().unwrap() }
    };
    let read = |(fact, source, on): (&str, &str, &str)| {
        let (fact, source) = (fact.to_owned(), source.to_owned());
        FactRead { fact, source, on: on.parse().unwrap() }
    };
    let told = match permit.card {
        Some(_) => OF_CARD,
        None => OF_STUDIES,
    };
    RuledBy {
        rules: procedure.rule_sets().map(used).collect(),
        facts: told.iter().copied().map(read).collect(),
        read_at: procedure
            .automatic
            .as_ref()
            .map(|rules| format!("https://uma.example/automatic-decisions/{rules}/1")),
    }
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
        written_in: if tongue == Tongue::Sv { Tongue::Sv } else { Tongue::Fi },
        mode: if letter.four_eyes { "letter-receipt" } else { "electronic-ordinary" },
        implementation: machine.then_some("12/2026"),
        named: Named {
            presenter: letter.four_eyes.then(|| "Mikael Lindström".to_owned()),
            maker: (!machine).then(|| "Aino Virtanen".to_owned()),
        },
        marked: Marked { translation: tongue == Tongue::En, ..Marked::default() },
        corrects: None,
        service: None,
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
            let machine = letter.decided_by == DecidedBy::Machine;
            let fields = Fields { ruled: machine.then(|| ruled(permit)), ..fields.clone() };
            for tongue in Tongue::ALL {
                let words = words(letter, &fields, tongue).await;
                golden.compare(&format!("{}/{kind}.{}.txt", permit.code, tongue.code()), &words);
            }
        }
    }
    golden.finish();
}
