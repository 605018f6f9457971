//! What must hold for ever: every event ever stored still reads, and every statement runs on both engines.

use cards::{Card, Maker, TABLES};
use identity::Devices;
use testkit::{Sample, Setup, check_samples, check_statements};

const fn sample(kind: &'static str, body: &'static str) -> Sample {
    Sample { kind, schema: 1, body }
}

const CARDS: &[Sample] = &[
    sample(
        "card.ordered",
        r#"{"case":"019cad8f-ac00-7030-b02b-8631721c5300",
            "decision":"019cad8f-ac00-7030-b02b-8631721c5301",
            "person":"019cad8f-ac00-700e-8392-754934ea1539","sort":"new","order":{
            "content":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
            "family_name":"Rahimi","given_names":"Amina","born":"1994-02-17","sex":"F",
            "nationality":"AFG","kind":"fixed-term","type_code":"B","from":"2026-04-01",
            "until":"2027-03-31","work":"limited","number":"HEL-2026-000001"}}},
            "pictures":{"taken":{"face":"019cad8f-ac00-700e-8392-754934ea1540"},
            "excused":{"fingerprints":"child"}},"place":"mission-ankara","lack":"pictures"}}"#,
    ),
    sample(
        "card.released",
        r#"{"ground":"maker-has-them","note":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":"Taken in Oulu."}}}"#,
    ),
    sample("card.delayed", r#"{"trouble":"not-connected"}"#),
    sample("card.held", r#"{"lack":"refused"}"#),
    sample(
        "card.ordered_anew",
        r#"{"reason":"not-made","note":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":"The maker was asked."}},
            "order":{"pictures":{"taken":{},"excused":{}}}}"#,
    ),
    sample("card.placed", "{}"),
    sample("card.moved", r#"{"stage":"ready"}"#),
    sample("card.told", "{}"),
    sample("card.moved", r#"{"stage":"handed-over"}"#),
    sample("card.withdrawn", r#"{"why":"corrected"}"#),
    sample("card.to_take_back", "{}"),
    sample("card.withdrawn", r#"{"why":"recalled"}"#),
    sample("card.stopped", "{}"),
];

#[test]
fn every_event_ever_stored_still_reads() {
    check_samples::<Card>(TABLES, CARDS);
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
            identity::system(&Devices::none()),
            cards::system(&Maker::none()),
        ]
    };
    let tables: Vec<_> = systems().iter().flat_map(|s| s.migrations).copied().collect();
    let setup = Setup::new()
        .migrations(&tables)
        .registry(move |registry| *registry = web::registry(&mut systems()));
    setup.for_both(|world| async move { check_statements(&world).await }).await;
}
