//! What must hold for ever: every event ever stored still reads, also when what it says of persons
//! is erased, and every statement runs on both engines.

use decisions::{
    CaseDecisions, Decision, EXERCISE_TABLES, Exercise, Exercises, LIGHT_TABLES, Sittings, TABLES,
    TRIAL_TABLES, Trial,
};
use testkit::{Sample, Setup, check_samples, check_statements};

const fn sample(kind: &'static str, body: &'static str) -> Sample {
    Sample { kind, schema: 1, body }
}

const DECISION: &[Sample] = &[
    sample(
        "decision.drafted",
        r#"{"case":"019cad8f-ac00-7010-b02b-8631721c51be","number":"HEL-2026-000123",
            "applicant":"019cad8f-ac00-700e-8392-754934ea1539","letter":"residence-grant",
            "version":"2026-01-01","language":"fi","translation":"en","origin":"hand"}"#,
    ),
    sample(
        "decision.taken_over",
        r#"{"original":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
            "fields":{"known":{"granted_until":{"value":{"date":"2027-03-31"},"source":"official",
                "at":"2026-03-02T08:00:00.000000Z"}},"missing":["identity-proven"]},
            "written":{"reasons":"Because of the family"}}}}}"#,
    ),
    sample(
        "decision.amended",
        r#"{"field":"granted_until","said":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539",
            "plain":{"value":{"date":"2027-04-30"},"reason":"A slip"}}}}"#,
    ),
    sample(
        "decision.written",
        r#"{"section":"reasons","text":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":"Because of the family"}}}"#,
    ),
    sample(
        "decision.presented",
        r#"{"fields":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
            "known":{"applicant_name":{"value":{"text":"Amina Rahimi"},"source":"person",
                "at":"2026-03-02T08:00:00.000000Z"}},"conflicts":["granted_work"]}}},
            "checked":["identity","facts"]}"#,
    ),
    sample(
        "decision.second_look_asked",
        r#"{"question":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539",
            "plain":"Is this a family?"}},"task":"019cad8f-ac00-7010-b02b-8631721c51c1"}"#,
    ),
    sample(
        "decision.second_look_answered",
        r#"{"answer":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539",
            "plain":"Yes, by marriage"}}}"#,
    ),
    sample(
        "decision.returned",
        r#"{"reason":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539",
            "plain":"Hear the spouse too"}}}"#,
    ),
    sample(
        "decision.signed",
        r#"{"fields":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
            "known":{"granted_from":{"value":{"date":"2026-04-01"},"source":"official",
                "at":"2026-03-02T08:00:00.000000Z"}}}}},
            "checked":["identity"],"mode":"letter"}"#,
    ),
    sample("decision.halted", r#"{"why":"facts-moved"}"#),
    sample(
        "decision.signed",
        r#"{"fields":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
            "known":{},"ruled":{
                "rules":[{"rule_set":"student-degree","since":"2026-08-01"}],
                "facts":[{"fact":"admitted","source":"study_register","on":"2026-03-01"}],
                "read_at":"https://uma.example/automatic-decisions/automatic-student-first/1"}}}},
            "checked":[],"mode":"letter"}"#,
    ),
    sample(
        "decision.archived",
        r#"{"sheets":[{"language":"fi","authentic":true,
            "file":"019cad8f-ac00-7010-b02b-8631721c51bf","sha256":"abababab","size":34567,
            "pages":3,"seal":{"algorithm":"ed25519","key":"a2V5","signature":"c2ln"}}]}"#,
    ),
    sample(
        "decision.settled",
        r#"{"case_type":"student-degree","unit":"HEL","processing":"automatic"}"#,
    ),
    sample("decision.redirected", r#"{"mode":"police"}"#),
    sample(
        "decision.instructed",
        r#"{"mode":"police","sheets":[{"language":"fi","authentic":true,
            "file":"019cad8f-ac00-7010-b02b-8631721c51cf","sha256":"cdcdcdcd","size":4567,
            "pages":1,"seal":{"algorithm":"ed25519","key":"a2V5","signature":"c2ln"}}]}"#,
    ),
    sample(
        "decision.instructed",
        r#"{"mode":"police","sheets":[{"language":"sv","authentic":true,
            "file":"019cad8f-ac00-7010-b02b-8631721c51bf","sha256":"abababab","size":34567,
            "pages":1,"seal":{"algorithm":"ed25519","key":"a2V5","signature":"c2ln"},
            "letter":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
            "language":{"code":"sv","rtl":false},"kind":"Beslut","title":"Beslut",
            "sender":{"name":"Migri","lines":[]},"receiver":["Amina"],
            "case_number":"HEL-2026-000001","date":"2026-03-02","references":[],"mark":null,
            "summary":[{"block":"paragraph","text":[{"run":"plain","text":"Du "},
                {"run":"name","text":"Amina"}]}],
            "sections":[{"heading":"Beslut","blocks":[{"block":"list","items":[[]]}],"sections":[]}],
            "signatures":[{"name":"Aino","role":"Beslutsfattare","note":null}],
            "attachments":[],"appeal":null}}}}]}"#,
    ),
    sample(
        "decision.sent",
        r#"{"mode":"letter","on":"2026-03-03","to":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":"Main post office"}}}"#,
    ),
    sample(
        "decision.undelivered",
        r#"{"mode":"letter","reason":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":"Moved away"}}}"#,
    ),
    sample(
        "decision.served",
        r#"{"mode":"letter","on":"2026-03-10","presumed":true,"appeal_until":"2026-04-09"}"#,
    ),
    sample("decision.opened", "{}"),
    sample(
        "decision.recalled",
        r#"{"reason":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539",
            "plain":"It was made out to another"}}}"#,
    ),
    sample("decision.corrected", r#"{"by":"019cad8f-ac00-7010-b02b-8631721c51c0"}"#),
];

