//! Rows of applications, and the list over them: the only SQL of this system.

use casefile::CaseId;
use kernel::{DbRow, Fault, Filter, FilterKind, List, Order, Read, Row, Table, Ts, UserId, Value};

use crate::ids::ApplicationId;
use crate::state::{KnownApplication, Stage};

static APPLICATION: Table = Table {
    name: "permits_application",
    columns: &[
        "stream_id",
        "owner",
        "permit",
        "stage",
        "begun_at",
        "changed_at",
        "case_id",
        "number",
    ],
    key: 1,
};

/// The tables of this system.
pub static TABLES: &[&Table] = &[&APPLICATION];

/// The row of an application: nothing that was said in it.
pub(crate) fn application(id: ApplicationId, known: &KnownApplication) -> Vec<Row> {
    let case = known.stage.case();
    vec![Row::new(
        &APPLICATION,
        vec![
            id.into(),
            known.owner.into(),
            known.permit.as_str().into(),
            known.stage.code().into(),
            known.begun.into(),
            known.changed.into(),
            case.map_or(Value::Null, |(case, _)| case.into()),
            case.map_or("", |(_, number)| number).into(),
        ],
    )]
}

/// Applications, the one that changed last first. Pages ask for those of one owner.
pub static APPLICATIONS: List = List {
    name: "applications",
    columns: "a.stream_id, a.permit, a.stage, a.changed_at, a.case_id, a.number",
    width: 6,
    from: "permits_application a",
    always: "",
    protected: None,
    filters: &[
        Filter { name: "owner", sql: "a.owner = ?", kind: FilterKind::Uuid },
        Filter { name: "stage", sql: "a.stage = ?", kind: FilterKind::Text },
    ],
    orders: &[Order {
        name: "changed",
        columns: &["a.changed_at", "a.stream_id"],
        descending: true,
    }],
};

/// A row of [`APPLICATIONS`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationLine {
    /// The application.
    pub id: ApplicationId,
    /// Code of the type of permit.
    pub permit: String,
    /// Code of how far it is.
    pub stage: String,
    /// When something last happened.
    pub changed: Ts,
    /// The case it became.
    pub case: Option<CaseId>,
    /// Its number; empty while there is none.
    pub number: String,
}

impl ApplicationLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<ApplicationLine, Fault> {
        Ok(ApplicationLine {
            id: row.get(0)?,
            permit: row.get(1)?,
            stage: row.get(2)?,
            changed: row.get(3)?,
            case: row.get(4)?,
            number: row.get(5)?,
        })
    }
}

/// How many applications of an owner are begun and not sent.
pub(crate) async fn drafts(read: &Read<'_>, owner: UserId) -> Result<usize, Fault> {
    let select = kernel::sql!(
        "SELECT COUNT(*) FROM permits_application a WHERE a.owner = $1 AND a.stage = $2"
    );
    let rows = read.rows(select, vec![owner.into(), Stage::Draft.code().into()]).await?;
    let count = rows.first().map(|row| row.get::<i64>(0)).transpose()?.unwrap_or(0);
    usize::try_from(count).map_err(|e| Fault::corrupt(e.to_string()))
}
