//! Notices by mail that there is a decision: one message a decision, by the relay that takes all our mail.

use casefile::mail::{Notice, Told, tell};
use kernel::{Fault, JobRun};

use crate::acts::{NoteUnreachable, RecordSent};
use crate::ids::DecisionId;
use crate::jobs::by_itself;
use crate::library::{Library, library};
use crate::state::{Decision, KnownDecision, Stage};

/// Tells the person of an archived decision, when its mode is one that the machine serves by and there is
/// an address to write to. Without a relay decisions wait for an official to send them.
pub(crate) async fn serve(run: JobRun) -> Result<(), Fault> {
    let decision: DecisionId = serde_json::from_value(run.payload.clone())?;
    let kernel = &run.kernel;
    let (state, _) = kernel.peek::<Decision>(decision).await?;
    let Some(known) = state.known() else { return Ok(()) };
    let Stage::Archived { mode, .. } = &known.stage else { return Ok(()) };
    let (library, today) = (library()?, kernel.now().date());
    let by_machine = library.mode(mode, today).is_some_and(|mode| mode.by_machine);
    let over = known.reached.served.is_some() || known.reached.recalled.is_some();
    if !by_machine || over || !known.reached.attempts.is_empty() {
        return Ok(());
    }
    // The decision says in which language its reader has it.
    match tell(kernel, known.applicant, |_| notice(library, decision, known)).await? {
        Told::Nobody => Ok(()),
        Told::Sent { to } => {
            by_itself(&run, RecordSent { decision, on: today, to: Some(to) }).await
        }
        Told::Unreachable { to, reason } => {
            by_itself(&run, NoteUnreachable { decision, to, reason }).await
        }
    }
}

/// The notice of a decision in the language its reader has.
fn notice(library: &Library, decision: DecisionId, known: &KnownDecision) -> Notice {
    let tongue = known.translation.unwrap_or(known.language);
    let words = |words| tongue.of(words).replace("{case_number}", &known.number);
    Notice {
        id: format!("decision-{decision}"),
        subject: words(&library.mail.subject),
        body: words(&library.mail.body),
    }
}
