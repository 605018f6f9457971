//! What follows when an application became a case, and when a case ends or is taken up again.

use casefile::CaseId;
use casefile::signals::CASE_CLOSED;
use kernel::{Answer, AnyAct, Fault, Kernel, Reaction, Recorded};
use permits::{Application, ApplicationId, INSTITUTED};

use crate::acts::{AwaitIdentity, EndStep, ResumeStep};

/// Kind of the event of a case that is pending again.
const REOPENED: &str = "case.reopened";

pub(crate) fn all() -> Vec<Reaction> {
    vec![
        Reaction::new("identity.instituted", &[INSTITUTED], |kernel, event| {
            Box::pin(instituted(kernel, event))
        }),
        Reaction::new("identity.closed", &[CASE_CLOSED], |_, event| {
            let end: Box<dyn AnyAct> = Box::new(EndStep { case: CaseId(event.stream) });
            Box::pin(async move { Ok(Some(end)) })
        }),
        Reaction::new("identity.reopened", &[REOPENED], |_, event| {
            let resume: Box<dyn AnyAct> = Box::new(ResumeStep { case: CaseId(event.stream) });
            Box::pin(async move { Ok(Some(resume)) })
        }),
    ]
}

async fn instituted(kernel: &Kernel, event: &Recorded) -> Result<Answer, Fault> {
    let application = ApplicationId(event.stream);
    let (known, _) = kernel.peek::<Application>(application).await?;
    let case = known.known().and_then(|known| known.stage.case());
    Ok(case.map(|(case, _)| -> Box<dyn AnyAct> { Box::new(AwaitIdentity { case, application }) }))
}
