//! Rows of pairs of persons that are to be compared, and the list over them.

use kernel::{DbRow, Fault, Filter, FilterKind, List, Order, Row, Table, Ts, Value};

use crate::ids::PersonId;
use crate::model::Comparison;
use crate::state::KnownPerson;

pub(super) static PERSON_PAIR: Table = Table {
    name: "casefile_person_pair",
    columns: &["stream_id", "other", "verdict", "judged_at", "unit", "class", "compartment"],
    key: 2,
};

/// Rows of the pairs that wait for a verdict. A pair stands on both streams and is listed once.
pub(super) fn pairs(id: PersonId, known: &KnownPerson) -> Vec<Row> {
    let waits = |(other, c): &(&PersonId, &Comparison)| id < **other && c.verdict.is_pending();
    let row = |(other, comparison): (&PersonId, &Comparison)| {
        let values = vec![
            id.into(),
            (*other).into(),
            comparison.verdict.code().into(),
            comparison.at.into(),
            "".into(),
            known.class.level().into(),
            Value::Null,
        ];
        Row::new(&PERSON_PAIR, values)
    };
    known.comparisons.iter().filter(waits).map(row).collect()
}

/// Pairs of persons about whom somebody is still to decide, those that have waited longest first.
pub static PAIRS: List = List {
    name: "pairs",
    columns: "c.stream_id, c.other, c.verdict, c.judged_at",
    width: 4,
    from: "casefile_person_pair c",
    always: "",
    protected: Some("c"),
    filters: &[Filter { name: "verdict", sql: "c.verdict = ?", kind: FilterKind::Text }],
    orders: &[Order {
        name: "judged",
        columns: &["c.judged_at", "c.stream_id", "c.other"],
        descending: false,
    }],
};

/// A row of [`PAIRS`].
#[derive(Debug, Clone)]
pub struct PairLine {
    /// One.
    pub person: PersonId,
    /// The other.
    pub other: PersonId,
    /// Code of the verdict.
    pub verdict: String,
    /// When it was last given.
    pub at: Ts,
}

impl PairLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<PairLine, Fault> {
        Ok(PairLine {
            person: row.get(0)?,
            other: row.get(1)?,
            verdict: row.get(2)?,
            at: row.get(3)?,
        })
    }
}
