//! What the file does by itself: it tells of cases in which nothing happens, and forgets who was
//! present.

use kernel::{Cause, Fault, JobKind, JobRun, NotDone, Run, Ts, Who};

use crate::acts::NoteQuiet;
use crate::case_type;
use crate::ids::CaseId;
use crate::rows;

/// Four times a day: a silence is counted in days.
const QUIET_SECONDS: i64 = 6 * 3600;
/// Cases read at once: a few kilobytes.
const BATCH_ROWS_MAX: i64 = 500;
/// Who was present is forgotten after this long.
const PRESENCE_SECONDS: i64 = 600;
const DAY_SECONDS: i64 = 86_400;

pub(crate) fn all() -> Vec<JobKind> {
    vec![
        JobKind::new("casefile.quiet", |run| Box::pin(tell_of_quiet(run))).every(QUIET_SECONDS),
        JobKind::new("casefile.presence", |run| {
            Box::pin(async move {
                let before = run.kernel.now().plus_seconds(-PRESENCE_SECONDS);
                rows::presence::forget(&run.kernel, before).await
            })
        })
        .every(PRESENCE_SECONDS),
    ]
}

/// Looks at every open case that has been quiet at least as long as the most impatient kind allows.
async fn tell_of_quiet(run: JobRun) -> Result<(), Fault> {
    let Some(days) = case_type::all().iter().map(|kind| kind.quiet_days).min() else {
        return Ok(());
    };
    // A day more than needed: days are counted by date, and the act decides.
    let ago = (i64::from(days) - 1).max(0) * DAY_SECONDS;
    let since = run.kernel.now().plus_seconds(-ago);
    let mut after = (Ts::from_micros(0), CaseId(uuid::Uuid::nil()));
    let mut looked = 0;
    loop {
        let batch = rows::quiet_since(&run.kernel, since, after, BATCH_ROWS_MAX).await?;
        let Some(last) = batch.last() else { return Ok(()) };
        after = *last;
        for (_, case) in &batch {
            let told = Run { cause: Cause::Job(run.id), ..Run::default() };
            match run.kernel.run(&Who::machine(), NoteQuiet { case: *case }, told).await {
                // Closed or erased meanwhile.
                Ok(_) | Err(NotDone::Refused(_) | NotDone::NotFound) => {}
                Err(NotDone::Fault(fault)) => return Err(fault),
                Err(other) => return Err(Fault::message(format!("{case}: {other:?}"))),
            }
        }
        looked += i64::try_from(batch.len()).unwrap_or(0);
        run.progress(looked, 0);
    }
}
