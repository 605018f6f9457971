//! Rows of steps, visits and the vault, and the lists over them: the only SQL of this system.

use std::collections::BTreeMap;

use casefile::CaseId;
use casefile::awaited::AwaitedRows;
use kernel::{
    BlindIndex, Date, DbRow, Fault, Filter, FilterKind, Kernel, List, Order, Projection, Read, Row,
    Table, Ts, sql,
};

use crate::ids::{CaptureId, VisitId};
use crate::model::{Booking, Passport};
use crate::state::{Capture, IdentityStep, KeptCapture, KnownStep, Visit};

/// Stands for a day that does not come.
const NEVER: Date = jiff::civil::date(9999, 12, 31);
/// Captures of one case at most in one read: three kinds, taken a handful of times.
const OF_CASE_ROWS_MAX: i64 = 200;
/// Booked times of one place in one read: three seats, sixteen times a day, the days that may be booked.
const TAKEN_ROWS_MAX: i64 = 5_000;

static STEP: Table = Table {
    name: "identity_step",
    columns: &["stream_id", "state", "last_day", "next_day"],
    key: 1,
};
static KEY: Table = Table { name: "identity_key", columns: &["stream_id", "hash"], key: 2 };
static VISIT: Table =
    Table { name: "identity_visit", columns: &["stream_id", "case_id", "place"], key: 1 };
static BOOKING: Table = Table {
    name: "identity_booking",
    columns: &["stream_id", "case_id", "place", "begins", "seat"],
    key: 1,
};
static CAPTURE: Table = Table {
    name: "identity_capture",
    columns: &["stream_id", "case_id", "what", "quality", "kept_at", "erase_on"],
    key: 1,
};

/// Of cases that wait for identity. Of one whose time has passed, or that is doubted, somebody has a task.
pub(crate) const AWAITED: AwaitedRows = AwaitedRows { table: &STEP, state: "waiting" };

/// The tables of this system.
pub static TABLES: &[&Table] = &[&STEP, &KEY, &VISIT, &BOOKING, &CAPTURE];

/// The states with rows.
#[must_use]
pub fn projections() -> Vec<Projection> {
    vec![
        Projection::of::<IdentityStep>(TABLES),
        Projection::of::<Visit>(TABLES),
        Projection::of::<Capture>(TABLES),
    ]
}

/// Rows of a step. Who somebody is can be looked for while it waits, and no longer.
pub(crate) fn step(case: CaseId, known: &KnownStep, blind: &BlindIndex) -> Vec<Row> {
    let next = known.next_day().unwrap_or(NEVER);
    let row = vec![case.into(), known.code().into(), known.until.into(), next.into()];
    let mut rows = vec![Row::new(&STEP, row)];
    let applied = known.applied.iter().filter(|_| known.waits());
    let hashes = applied.flat_map(Passport::keys).map(|key| blind.hash(&key));
    rows.extend(hashes.map(|hash| Row::new(&KEY, vec![case.into(), hash.into()])));
    rows
}

/// The row of a visit whose place was chosen.
pub(crate) fn visit(id: VisitId, case: CaseId, place: &str) -> Row {
    Row::new(&VISIT, vec![id.into(), case.into(), place.into()])
}

/// The row of a time that is kept.
pub(crate) fn booking(id: VisitId, case: CaseId, booking: &Booking) -> Row {
    let Booking { place, begins, seat } = booking;
    let seat = i64::from(*seat);
    let values = vec![id.into(), case.into(), place.as_str().into(), (*begins).into(), seat.into()];
    Row::new(&BOOKING, values)
}

/// The row of a thing in the vault.
pub(crate) fn capture(id: CaptureId, kept: &KeptCapture) -> Row {
    let values = vec![
        id.into(),
        kept.case.into(),
        kept.what.code().into(),
        i64::from(kept.quality).into(),
        kept.at.into(),
        kept.until.unwrap_or(NEVER).into(),
    ];
    Row::new(&CAPTURE, values)
}

/// Cases that wait for identity, the one whose time ends first before the others.
pub static WAITING: List = List {
    name: "waiting for identity",
    columns: "s.stream_id, c.number, s.last_day",
    width: 3,
    from: "identity_step s JOIN casefile_shown_case c ON c.stream_id = s.stream_id",
    always: "s.state = 'waiting'",
    protected: Some("c"),
    filters: &[
        Filter { name: "number", sql: "c.number = ?", kind: FilterKind::Text },
        Filter {
            name: "hash",
            sql: "s.stream_id IN (SELECT k.stream_id FROM identity_key k WHERE k.hash = ?)",
            kind: FilterKind::Text,
        },
        Filter {
            name: "place",
            sql: "s.stream_id IN (SELECT v.case_id FROM identity_visit v WHERE v.place = ?)",
            kind: FilterKind::Text,
        },
    ],
    orders: &[Order { name: "last", columns: &["s.last_day", "s.stream_id"], descending: false }],
};

/// A row of [`WAITING`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingLine {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// The last day.
    pub until: Date,
}

impl WaitingLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<WaitingLine, Fault> {
        Ok(WaitingLine { case: row.get(0)?, number: row.get(1)?, until: row.get(2)? })
    }
}

