//! Events are forever: one stored sample of every kind and version is read, folded and shown.

use kernel::{BlindIndex, EventSet, Projection, Recorded, SEAL, State, Table, erase_all, fold};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::given::MONDAY;

/// The body of an event as some released version stored it, with sealed values open.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Stored kind.
    pub kind: &'static str,
    /// Schema version it was written with.
    pub schema: u16,
    /// The stored body as JSON text. A sealed value is written
    /// `{"$seal": {"subject": "<uuid>", "plain": ...}}`.
    pub body: &'static str,
}

/// Reads samples in the order in which they may stand on one stream. Every kind and every schema
/// version from 1 to today's must be there; each must decode, fold onto what the earlier ones gave,
/// and give rows of the declared shape in the declared tables, also when every value is erased. What
/// one sample seals, no sample says in the open: it would stay there when its key is destroyed.
///
/// # Panics
/// Says which sample fails, and how.
pub fn check_samples<S: State>(tables: &'static [&'static Table], samples: &[Sample]) {
    for kind in S::Event::KINDS {
        for schema in 1..=kind.schema {
            let there = samples.iter().any(|s| s.kind == kind.name && s.schema == schema);
            assert!(there, "no sample of {} in schema version {schema}", kind.name);
        }
    }
    let projection = Projection::of::<S>(tables);
    assert_eq!(projection.stream, S::STREAM);
    let open: Vec<Recorded> = samples.iter().zip(1..).map(|(s, n)| recorded(s, n)).collect();
    let erased: Vec<Recorded> =
        open.iter().cloned().map(|r| Recorded { body: erase_all(r.body.clone()), ..r }).collect();
    check_open(&open, &erased);
    for events in [&open, &erased] {
        for until in 1..=events.len() {
            let last = &events[until - 1];
            let name = format!("sample of {} version {}", last.kind, last.schema);
            let event = last.decode::<S::Event>().unwrap_or_else(|e| panic!("{name}: {e}"));
            assert!(event.is_some(), "{name}: {} does not know this kind", S::STREAM);
            let state: S = fold(&events[..until]).unwrap_or_else(|e| panic!("{name}: {e}"));
            let rows = state.rows(last.stream, &blind());
            check_rows(&name, tables, &rows, last.stream);
        }
    }
}

/// Letters from which a sealed text is told from others that happen to read the same. Code words,
/// all in small letters, may stand anywhere.
const TOLD_LETTERS: usize = 4;

/// A blind index for states that no kernel keeps.
#[must_use]
pub fn blind() -> BlindIndex {
    BlindIndex::new([7; 32])
}

fn check_open(open: &[Recorded], erased: &[Recorded]) {
    let mut sealed = Vec::new();
    open.iter().for_each(|e| sealed_texts(&e.body, false, &mut sealed));
    for event in erased {
        let body = event.body.to_string();
        let left = sealed.iter().find(|text| body.contains(text.as_str()));
        if let Some(text) = left {
            panic!("sample of {}: {text:?} is sealed elsewhere and open here", event.kind);
        }
    }
}

/// The texts that a body seals.
fn sealed_texts(body: &Json, within: bool, found: &mut Vec<String>) {
    match body {
        Json::String(text) => {
            let letters = text.chars().filter(|c| c.is_alphabetic()).count();
            let code = text.chars().all(|c| c.is_ascii_lowercase() || "_-.".contains(c));
            if within && !code && letters >= TOLD_LETTERS {
                found.push(text.clone());
            }
        }
        Json::Array(items) => items.iter().for_each(|v| sealed_texts(v, within, found)),
        Json::Object(map) => match map.get(SEAL).and_then(|seal| seal.get("plain")) {
            Some(plain) => sealed_texts(plain, true, found),
            None => map.values().for_each(|v| sealed_texts(v, within, found)),
        },
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

fn check_rows(name: &str, tables: &[&'static Table], rows: &[kernel::Row], stream: Uuid) {
    for row in rows {
        let table = row.table;
        assert!(tables.contains(&table), "{name}: a row of undeclared table {}", table.name);
        assert_eq!(
            row.values.len(),
            table.columns.len(),
            "{name}: a row of {} has another number of values than columns",
            table.name
        );
        assert_eq!(
            row.values[0],
            kernel::Value::Uuid(stream),
            "{name}: the first column of {} must be the stream's id",
            table.name
        );
    }
    for (n, row) in rows.iter().enumerate() {
        let twin = rows[..n].iter().any(|r| r.table == row.table && r.key() == row.key());
        assert!(!twin, "{name}: two rows of {} with one key", row.table.name);
    }
}

fn recorded(sample: &Sample, version: i64) -> Recorded {
    let body: Json = serde_json::from_str(sample.body)
        .unwrap_or_else(|e| panic!("the sample of {} is not JSON: {e}", sample.kind));
    Recorded {
        stream: Uuid::from_u128(0xA11CE),
        version,
        id: Uuid::from_u128(u128::try_from(version).unwrap()),
        kind: sample.kind.to_owned(),
        schema: sample.schema,
        at: MONDAY,
        actor: Uuid::from_u128(2),
        on_behalf_of: None,
        act: "sample".to_owned(),
        body,
        hash: [0; 32],
    }
}
