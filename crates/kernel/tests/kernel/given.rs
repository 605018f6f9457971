//! Given, when, then: says what happened, and fails when it was something else.

use testkit::{given, on};
use uuid::Uuid;

use crate::parcel::{
    CloseBeside, Note, NoteBoth, Parcel, ParcelEvent, ParcelId, SAMPLES, Take, register,
};

const ID: ParcelId = ParcelId(Uuid::from_u128(1));
const OTHER: ParcelId = ParcelId(Uuid::from_u128(2));

fn a_note() -> Note {
    Note { id: ID, note: "fragile".into() }
}

fn noted(note: &str) -> ParcelEvent {
    ParcelEvent::Noted { note: note.into() }
}

fn registered() -> ParcelEvent {
    let changes = given::<Parcel>([]).when(register(ID, "A"), ()).outcome().unwrap();
    let event = changes.into_events().unwrap().remove(0);
    serde_json::from_value(serde_json::json!({ "kind": event.kind, "body": event.body })).unwrap()
}

#[test]
fn an_act_is_decided_on_the_events_given() {
    given::<Parcel>([]).when(a_note(), ()).then_refused("parcel-unknown");
    given([registered()]).when(a_note(), ()).then([noted("fragile")]);
    given([registered(), ParcelEvent::Closed {}]).when(a_note(), ()).then_refused("parcel-closed");
    let (both, note) = ("both".to_owned(), noted("both"));
    let act = NoteBoth { id: ID, other: OTHER, note: both };
    given([registered()]).when(act, ()).then_all([on(ID, &note), on(OTHER, &note)]);
    let beside = given::<Parcel>([registered()]).state(OTHER.0);
    let act = CloseBeside { id: ID, beside: OTHER };
    given([registered()]).when(act, beside).then([ParcelEvent::Closed {}]);
}

#[test]
fn time_passes_between_events_and_before_the_act() {
    let state = given::<Parcel>([registered()]).days_pass(3).and([noted("later")]).state(ID.0);
    let Parcel::Known { registered_on, moved_at, .. } = state else { panic!("{state:?}") };
    assert_eq!(registered_on.to_string(), "2026-03-02");
    assert_eq!(moved_at.date().to_string(), "2026-03-05");
}

#[test]
#[should_panic(expected = "sturdy")]
fn another_event_than_expected_is_told() {
    given([registered()]).when(a_note(), ()).then([noted("sturdy")]);
}

#[test]
#[should_panic(expected = "+ parcel.taken")]
fn an_event_too_much_is_told() {
    given([registered()]).when(Take { id: ID }, ()).then_nothing();
}

#[test]
#[should_panic(expected = "the events differ")]
fn an_event_on_another_stream_is_told() {
    let act = NoteBoth { id: ID, other: OTHER, note: "x".into() };
    given([registered()]).when(act, ()).then([noted("x"), noted("x")]);
}

#[test]
#[should_panic(expected = "refused, but for another reason")]
fn another_refusal_than_expected_is_told() {
    given::<Parcel>([]).when(a_note(), ()).then_refused("parcel-closed");
}

#[test]
#[should_panic(expected = "expected a refusal")]
fn an_event_instead_of_a_refusal_is_told() {
    given([registered()]).when(a_note(), ()).then_refused("parcel-closed");
}

#[test]
#[should_panic(expected = "but it was refused")]
fn a_refusal_instead_of_an_event_is_told() {
    given::<Parcel>([]).when(a_note(), ()).then([noted("fragile")]);
}

#[test]
#[should_panic(expected = "no sample of parcel.registered in schema version 1")]
fn a_version_without_a_sample_is_told() {
    testkit::check_samples::<Parcel>(crate::parcel::TABLES, &SAMPLES[1..]);
}

#[test]
#[should_panic(expected = "sample of parcel.noted version 1: ")]
fn a_sample_that_no_longer_reads_is_told() {
    let mut samples = SAMPLES.to_vec();
    let noted = samples.iter_mut().find(|s| s.kind == "parcel.noted").unwrap();
    noted.body = r#"{"text": "fragile"}"#;
    testkit::check_samples::<Parcel>(crate::parcel::TABLES, &samples);
}

#[test]
#[should_panic(expected = "undeclared table parcel_note")]
fn rows_in_an_undeclared_table_are_told() {
    const ONE: &[&kernel::Table] = &[&crate::parcel::PARCEL];
    testkit::check_samples::<Parcel>(ONE, SAMPLES);
}

#[test]
#[should_panic(expected = "sealed elsewhere and open here")]
fn a_sealed_value_that_also_stands_in_the_open_is_told() {
    let mut samples = SAMPLES.to_vec();
    let registered = samples.iter_mut().find(|s| s.schema == 2).unwrap();
    registered.body = r#"{"number": "of Matti Ek", "unit": "hki", "owner": {"$seal": {"subject": "00000000-0000-0000-0000-000000000009", "plain": "Matti Ek"}}}"#;
    testkit::check_samples::<Parcel>(crate::parcel::TABLES, &samples);
}
