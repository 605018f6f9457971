//! The verbs of the case file: one act, one file, its tests below.

mod bulk;
mod case;
mod clock;
mod document;
mod filter;
mod giving;
mod hold;
mod message;
mod official;
mod organisation;
mod person;
mod task;

pub(crate) use bulk::GO_THROUGH;
pub use bulk::{
    BULK_ITEMS_MAX, Before, CancelBulk, Candidate, GoThrough, OrderBulk, Plan, Standing, StopBulk,
    Surroundings, UndoBulk,
};
pub use case::{
    AddNote, AddParty, AssignCase, ChangeUnit, CloseCase, Cover, CoverCase, FollowApplicant,
    LOOK_INTO, LinkCase, OpenCase, ProtectCase, RemoveParty, ReopenCase, SetStatus, UnlinkCase,
};
pub use clock::{ExtendClock, NoteQuiet, ResumeClock, StopClock};
pub use document::{About, AddDocument, Attached, ReplaceDocument, SetAsideDocument};
pub use filter::{RemoveFilter, RenameFilter, SaveFilter};
pub use giving::{
    ClearVersion, EndFile, Facts as GivingFacts, GiveFile, KeepFile, Receiver, Redact,
    TakeBackRedaction, To,
};
pub(crate) use giving::{PlanTable, choices, name_of};
pub use hold::{CoverHold, HandOverHold, LiftHold, PlaceHold, ReviewHold, TellHoldDue};
pub(crate) use message::{MAIL, Mailing};
pub use message::{NoteMailed, ReceiveMessage, SendMessage};
pub(crate) use official::at_work;
pub use official::{Colleagues, EndAbsence, Led, RecordAbsence, SetCompetences};
pub use organisation::{
    AddContactPerson, BUSINESS_ID, CorrectOrganisation, EndContactPerson, EndOrganisation,
    RegisterOrganisation,
};
pub use person::{
    AddAddress, AddContact, AddRepresentative, AddTravelDocument, ChangeName, ComparePersons,
    CorrectPerson, CorrectResidenceRight, CorrectTravelDocument, EndContact, EndNonDisclosure,
    EndRelation, EndTravelDocument, ReclassifyPerson, RecordLanguages, RecordName,
    RecordNonDisclosure, RecordRelation, RecordResidenceRight, RegisterPerson, Typed,
    WithdrawRepresentative,
};
pub use task::{AddTask, Competent, FinishTask, HandOverTask, ReleaseTask, TakeTask, Taker};

use std::sync::Arc;

use kernel::Refusal;
use web::{Draft, Problem, Request};

use crate::ids::{CaseId, PersonId};
use crate::rights::SEE;
use crate::state::{Case, KnownPerson, Person};

/// The person, if there is one.
pub(crate) fn known(person: &Person) -> Result<&KnownPerson, Refusal> {
    person.known().ok_or_else(|| Refusal::new("person-unknown"))
}

/// What a form on a case starts from: the case opened (and the look recorded), its version seen.
pub(crate) async fn case_draft(
    request: &Request,
    act: &str,
) -> Result<(Draft, Arc<Case>), Problem> {
    let id: CaseId = request.param("id")?;
    let opened = request.kernel.open::<Case>(&request.who, id, SEE, act).await?;
    let number = opened.state.known().map(|k| k.number.to_string()).unwrap_or_default();
    let draft = Draft::new()
        .seen(id.0, opened.version)
        .arg("number", &number)
        .crumb(request.ui.t("casefile-cases"), "/cases")
        .crumb(number, format!("/cases/{id}"));
    Ok((draft, opened.state))
}