/// Times that are kept, the earliest first.
pub static BOOKED: List = List {
    name: "booked times",
    columns: "b.case_id, c.number, b.begins",
    width: 3,
    from: "identity_booking b JOIN casefile_shown_case c ON c.stream_id = b.case_id",
    always: "",
    protected: Some("c"),
    filters: &[
        Filter { name: "place", sql: "b.place = ?", kind: FilterKind::Text },
        Filter { name: "since", sql: "b.begins >= ?", kind: FilterKind::Since },
    ],
    orders: &[Order { name: "begins", columns: &["b.begins", "b.stream_id"], descending: false }],
};

/// A row of [`BOOKED`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookedLine {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// When.
    pub begins: Ts,
}

impl BookedLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<BookedLine, Fault> {
        Ok(BookedLine { case: row.get(0)?, number: row.get(1)?, begins: row.get(2)? })
    }
}

/// Seats of one place that are taken from an instant on, by when.
pub(crate) async fn taken(
    kernel: &Kernel,
    place: &str,
    (from, before): (Ts, Ts),
) -> Result<BTreeMap<Ts, Vec<u16>>, Fault> {
    let binds = vec![place.into(), from.into(), before.into(), TAKEN_ROWS_MAX.into()];
    let mut taken: BTreeMap<Ts, Vec<u16>> = BTreeMap::new();
    for row in kernel.fetch(taken_between(), binds).await? {
        taken.entry(row.get(0)?).or_default().push(seat(&row)?);
    }
    Ok(taken)
}

/// Seats of one place that are taken at a time.
pub(crate) async fn taken_at(read: &Read<'_>, place: &str, at: Ts) -> Result<Vec<u16>, Fault> {
    let binds = vec![place.into(), at.into(), at.plus_millis(1).into(), TAKEN_ROWS_MAX.into()];
    let rows = read.rows(taken_between(), binds).await?;
    rows.iter().map(seat).collect()
}

fn taken_between() -> &'static str {
    sql!(
        "SELECT b.begins, b.seat FROM identity_booking b \
         WHERE b.place = $1 AND b.begins >= $2 AND b.begins < $3 ORDER BY b.begins, b.seat LIMIT $4"
    )
}

fn seat(row: &DbRow) -> Result<u16, Fault> {
    u16::try_from(row.get::<i64>(1)?).map_err(Fault::bug)
}

/// What lies in the vault, the newest first: which case, what, how good; never the thing itself.
pub static VAULT: List = List {
    name: "vault",
    columns: "v.stream_id, c.number, v.what, v.quality, v.kept_at, v.erase_on",
    width: 6,
    from: "identity_capture v JOIN casefile_shown_case c ON c.stream_id = v.case_id",
    always: "",
    protected: Some("c"),
    filters: &[Filter { name: "number", sql: "c.number = ?", kind: FilterKind::Text }],
    orders: &[Order { name: "newest", columns: &["v.kept_at", "v.stream_id"], descending: true }],
};

/// A row of [`VAULT`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultLine {
    /// The capture.
    pub id: CaptureId,
    /// Number of its case.
    pub number: String,
    /// Code of what it is.
    pub what: String,
    /// Of a hundred.
    pub quality: i64,
    /// When it was taken.
    pub at: Ts,
    /// The last day it is kept, once that is known.
    pub until: Option<Date>,
}

impl VaultLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<VaultLine, Fault> {
        Ok(VaultLine {
            id: row.get(0)?,
            number: row.get(1)?,
            what: row.get(2)?,
            quality: row.get(3)?,
            at: row.get(4)?,
            until: Some(row.get::<Date>(5)?).filter(|until| *until != NEVER),
        })
    }
}

/// Before every day that stands in a row.
pub(crate) const LONG_AGO: Date = jiff::civil::date(1, 1, 1);

/// Steps in which something is to be done by a day, the earliest first, after one.
pub(crate) async fn due(
    kernel: &Kernel,
    today: Date,
    (after, case): (Date, CaseId),
    at_most: i64,
) -> Result<Vec<(Date, CaseId)>, Fault> {
    let select = sql!(
        "SELECT s.next_day, s.stream_id FROM identity_step s WHERE s.next_day <= $1 \
         AND (s.next_day, s.stream_id) > ($2, $3) ORDER BY s.next_day, s.stream_id LIMIT $4"
    );
    let binds = vec![today.into(), after.into(), case.into(), at_most.into()];
    let rows = kernel.fetch(select, binds).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Captures whose last day is over, the earliest first, after one.
pub(crate) async fn to_erase(
    kernel: &Kernel,
    today: Date,
    (after, capture): (Date, CaptureId),
    at_most: i64,
) -> Result<Vec<(Date, CaptureId)>, Fault> {
    let select = sql!(
        "SELECT v.erase_on, v.stream_id FROM identity_capture v WHERE v.erase_on < $1 \
         AND (v.erase_on, v.stream_id) > ($2, $3) ORDER BY v.erase_on, v.stream_id LIMIT $4"
    );
    let binds = vec![today.into(), after.into(), capture.into(), at_most.into()];
    let rows = kernel.fetch(select, binds).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// What lies in the vault of a case: all of it, also what a later one replaced.
pub(crate) async fn of_case(read: &Read<'_>, case: CaseId) -> Result<Vec<CaptureId>, Fault> {
    let select = sql!(
        "SELECT v.stream_id FROM identity_capture v WHERE v.case_id = $1 \
         ORDER BY v.kept_at, v.stream_id LIMIT $2"
    );
    let rows = read.rows(select, vec![case.into(), OF_CASE_ROWS_MAX.into()]).await?;
    rows.iter().map(|row| row.get(0)).collect()
}
