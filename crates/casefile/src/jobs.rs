//! What the file does by itself: it tells of cases in which nothing happens and of holds to look at,
//! gives what is held by who is away to whoever covers, protects cases as their applicants are
//! protected, goes through orders to do one thing to many cases, makes the files that parties are given, tells
//! by mail that there is a message, and forgets who was present.

use kernel::{Act, Cause, Date, Fault, JobKind, JobRun, NotDone, Run, Ts, User, Who};
use web::AsArg as _;

use crate::acts::{
    CoverCase, CoverHold, FollowApplicant, GO_THROUGH, GoThrough, MAIL, Mailing, NoteMailed,
    NoteQuiet, StopBulk, TellHoldDue,
};
use crate::case_type;
use crate::giving::{GIVE_FILE, give_file};
use crate::ids::{BulkId, CaseId, HoldId, PersonId};
use crate::mail::{self, Notice, Told};
use crate::rights::GRANTS;
use crate::rows;
use crate::state::{BulkOrder, Case, Messages};
use crate::words;

/// Four times a day: a silence is counted in days.
const QUIET_SECONDS: i64 = 6 * 3600;
/// Cases read at once: a few kilobytes.
const BATCH_ROWS_MAX: i64 = 500;
/// Who was present is forgotten after this long.
const PRESENCE_SECONDS: i64 = 600;
const DAY_SECONDS: i64 = 86_400;
/// Before every day that stands in a row.
const LONG_AGO: Date = jiff::civil::date(1, 1, 1);
/// Work is taken from who is away within the hour.
const COVER_SECONDS: i64 = 3600;

/// The job that protects the cases of an applicant who is protected more than before.
pub(crate) const FOLLOW_APPLICANT: &str = "casefile.follow_applicant";

pub(crate) fn all() -> Vec<JobKind> {
    vec![
        JobKind::new("casefile.quiet", |run| Box::pin(tell_of_quiet(run))).every(QUIET_SECONDS),
        JobKind::new("casefile.cover", |run| Box::pin(cover(run))).every(COVER_SECONDS),
        JobKind::new("casefile.cover_holds", |run| Box::pin(cover_holds(run))).every(COVER_SECONDS),
        JobKind::new("casefile.holds", |run| Box::pin(tell_of_holds(run))).every(COVER_SECONDS),
        JobKind::new(FOLLOW_APPLICANT, |run| Box::pin(follow_applicant(run))),
        JobKind::new(GO_THROUGH, |run| Box::pin(go_through(run))),
        JobKind::new(GIVE_FILE, |run| Box::pin(give_file(run))),
        JobKind::new(MAIL, |run| Box::pin(mail_message(run))),
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
            by_itself(&run, NoteQuiet { case: *case }).await?;
        }
        looked += i64::try_from(batch.len()).unwrap_or(0);
        run.progress(looked, 0);
    }
}

/// Takes what is held by those who are away or may no longer sign in: killed in the middle it goes on
/// with what they still hold.
async fn cover(run: JobRun) -> Result<(), Fault> {
    let today = run.kernel.now().date();
    let mut gone = rows::away(&run.kernel, today).await?;
    gone.extend(run.kernel.disabled_users().await?);
    for from in gone {
        let mut after = CaseId(uuid::Uuid::nil());
        loop {
            let batch = rows::held_by(&run.kernel, from, after, BATCH_ROWS_MAX).await?;
            let Some(last) = batch.last() else { break };
            after = *last;
            for case in batch {
                by_itself(&run, CoverCase { case, from }).await?;
            }
        }
    }
    Ok(())
}

/// Looks whether whoever answers for a hold still can: is there, and a member of its compartment. There
/// are few holds, and no list of those who left a compartment.
async fn cover_holds(run: JobRun) -> Result<(), Fault> {
    let mut after = HoldId(uuid::Uuid::nil());
    loop {
        let batch = rows::holds_owned(&run.kernel, after, BATCH_ROWS_MAX).await?;
        let Some((last, _)) = batch.last() else { return Ok(()) };
        after = *last;
        for (hold, from) in batch {
            by_itself(&run, CoverHold { hold, from }).await?;
        }
    }
}

