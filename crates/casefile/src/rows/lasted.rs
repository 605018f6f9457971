//! Rows of how long cases that were decided took.

use kernel::{Fault, Kernel, Row, Table, Ts};

use crate::events::Outcome;
use crate::ids::CaseId;
use crate::lasted::DECIDED;
use crate::state::{KnownCase, Status};

pub(super) static LASTED: Table = Table {
    name: "casefile_lasted",
    columns: &["stream_id", "case_type", "closed_at", "days"],
    key: 1,
};

/// The row of a case that was decided: whole days since it was opened. Of a protected one there is none.
pub(super) fn lasted(id: CaseId, known: &KnownCase) -> Option<Row> {
    let Status::Closed { outcome: Outcome::Done, at } = known.status else { return None };
    if known.status_word != DECIDED || !known.is_plain() {
        return None;
    }
    let took = known.opened.date().until(at.date()).ok()?.get_days();
    let values =
        vec![id.into(), known.case_type.as_str().into(), at.into(), i64::from(took).into()];
    Some(Row::new(&LASTED, values))
}

/// When cases of a kind were decided and how many days they took, the last first.
pub(crate) async fn lately(
    kernel: &Kernel,
    case_type: &str,
    since: Ts,
    at_most: i64,
) -> Result<Vec<(Ts, i64)>, Fault> {
    let select = kernel::sql!(
        "SELECT l.closed_at, l.days FROM casefile_lasted l WHERE l.case_type = $1 AND l.closed_at >= $2 \
         ORDER BY l.closed_at DESC, l.stream_id DESC LIMIT $3"
    );
    let rows = kernel.fetch(select, vec![case_type.into(), since.into(), at_most.into()]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}
