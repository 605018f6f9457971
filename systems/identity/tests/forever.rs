//! What must hold for ever: every event ever stored still reads, and every statement runs on both engines.

use identity::{Capture, Devices, IdentityStep, TABLES, Visit};
use testkit::{Sample, Setup, check_samples, check_statements};

const fn sample(kind: &'static str, body: &'static str) -> Sample {
    Sample { kind, schema: 1, body }
}

const STEPS: &[Sample] = &[
    sample(
        "identity.awaited",
        r#"{"visit":"019cad8f-ac00-8030-b02b-8631721c5300","until":"2026-06-02",
            "remind":["2026-05-03","2026-05-26"],"applied":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
            "family-name":"Rahimi","given-names":"Amina","born":"1994-02-17","sex":"F",
            "nationality":"AFG","number":"P1234567","issuer":"AFG","expires":"2031-01-31"}}}}"#,
    ),
    sample("identity.reminded", r#"{"planned":"2026-05-03"}"#),
    sample("identity.reminder_mailed", r#"{"planned":"2026-05-03"}"#),
    sample(
        "identity.reminder_mailed",
        r#"{"planned":"2026-05-26","failed":{"$seal":{
            "subject":"019cad8f-ac00-7010-b02b-8631721c51be","plain":"550 no such user"}}}"#,
    ),
    sample("identity.lapsed", r#"{"task":"019cad8f-ac00-7031-b02b-8631721c5301"}"#),
    sample(
        "identity.passport_read",
        r#"{"passport":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539",
            "plain":{"family-name":"RAHIMI","given-names":"AMINA","born":"1994-02-18"}}},
            "cut":true}"#,
    ),
    sample(
        "identity.differences_answered",
        r#"{"answers":{"born":"mistyped"},"note":{"$seal":{
            "subject":"019cad8f-ac00-7040-b02b-8631721c5302","plain":"asked twice"}}}"#,
    ),
    sample(
        "identity.differences_answered",
        r#"{"answers":{"born":"doubtful","number":"renewed","family-name":"spelling"},"note":null}"#,
    ),
    sample("identity.originals_seen", r#"{"documents":["019cad8f-ac00-7050-b02b-8631721c5303"]}"#),
    sample(
        "identity.capture_asked",
        r#"{"capture":"019cad8f-ac00-7060-b02b-8631721c5304","what":"face","place":"mission-ankara"}"#,
    ),
    sample(
        "identity.captured",
        r#"{"capture":"019cad8f-ac00-7060-b02b-8631721c5304","quality":88,"good":true,
            "sha256":"0f343b0931126a20f133d67c2b018a3b0f343b0931126a20f133d67c2b018a3b"}"#,
    ),
    sample(
        "identity.capture_asked",
        r#"{"capture":"019cad8f-ac00-7061-b02b-8631721c5305","what":"fingerprints",
            "place":"mission-ankara"}"#,
    ),
    sample(
        "identity.capture_failed",
        r#"{"capture":"019cad8f-ac00-7061-b02b-8631721c5305","trouble":"not-connected"}"#,
    ),
    sample(
        "identity.capture_excused",
        r#"{"what":"fingerprints","reason":"device-down","note":{"$seal":{
            "subject":"019cad8f-ac00-7040-b02b-8631721c5302","plain":"since morning"}}}"#,
    ),
    sample(
        "identity.capture_excused",
        r#"{"what":"signature","reason":"physically-impossible","note":null}"#,
    ),
    sample(
        "identity.doubted",
        r#"{"note":{"$seal":{"subject":"019cad8f-ac00-7040-b02b-8631721c5302",
            "plain":"another face"}},"task":"019cad8f-ac00-7032-b02b-8631721c5306"}"#,
    ),
    sample(
        "identity.doubt_settled",
        r#"{"cleared":true,"note":{"$seal":{"subject":"019cad8f-ac00-7040-b02b-8631721c5302",
            "plain":"an older photograph"}}}"#,
    ),
    sample("identity.proven", r#"{"place":"mission-ankara"}"#),
    sample("identity.proven", r#"{"place":"mission-ankara","noticed":"nothing"}"#),
    sample(
        "identity.proven",
        r#"{"place":"mission-ankara","noticed":"something","note":{"$seal":{
            "subject":"019cad8f-ac00-7040-b02b-8631721c5302","plain":"a cousin answers for her"}}}"#,
    ),
    sample(
        "identity.corrected",
        r#"{"reason":{"$seal":{"subject":"019cad8f-ac00-7040-b02b-8631721c5302",
            "plain":"a sister came"}}}"#,
    ),
    sample("identity.ended", "{}"),
    sample("identity.resumed", "{}"),
];

const VISITS: &[Sample] = &[
    sample(
        "visit.wanted",
        r#"{"case":"019cad8f-ac00-7040-b02b-8631721c5302",
            "owner":"019cad8f-ac00-7070-b02b-8631721c5307"}"#,
    ),
    sample("visit.place_chosen", r#"{"place":"service-point-helsinki"}"#),
    sample(
        "visit.time_booked",
        r#"{"booking":{"place":"mission-ankara","begins":"2026-03-09T06:00:00.000000Z","seat":1}}"#,
    ),
    sample("visit.time_released", "{}"),
];

const CAPTURES: &[Sample] = &[
    sample(
        "capture.kept",
        r#"{"case":"019cad8f-ac00-7040-b02b-8631721c5302","what":"face","file":{"$seal":{
            "subject":"019cad8f-ac00-7060-b02b-8631721c5304",
            "plain":"019cad8f-ac00-7080-b02b-8631721c5308"}},"media_type":"image/png",
            "quality":88}"#,
    ),
    sample("capture.retained", r#"{"until":"2031-03-02"}"#),
    sample("capture.erased", "{}"),
];

#[test]
fn every_event_ever_stored_still_reads() {
    check_samples::<IdentityStep>(TABLES, STEPS);
    check_samples::<Visit>(TABLES, VISITS);
    check_samples::<Capture>(TABLES, CAPTURES);
}

#[tokio::test]
async fn every_statement_is_fit_for_both_engines() {
    let systems = || {
        let identity = identity::system(&Devices::none());
        let registers = registers::system(&registers::Registers::unconnected());
        let (cases, rules) = (casefile::system(), automation::system());
        [cases, rules, registers, decisions::system(), permits::system(), identity]
    };
    let tables: Vec<_> = systems().iter().flat_map(|s| s.migrations).copied().collect();
    let setup = Setup::new()
        .migrations(&tables)
        .registry(move |registry| *registry = web::registry(&mut systems()));
    setup.for_both(|world| async move { check_statements(&world).await }).await;
}
