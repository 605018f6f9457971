//! What follows when an application was sent or taken back.

use casefile::{CaseId, PersonId};
use kernel::{Answer, Fault, Kernel, Reaction, Recorded};

use crate::acts::{CloseWithdrawn, InstituteCase};
use crate::events::{SUBMITTED, WITHDRAWN};
use crate::ids::ApplicationId;
use crate::state::Application;

pub(crate) fn all() -> Vec<Reaction> {
    vec![
        Reaction::new("permits.submitted", &[SUBMITTED], |kernel, event| {
            Box::pin(submitted(kernel, event))
        }),
        Reaction::new("permits.withdrawn", &[WITHDRAWN], |kernel, event| {
            Box::pin(withdrawn(kernel, event))
        }),
    ]
}

async fn submitted(kernel: &Kernel, event: &Recorded) -> Result<Answer, Fault> {
    let application = ApplicationId(event.stream);
    let (case, person) = (CaseId(kernel.next_id()), PersonId(kernel.next_id()));
    Ok(Some(Box::new(InstituteCase { application, case, person })))
}

async fn withdrawn(kernel: &Kernel, event: &Recorded) -> Result<Answer, Fault> {
    let (application, _) = kernel.peek::<Application>(ApplicationId(event.stream)).await?;
    let case = application.known().and_then(|known| known.stage.case());
    Ok(case.map(|(case, _)| -> Box<dyn kernel::AnyAct> { Box::new(CloseWithdrawn { case }) }))
}
