//! Rows of who acts for whom, and the list of those whom somebody represents.

use kernel::{DbRow, Fault, Filter, FilterKind, List, Order, Row, Table, Value};
use uuid::Uuid;

use super::NEVER;
use crate::ids::PersonId;
use crate::model::{Agent, Representation};
use crate::state::KnownPerson;

pub(super) static REPRESENTATION: Table = Table {
    name: "casefile_representation",
    columns: &[
        "stream_id",
        "representation",
        "agent",
        "role",
        "until",
        "unit",
        "class",
        "compartment",
    ],
    key: 2,
};

/// Rows of those who act for a person.
pub(super) fn representations(id: PersonId, known: &KnownPerson) -> Vec<Row> {
    let row = |(representation, r): (&Uuid, &Representation)| {
        let agent: Value = match r.agent {
            Agent::Person(person) => person.into(),
            Agent::Organisation(organisation) => organisation.into(),
        };
        let values = vec![
            id.into(),
            (*representation).into(),
            agent,
            r.role.code().into(),
            r.validity.until().unwrap_or(NEVER).into(),
            "".into(),
            known.class.level().into(),
            Value::Null,
        ];
        Row::new(&REPRESENTATION, values)
    };
    known.representatives.iter().map(row).collect()
}

/// Whom somebody represents, what ends first first.
pub static REPRESENTED: List = List {
    name: "represented",
    columns: "r.stream_id, r.role, r.until",
    width: 3,
    from: "casefile_representation r",
    always: "",
    protected: Some("r"),
    filters: &[
        Filter { name: "agent", sql: "r.agent = ?", kind: FilterKind::Uuid },
        Filter { name: "on", sql: "r.until >= ?", kind: FilterKind::Date },
    ],
    orders: &[Order {
        name: "until",
        columns: &["r.until", "r.stream_id", "r.representation"],
        descending: false,
    }],
};

/// A row of [`REPRESENTED`].
#[derive(Debug, Clone)]
pub struct RepresentedLine {
    /// Who is represented.
    pub person: PersonId,
    /// Code of what the representative is to them.
    pub role: String,
    /// The last day, when there is one.
    pub until: Option<kernel::Date>,
}

impl RepresentedLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<RepresentedLine, Fault> {
        Ok(RepresentedLine {
            person: row.get(0)?,
            role: row.get(1)?,
            until: Some(row.get(2)?).filter(|d| *d != NEVER),
        })
    }
}
