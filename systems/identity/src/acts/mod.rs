//! The verbs of the identity step: one act, one file, its tests below it.

mod answer_differences;
mod ask_capture;
mod await_identity;
mod book_time;
mod choose_place;
mod correct_identity;
mod end_step;
mod erase_capture;
mod excuse_capture;
mod flag_doubt;
mod note_limit;
mod note_mailed;
mod prove_identity;
mod read_passport;
mod record_capture;
mod release_time;
mod resume_step;
mod see_originals;
mod settle_doubt;

pub use answer_differences::AnswerDifferences;
pub use ask_capture::AskCapture;
pub use await_identity::AwaitIdentity;
pub use book_time::{BookInputs, BookTime};
pub use choose_place::ChoosePlace;
pub use correct_identity::CorrectIdentity;
pub use end_step::EndStep;
pub use erase_capture::EraseCapture;
pub use excuse_capture::ExcuseCapture;
pub use flag_doubt::FlagDoubt;
pub use note_limit::NoteLimit;
pub(crate) use note_limit::{REMIND, Reminding};
pub use note_mailed::NoteMailed;
pub use prove_identity::{ProveIdentity, ProveInputs};
pub use read_passport::ReadPassport;
pub(crate) use record_capture::Order;
pub use record_capture::{CAPTURE, RecordCapture};
pub use release_time::ReleaseTime;
pub use resume_step::ResumeStep;
pub use see_originals::SeeOriginals;
pub use settle_doubt::SettleDoubt;

use casefile::{Case, CaseId, KnownCase, SEE};
use kernel::{AuditKind, Changes, Done, Sealed, State as _};
use web::{Draft, Problem, Request};

use crate::events::{CaptureEvent, VisitEvent};
use crate::ids::{CaptureId, VisitId};
use crate::model::Booking;
use crate::rights::{PROVE, VISIT};
use crate::state::{IdentityStep, KnownStep, Visit};

/// The name of the part of a path that says which case.
pub(crate) const ID: &str = "id";
/// The name of the part of a path that says what is taken.
pub(crate) const WHAT: &str = "what";
/// The name of the part of a path that says when.
pub(crate) const AT: &str = "at";
/// The task of whoever has to look at a doubt or a correction.
const LOOK: &str = "look-at-identity";

/// A case at a clerk's desk: it waits for identity, and no more of it is shown than that needs.
pub(crate) struct Desk {
    /// Its id.
    pub case: CaseId,
    /// The step.
    pub step: KnownStep,
    /// What the file says; only numbers and attachments of it are shown.
    pub file: KnownCase,
}

/// Opens the case of the address for a clerk, when it waits for identity. What does not wait is not there,
/// but that its time here is over is said.
pub(crate) async fn desk(request: &Request, purpose: &str) -> Result<Desk, Problem> {
    let case: CaseId = request.param(ID)?;
    let opened = request.kernel.open::<IdentityStep>(&request.who, case, PROVE, purpose).await?;
    if opened.state.known().is_none() {
        return Err(Problem::NotFound);
    }
    let step = opened.state.waiting()?.clone();
    let (file, _) = request.kernel.peek::<Case>(case).await?;
    let file = file.known().cloned().ok_or(Problem::NotFound)?;
    Ok(Desk { case, step, file })
}

impl Desk {
    /// What a clerk's form starts from.
    pub(crate) fn draft(&self, request: &Request) -> Draft {
        let number = self.file.number.to_string();
        Draft::new()
            .arg("number", &number)
            .crumb(request.ui.t("identity"), "/identity")
            .crumb(number, path(self.case))
    }
}

/// A visit of one's own.
pub(crate) struct OwnVisit {
    /// Its id.
    pub visit: VisitId,
    /// In which case.
    pub case: CaseId,
    /// Key of the place one means to come to.
    pub place: Option<String>,
    /// The time that is kept for one.
    pub booked: Option<Booking>,
}

/// Opens the visit of the address, when it is the user's own; anybody else's is not there, and that
/// somebody tried is recorded.
pub(crate) async fn own_visit(request: &Request, purpose: &str) -> Result<OwnVisit, Problem> {
    let visit: VisitId = request.param(ID)?;
    let (state, _) = request.kernel.peek::<Visit>(visit).await?;
    let Ok((case, place)) = state.of(&request.who) else {
        let entry = request.kernel.entry(&request.who, AuditKind::Denied, purpose);
        request.kernel.audit(entry.about(Visit::STREAM, visit.0)).await?;
        return Err(Problem::NotFound);
    };
    request.kernel.open::<Visit>(&request.who, visit, VISIT, purpose).await?;
    let (place, booked) = (place.map(str::to_owned), state.booked().cloned());
    Ok(OwnVisit { visit, case, place, booked })
}

/// What only one visit may hold: a seat of a place at a time.
const SEAT: &str = "visit-time";

/// Keeps a time no longer.
fn released(visit: VisitId, booking: &Booking) -> Changes {
    let released = Changes::one(visit, &VisitEvent::TimeReleased {});
    released.release(SEAT, booking.seat_of_place(), visit)
}

/// The applicant's page of a visit.
pub(crate) fn visit_path(visit: VisitId) -> String {
    format!("/visits/{visit}")
}

/// The page of the times that can be booked for a visit.
pub(crate) fn times_path(visit: VisitId) -> String {
    format!("/visits/{visit}/times")
}

/// The clerk's page of a case.
pub(crate) fn path(case: CaseId) -> String {
    format!("/identity/cases/{case}")
}

/// Where a clerk's form leads: back to the page of the case.
fn back(done: &Done) -> String {
    path(CaseId(done.stream))
}

