use std::collections::BTreeSet;
use std::path::Path;

use kernel::db::Statement;
use kernel::{Engine, List, Order, USER_TABLES, User};
use testkit::{Sample, check_samples, check_statements, statement_troubles, statements_in_source};

use crate::parcel::{self, Ledger, Parcel};

/// The kernel's own events, as released versions stored them.
const USER_SAMPLES: &[Sample] = &[
    Sample {
        kind: "user.added",
        schema: 1,
        body: r#"{
            "name": {"$seal": {"subject": "00000000-0000-0000-0000-000000000009", "plain": "Anna Ek"}},
            "login": {"$seal": {"subject": "00000000-0000-0000-0000-000000000009", "plain": "anna"}},
            "password": {"$seal": {"subject": "00000000-0000-0000-0000-000000000009", "plain": "$argon2id$"}},
            "profile": {"unit": "hki", "roles": ["handler"], "units": ["hki", "ou"],
                "clearance": "protected", "compartments": ["00000000-0000-0000-0000-000000000005"]}}"#,
    },
    // Written before there were classes and compartments; signs in elsewhere.
    Sample {
        kind: "user.added",
        schema: 1,
        body: r#"{
            "name": {"$seal": {"subject": "00000000-0000-0000-0000-000000000009", "plain": "Bo Ek"}},
            "login": {"$seal": {"subject": "00000000-0000-0000-0000-000000000009", "plain": "bo"}},
            "password": null, "profile": {"unit": "ou", "roles": [], "units": []}}"#,
    },
    Sample {
        kind: "user.profile_changed",
        schema: 1,
        body: r#"{"profile": {"unit": "hki", "roles": ["admin"], "units": ["hki"], "clearance": "normal", "compartments": []}}"#,
    },
    Sample {
        kind: "user.password_set",
        schema: 1,
        body: r#"{"password": {"$seal": {"subject": "00000000-0000-0000-0000-000000000009", "plain": "$argon2id$new"}}}"#,
    },
    Sample { kind: "user.disabled", schema: 1, body: "{}" },
    Sample { kind: "user.enabled", schema: 1, body: "{}" },
];

#[tokio::test]
async fn every_statement_prepares_and_uses_an_index_on_both_engines() {
    parcel::on_both(|world| async move { check_statements(&world).await }).await;
}

#[tokio::test]
async fn a_statement_unfit_for_one_engine_is_found_on_both() {
    parcel::on_both(|world| async move {
        for unfit in [
            "SELECT number FROM parcel WHERE weight = $1",
            "SELECT COUNT(*) FROM parcel",
            "SELECT weight FROM parcel ORDER BY weight LIMIT 1",
            "SELECT p.number FROM parcel p JOIN parcel q ON q.weight = p.weight WHERE p.stream_id = $1",
            "DELETE FROM parcel WHERE weight = $1",
            "SELECT wait FROM parcel WHERE stream_id = $1",
            "SELECT number FROM parcel WHERE stream_id = $1 AND number ILIKE $2",
            "SELECT number FROM parcel WHERE stream_id = $1 AND moved_at < now()",
        ] {
            let troubles = statement_troubles(&world, unfit).await;
            assert!(!troubles.is_empty(), "{unfit} passes");
        }
        for fit in [
            "SELECT number FROM parcel WHERE stream_id = $1",
            "SELECT number FROM parcel WHERE is_open = $1 ORDER BY moved_at, stream_id LIMIT $2",
            "SELECT p.number FROM parcel p JOIN parcel q ON q.stream_id = p.stream_id WHERE p.stream_id = $1",
        ] {
            assert_eq!(statement_troubles(&world, fit).await, [""; 0]);
        }
    })
    .await;
}

/// A list that goes through a whole table for its first page.
static SLOW: List = List {
    name: "slow",
    columns: "p.number",
    width: 1,
    from: "parcel p",
    always: "",
    protected: None,
    filters: &[],
    orders: &[Order { name: "weight", columns: &["p.weight"], descending: false }],
};

#[tokio::test]
async fn a_list_without_an_index_is_found_on_both_engines() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let setup = parcel::setup().0.registry(|registry| registry.lists.push(&SLOW));
        let world = setup.world(engine).await;
        let checked = tokio::spawn(async move { check_statements(&world).await }).await;
        let told = checked.expect_err("it passes").into_panic();
        let told = told.downcast_ref::<String>().unwrap();
        let about = |line: &&str| line.contains("reads a whole table");
        let found: Vec<&str> = told.lines().filter(about).collect();
        // Its first page, and how many rows there are.
        assert!(found.len() == 2 && found.iter().all(|f| f.contains("list slow")), "{told}");
    }
}

#[test]
fn no_statement_of_the_source_is_missing_from_the_test_program() {
    let linked: BTreeSet<String> = kernel::inventory::iter::<Statement>
        .into_iter()
        .map(|s| s.at.rsplit('/').next().unwrap().to_owned())
        .collect();
    let source = statements_in_source(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(source.len() > 30, "found only {source:?}");
    let missing: Vec<_> = source.difference(&linked).collect();
    assert!(missing.is_empty(), "not checked: {missing:?}");
}

#[test]
fn samples_of_every_version_read_fold_and_show_also_when_erased() {
    check_samples::<Parcel>(parcel::TABLES, parcel::SAMPLES);
    check_samples::<Ledger>(parcel::LEDGER_TABLES, parcel::LEDGER_SAMPLES);
    check_samples::<User>(USER_TABLES, USER_SAMPLES);
}