/// Other ways in which a decision may begin.
const ORIGINS: &[&str] = &[
    r#"{"ruling":{"ruling":"019cad8f-ac00-7030-b02b-8631721c5300","implementation":"1/2026"}}"#,
    r#"{"correction":{"of":"019cad8f-ac00-7010-b02b-8631721c51c0","day":"2026-03-01"}}"#,
];

const ON_CASE: &[Sample] = &[
    sample(
        "decided.begun",
        r#"{"decision":"019cad8f-ac00-7010-b02b-8631721c51be","letter":"residence-grant"}"#,
    ),
    sample(
        "decided.given",
        r#"{"decision":"019cad8f-ac00-7010-b02b-8631721c51be","letter":"residence-grant",
            "outcome":"grant"}"#,
    ),
    sample("decided.halted", r#"{"decision":"019cad8f-ac00-7010-b02b-8631721c51be"}"#),
    sample(
        "decided.served",
        r#"{"decision":"019cad8f-ac00-7010-b02b-8631721c51be","on":"2026-03-10",
            "appeal_until":"2026-04-09"}"#,
    ),
    sample("decided.recalled", r#"{"decision":"019cad8f-ac00-7010-b02b-8631721c51be"}"#),
    sample("light.confirmed", r#"{"decision":"019cad8f-ac00-7010-b02b-8631721c51be"}"#),
    sample("light.left", "{}"),
    sample(
        "light.left",
        r#"{"reason":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539",
            "plain":"Her sister applies too"}}}"#,
    ),
];

const SITTING: &[Sample] = &[
    sample(
        "sitting.opened",
        r#"{"case":"019cad8f-ac00-7010-b02b-8631721c51be",
            "applicant":"019cad8f-ac00-700e-8392-754934ea1539","unit":"HEL",
            "asked":["pay_monthly"]}"#,
    ),
    sample(
        "sitting.answered",
        r#"{"point":"pay_monthly","digest":"abab","said":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539",
            "plain":{"right":"income_register"}}},"as_proposed":true}"#,
    ),
    sample(
        "sitting.answered",
        r#"{"point":"labour_availability","digest":"cdcd","said":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539",
            "plain":{"right":"not_available","reason":"Asked the employer"}}}}"#,
    ),
    sample("sitting.document_opened", r#"{"document":"019cad8f-ac00-7010-b02b-8631721c51bf"}"#),
    sample(
        "sitting.confirmed",
        r#"{"decision":"019cad8f-ac00-7010-b02b-8631721c51be","unchanged":true}"#,
    ),
    sample("sitting.left", r#"{"by_rules":false}"#),
];

const EXERCISE: &[Sample] = &[
    sample("exercise.met", r#"{"exercise":"employed-pay-of-applicant","unit":"HEL"}"#),
    sample("exercise.met", r#"{"exercise":"specialist-beyond-work","unit":"HEL","running":412}"#),
    sample(
        "exercise.answered",
        r#"{"point":"pay_monthly","digest":"abab","said":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539",
            "plain":{"right":"employer_part","reason":"The contract says so"}}},
            "as_proposed":false}"#,
    ),
    sample("exercise.ended", r#"{"left":false,"found":true}"#),
];

const EXERCISES: &[Sample] = &[sample("exercises.set", r#"{"unit":"HEL","every":25}"#)];

const TRIAL: &[Sample] = &[
    sample("trial.ordered", r#"{"rows":"[[phrase]]","decisions":500}"#),
    sample(
        "trial.went_on",
        r#"{"next":"bWFj","same":17,"changed":["019cad8f-ac00-7010-b02b-8631721c51be"],
            "failed":[{"decision":"019cad8f-ac00-7010-b02b-8631721c51bf","why":"no-letter"}]}"#,
    ),
    sample("trial.ended", r#"{"why":"stopped"}"#),
    sample("trial.resumed", "null"),
    sample("trial.ended", r#"{"why":"outdated"}"#),
    sample("trial.went_on", r#"{"same":3}"#),
];

#[test]
fn every_event_ever_stored_still_reads() {
    check_samples::<Exercise>(EXERCISE_TABLES, EXERCISE);
    check_samples::<Exercises>(&[], EXERCISES);
    check_samples::<Trial>(TRIAL_TABLES, TRIAL);
    check_samples::<Sittings>(LIGHT_TABLES, SITTING);
    check_samples::<Decision>(TABLES, DECISION);
    check_samples::<CaseDecisions>(&[], ON_CASE);
    for origin in ORIGINS {
        assert!(serde_json::from_str::<decisions::Origin>(origin).is_ok(), "{origin}");
    }
}

#[tokio::test]
async fn every_statement_is_fit_for_both_engines() {
    let systems = || [casefile::system(), automation::system(), decisions::system()];
    let tables: Vec<_> = systems().iter().flat_map(|s| s.migrations).copied().collect();
    let setup = Setup::new().migrations(&tables).registry(move |registry| {
        *registry = web::registry(&mut systems());
    });
    setup.for_both(|world| async move { check_statements(&world).await }).await;
}
