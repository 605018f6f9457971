//! What must hold for ever: every event ever stored still reads, also when what it says of persons
//! is erased, and every statement runs on both engines.

use automation::{
    Archive, CaseFacts, GovernedRuleSet, Installation, Rulings, TABLES, VerifiedParameter,
};
use testkit::{Sample, Setup, check_samples, check_statements};

const fn sample(kind: &'static str, body: &'static str) -> Sample {
    Sample { kind, schema: 1, body }
}

const FACTS: &[Sample] = &[
    sample(
        "fact.recorded",
        r#"{"fact":"means_monthly","source":"bank_statement","value":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{"num":"812.50"}}},
            "retrieved":"2026-03-02T08:00:00.000000Z"}"#,
    ),
    sample(
        "fact.recorded",
        r#"{"fact":"travel_document_valid","source":"passport_check","value":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{"bool":true}}},
            "retrieved":"2026-03-02T08:00:00.000000Z","valid_from":"2026-01-01",
            "valid_until":"2030-12-31"}"#,
    ),
    sample(
        "fact.recorded",
        r#"{"fact":"means_monthly","source":"official","value":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":"unknown"}},
            "retrieved":"2026-03-02T08:00:00.000000Z"}"#,
    ),
    sample(
        "fact.settled",
        r#"{"fact":"means_monthly","source":"bank_statement","reason":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":"The bank was called"}}}"#,
    ),
    sample("fact.withdrawn", r#"{"fact":"means_monthly","source":"official"}"#),
];

const RULINGS: &[Sample] = &[
    sample(
        "ruling.given",
        r#"{"id":"019cad8f-ac00-7030-b02b-8631721c5300","case_type":"fishing-hut",
            "outcome":{"route_to_official":{"reasons":[
                {"why":"no-implementation"},
                {"why":"suspended","rule_set":"automatic-hut"},
                {"why":"unknown-fact","fact":"means_monthly","missing":"absent"},
                {"why":"hand-over","finding":"handover-minor"}]}},
            "class":"full","dates":{"filing":"2026-03-02","decision":"2026-03-02"},
            "packed":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
                "facts":{"hut_swims":{"value":{"bool":true},"source":"official",
                    "retrieved":"2026-03-01"}},"derived":[{}]}}},
            "parts":[{"role":"automatic","rule_set":"automatic-hut","valid_from":"2024-01-01",
                "hash":"ab12","seal":"cd34","rows":[[1],[3],[]]}],
            "basis":[["019cad8f-ac00-7010-b02b-8631721c51be",4]],"sampled":true}"#,
    ),
    sample(
        "ruling.given",
        r#"{"id":"019cad8f-ac00-7030-b02b-8631721c5301","case_type":"fishing-hut",
            "outcome":{"grant":{"implementation":"1/2026","rule_set":"automatic-hut"}},
            "class":"automatic","dates":{"filing":"2026-03-02","decision":"2026-03-02",
                "permit_start":"2026-04-01","event":"2026-03-01"},
            "packed":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
                "facts":{},"derived":[]}}},"parts":[],"basis":[],"sampled":false}"#,
    ),
    sample(
        "ruling.reviewed",
        r#"{"ruling":"019cad8f-ac00-7030-b02b-8631721c5300","agrees":false,"remark":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":"The means were borrowed"}}}"#,
    ),
];

const RULE_SETS: &[Sample] = &[
    sample("rule_set.stored", r#"{"hash":"ab12","valid_from":"2024-01-01"}"#),
    sample(
        "rule_set.implementation_recorded",
        r#"{"implementation":{"number":"1/2026","rule_set":"automatic-hut",
            "case_types":["fishing-hut"],"valid_from":"2026-01-01","valid_until":"2026-12-31",
            "decided":"2025-12-15","decision_maker":"Director","contact":"Registry",
            "grounds":"Quicker service","provisions":["APA s. 53e"],"allows":["grant"],
            "covers":[{"rule_set":"automatic-hut","hash":"ab12"}],
            "non_discrimination":"None is read","inquiry":"Unknown goes to a person",
            "reasoning":"Every row is shown","information":"In the letter",
            "responsibilities":"Named","other_party_ground":null,
            "quality":{"assurance":"Cases","assurance_owner":"One","control":"A sample",
                "control_owner":"Two","sample_per_thousand":100,"reviews_counted":50,
                "disagreements_max":2},
            "document":[{"title":"Rules","author":"Three","approver":"Four",
                "approved":"2025-12-01"}]},
            "file":"number = \"1/2026\"","signature":"c2ln","key":"a2V5"}"#,
    ),
    sample(
        "rule_set.reviewed",
        r#"{"case":"019cad8f-ac00-7010-b02b-8631721c51be",
            "ruling":"019cad8f-ac00-7030-b02b-8631721c5300","agrees":true}"#,
    ),
    sample("rule_set.suspended", r#"{"by_itself":false,"reason":"Sums were wrong"}"#),
    sample("rule_set.resumed", r#"{"reason":"Mended"}"#),
];

const INSTALLATION: &[Sample] = &[
    sample("installation.started", r#"{"demo":true}"#),
    sample("installation.key_trusted", r#"{"key":"a2V5","holder":"Director"}"#),
    sample("installation.key_distrusted", r#"{"key":"a2V5"}"#),
];

const PARAMETER: &[Sample] = &[sample(
    "parameter.verified",
    r#"{"valid_from":"2024-11-01","value":"800","source":"719/2018 s. 7(3)","demo":false}"#,
)];

const ARCHIVE: &[Sample] = &[sample(
    "rule_archive.stored",
    r#"{"rule_set":"automatic-hut","valid_from":"2024-01-01","hash":"ab12","text":"format = 1"}"#,
)];

#[test]
fn every_event_ever_stored_still_reads() {
    check_samples::<CaseFacts>(&[], FACTS);
    check_samples::<Rulings>(TABLES, RULINGS);
    check_samples::<GovernedRuleSet>(&[], RULE_SETS);
    check_samples::<Installation>(&[], INSTALLATION);
    check_samples::<VerifiedParameter>(&[], PARAMETER);
    check_samples::<Archive>(&[], ARCHIVE);
}

#[tokio::test]
async fn every_statement_is_fit_for_both_engines() {
    let systems = [casefile::system(), automation::system()];
    let tables: Vec<_> = systems.iter().flat_map(|s| s.migrations).copied().collect();
    let setup = Setup::new().migrations(&tables).registry(|registry| {
        *registry = web::registry(&mut [casefile::system(), automation::system()]);
    });
    setup.for_both(|world| async move { check_statements(&world).await }).await;
}
