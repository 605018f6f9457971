use std::collections::BTreeSet;
use std::path::Path;

use kernel::db::Statement;
use testkit::{check_samples, check_statements, statement_troubles, statements_in_source};

use crate::parcel::{self, Parcel};

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
}
