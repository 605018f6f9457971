//! Rows of organisations, and the lists over them.

use std::collections::BTreeSet;

use kernel::{Class, DbRow, Fault, Filter, FilterKind, List, Order, Row, Table, Value};

use super::NEVER;
use crate::ids::OrganisationId;
use crate::model::{BusinessId, fold};
use crate::state::KnownOrganisation;

pub(super) static ORGANISATION: Table = Table {
    name: "casefile_organisation",
    columns: &[
        "stream_id",
        "name",
        "folded",
        "kind",
        "business_id",
        "town",
        "ended",
        "unit",
        "class",
        "compartment",
    ],
    key: 1,
};
pub(super) static ORGANISATION_WORD: Table =
    Table { name: "casefile_organisation_word", columns: &["stream_id", "word"], key: 2 };

/// Rows of an organisation; an erased one has none.
pub(crate) fn organisation(id: OrganisationId, known: &KnownOrganisation) -> Vec<Row> {
    let Some(details) = &known.details else { return Vec::new() };
    let number = details.business_id.as_ref().map_or("", BusinessId::number);
    let mut rows = vec![Row::new(
        &ORGANISATION,
        vec![
            id.into(),
            details.name.as_str().into(),
            fold(&details.name).into(),
            details.kind.code().into(),
            number.into(),
            details.address.town.as_str().into(),
            known.ended.unwrap_or(NEVER).into(),
            "".into(),
            Class::Normal.level().into(),
            Value::Null,
        ],
    )];
    let former = details.former.iter().map(|former| fold(&former.name));
    let names: Vec<String> = std::iter::once(fold(&details.name)).chain(former).collect();
    let mut words: BTreeSet<String> =
        names.iter().flat_map(|name| name.split_whitespace()).map(str::to_owned).collect();
    words.extend(details.business_id.as_ref().map(BusinessId::compact));
    let word = |word: String| Row::new(&ORGANISATION_WORD, vec![id.into(), word.into()]);
    rows.extend(words.into_iter().map(word));
    rows
}

const COLUMNS: &str = "o.stream_id, o.name, o.kind, o.business_id, o.town, o.ended";

/// Organisations in the order of their names.
pub static ORGANISATIONS: List = List {
    name: "organisations",
    columns: COLUMNS,
    width: 6,
    from: "casefile_organisation o",
    always: "",
    protected: Some("o"),
    filters: &[Filter { name: "kind", sql: "o.kind = ?", kind: FilterKind::Text }],
    orders: &[Order { name: "name", columns: &["o.folded", "o.stream_id"], descending: false }],
};

/// Organisations by words of their names, former ones among them, and by their business ids.
pub static ORGANISATIONS_BY_WORD: List = List {
    name: "organisations by word",
    columns: COLUMNS,
    width: 6,
    from: "casefile_organisation_word w JOIN casefile_organisation o ON o.stream_id = w.stream_id",
    always: "",
    protected: Some("o"),
    filters: &[
        Filter { name: "word", sql: "w.word >= ? AND w.word < ?", kind: FilterKind::Prefix },
        Filter {
            name: "also",
            sql: "EXISTS (SELECT 1 FROM casefile_organisation_word v WHERE v.stream_id = o.stream_id AND v.word >= ? AND v.word < ?)",
            kind: FilterKind::Prefix,
        },
        Filter { name: "kind", sql: "o.kind = ?", kind: FilterKind::Text },
    ],
    orders: &[Order { name: "word", columns: &["w.word", "w.stream_id"], descending: false }],
};

/// A row of these lists.
#[derive(Debug, Clone)]
pub struct OrganisationLine {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Code of what it is.
    pub kind: String,
    /// Its business id; empty when it has none.
    pub business_id: String,
    /// Where it is.
    pub town: String,
    /// Its last day, when it has had one.
    pub ended: Option<kernel::Date>,
}

impl OrganisationLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<OrganisationLine, Fault> {
        Ok(OrganisationLine {
            id: row.get(0)?,
            name: row.get(1)?,
            kind: row.get(2)?,
            business_id: row.get(3)?,
            town: row.get(4)?,
            ended: Some(row.get(5)?).filter(|d| *d != NEVER),
        })
    }
}
