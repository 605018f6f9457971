//! What follows when an application became a case, when identity is proven or nobody came, and when a case ends or
//! is taken up again.

use casefile::CaseId;
use casefile::signals::CASE_CLOSED;
use decisions::acts::PrepareDecision;
use kernel::{Answer, AnyAct, Fault, Kernel, Reaction, Recorded};
use permits::{Application, ApplicationId, INSTITUTED};

use crate::acts::{AwaitIdentity, EndStep, ReleaseTime, ResumeStep};
use crate::events::{IdentityEvent, LAPSED, PROVEN};
use crate::ids::VisitId;

/// Kind of the event of a case that is pending again.
const REOPENED: &str = "case.reopened";
/// Kind of the event of a step that ended with its case.
const ENDED: &str = "identity.ended";

pub(crate) fn all() -> Vec<Reaction> {
    vec![
        Reaction::new("identity.instituted", &[INSTITUTED], |kernel, event| {
            Box::pin(instituted(kernel, event))
        }),
        Reaction::new("identity.closed", &[CASE_CLOSED], |_, event| {
            let end: Box<dyn AnyAct> = Box::new(EndStep { case: CaseId(event.stream) });
            Box::pin(async move { Ok(Some(end)) })
        }),
        Reaction::new("identity.lapsed", &[LAPSED], |_, event| Box::pin(lapsed(event))),
        Reaction::new("identity.need_no_time", &[PROVEN, ENDED], |_, event| {
            let visit = VisitId::of(CaseId(event.stream));
            let release: Box<dyn AnyAct> = Box::new(ReleaseTime { visit });
            Box::pin(async move { Ok(Some(release)) })
        }),
        Reaction::new("identity.reopened", &[REOPENED], |_, event| {
            let resume: Box<dyn AnyAct> = Box::new(ResumeStep { case: CaseId(event.stream) });
            Box::pin(async move { Ok(Some(resume)) })
        }),
    ]
}

/// What an official may want to decide, then, is prepared for them.
async fn lapsed(event: &Recorded) -> Result<Answer, Fault> {
    Ok(match event.decode()? {
        Some(IdentityEvent::Lapsed { task }) => {
            Some(Box::new(PrepareDecision { case: CaseId(event.stream), task }))
        }
        _ => None,
    })
}

async fn instituted(kernel: &Kernel, event: &Recorded) -> Result<Answer, Fault> {
    let application = ApplicationId(event.stream);
    let (known, _) = kernel.peek::<Application>(application).await?;
    let case = known.known().and_then(|known| known.stage.case());
    Ok(case.map(|(case, _)| -> Box<dyn AnyAct> { Box::new(AwaitIdentity { case, application }) }))
}
