//! What identity does by itself: it asks devices, reminds those who have not come and tells officials of those
//! who did not, and erases what is kept no longer. Killed in the middle it goes on with what is left.

use casefile::mail::{self, Notice, Told};
use casefile::{Case, CaseId};
use kernel::{Act, Cause, Fault, JobKind, JobRun, NotDone, Run, Who};
use uuid::Uuid;
use web::AsArg as _;

use crate::acts::{
    CAPTURE, EraseCapture, NoteLimit, NoteMailed, Order, REMIND, RecordCapture, Reminding,
};
use crate::device::{Devices, Wanted};
use crate::ids::CaptureId;
use crate::rows::{self, LONG_AGO};
use crate::state::{IdentityStep, Standing};
use crate::vault;
use crate::words;

/// Limits are days: within the hour is soon enough.
const LIMIT_SECONDS: i64 = 3600;
/// Rows read at once: a few kilobytes.
const BATCH_ROWS_MAX: i64 = 500;

pub(crate) fn all(devices: &Devices) -> Vec<JobKind> {
    let devices = devices.clone();
    vec![
        JobKind::new(CAPTURE, move |run| {
            let devices = devices.clone();
            Box::pin(async move { capture(&run, &devices).await })
        }),
        JobKind::new(REMIND, |run| Box::pin(remind(run))),
        JobKind::new("identity.limits", |run| Box::pin(limits(run))).every(LIMIT_SECONDS),
        JobKind::new("identity.erase", |run| Box::pin(erase(run))).every(LIMIT_SECONDS),
    ]
}

/// Has a device take what was asked for. Killed before the commit it is asked once more: the same content is
/// the same file, another one lies under the same key, and is destroyed with it.
async fn capture(run: &JobRun, devices: &Devices) -> Result<(), Fault> {
    let Order { case, capture } = serde_json::from_value(run.payload.clone())?;
    let (step, _) = run.kernel.peek::<IdentityStep>(case).await?;
    let Some(step) = step.known().filter(|step| step.waits()) else { return Ok(()) };
    let Some(taken) = step.captures.get(&capture) else { return Ok(()) };
    if taken.standing != Standing::Asked {
        return Ok(());
    }
    let (file, _) = run.kernel.peek::<Case>(case).await?;
    let wanted = Wanted {
        what: taken.what,
        number: file.known().map(|known| known.number.to_string()).unwrap_or_default(),
        attempt: step.captures.values().filter(|other| other.what == taken.what).count(),
        place: taken.place.clone(),
    };
    let taken = match devices.take(&wanted).await? {
        Ok(shot) => Ok(vault::put(&run.kernel, capture, shot).await?),
        Err(trouble) => Err(trouble),
    };
    by_itself(run, RecordCapture { case, capture, taken }).await
}

/// Reminds by mail too: that there is something to do, and nothing of who or what. Whoever came
/// meanwhile is not written to.
async fn remind(run: JobRun) -> Result<(), Fault> {
    let Reminding { case, planned } = serde_json::from_value(run.payload.clone())?;
    let (step, _) = run.kernel.peek::<IdentityStep>(case).await?;
    let Some(step) = step.known().filter(|step| step.waits()) else { return Ok(()) };
    if step.mailed.is_some_and(|(last, _)| last >= planned) {
        return Ok(());
    }
    let (file, _) = run.kernel.peek::<Case>(case).await?;
    let Some(file) = file.known() else { return Ok(()) };
    let texts = words::texts()?;
    let args = [("number", file.number.to_string().as_arg())];
    let id = format!("identity-{case}-{planned}");
    let notice = |lang| Notice::of(id, (texts, "mail-identity"), &args, lang);
    let failed = match mail::tell(&run.kernel, file.applicant, notice).await? {
        Told::Nobody => return Ok(()),
        Told::Sent { .. } => None,
        Told::Unreachable { reason, .. } => Some(reason),
    };
    by_itself(&run, NoteMailed { case, planned, failed }).await
}

/// Looks at every step in which something is to be done today.
async fn limits(run: JobRun) -> Result<(), Fault> {
    let today = run.kernel.now().date();
    let mut after = (LONG_AGO, CaseId(Uuid::nil()));
    loop {
        let batch = rows::due(&run.kernel, today, after, BATCH_ROWS_MAX).await?;
        let Some(last) = batch.last() else { return Ok(()) };
        after = *last;
        for (_, case) in batch {
            by_itself(&run, NoteLimit { case }).await?;
        }
    }
}

/// Erases every capture whose last day is over.
async fn erase(run: JobRun) -> Result<(), Fault> {
    let today = run.kernel.now().date();
    let mut after = (LONG_AGO, CaptureId(Uuid::nil()));
    loop {
        let batch = rows::to_erase(&run.kernel, today, after, BATCH_ROWS_MAX).await?;
        let Some(last) = batch.last() else { return Ok(()) };
        after = *last;
        for (_, capture) in batch {
            by_itself(&run, EraseCapture { capture }).await?;
        }
    }
}

/// Runs an act of the machine; on what is over meanwhile it is needed no longer.
async fn by_itself<A: Act>(run: &JobRun, act: A) -> Result<(), Fault> {
    let stream = act.stream();
    let cause = Run { cause: Cause::Job(run.id), ..Run::default() };
    match run.kernel.run(&Who::machine(), act, cause).await {
        Ok(_) | Err(NotDone::Refused(_) | NotDone::NotFound) => Ok(()),
        Err(NotDone::Fault(fault)) => Err(fault),
        Err(other) => Err(Fault::message(format!("{stream}: {other:?}"))),
    }
}
