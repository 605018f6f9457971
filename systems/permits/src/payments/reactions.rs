//! What follows when an application that was paid for is a case: the case knows it.

use kernel::{Answer, Fault, Kernel, Reaction, Recorded};

use crate::acts::RecordFee;
use crate::events::INSTITUTED;
use crate::ids::ApplicationId;
use crate::state::Application;

pub(crate) fn all() -> Vec<Reaction> {
    vec![Reaction::new("permits.fee_paid", &[INSTITUTED], |kernel, event| {
        Box::pin(instituted(kernel, event))
    })]
}

async fn instituted(kernel: &Kernel, event: &Recorded) -> Result<Answer, Fault> {
    let (application, _) = kernel.peek::<Application>(ApplicationId(event.stream)).await?;
    let Some(known) = application.known() else { return Ok(None) };
    let (case, paid) = (known.stage.case(), known.paid());
    Ok(case.zip(paid).map(|((case, _), paid)| -> Box<dyn kernel::AnyAct> {
        Box::new(RecordFee { case, at: paid.changed })
    }))
}
