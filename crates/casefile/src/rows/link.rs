//! Rows of links between cases, and the list over them: it shows only the other cases one may see.

use kernel::{DbRow, Fault, Filter, FilterKind, List, Order, Row, Table};

use super::CaseLine;
use crate::events::code;
use crate::ids::CaseId;
use crate::state::KnownCase;

pub(super) static LINK: Table =
    Table { name: "casefile_link", columns: &["stream_id", "other", "relation"], key: 2 };

/// Rows of a case's links.
pub(super) fn links(id: CaseId, known: &KnownCase) -> Vec<Row> {
    let row = |(other, relation): (&CaseId, &crate::events::LinkKind)| {
        Row::new(&LINK, vec![id.into(), (*other).into(), code(relation).into()])
    };
    known.linked.iter().map(row).collect()
}

/// The cases a case is linked to.
pub static LINKS: List = List {
    name: "links",
    columns: "c.stream_id, c.number, c.headline, c.status, c.handler, c.unit, c.next_date, c.changed_at, c.class, c.status_word, c.case_type, c.compartment, l.relation",
    width: 13,
    from: "casefile_link l JOIN casefile_case c ON c.stream_id = l.other",
    always: "",
    protected: Some("c"),
    filters: &[Filter { name: "case", sql: "l.stream_id = ?", kind: FilterKind::Uuid }],
    orders: &[Order { name: "linked", columns: &["l.stream_id", "l.other"], descending: false }],
};

/// A row of [`LINKS`].
#[derive(Debug, Clone)]
pub struct LinkLine {
    /// The other case.
    pub case: CaseLine,
    /// Code of what it is to the one asked about.
    pub relation: String,
}

impl LinkLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<LinkLine, Fault> {
        Ok(LinkLine { case: CaseLine::read(row)?, relation: row.get(12)? })
    }
}
