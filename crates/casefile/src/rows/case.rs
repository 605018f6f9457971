//! Rows of cases, and the lists over them.

use kernel::{
    Access, BlindIndex, Class, DbRow, Fault, Filter, FilterKind, FromValue, Kernel, List, Order,
    Read, Row, Search, Table, UserId, Value, Who,
};

use super::{NEVER, lasted, lead, link, party, task, word};
use crate::ids::CaseId;
use crate::model::{CaseNumber, words};
use crate::state::{KnownCase, Status};

pub(super) static CASE: Table = Table {
    name: "casefile_case",
    columns: &[
        "stream_id",
        "number",
        "year",
        "running",
        "series",
        "headline",
        "applicant",
        "case_type",
        "status",
        "status_word",
        "handler",
        "opened_at",
        "changed_at",
        "next_date",
        "legal_date",
        "waits_for",
        "next_task",
        "unit",
        "class",
        "compartment",
    ],
    key: 1,
};

pub(super) static CASE_WORD: Table =
    Table { name: "casefile_case_word", columns: &["stream_id", "word"], key: 2 };

/// Rows of a case and its tasks. A protected case shows its number and no headline.
pub(crate) fn case(id: CaseId, known: &KnownCase, blind: &BlindIndex) -> Vec<Row> {
    let open = known.headline.as_ref().filter(|_| known.is_plain());
    let headline: Value = open.map_or("".into(), |h| h.as_str().into());
    let mut rows = vec![Row::new(
        &CASE,
        vec![
            id.into(),
            known.number.to_string().into(),
            i64::from(known.number.year()).into(),
            i64::try_from(known.number.running()).unwrap_or(i64::MAX).into(),
            known.number.unit().into(),
            headline.clone(),
            known.applicant.into(),
            known.case_type.as_str().into(),
            known.status.code().into(),
            status_word(known).into(),
            known.handler.into(),
            known.opened.into(),
            known.changed.into(),
            known.next_date().unwrap_or(NEVER).into(),
            known.legal_date().unwrap_or(NEVER).into(),
            waits_for(known).into(),
            known.next_task().map_or("", |task| &task.what).into(),
            known.unit.as_str().into(),
            known.class.level().into(),
            known.compartment.into(),
        ],
    )];
    rows.extend(party::parties(id, known));
    rows.extend(link::links(id, known));
    rows.extend(lead::closed(id, known));
    rows.extend(lasted::lasted(id, known));
    rows.extend(task::tasks(id, known, &headline));
    let hash = (!known.is_plain()).then_some(blind);
    let found = known.texts().flat_map(words).collect();
    rows.extend(word::words(&CASE_WORD, id.0, found, hash));
    rows
}

/// Cases by words of their headlines, notes and documents.
pub static CASES_BY_WORD: Search = Search {
    name: "cases by word",
    words: "casefile_case_word",
    table: "casefile_case",
    columns: "t.stream_id",
    width: 1,
    filters: &[],
};

/// Code of whom it waits for; `other` when that was not said.
pub(super) fn waits_for(known: &KnownCase) -> &str {
    match known.waiting.values().next() {
        _ if !known.waits() => "",
        Some(waiting) => &waiting.whom,
        None => "other",
    }
}

/// How it stands in a word: that of its kind, or that it is closed.
fn status_word(known: &KnownCase) -> &str {
    match known.status {
        Status::Open => &known.status_word,
        Status::Closed { .. } => known.status.code(),
    }
}

const CLOSED_SINCE: &str =
    "c.stream_id IN (SELECT e.stream_id FROM casefile_closed e WHERE e.closed_at >= ?)";
const CLOSED_UNTIL: &str =
    "c.stream_id IN (SELECT e.stream_id FROM casefile_closed e WHERE e.closed_at < ?)";

