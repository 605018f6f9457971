//! Counts of a unit's cases for its lead. What is in a compartment is its members' alone and is not
//! counted; what is above the lead's clearance is not either.

use kernel::{Class, Date, DbRow, Fault, Kernel, Row, Table, Ts, UserId};

use crate::ids::CaseId;
use crate::state::{KnownCase, Status};

/// Ages in days from which a band begins; the last has no end.
pub const AGE_DAYS: [i64; 6] = [0, 7, 30, 90, 180, 365];

pub(super) static CLOSED: Table = Table {
    name: "casefile_closed",
    columns: &["stream_id", "unit", "closed_at", "class", "compartment"],
    key: 1,
};

/// The row of a case that is closed: when that was.
pub(super) fn closed(id: CaseId, known: &KnownCase) -> Option<Row> {
    let Status::Closed { at, .. } = known.status else { return None };
    let (unit, class) = (known.unit.as_str().into(), known.class.level().into());
    Some(Row::new(&CLOSED, vec![id.into(), unit, at.into(), class, known.compartment.into()]))
}

/// Open cases of a unit that are alike.
#[derive(Debug, Clone)]
pub(crate) struct OpenCases {
    /// Who has them.
    pub(crate) handler: Option<UserId>,
    /// Code of their kind.
    pub(crate) case_type: String,
    /// How they stand.
    pub(crate) word: String,
    /// Code of whom they wait for; empty when they wait for nobody.
    pub(crate) waits_for: String,
    /// How many they are.
    pub(crate) cases: i64,
    /// Those past their next date.
    pub(crate) late: i64,
    /// Those whose legal date has come, and those for which it comes within 7 and within 30 days.
    pub(crate) due: [i64; 3],
    /// Those without a legal date that wait for nobody.
    pub(crate) undated: i64,
    /// By age since they were opened.
    pub(crate) opened: [i64; AGE_DAYS.len()],
    /// By age since anything happened.
    pub(crate) quiet: [i64; AGE_DAYS.len()],
}

/// The open cases of a unit. One pass over the open cases of the unit in an index that has all it asks
/// for: a tenth of a second for some hundred thousand, which is more than a unit has.
pub(crate) async fn open_cases(
    kernel: &Kernel,
    unit: &str,
    clearance: Class,
    today: Date,
) -> Result<Vec<OpenCases>, Fault> {
    let select = kernel::sql!(
        "SELECT c.handler, c.case_type, c.status_word, c.waits_for, COUNT(*), \
         COUNT(*) FILTER (WHERE c.next_date < $3), COUNT(*) FILTER (WHERE c.legal_date <= $3), \
         COUNT(*) FILTER (WHERE c.legal_date <= $4), COUNT(*) FILTER (WHERE c.legal_date <= $5), \
         COUNT(*) FILTER (WHERE c.legal_date = '9999-12-31' AND c.waits_for = ''), \
         COUNT(*) FILTER (WHERE c.opened_at >= $6), COUNT(*) FILTER (WHERE c.opened_at >= $7), \
         COUNT(*) FILTER (WHERE c.opened_at >= $8), COUNT(*) FILTER (WHERE c.opened_at >= $9), \
         COUNT(*) FILTER (WHERE c.opened_at >= $10), \
         COUNT(*) FILTER (WHERE c.changed_at >= $6), COUNT(*) FILTER (WHERE c.changed_at >= $7), \
         COUNT(*) FILTER (WHERE c.changed_at >= $8), COUNT(*) FILTER (WHERE c.changed_at >= $9), \
         COUNT(*) FILTER (WHERE c.changed_at >= $10) \
         FROM casefile_case c WHERE c.status = 'open' AND c.unit = $1 AND c.class <= $2 AND c.compartment IS NULL \
         GROUP BY c.handler, c.case_type, c.status_word, c.waits_for"
    );
    let ahead = |days| today.saturating_add(jiff::Span::new().days(days));
    let mut binds = vec![
        unit.into(),
        clearance.level().into(),
        today.into(),
        ahead(7).into(),
        ahead(30).into(),
    ];
    binds.extend(AGE_DAYS.iter().skip(1).map(|days| younger_than(today, *days).into()));
    let rows = kernel.fetch(select, binds).await?;
    rows.iter().map(read).collect()
}

/// The instant from which on something is less than so many days old.
fn younger_than(today: Date, days: i64) -> Ts {
    Ts::start_of(today.saturating_sub(jiff::Span::new().days(days - 1)))
}

fn read(row: &DbRow) -> Result<OpenCases, Fault> {
    let cases: i64 = row.get(4)?;
    Ok(OpenCases {
        handler: row.get(0)?,
        case_type: row.get(1)?,
        word: row.get(2)?,
        waits_for: row.get(3)?,
        cases,
        late: row.get(5)?,
        due: [row.get(6)?, row.get(7)?, row.get(8)?],
        undated: row.get(9)?,
        opened: bands(row, 10, cases)?,
        quiet: bands(row, 15, cases)?,
    })
}

/// How many are in each band, from how many are younger than the end of each.
fn bands(row: &DbRow, from: usize, all: i64) -> Result<[i64; AGE_DAYS.len()], Fault> {
    let (mut bands, mut younger) = ([0; AGE_DAYS.len()], 0);
    for (n, band) in bands.iter_mut().enumerate() {
        let until = if n + 1 < AGE_DAYS.len() { row.get(from + n)? } else { all };
        *band = until - younger;
        younger = until;
    }
    Ok(bands)
}

/// How many cases that are a unit's now were opened, and how many closed, from one day to another,
/// both included. Reads the entries of those days alone.
pub(crate) async fn throughput(
    kernel: &Kernel,
    unit: &str,
    clearance: Class,
    (first, last): (Date, Date),
) -> Result<(i64, i64), Fault> {
    let opened = kernel::sql!(
        "SELECT COUNT(*) FROM casefile_case c WHERE c.unit = $1 AND c.opened_at >= $2 AND c.opened_at < $3 \
         AND c.class <= $4 AND c.compartment IS NULL"
    );
    let closed = kernel::sql!(
        "SELECT COUNT(*) FROM casefile_closed e WHERE e.unit = $1 AND e.closed_at >= $2 AND e.closed_at < $3 \
         AND e.class <= $4 AND e.compartment IS NULL"
    );
    let end = Ts::start_of(last.saturating_add(jiff::Span::new().days(1)));
    let binds =
        || vec![unit.into(), Ts::start_of(first).into(), end.into(), clearance.level().into()];
    let mut counts = [0; 2];
    for (count, select) in counts.iter_mut().zip([opened, closed]) {
        let rows = kernel.fetch(select, binds()).await?;
        *count = rows.first().map_or(Ok(0), |row| row.get(0))?;
    }
    let [opened, closed] = counts;
    Ok((opened, closed))
}
