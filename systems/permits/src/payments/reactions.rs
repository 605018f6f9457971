//! What follows when an application that was paid for is a case, or its fee is given back: the case knows it.

use kernel::{Answer, Fault, Kernel, Reaction, Recorded};

use crate::acts::RecordFee;
use crate::events::{ApplicationEvent, INSTITUTED, REFUND_ORDERED, REFUND_SETTLED};
use crate::ids::ApplicationId;
use crate::state::Application;

pub(crate) fn all() -> Vec<Reaction> {
    vec![
        Reaction::new("permits.fee_paid", &[INSTITUTED], |kernel, event| {
            Box::pin(instituted(kernel, event))
        }),
        Reaction::new("permits.fee_refund", &[REFUND_ORDERED, REFUND_SETTLED], |kernel, event| {
            Box::pin(refunded(kernel, event))
        }),
    ]
}

async fn instituted(kernel: &Kernel, event: &Recorded) -> Result<Answer, Fault> {
    let (application, _) = kernel.peek::<Application>(ApplicationId(event.stream)).await?;
    let Some(known) = application.known() else { return Ok(None) };
    let (case, paid) = (known.stage.case(), known.paid());
    Ok(case.zip(paid).map(|((case, _), paid)| -> Box<dyn kernel::AnyAct> {
        Box::new(RecordFee { case, paid: true, at: paid.changed })
    }))
}

/// What is on its way back pays for nothing any more, unless another payment does; what is not given back does
/// again.
async fn refunded(kernel: &Kernel, event: &Recorded) -> Result<Answer, Fault> {
    if let Some(ApplicationEvent::RefundSettled { given: true, .. }) = event.decode()? {
        return Ok(None);
    }
    let (application, _) = kernel.peek::<Application>(ApplicationId(event.stream)).await?;
    let case = application.known().and_then(|known| Some((known, known.stage.case()?)));
    Ok(case.map(|(known, (case, _))| -> Box<dyn kernel::AnyAct> {
        Box::new(RecordFee { case, paid: known.paid().is_some(), at: event.at })
    }))
}
