//! What must hold for ever: every event ever stored still reads, and every statement runs on both engines.

use registers::{CaseAsks, KnownRegister, Registers, TABLES};
use testkit::{Sample, Setup, check_samples, check_statements};

const fn sample(kind: &'static str, body: &'static str) -> Sample {
    Sample { kind, schema: 1, body }
}

const ASKS: &[Sample] = &[
    sample(
        "register.asked",
        r#"{"ask":"019cad8f-ac00-7030-b02b-8631721c5300","register":"income",
            "about":{"person":"019cad8f-ac00-700e-8392-754934ea1539"},"role":"applicant",
            "on":"2026-03-02"}"#,
    ),
    sample(
        "register.asked",
        r#"{"ask":"019cad8f-ac00-7030-b02b-8631721c5301","register":"trade",
            "about":{"organisation":"019cad8f-ac00-700e-8392-754934ea1540"},"role":"employer",
            "on":"2026-03-02"}"#,
    ),
    sample(
        "register.delayed",
        r#"{"ask":"019cad8f-ac00-7030-b02b-8631721c5300","trouble":"wrong_schema",
            "next":"2026-03-02T08:15:00.000000Z"}"#,
    ),
    sample(
        "register.answered",
        r#"{"ask":"019cad8f-ac00-7030-b02b-8631721c5300","found":"one",
            "facts":["pay_monthly","employment_continues"]}"#,
    ),
    sample(
        "register.given_up",
        r#"{"ask":"019cad8f-ac00-7030-b02b-8631721c5301","why":"business_id"}"#,
    ),
    sample(
        "register.asked",
        r#"{"ask":"019cad8f-ac00-7030-b02b-8631721c5302","register":"vis",
            "about":{"person":"019cad8f-ac00-700e-8392-754934ea1539"},"role":"applicant",
            "on":"2026-12-01"}"#,
    ),
    sample(
        "register.given_up",
        r#"{"ask":"019cad8f-ac00-7030-b02b-8631721c5302","why":"nationality"}"#,
    ),
    sample(
        "register.given_up",
        r#"{"ask":"019cad8f-ac00-7030-b02b-8631721c5302","why":"no_travel_document"}"#,
    ),
    sample(
        "register.given_up",
        r#"{"ask":"019cad8f-ac00-7030-b02b-8631721c5302","why":"document_number"}"#,
    ),
];

const REGISTERS: &[Sample] =
    &[sample("register.went_down", r#"{"trouble":"slow"}"#), sample("register.came_back", "{}")];

#[test]
fn every_event_ever_stored_still_reads() {
    check_samples::<CaseAsks>(TABLES, ASKS);
    check_samples::<KnownRegister>(&[], REGISTERS);
}

#[tokio::test]
async fn every_statement_is_fit_for_both_engines() {
    let systems =
        || [casefile::system(), automation::system(), registers::system(&Registers::unconnected())];
    let tables: Vec<_> = systems().iter().flat_map(|s| s.migrations).copied().collect();
    let setup = Setup::new()
        .migrations(&tables)
        .registry(move |registry| *registry = web::registry(&mut systems()));
    setup.for_both(|world| async move { check_statements(&world).await }).await;
}