/// What an official's form on a case starts from.
async fn official(request: &Request, purpose: &str) -> Result<Draft, Problem> {
    let case: CaseId = request.param(ID)?;
    let opened = request.kernel.open::<Case>(&request.who, case, SEE, purpose).await?;
    let known = opened.state.known().ok_or(Problem::NotFound)?;
    let number = known.number.to_string();
    Ok(Draft::new()
        .arg("number", &number)
        .crumb(request.ui.t("casefile-cases"), "/cases")
        .crumb(number, format!("/cases/{case}")))
}

/// Words of somebody about a case, sealed with its key.
fn sealed(case: CaseId, words: &str) -> Sealed<String> {
    Sealed::new(case, words.to_owned())
}

/// Destroys the keys of captures.
fn erased(captures: impl IntoIterator<Item = CaptureId>) -> Changes {
    captures.into_iter().fold(Changes::new(), |changes, capture| {
        changes.record(capture, &CaptureEvent::Erased {}).erase(capture.0)
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use casefile::model::{CaseNumber, Headline};
    use casefile::{Case, CaseEvent, CaseId, Outcome, PersonId, TaskId};
    use kernel::{Class, Sealed, UserId, Who};
    use testkit::{Given, given};
    use uuid::Uuid;

    use crate::events::IdentityEvent;
    use crate::ids::{CaptureId, VisitId};
    use crate::model::{Part, Passport, What};
    use crate::rights::PROVE;
    use crate::state::IdentityStep;

    pub(crate) const CASE: CaseId = CaseId(Uuid::from_u128(1));
    pub(crate) const PERSON: PersonId = PersonId(Uuid::from_u128(2));
    pub(crate) const TASK: TaskId = TaskId(Uuid::from_u128(3));
    pub(crate) const CAPTURE: CaptureId = CaptureId(Uuid::from_u128(4));
    pub(crate) const PLACE: &str = "mission-abuja";

    /// A clerk at a mission.
    pub(crate) fn clerk() -> Who {
        Who {
            user: UserId(Uuid::from_u128(900)),
            name: "Leena".into(),
            rights: Arc::new([PROVE].into()),
            unit: PLACE.into(),
            ..Who::visitor()
        }
    }

    pub(crate) fn opened() -> CaseEvent {
        CaseEvent::Opened {
            number: CaseNumber::new("HEL", 2026, 7).unwrap(),
            headline: Sealed::new(PERSON, Headline::new("Permit").unwrap()),
            applicant: PERSON,
            unit: "HEL".into(),
            class: Class::Normal,
            case_type: "student-degree".into(),
            status: "received".into(),
        }
    }

    pub(crate) fn case() -> Case {
        given::<Case>([opened()]).state(CASE.0)
    }

    pub(crate) fn closed() -> Case {
        given::<Case>([opened(), CaseEvent::Closed { outcome: Outcome::Done }]).state(CASE.0)
    }

    pub(crate) fn passport(born: &str) -> Passport {
        Passport::new([
            (Part::FamilyName, Some("Eriksson")),
            (Part::GivenNames, Some("Anna Maria")),
            (Part::Born, Some(born)),
            (Part::Number, Some("L898902C3")),
            (Part::Expires, Some("2030-04-15")),
        ])
    }

    pub(crate) fn awaited() -> IdentityEvent {
        let day = |text: &str| text.parse().unwrap();
        IdentityEvent::Awaited {
            visit: VisitId::of(CASE),
            until: day("2026-06-02"),
            remind: vec![day("2026-05-03"), day("2026-05-26")],
            applied: Sealed::new(PERSON, passport("1974-08-12")),
        }
    }

    pub(crate) fn read(born: &str) -> IdentityEvent {
        IdentityEvent::PassportRead { passport: Sealed::new(PERSON, passport(born)), cut: false }
    }

    pub(crate) fn asked(capture: CaptureId, what: What) -> IdentityEvent {
        IdentityEvent::CaptureAsked { capture, what, place: PLACE.into() }
    }

    pub(crate) fn captured(capture: CaptureId, good: bool) -> IdentityEvent {
        let quality = if good { 88 } else { 23 };
        IdentityEvent::Captured { capture, quality, good, sha256: "ab".repeat(32) }
    }

    pub(crate) fn doubted() -> IdentityEvent {
        IdentityEvent::Doubted { note: Sealed::new(CASE, "another face".to_owned()), task: TASK }
    }

    pub(crate) fn proven() -> IdentityEvent {
        IdentityEvent::Proven { place: PLACE.into(), noticed: None, note: None }
    }

    /// Everything that is needed, one thing of each kind.
    pub(crate) fn ready() -> Vec<IdentityEvent> {
        let mut events = vec![awaited(), read("1974-08-12")];
        events.push(IdentityEvent::OriginalsSeen { documents: vec![] });
        for (what, n) in What::ALL.iter().zip(10_u128..) {
            let capture = CaptureId(Uuid::from_u128(n));
            events.extend([asked(capture, *what), captured(capture, true)]);
        }
        events
    }

    pub(crate) fn waiting() -> Given<IdentityStep> {
        given::<IdentityStep>([awaited()]).as_who(&clerk())
    }

    /// Kinds of the events of an outcome, and how many of each.
    pub(crate) fn kinds(when: testkit::When) -> BTreeMap<String, usize> {
        let mut kinds = BTreeMap::new();
        for event in when.outcome().unwrap().into_events().unwrap() {
            *kinds.entry(event.kind).or_default() += 1;
        }
        kinds
    }
}
