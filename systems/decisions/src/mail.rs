//! Notices by mail that there is a decision: by SMTP to the relay of the settings, one message a
//! decision.
//!
//! A mail cannot be part of a commit. It is sent first and recorded then; a process that dies in between
//! sends it again under the same message id, by which mail programs show it once.

use std::sync::OnceLock;

use casefile::Person;
use casefile::hold::{self, ActKind, Standing};
use kernel::{Fault, JobRun, Ts};

use crate::acts::{NoteUnreachable, RecordSent};
use crate::delivery::email;
use crate::ids::DecisionId;
use crate::jobs::by_itself;
use crate::library::{Library, library};
use crate::smtp::{self, Ended, Mail};
use crate::state::{Decision, KnownDecision, Stage};

pub use crate::smtp::Relay;

static RELAY: OnceLock<Relay> = OnceLock::new();

/// Says, when a process starts, which relay takes our mail; without one nobody is told by mail, and
/// decisions wait for an official to send them. Said twice, the first word counts.
pub fn use_relay(relay: Relay) {
    // The first word counts.
    let _ = RELAY.set(relay);
}

/// Tells the person of an archived decision, when its mode is one that the machine serves by and there is
/// an address to write to.
pub(crate) async fn serve(run: JobRun) -> Result<(), Fault> {
    let decision: DecisionId = serde_json::from_value(run.payload.clone())?;
    let kernel = &run.kernel;
    let (state, _) = kernel.peek::<Decision>(decision).await?;
    let Some(known) = state.known() else { return Ok(()) };
    let Stage::Archived { mode, .. } = &known.stage else { return Ok(()) };
    let (library, today) = (library()?, kernel.now().date());
    let by_machine = library.mode(mode, today).is_some_and(|mode| mode.by_machine);
    if !by_machine || known.reached.served.is_some() || !known.reached.attempts.is_empty() {
        return Ok(());
    }
    let (person, _) = kernel.peek::<Person>(known.applicant).await?;
    let (Some(relay), Some(to)) = (RELAY.get(), email(person.known(), today)) else {
        return Ok(());
    };
    if hold::peek(kernel, known.applicant, ActKind::Letter).await? == Standing::Stopped {
        return Ok(());
    }
    let mail = notice(relay, library, (decision, known), (to, kernel.now()));
    match smtp::send(relay, &mail).await? {
        Ended::Sent => {
            let to = Some(to.to_owned());
            by_itself(&run, RecordSent { decision, on: today, to }).await
        }
        Ended::Unreachable(reason) => {
            by_itself(&run, NoteUnreachable { decision, to: to.to_owned(), reason }).await
        }
    }
}

/// The notice of a decision to an address, in the language its reader has.
fn notice(
    relay: &Relay,
    library: &Library,
    (decision, known): (DecisionId, &KnownDecision),
    (to, at): (&str, Ts),
) -> Mail {
    let tongue = known.translation.unwrap_or(known.language);
    let words = |words| tongue.of(words).replace("{case_number}", &known.number);
    let host = relay.from.rsplit('@').next().unwrap_or(&relay.host);
    let date = jiff::fmt::rfc2822::to_string(&at.in_helsinki());
    Mail {
        to: to.to_owned(),
        message_id: format!("decision-{decision}@{host}"),
        subject: words(&library.mail.subject),
        body: words(&library.mail.body),
        // A day of the calendar always has such a form.
        date: date.unwrap_or_default(),
    }
}
