//! Rows of holds, and the list over them: each is its compartment's alone.

use kernel::{
    Date, DbRow, Fault, Filter, FilterKind, Kernel, List, Order, Row, Table, Ts, UserId, Value,
};
use uuid::Uuid;

use crate::ids::{HoldId, PersonId};
use crate::model::ActKind;
use crate::state::{HoldState, KnownHold};

pub(super) static HOLD: Table = Table {
    name: "casefile_hold",
    columns: &[
        "stream_id",
        "person",
        "kinds",
        "owner",
        "placed_at",
        "review_on",
        "state",
        "attention",
        "told",
        "unit",
        "class",
        "compartment",
    ],
    key: 1,
};

/// The row of a hold. Nothing of the person stands in it but which one it is.
pub(crate) fn hold(id: HoldId, known: &KnownHold) -> Vec<Row> {
    let kinds: Vec<&str> = known.kinds.iter().map(|kind| kind.code()).collect();
    let told = matches!(known.state, HoldState::Stands { fell_due: true });
    vec![Row::new(
        &HOLD,
        vec![
            id.into(),
            known.person.into(),
            kinds.join(" ").into(),
            known.owner.into(),
            known.placed.into(),
            known.review_on.into(),
            known.state.code().into(),
            i64::from(!known.wants_attention()).into(),
            told.into(),
            "".into(),
            kernel::Class::Normal.level().into(),
            Value::Uuid(known.compartment),
        ],
    )]
}

/// Holds: first those that somebody has to look at, then by the day to look at them.
pub static HOLDS: List = List {
    name: "holds",
    columns: "h.stream_id, h.person, h.kinds, h.owner, h.review_on, h.state, h.attention, h.compartment, h.placed_at",
    width: 9,
    from: "casefile_hold h",
    always: "",
    protected: Some("h"),
    filters: &[
        Filter { name: "state", sql: "h.state = ?", kind: FilterKind::Text },
        Filter { name: "person", sql: "h.person = ?", kind: FilterKind::Uuid },
        Filter { name: "owner", sql: "h.owner = ?", kind: FilterKind::Uuid },
        Filter { name: "attention", sql: "h.attention = 0", kind: FilterKind::Flag },
    ],
    orders: &[Order {
        name: "review",
        columns: &["h.attention", "h.review_on", "h.stream_id"],
        descending: false,
    }],
};

/// A row of [`HOLDS`].
#[derive(Debug, Clone)]
pub struct HoldLine {
    /// The hold.
    pub id: HoldId,
    /// For whom.
    pub person: PersonId,
    /// What it stops.
    pub kinds: Vec<ActKind>,
    /// Who answers for it.
    pub owner: Option<UserId>,
    /// When somebody looks whether it is still needed.
    pub review_on: Date,
    /// `stands` or `lifted`.
    pub state: String,
    /// Somebody has to look at it now.
    pub wants_attention: bool,
    /// Whose it is.
    pub compartment: Option<Uuid>,
    /// Since when.
    pub placed: Ts,
}

impl HoldLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<HoldLine, Fault> {
        let kinds: String = row.get(2)?;
        Ok(HoldLine {
            id: row.get(0)?,
            person: row.get(1)?,
            kinds: kinds.split_whitespace().filter_map(|kind| kind.parse().ok()).collect(),
            owner: row.get(3)?,
            review_on: row.get(4)?,
            state: row.get(5)?,
            wants_attention: row.get::<i64>(6)? == 0,
            compartment: row.get(7)?,
            placed: row.get(8)?,
        })
    }
}

/// Standing holds whose day has come and of which nobody was told yet, after one.
pub(crate) async fn holds_due(
    kernel: &Kernel,
    today: Date,
    after: (Date, HoldId),
    at_most: i64,
) -> Result<Vec<(Date, HoldId)>, Fault> {
    let select = kernel::sql!(
        "SELECT h.review_on, h.stream_id FROM casefile_hold h WHERE h.state = 'stands' AND h.told = $1 \
         AND h.review_on <= $2 AND (h.review_on, h.stream_id) > ($3, $4) ORDER BY h.review_on, h.stream_id LIMIT $5"
    );
    let binds = vec![false.into(), today.into(), after.0.into(), after.1.into(), at_most.into()];
    let rows = kernel.fetch(select, binds).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Standing holds that somebody answers for, and who, after one.
pub(crate) async fn holds_owned(
    kernel: &Kernel,
    after: HoldId,
    at_most: i64,
) -> Result<Vec<(HoldId, UserId)>, Fault> {
    let select = kernel::sql!(
        "SELECT h.stream_id, h.owner FROM casefile_hold h WHERE h.owner IS NOT NULL AND h.state = 'stands' \
         AND h.stream_id > $1 ORDER BY h.stream_id LIMIT $2"
    );
    let rows = kernel.fetch(select, vec![after.into(), at_most.into()]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}
