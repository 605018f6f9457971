//! What follows when an application was sent, became a case or was taken back, when its applicant wrote, and
//! when something became known of its case or of whoever applies.

use automation::{CaseFacts, FACT_RECORDED, FACT_SETTLED, FACT_WITHDRAWN};
use casefile::acts::ReceiveMessage;
use casefile::{Case, CaseId, OrganisationId, PersonId};
use kernel::{Act, Answer, Fault, Kernel, Reaction, Recorded};
use registers::GIVEN_UP;

use crate::acts::{AskRegisters, CloseWithdrawn, InstituteCase, WeighCase, WeighPerson};
use crate::events::{ApplicationEvent, INSTITUTED, MESSAGE_WRITTEN, SUBMITTED, WITHDRAWN};
use crate::ids::ApplicationId;
use crate::permit;
use crate::state::Application;

/// What may change how a case is ruled on: facts, registers that stay silent, and whom the case concerns.
const MOVED: &[&str] = &[
    FACT_RECORDED,
    FACT_WITHDRAWN,
    FACT_SETTLED,
    GIVEN_UP,
    "case.party_added",
    "case.party_removed",
];

/// What the file knows of a person that may change how their cases are ruled on, in whatever case it was found out.
const PERSON_MOVED: &[&str] = &[
    "person.corrected",
    "person.document_added",
    "person.document_corrected",
    "person.document_ended",
    "person.residence_right_recorded",
    "person.residence_right_corrected",
    "person.non_disclosure_recorded",
    "person.non_disclosure_ended",
    "person.reclassified",
    "person.representative_added",
    "person.representative_withdrawn",
    "person.compared",
];

pub(crate) fn all() -> Vec<Reaction> {
    vec![
        Reaction::new("permits.submitted", &[SUBMITTED], |kernel, event| {
            Box::pin(submitted(kernel, event))
        }),
        Reaction::new("permits.instituted", &[INSTITUTED], |_, event| Box::pin(instituted(event))),
        Reaction::new("permits.moved", MOVED, |kernel, event| Box::pin(moved(kernel, event)))
            .of_latest(),
        Reaction::new("permits.person_moved", PERSON_MOVED, |_, event| {
            Box::pin(person_moved(event))
        })
        .of_latest(),
        Reaction::new("permits.message_written", &[MESSAGE_WRITTEN], |kernel, event| {
            Box::pin(message_written(kernel, event))
        }),
        Reaction::new("permits.withdrawn", &[WITHDRAWN], |kernel, event| {
            Box::pin(withdrawn(kernel, event))
        }),
    ]
}

async fn submitted(kernel: &Kernel, event: &Recorded) -> Result<Answer, Fault> {
    let application = ApplicationId(event.stream);
    let (case, person) = (CaseId(kernel.next_id()), PersonId(kernel.next_id()));
    let organisation = OrganisationId(kernel.next_id());
    Ok(Some(Box::new(InstituteCase { application, case, person, organisation })))
}

async fn instituted(event: &Recorded) -> Result<Answer, Fault> {
    Ok(match event.decode()? {
        Some(ApplicationEvent::Instituted { case, .. }) => Some(Box::new(AskRegisters { case })),
        _ => None,
    })
}

/// Something became known of a case. When more was told since, that is heard too, and knows more: facts
/// that come at once are weighed once.
async fn moved(kernel: &Kernel, event: &Recorded) -> Result<Answer, Fault> {
    let case = CaseId(event.stream);
    let (state, _) = kernel.peek::<Case>(case).await?;
    let Ok(known) = state.open() else { return Ok(None) };
    if permit::of(&known.case_type)?.is_none() {
        return Ok(None);
    }
    let (facts, _) = kernel.peek::<CaseFacts>(case).await?;
    if facts.version > event.version {
        return Ok(None);
    }
    Ok(Some(Box::new(WeighCase { case })))
}

/// The file knows something else of a person. With a record that comes with its case the facts of that are weighed anyway.
async fn person_moved(event: &Recorded) -> Result<Answer, Fault> {
    let entered = event.act == InstituteCase::NAME && event.kind == "person.document_added";
    let person = PersonId(event.stream);
    Ok((!entered).then(|| -> Box<dyn kernel::AnyAct> { Box::new(WeighPerson { person }) }))
}

/// What an applicant wrote lands in the case. Of an erased one nothing is left to land.
async fn message_written(kernel: &Kernel, event: &Recorded) -> Result<Answer, Fault> {
    let Some(ApplicationEvent::MessageWritten { message, text }) = event.decode()? else {
        return Ok(None);
    };
    let (application, _) = kernel.peek::<Application>(ApplicationId(event.stream)).await?;
    let case = application.known().and_then(|known| known.stage.case()).map(|(case, _)| case);
    Ok(case.zip(text.into_option()).map(|(case, text)| -> Box<dyn kernel::AnyAct> {
        Box::new(ReceiveMessage { case, message, text })
    }))
}

async fn withdrawn(kernel: &Kernel, event: &Recorded) -> Result<Answer, Fault> {
    let (application, _) = kernel.peek::<Application>(ApplicationId(event.stream)).await?;
    let case = application.known().and_then(|known| known.stage.case());
    Ok(case.map(|(case, _)| -> Box<dyn kernel::AnyAct> { Box::new(CloseWithdrawn { case }) }))
}
