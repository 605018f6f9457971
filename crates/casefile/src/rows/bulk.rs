//! Rows of orders to do one thing to many cases, and the lists over them.

use kernel::{DbRow, Fault, Filter, FilterKind, List, Order, Row, Table, Ts, UserId, Value};

use crate::events::code;
use crate::ids::{BulkId, CaseId, PortionId};
use crate::state::{BulkPortion, KnownBulk};

pub(super) static BULK: Table = Table {
    name: "casefile_bulk",
    columns: &[
        "stream_id",
        "ordered_at",
        "ordered_by",
        "what",
        "state",
        "cases",
        "done",
        "skipped",
        "unit",
        "class",
        "compartment",
    ],
    key: 1,
};

pub(super) static BULK_CASE: Table = Table {
    name: "casefile_bulk_case",
    columns: &["stream_id", "place", "bulk", "case_id", "result", "had", "gets"],
    key: 2,
};

/// What became of a case that was done.
const DONE: &str = "done";
/// What becomes of a case that was not looked at yet.
const WAITING: &str = "waiting";

fn count(n: usize) -> Value {
    i64::try_from(n).unwrap_or(i64::MAX).into()
}

/// Rows of an order: itself, and the cases that were chosen and stay as they are.
pub(crate) fn bulk(id: BulkId, known: &KnownBulk) -> Vec<Row> {
    let order = Row::new(
        &BULK,
        vec![
            id.into(),
            known.at.into(),
            known.by.into(),
            code(known.what).into(),
            known.stage().into(),
            count(known.cases + known.left.len()),
            count(known.done),
            count(known.skipped + known.left.len()),
            known.unit.as_str().into(),
            kernel::Class::Normal.level().into(),
            Value::Null,
        ],
    );
    let left = known.left.iter().zip(known.cases..).map(|(left, place)| {
        let (case, result): (Value, Value) = (left.case.into(), code(left.why).into());
        Row::new(
            &BULK_CASE,
            vec![id.into(), count(place), id.into(), case, result, Value::Null, Value::Null],
        )
    });
    std::iter::once(order).chain(left).collect()
}

/// Rows of a portion: one a case.
pub(crate) fn portion(id: PortionId, portion: &BulkPortion) -> Vec<Row> {
    let BulkPortion::Known { bulk, first, work, results } = portion else { return Vec::new() };
    let row = |(n, (case, had, gets)): (usize, (CaseId, Option<UserId>, Option<UserId>))| {
        let result = match results.as_ref().map(|results| results.get(n).copied().flatten()) {
            None => WAITING.to_owned(),
            Some(None) => DONE.to_owned(),
            Some(Some(skip)) => code(skip),
        };
        let values = [result.into(), had.into(), gets.into()];
        let place = [id.into(), count(first + n), (*bulk).into(), case.into()];
        Row::new(&BULK_CASE, place.into_iter().chain(values).collect())
    };
    work.cases().into_iter().enumerate().map(row).collect()
}

/// Orders of one's units.
pub static BULKS: List = List {
    name: "bulk orders",
    columns: "b.stream_id, b.ordered_at, b.ordered_by, b.what, b.state, b.cases, b.done, b.skipped",
    width: 8,
    from: "casefile_bulk b",
    always: "",
    protected: Some("b"),
    filters: &[Filter { name: "unit", sql: "b.unit = ?", kind: FilterKind::Text }],
    orders: &[Order {
        name: "newest",
        columns: &["b.ordered_at", "b.stream_id"],
        descending: true,
    }],
};

/// A row of [`BULKS`].
#[derive(Debug, Clone)]
pub struct BulkLine {
    /// The order.
    pub id: BulkId,
    /// When it was given.
    pub at: Ts,
    /// By whom.
    pub by: UserId,
    /// Code of what it does.
    pub what: String,
    /// Code of how it stands.
    pub stage: String,
    /// Cases that were chosen.
    pub cases: i64,
    /// Those to which it was done.
    pub done: i64,
    /// Those that stayed as they were.
    pub skipped: i64,
}

impl BulkLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<BulkLine, Fault> {
        Ok(BulkLine {
            id: row.get(0)?,
            at: row.get(1)?,
            by: row.get(2)?,
            what: row.get(3)?,
            stage: row.get(4)?,
            cases: row.get(5)?,
            done: row.get(6)?,
            skipped: row.get(7)?,
        })
    }
}

/// The cases of an order that one may see, and what became of each.
pub static BULK_CASES: List = List {
    name: "cases of a bulk order",
    columns: "i.case_id, c.number, c.headline, i.result, i.had, i.gets",
    width: 6,
    from: "casefile_bulk_case i JOIN casefile_case c ON c.stream_id = i.case_id",
    always: "",
    protected: Some("c"),
    filters: &[
        Filter { name: "bulk", sql: "i.bulk = ?", kind: FilterKind::Uuid },
        Filter { name: "result", sql: "i.result = ?", kind: FilterKind::Text },
    ],
    orders: &[Order { name: "place", columns: &["i.bulk", "i.place"], descending: false }],
};

/// A row of [`BULK_CASES`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkCaseLine {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub headline: String,
    /// Code of what became of it.
    pub result: String,
    /// Who had it.
    pub had: Option<UserId>,
    /// Who was to get it.
    pub gets: Option<UserId>,
}

impl BulkCaseLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<BulkCaseLine, Fault> {
        Ok(BulkCaseLine {
            case: row.get(0)?,
            number: row.get(1)?,
            headline: row.get(2)?,
            result: row.get(3)?,
            had: row.get(4)?,
            gets: row.get(5)?,
        })
    }
}
