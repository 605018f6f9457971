//! Rows of officials: who is away, and what each holds.

use std::collections::HashMap;

use kernel::{DbRow, Fault, Kernel, Row, Table, UserId};

use crate::ids::CaseId;
use crate::state::Absence;

pub(super) static ABSENCE: Table = Table {
    name: "casefile_absence",
    columns: &["stream_id", "absent_from", "absent_until", "cover"],
    key: 1,
};

/// The row of an absence.
pub(crate) fn absence(id: UserId, absence: Absence) -> Vec<Row> {
    let Absence { from, until, cover } = absence;
    vec![Row::new(&ABSENCE, vec![id.into(), from.into(), until.into(), cover.into()])]
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

/// What each official has of a unit's open cases, and what nobody has.
pub(crate) async fn held(
    kernel: &Kernel,
    unit: &str,
    today: kernel::Date,
) -> Result<HashMap<Option<UserId>, Held>, Fault> {
    let select = kernel::sql!(
        "SELECT c.handler, COUNT(*), COUNT(*) FILTER (WHERE c.next_date < $2) FROM casefile_case c \
         WHERE c.unit = $1 AND c.status = 'open' GROUP BY c.handler"
    );
    let rows = kernel.fetch(select, vec![unit.into(), today.into()]).await?;
    let read = |r: &DbRow| Ok((r.get(0)?, Held { cases: r.get(1)?, late: r.get(2)? }));
    rows.iter().map(read).collect()
}
