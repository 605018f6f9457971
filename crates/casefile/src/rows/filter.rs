//! Rows of saved filters, and the list over them.

use kernel::{DbRow, Fault, Filter, FilterKind, List, Order, Read, Row, Table, UserId, Value};

use crate::ids::FilterId;
use crate::state::KnownFilter;

pub(super) static FILTER: Table = Table {
    name: "casefile_filter",
    columns: &["stream_id", "list", "name", "query", "owner", "unit", "class", "compartment"],
    key: 1,
};

/// The row of a saved filter. One's own has an owner and no unit, one that a unit shares the reverse.
pub(crate) fn filter(id: FilterId, known: &KnownFilter) -> Row {
    let owner = known.unit.is_none().then_some(known.owner);
    Row::new(
        &FILTER,
        vec![
            id.into(),
            known.list.as_str().into(),
            known.name.as_str().into(),
            known.query.as_str().into(),
            owner.into(),
            known.unit.as_deref().unwrap_or("").into(),
            kernel::Class::Normal.level().into(),
            Value::Null,
        ],
    )
}

/// Saved filters: one's own by `owner`, those of one's units by `shared`.
pub static FILTERS: List = List {
    name: "saved filters",
    columns: "f.stream_id, f.name, f.query, f.unit",
    width: 4,
    from: "casefile_filter f",
    always: "",
    protected: Some("f"),
    filters: &[
        Filter { name: "owner", sql: "f.owner = ?", kind: FilterKind::Uuid },
        Filter { name: "shared", sql: "f.owner IS NULL", kind: FilterKind::Flag },
        Filter { name: "list", sql: "f.list = ?", kind: FilterKind::Text },
    ],
    orders: &[Order { name: "name", columns: &["f.name", "f.stream_id"], descending: false }],
};

/// A row of [`FILTERS`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterLine {
    /// The filter.
    pub id: FilterId,
    /// What it is called.
    pub name: String,
    /// Filters and order as they stand in the address.
    pub query: String,
    /// Code of the unit that shares it; empty for one's own.
    pub unit: String,
}

impl FilterLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<FilterLine, Fault> {
        Ok(FilterLine { id: row.get(0)?, name: row.get(1)?, query: row.get(2)?, unit: row.get(3)? })
    }
}

/// Names of the filters of a list that somebody keeps for themselves, or that a unit shares.
pub(crate) async fn filter_names(
    read: &Read<'_>,
    list: &str,
    owner: UserId,
    unit: Option<&str>,
) -> Result<Vec<String>, Fault> {
    let rows = match unit {
        Some(unit) => {
            let select = kernel::sql!(
                "SELECT f.name FROM casefile_filter f WHERE f.list = $1 AND f.unit = $2 AND f.owner IS NULL"
            );
            read.rows(select, vec![list.into(), unit.into()]).await?
        }
        None => {
            let select = kernel::sql!(
                "SELECT f.name FROM casefile_filter f WHERE f.list = $1 AND f.owner = $2"
            );
            read.rows(select, vec![list.into(), owner.into()]).await?
        }
    };
    rows.iter().map(|row| row.get(0)).collect()
}
