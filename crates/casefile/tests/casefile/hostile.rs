//! Whatever people type into any field is words, or is told to be wrong: never markup, never a
//! statement, never a fault.

use casefile::acts::CloseCase;
use casefile::{CaseId, Outcome, PersonId, Status};
use testkit::{Browser, Shown};

use crate::office::{Office, in_offices, moved};

const MARKUP: &str = "<script>alert(1)</script>\"'&amp;";
const STATEMENT: &str = "'; DROP TABLE casefile_person; --";

/// What is typed into every free text in turn.
fn typed() -> Vec<String> {
    let other = [
        "سارة أحمد",
        "a\u{202e}b\u{2066}",
        "\u{feff}\u{200b}",
        "👩‍👩‍👧",
        "line\r\nline\tline",
        "-9223372036854775809",
        STATEMENT,
    ];
    let combining = "e\u{301}\u{323}\u{30a}".repeat(30);
    choices().into_iter().chain(other.map(str::to_owned)).chain([combining]).collect()
}

/// What is sent for every choice and date in turn.
fn choices() -> Vec<String> {
    vec!["x".repeat(10_000), "a\0b".to_owned(), MARKUP.to_owned()]
}

/// Fields of free text; the others are choices and dates.
const FREE: [&str; 16] = [
    "family",
    "given",
    "original_family",
    "original_given",
    "reason",
    "number",
    "headline",
    "text",
    "lines",
    "postal_code",
    "town",
    "value",
    "name",
    "business_id",
    "phone",
    "email",
];

/// A form and what a careful person types into it.
struct Form {
    path: String,
    good: Vec<(&'static str, &'static str)>,
}

/// Forms of organisations.
fn organisation_forms() -> Vec<Form> {
    let employer = [
        ("name", "Pohjolan Leipä Oy"),
        ("kind", "employer"),
        ("since", "1.5.2001"),
        ("business_id", ""),
        ("lines", "Myllytie 3"),
        ("postal_code", "00100"),
        ("town", "Helsinki"),
        ("municipality", "091"),
        ("country", "FIN"),
        ("phone", ""),
        ("email", ""),
    ];
    vec![form("/organisations/new".to_owned(), &employer)]
}

fn form(path: String, good: &[(&'static str, &'static str)]) -> Form {
    Form { path, good: good.to_vec() }
}

/// Forms of what is known of a person beside their particulars.
fn person_forms(person: PersonId) -> Vec<Form> {
    vec![
        form(
            format!("/persons/{person}/names/new"),
            &[
                ("family", "Karim"),
                ("given", "Omar"),
                ("kind", "alias"),
                ("from", "1.2.2001"),
                ("until", ""),
                ("reason", "As told"),
            ],
        ),
        form(
            format!("/persons/{person}/addresses/new"),
            &[
                ("lines", "Kotikatu 1"),
                ("use", "residence"),
                ("postal_code", "00100"),
                ("town", "Helsinki"),
                ("municipality", "091"),
                ("country", "FIN"),
                ("from", "1.2.2024"),
                ("until", ""),
            ],
        ),
        form(
            format!("/persons/{person}/contacts/new"),
            &[("value", "040 123 4567"), ("what", "phone"), ("from", ""), ("until", "1.2.2030")],
        ),
        form(
            format!("/persons/{person}/languages"),
            &[("contact", "en"), ("first", "prs"), ("second", "ps"), ("interpreter", "yes")],
        ),
        form(
            format!("/persons/{person}/non-disclosure"),
            &[("reason", "A threat"), ("until", "1.2.2030")],
        ),
    ]
}

async fn forms(office: &Office, case: CaseId) -> Vec<Form> {
    let person = office.known(case).await.applicant;
    let names = [
        ("family", "Haddad"),
        ("given", "Omar"),
        ("original_family", "حداد"),
        ("original_given", "عمر"),
        ("born-year", "1990"),
        ("born-month", "1"),
        ("born-day", "2"),
        ("sex", "M"),
        ("nationality", "SYR"),
        ("second_nationality", ""),
    ];
    let corrected: Vec<_> = names.into_iter().chain([("reason", "As in the passport")]).collect();
    let passport = [
        ("kind", "passport"),
        ("number", "N1234567"),
        ("issuer", "SYR"),
        ("valid_from", "1.2.2024"),
        ("valid_to", "31.1.2030"),
    ];
    let mut forms = person_forms(person);
    forms.extend(organisation_forms());
    forms.extend([
        form("/persons/new".to_owned(), &names),
        form(format!("/persons/{person}/correct"), &corrected),
        form(format!("/persons/{person}/documents/new"), &passport),
        form(format!("/cases/new?person={person}"), &[("headline", "Lost card")]),
        form(format!("/cases/{case}/notes/new"), &[("text", "Called")]),
        form(format!("/cases/{case}/assign"), &[("to", "")]),
        form(format!("/cases/{case}/close"), &[("outcome", "done")]),
        form(format!("/cases/{case}/reopen"), &[("reason", "A new document")]),
    ]);
    forms
}

