//! Rows of visits: the only SQL of this system.

use casefile::CaseId;
use kernel::{DbRow, Fault, Filter, FilterKind, Kernel, List, Order, Read, Row, Table, Value, sql};
use uuid::Uuid;

use super::state::{PlannedVisit, VisitId};

static VISIT: Table = Table {
    name: "visits_visit",
    columns: &[
        "stream_id",
        "case_id",
        "request",
        "planned_on",
        "purpose",
        "stage",
        "unit",
        "class",
        "compartment",
    ],
    key: 1,
};

/// The tables of this system.
pub static TABLES: &[&Table] = &[&VISIT];

/// The row of a visit.
pub fn visit(id: VisitId, planned: &PlannedVisit) -> Row {
    let values = vec![
        id.into(),
        planned.case.into(),
        planned.request.into(),
        planned.on.into(),
        planned.purpose.as_deref().unwrap_or_default().into(),
        planned.stage.code().into(),
        planned.unit.as_str().into(),
        planned.class.level().into(),
        Value::Null,
    ];
    Row::new(&VISIT, values)
}

/// Visits by their day.
pub static VISITS: List = List {
    name: "visits",
    columns: "v.stream_id, v.case_id, v.planned_on, v.purpose, v.stage",
    width: 5,
    from: "visits_visit v",
    always: "",
    protected: Some("v"),
    filters: &[
        Filter { name: "stage", sql: "v.stage = ?", kind: FilterKind::Text },
        Filter { name: "case", sql: "v.case_id = ?", kind: FilterKind::Uuid },
    ],
    orders: &[Order { name: "day", columns: &["v.planned_on", "v.stream_id"], descending: false }],
};

/// The visits of a case.
pub async fn of_case(read: &Read<'_>, case: CaseId) -> Result<Vec<VisitId>, Fault> {
    let select = sql!("SELECT stream_id FROM visits_visit WHERE case_id = $1 ORDER BY stream_id");
    ids(&read.rows(select, vec![case.into()]).await?)
}

/// The visit whose letter was asked for by a request; nothing when another system asked.
pub async fn by_request(kernel: &Kernel, request: Uuid) -> Result<Option<VisitId>, Fault> {
    let select = sql!("SELECT stream_id FROM visits_visit WHERE request = $1");
    Ok(ids(&kernel.fetch(select, vec![request.into()]).await?)?.first().copied())
}

fn ids(rows: &[DbRow]) -> Result<Vec<VisitId>, Fault> {
    rows.iter().map(|row| row.get(0)).collect()
}