/// Tells of every hold whose day has come.
async fn tell_of_holds(run: JobRun) -> Result<(), Fault> {
    let today = run.kernel.now().date();
    let mut after = (LONG_AGO, HoldId(uuid::Uuid::nil()));
    loop {
        let batch = rows::holds_due(&run.kernel, today, after, BATCH_ROWS_MAX).await?;
        let Some(last) = batch.last() else { return Ok(()) };
        after = *last;
        for (_, hold) in batch {
            by_itself(&run, TellHoldDue { hold }).await?;
        }
    }
}

/// Goes through every case the person applied in, one after the other: killed in the middle it begins
/// again, and a case that is protected enough stays as it is.
async fn follow_applicant(run: JobRun) -> Result<(), Fault> {
    let person: PersonId = serde_json::from_value(run.payload.clone())?;
    let mut after = (Ts::from_micros(0), CaseId(uuid::Uuid::nil()));
    loop {
        let batch = rows::applied_in(&run.kernel, person, after, BATCH_ROWS_MAX).await?;
        let Some(last) = batch.last() else { return Ok(()) };
        after = *last;
        for (_, case) in &batch {
            by_itself(&run, FollowApplicant { case: *case }).await?;
        }
    }
}

/// Goes through an order portion by portion, by the rights of whoever ordered it: killed in the middle
/// it goes on with the portion that was not committed.
async fn go_through(run: JobRun) -> Result<(), Fault> {
    let bulk: BulkId = serde_json::from_value(run.payload.clone())?;
    let cause = || Run { cause: Cause::Job(run.id), ..Run::default() };
    loop {
        let (order, _) = run.kernel.peek::<BulkOrder>(bulk).await?;
        let Some(known) = order.known() else { return Ok(()) };
        let [done, all] = [known.done + known.skipped, known.cases].map(i64::try_from);
        run.progress(done.unwrap_or(0), all.unwrap_or(0));
        let Some(portion) = known.next() else { return Ok(()) };
        let (user, _) = run.kernel.peek::<User>(known.by).await?;
        let went = match user.who(known.by, None, GRANTS) {
            Some(who) => run.kernel.run(&who, GoThrough { portion }, cause()).await,
            None => Err(NotDone::NotAllowed),
        };
        match went {
            Ok(_) => {}
            Err(NotDone::NotAllowed | NotDone::NotFound | NotDone::Refused(_)) => {
                let stopped = run.kernel.run(&Who::machine(), StopBulk { bulk }, cause()).await;
                stopped.map_err(|e| Fault::message(format!("{bulk}: {e:?}")))?;
            }
            Err(NotDone::Fault(fault)) => return Err(fault),
            Err(other) => return Err(Fault::message(format!("{bulk}: {other:?}"))),
        }
    }
}

/// Tells whoever applied by mail that there is a message, and nothing of what it says.
async fn mail_message(run: JobRun) -> Result<(), Fault> {
    let Mailing { case, message } = serde_json::from_value(run.payload.clone())?;
    let (state, _) = run.kernel.peek::<Case>(case).await?;
    let (messages, _) = run.kernel.peek::<Messages>(case).await?;
    let untold = messages.get(message).is_some_and(|message| message.mailed.is_none());
    let Some(known) = state.known().filter(|_| untold) else { return Ok(()) };
    let texts = words::texts()?;
    let args = [("number", known.number.to_string().as_arg())];
    let id = format!("message-{message}");
    let notice = |lang| Notice::of(id, (texts, "mail-message"), &args, lang);
    let failed = match mail::tell(&run.kernel, known.applicant, notice).await? {
        Told::Nobody => return Ok(()),
        Told::Sent { .. } => None,
        Told::Unreachable { reason, .. } => Some(reason),
    };
    by_itself(&run, NoteMailed { case, message, failed }).await
}

/// Runs an act of the machine; on what is over or erased meanwhile it is needed no longer.
async fn by_itself<A: Act>(run: &JobRun, act: A) -> Result<(), Fault> {
    let stream = act.stream();
    let cause = Run { cause: Cause::Job(run.id), ..Run::default() };
    match run.kernel.run(&Who::machine(), act, cause).await {
        Ok(_) | Err(NotDone::Refused(_) | NotDone::NotFound) => Ok(()),
        Err(NotDone::Fault(fault)) => Err(fault),
        Err(other) => Err(Fault::message(format!("{stream}: {other:?}"))),
    }
}