/// Cases.
pub static CASES: List = List {
    name: "cases",
    columns: "c.stream_id, c.number, c.headline, c.status, c.handler, c.unit, c.next_date, c.changed_at, c.class, c.status_word, c.case_type, c.compartment",
    width: 12,
    from: "casefile_case c",
    always: "",
    protected: Some("c"),
    filters: &[
        Filter { name: "status", sql: "c.status = ?", kind: FilterKind::Text },
        Filter { name: "word", sql: "c.status_word = ?", kind: FilterKind::Text },
        Filter { name: "type", sql: "c.case_type = ?", kind: FilterKind::Text },
        Filter { name: "unit", sql: "c.unit = ?", kind: FilterKind::Text },
        Filter { name: "handler", sql: "c.handler = ?", kind: FilterKind::Uuid },
        Filter { name: "number", sql: "c.number >= ? AND c.number < ?", kind: FilterKind::Prefix },
        Filter { name: "applicant", sql: "c.applicant = ?", kind: FilterKind::Uuid },
        Filter { name: "due", sql: "c.next_date <= ?", kind: FilterKind::Date },
        Filter { name: "before", sql: "c.next_date < ?", kind: FilterKind::Date },
        Filter { name: "nobody", sql: "c.handler IS NULL", kind: FilterKind::Flag },
        Filter { name: "waits", sql: "c.waits_for = ?", kind: FilterKind::Text },
        Filter { name: "since", sql: "c.opened_at >= ?", kind: FilterKind::Since },
        Filter { name: "until", sql: "c.opened_at < ?", kind: FilterKind::Until },
        Filter { name: "case", sql: "c.stream_id = ?", kind: FilterKind::Uuid },
        Filter { name: "changed-since", sql: "c.changed_at >= ?", kind: FilterKind::Since },
        Filter { name: "changed-until", sql: "c.changed_at < ?", kind: FilterKind::Until },
        Filter { name: "closed-since", sql: CLOSED_SINCE, kind: FilterKind::Since },
        Filter { name: "closed-until", sql: CLOSED_UNTIL, kind: FilterKind::Until },
    ],
    orders: &[
        Order { name: "due", columns: &["c.next_date", "c.stream_id"], descending: false },
        Order { name: "changed", columns: &["c.changed_at", "c.stream_id"], descending: true },
        Order { name: "number", columns: &["c.number", "c.stream_id"], descending: false },
    ],
};

/// A row of [`CASES`].
#[derive(Debug, Clone)]
pub struct CaseLine {
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub headline: String,
    /// `open` or `closed`.
    pub status: String,
    /// Who has it.
    pub handler: Option<UserId>,
    /// Code of its unit.
    pub unit: String,
    /// Next date, if there is one.
    pub next: Option<kernel::Date>,
    /// When something last happened.
    pub changed: kernel::Ts,
    /// How it stands, in a word of its kind; `closed` when it is.
    pub word: String,
    /// Code of its kind.
    pub case_type: String,
    /// Who may see it.
    pub access: Access,
}

impl CaseLine {
    /// Reads a row.
    ///
    /// # Errors
    /// Corrupt when the row is of another list.
    pub fn read(row: &DbRow) -> Result<CaseLine, Fault> {
        let unit: String = row.get(5)?;
        let class = Class::of_level(row.get(8)?)?;
        Ok(CaseLine {
            access: Access { unit: unit.clone(), class, compartment: row.get(11)? },
            id: row.get(0)?,
            number: row.get(1)?,
            headline: row.get(2)?,
            status: row.get(3)?,
            handler: row.get(4)?,
            unit,
            next: Some(row.get(6)?).filter(|d| *d != NEVER),
            changed: row.get(7)?,
            word: row.get(9)?,
            case_type: row.get(10)?,
        })
    }
}

/// The greatest running number that a unit gave in a year, wherever its cases are now; 0 when there is none.
pub(crate) async fn last_number(read: &Read<'_>, unit: &str, year: i16) -> Result<u64, Fault> {
    let select = kernel::sql!(
        "SELECT running FROM casefile_case WHERE series = $1 AND year = $2 ORDER BY running DESC LIMIT 1"
    );
    let rows = read.rows(select, vec![unit.into(), i64::from(year).into()]).await?;
    let last = rows.first().map(|row| row.get::<i64>(0)).transpose()?.unwrap_or(0);
    u64::try_from(last).map_err(|e| Fault::corrupt(e.to_string()))
}

/// The case with this number, whatever its class: for auditors. One in a compartment is its members'
/// alone.
pub(crate) async fn case_numbered(
    kernel: &Kernel,
    who: &Who,
    number: &CaseNumber,
) -> Result<Option<CaseId>, Fault> {
    let select =
        kernel::sql!("SELECT c.stream_id, c.compartment FROM casefile_case c WHERE c.number = $1");
    let rows = kernel.fetch(select, vec![number.to_string().into()]).await?;
    outside_none(who, rows.first())
}

/// The number of a case, whatever its class: for auditors. One in a compartment is its members' alone.
pub(crate) async fn number_of(
    kernel: &Kernel,
    who: &Who,
    case: CaseId,
) -> Result<Option<String>, Fault> {
    let select =
        kernel::sql!("SELECT c.number, c.compartment FROM casefile_case c WHERE c.stream_id = $1");
    let rows = kernel.fetch(select, vec![case.into()]).await?;
    outside_none(who, rows.first())
}

/// What a row says to those who are in its compartment, when it is in one.
fn outside_none<T: FromValue>(who: &Who, row: Option<&DbRow>) -> Result<Option<T>, Fault> {
    let Some(row) = row else { return Ok(None) };
    let compartment: Option<uuid::Uuid> = row.get(1)?;
    let inside = compartment.is_none_or(|compartment| who.compartments.contains(&compartment));
    if inside { row.get(0).map(Some) } else { Ok(None) }
}