/// What a form on a person starts from.
pub(crate) async fn person_draft(
    request: &Request,
    act: &str,
) -> Result<(Draft, Arc<Person>), Problem> {
    let id: PersonId = request.param("id")?;
    let opened = request.kernel.open::<Person>(&request.who, id, SEE, act).await?;
    let name = opened.state.shown().unwrap_or_default();
    let draft = Draft::new()
        .seen(id.0, opened.version)
        .arg("name", &name)
        .crumb(request.ui.t("casefile-persons"), "/persons")
        .crumb(name, format!("/persons/{id}"));
    Ok((draft, opened.state))
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::Arc;

    use kernel::{Class, Date, Sealed, UserId, Who};
    use uuid::Uuid;

    use crate::case_type::GENERAL_MATTER;
    use crate::clock;
    use crate::events::{CaseEvent, Document, Outcome, Party, PersonEvent, Priority};
    use crate::ids::{CaseId, PersonId, TaskId};
    use crate::model::{CaseNumber, Headline};

    pub(crate) const fn case_id() -> CaseId {
        CaseId(Uuid::from_u128(100))
    }

    pub(crate) const fn person_id() -> PersonId {
        PersonId(Uuid::from_u128(200))
    }

    pub(crate) const fn other_id() -> PersonId {
        PersonId(Uuid::from_u128(201))
    }

    pub(crate) const fn task_id() -> TaskId {
        TaskId(Uuid::from_u128(300))
    }

    pub(crate) const fn colleague_id() -> UserId {
        UserId(Uuid::from_u128(400))
    }

    pub(crate) fn officer() -> Who {
        let rights = [super::super::rights::SEE, super::super::rights::WORK].into();
        Who {
            user: UserId(Uuid::from_u128(500)),
            name: "Aino".into(),
            rights: Arc::new(rights),
            unit: "HEL".into(),
            units: Arc::new(["HEL".to_owned()].into()),
            ..Who::visitor()
        }
    }

    /// The day that tests start from: Monday 2 March 2026.
    pub(crate) fn monday() -> Date {
        "2026-03-02".parse().unwrap()
    }

    pub(crate) fn registered() -> PersonEvent {
        let particulars = Sealed::new(person_id(), super::person::amina());
        PersonEvent::Registered { particulars, class: Class::Normal }
    }

    pub(crate) fn opened() -> CaseEvent {
        CaseEvent::Opened {
            number: CaseNumber::new("HEL", 2026, 1).unwrap(),
            headline: Sealed::new(case_id(), Headline::new("Address of residence").unwrap()),
            applicant: person_id(),
            unit: "HEL".into(),
            class: Class::Normal,
            case_type: GENERAL_MATTER.into(),
            status: "received".into(),
        }
    }

    pub(crate) fn party_added(role: &str) -> CaseEvent {
        CaseEvent::PartyAdded { party: Party::Person(other_id()), role: role.into() }
    }

    pub(crate) fn clock_started() -> CaseEvent {
        let rule = clock::rule_on("general-matter", monday()).unwrap();
        let clock = clock::start(&rule, monday());
        CaseEvent::ClockStarted { name: "general-matter".into(), rule, clock }
    }

    pub(crate) fn clock_stopped() -> CaseEvent {
        let CaseEvent::ClockStarted { name, clock, .. } = clock_started() else { panic!() };
        let (waits_for, reason) = (Some("customer".into()), "Payslips".to_owned());
        let reason = Some(Sealed::new(case_id(), reason));
        CaseEvent::ClockChanged { name, clock: clock.stop(monday()).unwrap(), waits_for, reason }
    }

    pub(crate) fn status(word: &str) -> CaseEvent {
        CaseEvent::StatusSet { status: word.into() }
    }

    pub(crate) fn task_added() -> CaseEvent {
        CaseEvent::TaskAdded {
            task: task_id(),
            what: "look-into".to_owned(),
            priority: Priority::Normal,
            due: monday(),
            before_legal_date: None,
            urgent_days: None,
            competence: None,
            words: None,
            queue: None,
        }
    }

    /// A task that needs a competence.
    pub(crate) fn task_needing(code: &str) -> CaseEvent {
        let mut added = task_added();
        if let CaseEvent::TaskAdded { competence, .. } = &mut added {
            *competence = Some(code.to_owned());
        }
        added
    }

    pub(crate) fn document_added(file: u128) -> CaseEvent {
        let document = Document {
            file: kernel::FileId(Uuid::from_u128(file)),
            name: Sealed::new(case_id(), format!("{file}.pdf")),
            media_type: "application/pdf".into(),
            size: 1234,
            sha256: "ab".repeat(32),
            kind: "contract".into(),
            language: Some("fi".into()),
            sender: None,
            arrived: None,
        };
        CaseEvent::DocumentAdded { document, replaces: None }
    }

    pub(crate) const fn closed() -> CaseEvent {
        CaseEvent::Closed { outcome: Outcome::Done }
    }
}
