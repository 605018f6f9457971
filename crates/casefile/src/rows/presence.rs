//! Who has which case open just now: rows that live for minutes.

use kernel::db::{Lane, Write, WriteSet};
use kernel::{Fault, Kernel, Ts, UserId};

use crate::ids::CaseId;

/// Everybody who has had the case open since an instant.
pub(crate) async fn present(
    kernel: &Kernel,
    case: CaseId,
    since: Ts,
) -> Result<Vec<(UserId, Ts)>, Fault> {
    let select = kernel::sql!(
        "SELECT user_id, seen_at FROM casefile_presence WHERE stream_id = $1 AND seen_at > $2 ORDER BY user_id LIMIT 50"
    );
    let rows = kernel.fetch(select, vec![case.into(), since.into()]).await?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

/// Notes that somebody has the case open.
pub(crate) async fn note(kernel: &Kernel, case: CaseId, user: UserId, at: Ts) -> Result<(), Fault> {
    let upsert = kernel::sql!(
        "INSERT INTO casefile_presence (stream_id, user_id, seen_at) VALUES ($1, $2, $3) \
         ON CONFLICT (stream_id, user_id) DO UPDATE SET seen_at = excluded.seen_at"
    );
    commit(kernel, Write::new(upsert, vec![case.into(), user.into(), at.into()])).await
}

/// Forgets who was there before an instant.
pub(crate) async fn forget(kernel: &Kernel, before: Ts) -> Result<(), Fault> {
    let delete = kernel::sql!("DELETE FROM casefile_presence WHERE seen_at < $1");
    commit(kernel, Write::new(delete, vec![before.into()])).await
}

/// Nobody's click waits behind it.
async fn commit(kernel: &Kernel, write: Write) -> Result<(), Fault> {
    let set = WriteSet { lane: Lane::Batch, writes: vec![write], ..WriteSet::default() };
    kernel.db().commit(set).await.map_err(|e| Fault::message(format!("{e:?}")))
}
