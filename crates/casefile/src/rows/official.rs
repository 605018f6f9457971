//! Rows of officials: who is away, what each knows, and what each holds.

use std::collections::{BTreeSet, HashMap};

use kernel::{Class, DbRow, Fault, Kernel, Row, Table, UserId};

use crate::ids::CaseId;
use crate::state::{Absence, Official};

pub(super) static ABSENCE: Table = Table {
    name: "casefile_absence",
    columns: &["stream_id", "absent_from", "absent_until", "cover"],
    key: 1,
};

pub(super) static OFFICIAL: Table =
    Table { name: "casefile_official", columns: &["stream_id", "competences"], key: 1 };

/// Rows of an official.
pub(crate) fn official(id: UserId, official: &Official) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(Absence { from, until, cover }) = official.absence {
        let values = vec![id.into(), from.into(), until.into(), cover.into()];
        rows.push(Row::new(&ABSENCE, values));
    }
    if !official.competences.is_empty() {
        let codes: Vec<&str> = official.competences.iter().map(String::as_str).collect();
        rows.push(Row::new(&OFFICIAL, vec![id.into(), codes.join(" ").into()]));
    }
    rows
}

fn codes(words: &str) -> BTreeSet<String> {
    words.split_whitespace().map(str::to_owned).collect()
}

/// What each official knows; whoever knows nothing is not in it.
pub(crate) async fn competences(
    kernel: &Kernel,
) -> Result<HashMap<UserId, BTreeSet<String>>, Fault> {
    let select = kernel::sql!(
        "SELECT o.stream_id, o.competences FROM casefile_official o",
        scans: "a row an official, on a page about all of them"
    );
    let rows = kernel.fetch(select, Vec::new()).await?;
    rows.iter().map(|r| Ok((r.get(0)?, codes(&r.get::<String>(1)?)))).collect()
}

/// How much somebody has, and what they know.
#[derive(Debug, Clone, Default)]
pub(crate) struct Desk {
    /// Tasks they took, and cases of which they have none.
    pub(crate) held: i64,
    /// Those past their day.
    pub(crate) late: i64,
    /// Codes of what they know.
    pub(crate) competences: BTreeSet<String>,
}

/// What is counted at most: nobody has more, and a count of what a whole house has takes long.
pub(crate) const COUNTED_ITEMS_MAX: i64 = 1000;

/// How much somebody has, counted up to [`COUNTED_ITEMS_MAX`], and what they know.
pub(crate) async fn desk(
    kernel: &Kernel,
    official: UserId,
    today: kernel::Date,
) -> Result<Desk, Fault> {
    let select = kernel::sql!(
        "SELECT (SELECT COUNT(*) FROM (SELECT t.due FROM casefile_task t WHERE t.handler = $1 LIMIT $3) a), \
         (SELECT COUNT(*) FROM (SELECT t.due FROM casefile_task t WHERE t.handler = $1 AND t.due < $2 LIMIT $3) b), \
         (SELECT o.competences FROM casefile_official o WHERE o.stream_id = $1)"
    );
    let binds = vec![official.into(), today.into(), COUNTED_ITEMS_MAX.into()];
    let rows = kernel.fetch(select, binds).await?;
    let Some(row) = rows.first() else { return Ok(Desk::default()) };
    let known: Option<String> = row.get(2)?;
    let competences = known.map(|words| codes(&words)).unwrap_or_default();
    Ok(Desk { held: row.get(0)?, late: row.get(1)?, competences })
}

/// Who is away on a day.
pub(crate) async fn away(kernel: &Kernel, day: kernel::Date) -> Result<Vec<UserId>, Fault> {
    let select = kernel::sql!(
        "SELECT a.stream_id FROM casefile_absence a WHERE a.absent_until >= $1 AND a.absent_from <= $1 \
         ORDER BY a.absent_until, a.stream_id"
    );
    let rows = kernel.fetch(select, vec![day.into()]).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// The absence of somebody, whenever it is.
pub(crate) async fn absence_of(kernel: &Kernel, id: UserId) -> Result<Option<Absence>, Fault> {
    let select = kernel::sql!(
        "SELECT a.absent_from, a.absent_until, a.cover FROM casefile_absence a WHERE a.stream_id = $1"
    );
    let rows = kernel.fetch(select, vec![id.into()]).await?;
    let read = |r: &DbRow| Ok(Absence { from: r.get(0)?, until: r.get(1)?, cover: r.get(2)? });
    rows.first().map(read).transpose()
}

/// Open cases that somebody has or has a task on, after one.
pub(crate) async fn held_by(
    kernel: &Kernel,
    official: UserId,
    after: CaseId,
    at_most: i64,
) -> Result<Vec<CaseId>, Fault> {
    let select = kernel::sql!(
        "SELECT h.stream_id FROM (SELECT c.stream_id FROM casefile_case c WHERE c.handler = $1 AND c.status = 'open' \
         UNION SELECT t.stream_id FROM casefile_task t WHERE t.handler = $1 AND t.state = 'taken') h \
         WHERE h.stream_id > $2 ORDER BY h.stream_id LIMIT $3"
    );
    let rows = kernel.fetch(select, vec![official.into(), after.into(), at_most.into()]).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// What one official has of a unit's open cases.
#[derive(Debug, Clone, Copy, Default)]
pub struct Held {
    /// Open cases.
    pub cases: i64,
    /// Those past their next date.
    pub late: i64,
}

/// What each official has of a unit's open cases, and what nobody has; those in compartments and above
/// a clearance are not counted.
pub(crate) async fn held(
    kernel: &Kernel,
    unit: &str,
    clearance: Class,
    today: kernel::Date,
) -> Result<HashMap<Option<UserId>, Held>, Fault> {
    let select = kernel::sql!(
        "SELECT c.handler, COUNT(*), COUNT(*) FILTER (WHERE c.next_date < $2) FROM casefile_case c \
         WHERE c.unit = $1 AND c.status = 'open' AND c.class <= $3 AND c.compartment IS NULL GROUP BY c.handler"
    );
    let rows =
        kernel.fetch(select, vec![unit.into(), today.into(), clearance.level().into()]).await?;
    let read = |r: &DbRow| Ok((r.get(0)?, Held { cases: r.get(1)?, late: r.get(2)? }));
    rows.iter().map(read).collect()
}