fn is_words(shown: &Shown) {
    assert!(!shown.has("<script>alert"), "{}", shown.body);
}

/// Types a text into a field, the rest being good, and looks at the answer.
async fn attempt(aino: &mut Browser, form: &Form, field: &str, text: &str) {
    let good = form.good.iter();
    let pairs: Vec<_> = good.map(|(n, v)| (*n, if *n == field { text } else { *v })).collect();
    let shown = aino.fill(&form.path, &pairs).await;
    let status = shown.status.as_u16();
    let place = format!("{} {field} {text:.40}: {status}", form.path);
    assert!(status == 303 || status == 422, "{place}: {}", shown.body);
    is_words(&shown);
    if status == 303 {
        let page = aino.get(shown.location()).await;
        assert_eq!(page.status, 200, "{place}");
        is_words(&page);
    } else if FREE.contains(&field) && text == MARKUP {
        assert!(shown.has("&#60;script"), "{place}: what was typed is lost");
    }
}

#[tokio::test]
async fn every_field_takes_anything_or_says_what_is_wrong() {
    in_offices(|office| async move {
        let mut aino = office.browser("aino").await;
        let case = office.case().await;
        for form in forms(&office, case).await {
            let reopens = form.path.ends_with("/reopen");
            // Correcting asks what registering asks, and why.
            let corrects = form.path.ends_with("/correct");
            // An organisation's address is asked and read as a person's.
            let located = form.path.starts_with("/organisations");
            let asked = |field: &str| match field {
                "reason" | "name" | "business_id" => true,
                "lines" | "postal_code" | "town" | "municipality" | "country" => !located,
                _ => !corrects,
            };
            let fields = form.good.iter().map(|(field, _)| field);
            for field in fields.filter(|field| asked(field)) {
                for text in if FREE.contains(field) { typed() } else { choices() } {
                    if reopens && office.known(case).await.status == Status::Open {
                        let close = CloseCase { case, outcome: Outcome::Done };
                        office.run("aino", close).await.unwrap();
                    }
                    attempt(&mut aino, &form, field, &text).await;
                }
            }
        }
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn every_form_that_was_tried_with_nonsense_still_takes_what_is_good() {
    in_offices(|office| async move {
        let mut aino = office.browser("aino").await;
        let case = office.case().await;
        for form in forms(&office, case).await {
            let (field, _) = form.good[0];
            attempt(&mut aino, &form, field, "x\0y").await;
            // Nobody has the case, and nobody is who it is given to: that alone changes nothing.
            if !form.path.ends_with("/assign") {
                moved(&aino.fill(&form.path, &form.good).await);
            }
        }
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn searches_and_filters_take_anything() {
    in_offices(|office| async move {
        let mut aino = office.browser("aino").await;
        office.case().await;
        let long = format!("q={}", "y".repeat(10_000));
        let typed = "%3Cscript%3Ealert(1)%3C/script%3E";
        for query in
            ["q=%00", "q=%FF%FE", &format!("q={typed}"), "q=%25", "q=_", "q=%E2%80%AE", &long]
        {
            for page in ["search", "persons", "organisations"] {
                let found = aino.get(&format!("/{page}?{query}")).await;
                assert_eq!(found.status, 200, "{page} {query:.40}");
                is_words(&found);
            }
        }
        for filter in ["number", "status", "handler", "unit", "due", "order", "after"] {
            for value in ["%00", "%FF", "%27%3B+DROP+TABLE+casefile_case%3B+--", typed] {
                let found = aino.get(&format!("/cases?{filter}={value}")).await;
                let status = found.status.as_u16();
                assert!(status == 200 || status == 422, "{filter}={value}: {status}");
                is_words(&found);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_file_is_named_as_its_sender_named_it_and_runs_nothing() {
    in_offices(|office| async move {
        let case = office.case().await;
        let mut aino = office.browser("aino").await;
        let path = format!("/cases/{case}/documents/new");
        for name in ["سارة.pdf", "../../etc/passwd", "a<b>&.pdf", &"n".repeat(300)] {
            let content = format!("%PDF-1.7\n{name}");
            let shown = aino.attach(&path, name, content.as_bytes()).await;
            let status = shown.status.as_u16();
            assert!(status == 303 || status == 422, "{name}: {status}");
            is_words(&aino.get(&format!("/cases/{case}")).await);
        }
        let wrong = aino.attach(&path, "letter.pdf", b"MZ\x90\x00 a program").await;
        assert_eq!(wrong.status, 422);
        for (_, _, document) in &office.known(case).await.documents {
            let file = aino.get(&format!("/cases/{case}/documents/{}", document.file)).await;
            assert_eq!(file.status, 200);
            let header = |name: &str| file.headers.get(name).unwrap().to_str().unwrap().to_owned();
            assert!(header("content-disposition").starts_with("attachment; filename*=UTF-8''"));
            assert!(header("content-security-policy").starts_with("sandbox"));
        }
        assert_eq!(office.known(case).await.documents.len(), 3);
        office.world.verify().await;
    })
    .await;
}
