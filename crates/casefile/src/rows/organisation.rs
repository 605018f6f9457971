//! Rows of organisations, and the lists over them.

use std::collections::BTreeSet;

use kernel::{
    Class, DbRow, Fault, Filter, FilterKind, List, Order, Read, Row, Search, Table, Value, sql,
};

use super::{NEVER, word};
use crate::ids::OrganisationId;
use crate::model::{BusinessId, fold, words};
use crate::state::{KnownOrganisation, Organisation};

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
    let names = std::iter::once(&details.name).chain(details.former.iter().map(|f| &f.name));
    let mut found: BTreeSet<String> = names.flat_map(|name| words(name)).collect();
    found.extend(details.business_id.as_ref().map(BusinessId::compact));
    rows.extend(word::words(&ORGANISATION_WORD, id.0, found, None));
    rows
}

/// Organisations that bear a word, at most: a business id is borne by one.
const BORNE_MAX: i64 = 10;

/// The organisation that has a business id, for an act.
pub(crate) async fn with_business_id(
    read: &mut Read<'_>,
    id: &BusinessId,
) -> Result<Option<OrganisationId>, Fault> {
    let select = sql!(
        "SELECT w.stream_id FROM casefile_organisation_word w WHERE w.word = $1 ORDER BY w.stream_id LIMIT $2"
    );
    for row in read.rows(select, vec![id.compact().into(), BORNE_MAX.into()]).await? {
        let organisation: OrganisationId = row.get(0)?;
        let state = read.fold::<Organisation>(organisation).await?;
        let details = state.known().and_then(|known| known.details.as_ref());
        if details.is_some_and(|details| details.business_id.as_ref() == Some(id)) {
            return Ok(Some(organisation));
        }
    }
    Ok(None)
}

const KIND: Filter = Filter { name: "kind", sql: "t.kind = ?", kind: FilterKind::Text };
const COLUMNS: &str = "t.stream_id, t.name, t.kind, t.business_id, t.town, t.ended";

/// Organisations in the order of their names.
pub static ORGANISATIONS: List = List {
    name: "organisations",
    columns: COLUMNS,
    width: 6,
    from: "casefile_organisation t",
    always: "",
    protected: Some("t"),
    filters: &[KIND],
    orders: &[Order { name: "name", columns: &["t.folded", "t.stream_id"], descending: false }],
};

/// Organisations by words of their names, former ones among them, and by their business ids.
pub static ORGANISATIONS_BY_WORD: Search = Search {
    name: "organisations by word",
    words: "casefile_organisation_word",
    table: "casefile_organisation",
    columns: COLUMNS,
    width: 6,
    filters: &[KIND],
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
