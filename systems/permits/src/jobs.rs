//! What applications do later: whoever sent one gets the confirmation that it came in, and a case is weighed when a
//! day has come.

use casefile::CaseId;
use kernel::{Cause, Fault, JobKind, JobRun, NotStored};

use crate::acts::{MakeReceipt, RECEIPT, WEIGH, WeighCase};
use crate::code;
use crate::ids::ApplicationId;
use crate::lasted;
use crate::limits::RECEIPT_BYTES_MAX;
use crate::payments::jobs::by_itself;
use crate::permit;
use crate::receipt::{self, Told};
use crate::state::Application;

/// What the document is.
const PDF: &str = "application/pdf";

pub(crate) fn all() -> Vec<JobKind> {
    vec![
        JobKind::new(RECEIPT, |run| Box::pin(make_receipt(run))),
        JobKind::new(WEIGH, |run| Box::pin(weigh(run))),
    ]
}

/// Weighs a case when its day has come.
async fn weigh(run: JobRun) -> Result<(), Fault> {
    let case: CaseId = serde_json::from_value(run.payload.clone())?;
    by_itself(&run.kernel, WeighCase { case }, Cause::Job(run.id)).await
}

/// Makes the confirmation of an application. Killed before the commit it begins again: what is made in vain is
/// in no file, and what was recorded is not made again.
async fn make_receipt(run: JobRun) -> Result<(), Fault> {
    let application: ApplicationId = serde_json::from_value(run.payload.clone())?;
    let kernel = &run.kernel;
    let (state, _) = kernel.peek::<Application>(application).await?;
    let Some(known) = state.known().filter(|known| known.receipt.is_none()) else { return Ok(()) };
    let Some(permit) = permit::of(&known.permit)? else { return Ok(()) };
    let received = receipt::received(permit, known);
    // Of an erased one there is nothing to confirm.
    let (Some((case, number)), Some(sent), Some(received)) =
        (known.stage.case(), known.sent, received)
    else {
        return Ok(());
    };
    let received = receipt::sha256(&received);
    let code = receipt::check_code(application, &received, kernel.blind());
    let told = Told {
        known,
        number,
        sent,
        received: &received,
        code: code::written(&code),
        lasted: lasted::of(kernel, permit).await?.map(receipt::then),
        tongue: receipt::tongue(known.language.as_ref()),
    };
    let (letter, message) = (told.letter(kernel, case).await?, told.message()?);
    let name = format!("{}.pdf", letter.title);
    let pdf = decisions::archive::set(letter).await?;
    let mut writer = kernel.begin_file(case, RECEIPT_BYTES_MAX).await?;
    writer.write(&pdf.bytes).await.map_err(not_stored)?;
    let file = writer.finish(PDF).await.map_err(not_stored)?;
    let (language, lasted) = (told.tongue, told.lasted);
    let act = MakeReceipt {
        application,
        language,
        received: received.clone(),
        lasted,
        file,
        name,
        message,
    };
    by_itself(kernel, act, Cause::Job(run.id)).await
}

fn not_stored(why: NotStored) -> Fault {
    match why {
        NotStored::Refused(refusal) => Fault::message(refusal.code),
        NotStored::Fault(fault) => fault,
    }
}
