//! What decisions do later: what was signed is set, sealed and archived; people are told of it by mail;
//! and what was sent counts as received when its days are over.

use kernel::{Act, Cause, Fault, JobKind, JobRun, NotDone, Run, Ts, Who};

use crate::acts::{
    ARCHIVE, ArchiveDecision, ArchiveInstructions, INSTRUCT, PresumeReceived, SERVE,
};
use crate::archive::{self, Print};
use crate::ids::DecisionId;
use crate::mail;
use crate::rows;
use crate::signer::LocalSigner;
use crate::state::{Decision, Stage};
use crate::trial::{self, TRY};

/// Four times a day: presumed days are days.
const PRESUME_SECONDS: i64 = 6 * 3600;
/// Decisions read at once: a few kilobytes.
const BATCH_ROWS_MAX: i64 = 500;

pub(crate) fn all() -> Vec<JobKind> {
    vec![
        JobKind::new(ARCHIVE, |run| Box::pin(archive(run))),
        JobKind::new(INSTRUCT, |run| Box::pin(instruct(run))),
        JobKind::new(SERVE, |run| Box::pin(mail::serve(run))),
        JobKind::new(TRY, |run| Box::pin(trial::go_through(run))),
        JobKind::new("decisions.presume", |run| Box::pin(presume(run))).every(PRESUME_SECONDS),
    ]
}

/// Looks at every decision that is under way; those whose day has come count as received.
async fn presume(run: JobRun) -> Result<(), Fault> {
    let mut after = (Ts::from_micros(0), DecisionId(uuid::Uuid::nil()));
    loop {
        let batch = rows::by_service(&run.kernel, "sent", after, BATCH_ROWS_MAX).await?;
        let Some(last) = batch.last() else { return Ok(()) };
        after = *last;
        for (_, decision) in batch {
            by_itself(&run, PresumeReceived { decision }).await?;
        }
    }
}

/// Archives a signed decision. Killed before the commit it begins again: the same bytes are the same
/// file, and what is archived is not archived again.
async fn archive(run: JobRun) -> Result<(), Fault> {
    let decision: DecisionId = serde_json::from_value(run.payload.clone())?;
    let (state, _) = run.kernel.peek::<Decision>(decision).await?;
    let Some(known) = state.known() else { return Ok(()) };
    if !matches!(known.stage, Stage::Signed { .. }) {
        return Ok(());
    }
    let signer = LocalSigner::of(&run.kernel);
    let of = (decision, known);
    let sheets = archive::sheets(&run.kernel, &signer, of, Print::Whole).await?;
    by_itself(&run, ArchiveDecision { decision, sheets }).await
}

/// Makes the instructions of a decision that goes by another mode than it was printed for.
async fn instruct(run: JobRun) -> Result<(), Fault> {
    let decision: DecisionId = serde_json::from_value(run.payload.clone())?;
    let (state, _) = run.kernel.peek::<Decision>(decision).await?;
    let Some(known) = state.known() else { return Ok(()) };
    let Some((mode, None)) = known.reached.redirected.clone() else { return Ok(()) };
    let signer = LocalSigner::of(&run.kernel);
    let of = (decision, known);
    let sheets = archive::sheets(&run.kernel, &signer, of, Print::Instructions).await?;
    by_itself(&run, ArchiveInstructions { decision, mode, sheets }).await
}

/// Runs an act of the machine; what is refused is over meanwhile.
pub(crate) async fn by_itself<A: Act>(run: &JobRun, act: A) -> Result<(), Fault> {
    went(run, act).await.map(|_| ())
}

/// Runs an act of the machine and tells whether it was done, or over meanwhile.
pub(crate) async fn went<A: Act>(run: &JobRun, act: A) -> Result<bool, Fault> {
    let stream = act.stream();
    let cause = Run { cause: Cause::Job(run.id), ..Run::default() };
    match run.kernel.run(&Who::machine(), act, cause).await {
        Ok(_) => Ok(true),
        Err(NotDone::Refused(_) | NotDone::NotFound) => Ok(false),
        Err(NotDone::Fault(fault)) => Err(fault),
        Err(other) => Err(Fault::message(format!("{stream}: {other:?}"))),
    }
}
