//! What must hold for ever: every event stored still reads, every statement runs on both engines.

use testkit::{Sample, Setup, check_samples, check_statements};

/// The owner of the samples, whose key seals what they said.
const OPEN: &str = "00000000-0000-0000-0000-000000000700";

fn sealed(plain: &str) -> String {
    format!(r#"{{"$seal": {{"subject": "{OPEN}", "plain": {plain}}}}}"#)
}

#[test]
fn every_event_ever_stored_still_reads() {
    let page = sealed(r#"{"family_name": {"value": "Rahimi"}, "sex": {"value": "F"}}"#);
    let filled = sealed(
        r#"{"given_names": {"value": "Amina", "from": "passport_code"},
            "family_name": {"value": "Rahimi-Naseri", "from": "passport_code_cut"},
            "school": {"value": "Aalto", "from": "earlier_application"},
            "in_force": {"value": "yes", "from": "permit_held"},
            "pay": {"value": "1799.5", "from": "employer_part"},
            "months": {"value": "24", "from": "school"}}"#,
    );
    let name = sealed(r#""passport Rahimi.pdf""#);
    let seen = sealed(r#"{"like": true, "until": "2031-01-31", "number": "P1234567"}"#);
    let file = "00000000-0000-0000-0000-000000000009";
    let bodies = [
        ("application.begun", format!(r#"{{"owner": "{OPEN}", "permit": "student-degree"}}"#)),
        ("application.group_answered", format!(r#"{{"group": "names", "answers": {page}}}"#)),
        ("application.group_filled", format!(r#"{{"group": "names", "answers": {filled}}}"#)),
        (
            "application.attachment_added",
            format!(
                r#"{{"slot": "passport", "file": {{"file": "{file}", "name": {name},
                "media_type": "application/pdf", "size": 1234, "sha256": "abab"}}}}"#
            ),
        ),
        (
            "application.attachment_added",
            format!(
                r#"{{"slot": "passport", "file": {{"file": "{file}", "name": {name},
                "media_type": "application/pdf", "size": 1234, "sha256": "abab", "seen": {seen}}}}}"#
            ),
        ),
        ("application.attachment_removed", format!(r#"{{"slot": "passport", "file": "{file}"}}"#)),
        ("application.declared", r#"{"language": "sv"}"#.to_owned()),
        (
            "application.payment_ordered",
            format!(
                r#"{{"order": "{file}", "cents": 60000, "fee": "fee_student_first", "changes": 15}}"#
            ),
        ),
        (
            "application.payment_opened",
            format!(
                r#"{{"order": "{file}", "payment": "p-1", "pay_url": "https://pay.example/p-1"}}"#
            ),
        ),
        ("application.payment_settled", format!(r#"{{"order": "{file}", "standing": "paid"}}"#)),
        (
            "application.refund_ordered",
            format!(r#"{{"order": "{file}", "ground": "wrong-form", "note": {name}}}"#),
        ),
        ("application.refund_settled", format!(r#"{{"order": "{file}", "given": true}}"#)),
        ("application.submitted", "{}".to_owned()),
        ("application.instituted", format!(r#"{{"case": "{file}", "number": "HEL-2026-000001"}}"#)),
        (
            "application.receipt_made",
            format!(
                r#"{{"receipt": {{"language": "en", "received": "abab", "message": "{file}",
                "lasted": {{"cases": 20, "since": "2026-01-31", "half_days": 3, "most_days": 9}},
                "file": "{file}", "sha256": "cdcd", "size": 20000}}}}"#
            ),
        ),
        ("application.message_written", format!(r#"{{"message": "{file}", "text": {name}}}"#)),
        ("application.withdrawn", "{}".to_owned()),
    ];
    let samples: Vec<Sample> = bodies
        .into_iter()
        .map(|(kind, body)| Sample { kind, schema: 1, body: body.leak() })
        .collect();
    check_samples::<permits::Application>(permits::TABLES, &samples);
}

#[test]
fn every_event_of_employers_ever_stored_still_reads() {
    let terms = sealed(
        r#"{"occupation": "2512", "pay": "3800", "hours": 38, "agreement": "ICT",
            "agreement_pay": "3000", "starts": "2026-05-01", "ends": null}"#,
    );
    let id = "00000000-0000-0000-0000-000000000009";
    let bodies = [
        (
            "employer_part.invited",
            format!(
                r#"{{"application": "{id}", "permit": "specialist", "owner": "{OPEN}",
                "until": "2026-04-01"}}"#
            ),
        ),
        (
            "employer_part.taken",
            format!(r#"{{"by": "{id}", "business_id": "0244683-1", "name": "Leipomo Oy"}}"#),
        ),
        ("employer_part.terms_given", format!(r#"{{"terms": {terms}}}"#)),
        ("employer_part.confirmed", "{}".to_owned()),
    ];
    let samples: Vec<Sample> = bodies
        .into_iter()
        .map(|(kind, body)| Sample { kind, schema: 1, body: body.leak() })
        .collect();
    check_samples::<permits::EmployerPart>(permits::PART_TABLES, &samples);
}

#[tokio::test]
async fn every_statement_is_fit_for_both_engines() {
    let systems = || {
        [
            casefile::system(),
            automation::system(),
            registers::system(&registers::Registers::unconnected()),
            decisions::system(),
            permits::system(),
        ]
    };
    let tables: Vec<_> = systems().iter().flat_map(|system| system.migrations).copied().collect();
    let setup = Setup::new()
        .migrations(&tables)
        .registry(move |registry| *registry = web::registry(&mut systems()));
    setup.for_both(|world| async move { check_statements(&world).await }).await;
}
