//! Rows that show the state in lists, and the lists themselves: the only SQL of this system.

use kernel::{Filter, FilterKind, List, Order, Row, Table};
use uuid::Uuid;

use crate::state::@Name@;

static RECORD: Table = Table { name: "@name@_record", columns: &["stream_id", "title"], key: 1 };

/// The tables of this system.
pub const TABLES: &[&Table] = &[&RECORD];

/// The rows of a record: a pure function of its state.
pub fn rows(state: &@Name@, stream: Uuid) -> Vec<Row> {
    match state {
        @Name@::Unknown => Vec::new(),
        @Name@::Begun { title } => vec![Row::new(&RECORD, vec![stream.into(), title.into()])],
    }
}

/// All records by title.
pub static LIST: List = List {
    name: "@name@",
    columns: "r.stream_id, r.title",
    width: 2,
    from: "@name@_record r",
    always: "",
    protected: None,
    filters: &[Filter { name: "title", sql: "r.title = ?", kind: FilterKind::Text }],
    orders: &[Order { name: "title", columns: &["r.title", "r.stream_id"], descending: false }],
};
