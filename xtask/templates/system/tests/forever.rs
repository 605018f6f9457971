//! What must hold for ever: every event stored still reads, every statement runs on both engines.

use testkit::{Sample, Setup, check_samples, check_statements};

#[test]
fn every_event_ever_stored_still_reads() {
    check_samples::<@name@::@Name@>(
        @name@::TABLES,
        &[Sample { kind: "@name@.begun", schema: 1, body: r#"{"title": "One"}"# }],
    );
}

#[tokio::test]
async fn every_statement_is_fit_for_both_engines() {
    let setup = Setup::new()
        .migrations(@name@::MIGRATIONS)
        .registry(|registry| *registry = web::registry(&mut [@name@::system()]));
    setup.for_both(|world| async move { check_statements(&world).await }).await;
}
