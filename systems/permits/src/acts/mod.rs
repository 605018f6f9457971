//! The verbs of applications: one act, one file, its tests below it.

mod add_attachments;
mod answer_group;
mod ask_registers;
mod begin_application;
mod close_withdrawn;
mod confirm_terms;
mod fill_from_employer;
mod fill_from_school;
mod give_terms;
mod institute_case;
mod invite_employer;
mod make_receipt;
mod open_payment;
mod record_fee;
mod record_terms;
mod refund_fee;
mod remove_attachment;
mod settle_payment;
mod settle_refund;
mod submit_application;
mod take_part;
mod weigh_case;
mod weigh_person;
mod withdraw_application;
mod write_message;

pub use add_attachments::AddAttachments;
pub use answer_group::AnswerGroup;
pub(crate) use answer_group::FORM;
pub use ask_registers::{AskRegisters, Asking};
pub use begin_application::BeginApplication;
pub use close_withdrawn::CloseWithdrawn;
pub use confirm_terms::ConfirmTerms;
pub(crate) use confirm_terms::list as terms_list;
pub use fill_from_employer::FillFromEmployer;
pub use fill_from_school::FillFromSchool;
pub use give_terms::GiveTerms;
pub use institute_case::{InstituteCase, InstituteInputs};
pub use invite_employer::{InviteEmployer, Inviting};
pub(crate) use make_receipt::RECEIPT;
pub use make_receipt::{MakeReceipt, Receiving};
pub use open_payment::OpenPayment;
pub use record_fee::RecordFee;
pub use record_terms::RecordTerms;
pub use refund_fee::RefundFee;
pub(crate) use refund_fee::{paid_by, refundable};
pub use remove_attachment::RemoveAttachment;
pub use settle_payment::{SettlePayment, Word};
pub use settle_refund::SettleRefund;
pub use submit_application::SubmitApplication;
pub use take_part::TakePart;
pub(crate) use weigh_case::WEIGH;
pub use weigh_case::{WeighCase, Weighing};
pub use weigh_person::WeighPerson;
pub use withdraw_application::WithdrawApplication;
pub use write_message::WriteMessage;

use std::sync::Arc;

use kernel::{AuditKind, Refusal};
use web::{Problem, Request};

use crate::answers::Answers;
use crate::ids::ApplicationId;
use crate::permit::{self, PermitType};
use crate::rights::APPLY;
use crate::state::{Application, KnownApplication, Stage};

/// The name of the part of a path that says which application.
pub(crate) const ID: &str = "id";
/// The name of the part of a path that says which type of permit.
pub(crate) const TYPE: &str = "type";

/// The name of the part of a path that says which place for attachments.
pub(crate) const SLOT: &str = "slot";

/// The role of whoever employs in a case.
pub(crate) const EMPLOYER: &str = "employer";

/// An application of one's own, opened for a page or form.
pub(crate) struct Own {
    /// Its id.
    pub id: ApplicationId,
    /// What is known of it.
    pub application: KnownApplication,
    /// Its version.
    pub version: i64,
    /// Its type.
    pub permit: &'static PermitType,
}

impl Own {
    /// The page of a part of it.
    pub(crate) fn path(&self, part: &str) -> String {
        path(&self.permit.code, self.id, part)
    }
}

/// The address of a part of an application; of its steps when no part is said.
pub(crate) fn path(permit: &str, id: ApplicationId, part: &str) -> String {
    let slash = if part.is_empty() { "" } else { "/" };
    format!("/apply/{permit}/{id}{slash}{part}")
}

/// Opens the application of the address, when it is the user's own and of the type of the address;
/// anybody else's is not there, and that somebody tried is recorded.
pub(crate) async fn own(request: &Request, purpose: &str) -> Result<Own, Problem> {
    let code: String = request.param(TYPE)?;
    opened(request, purpose, Some(&code)).await
}

/// The same, where the address says no type.
pub(crate) async fn own_of_any_type(request: &Request, purpose: &str) -> Result<Own, Problem> {
    opened(request, purpose, None).await
}

async fn opened(request: &Request, purpose: &str, code: Option<&str>) -> Result<Own, Problem> {
    let id: ApplicationId = request.param(ID)?;
    let (application, _) = request.kernel.peek::<Application>(id).await?;
    let own = application.of(&request.who);
    let own = own.ok().filter(|known| code.is_none_or(|code| known.permit == code));
    let permit = own.and_then(|known| permit::of(&known.permit).transpose()).transpose()?;
    let Some(permit) = permit else {
        let entry = request.kernel.entry(&request.who, AuditKind::Denied, purpose);
        request.kernel.audit(entry.about("application", id.0)).await?;
        return Err(Problem::NotFound);
    };
    let opened = request.kernel.open::<Application>(&request.who, id, APPLY, purpose).await?;
    let Application::Known(known) = Arc::unwrap_or_clone(opened.state) else {
        return Err(Problem::NotFound);
    };
    Ok(Own { id, application: *known, version: opened.version, permit })
}

/// The same, for a form that changes a draft: of what was sent or taken back nothing changes any more.
pub(crate) async fn own_draft(request: &Request, purpose: &str) -> Result<Own, Problem> {
    let own = own(request, purpose).await?;
    match own.application.stage {
        Stage::Draft => Ok(own),
        Stage::Submitted { .. } | Stage::Instituted { .. } => {
            Err(Refusal::new("application-sent").into())
        }
        Stage::Withdrawn { .. } => Err(Refusal::new("application-withdrawn").into()),
    }
}

/// Can it be sent: is everything answered and attached?
fn complete(application: &KnownApplication) -> Result<&'static PermitType, Refusal> {
    let permit = permit_of(application)?;
    let answers = Answers::new(permit, application);
    if answers.open_page().is_some() {
        return Err(Refusal::new("application-incomplete"));
    }
    if !answers.missing_files(application).is_empty() {
        return Err(Refusal::new("application-files-missing"));
    }
    Ok(permit)
}

/// The type of an application.
fn permit_of(application: &KnownApplication) -> Result<&'static PermitType, Refusal> {
    let known = permit::of(&application.permit).ok().flatten();
    known.ok_or_else(|| Refusal::new("permit-unknown"))
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::Arc;

    use kernel::{FileId, Sealed, StoredFile, Subject, UserId, Who};
    use uuid::Uuid;

    use crate::events::{ApplicationEvent, AttachedFile, Page, Said};
    use crate::ids::ApplicationId;

    pub(crate) const fn application_id() -> ApplicationId {
        ApplicationId(Uuid::from_u128(600))
    }

    /// Somebody who applies.
    pub(crate) fn amina() -> Who {
        let rights = [super::super::APPLY].into();
        Who {
            user: UserId(Uuid::from_u128(700)),
            name: "Amina Rahimi".into(),
            rights: Arc::new(rights),
            ..Who::visitor()
        }
    }

    /// Somebody else who applies.
    pub(crate) fn bela() -> Who {
        Who { user: UserId(Uuid::from_u128(701)), name: "Béla".into(), ..amina() }
    }

    pub(crate) fn begun() -> ApplicationEvent {
        ApplicationEvent::Begun { owner: amina().user, permit: "student-degree".into() }
    }

    pub(crate) fn page(answers: &[(&str, &str)]) -> Page {
        let said = |(code, value): &(&str, &str)| {
            ((*code).to_owned(), Said { value: (*value).to_owned(), from: None })
        };
        answers.iter().map(said).collect()
    }

    pub(crate) fn answered(group: &str, answers: &[(&str, &str)]) -> ApplicationEvent {
        let answers = Sealed::new(Subject(amina().user.0), page(answers));
        ApplicationEvent::GroupAnswered { group: group.into(), answers }
    }

    pub(crate) fn stored(n: u128) -> StoredFile {
        StoredFile {
            id: FileId(Uuid::from_u128(n)),
            size: 1234,
            sha256: "ab".repeat(32),
            media_type: "application/pdf".into(),
        }
    }

    pub(crate) fn attached(slot: &str, n: u128) -> ApplicationEvent {
        let StoredFile { id, size, sha256, media_type } = stored(n);
        let name = Sealed::new(Subject(amina().user.0), format!("{slot}.pdf"));
        let file = AttachedFile { file: id, name, media_type, size, sha256, seen: None };
        ApplicationEvent::AttachmentAdded { slot: slot.into(), file }
    }

    /// A degree student's application on which nothing is missing.
    pub(crate) fn complete() -> Vec<ApplicationEvent> {
        let names = [
            ("family_name", "Rahimi"),
            ("given_names", "Amina"),
            ("born", "1994-02-17"),
            ("sex", "F"),
        ];
        let passport = [
            ("passport_number", "P1234567"),
            ("passport_issuer", "AFG"),
            ("passport_expires", "2031-01-01"),
        ];
        vec![
            begun(),
            answered("names", &names),
            answered("nationality", &[("nationality", "AFG")]),
            answered("passport", &passport),
            answered("contact", &[("email", "amina@example.com")]),
            answered(
                "degree-studies",
                &[("degree", "university_degree"), ("school", "Aalto"), ("admitted", "yes")],
            ),
            answered(
                "degree-begin",
                &[("studies_start", "2026-08-31"), ("months", "36"), ("begun", "no")],
            ),
            answered("means", &[("means", "900")]),
            answered("tuition", &[("tuition", "paid")]),
            answered("insurance", &[("insurance", "public_card")]),
            answered("circumstances", &[("abroad", "yes"), ("d_visa", "no"), ("family", "no")]),
            answered("background", &[("protection", "no"), ("removal", "no"), ("refused", "no")]),
            attached("passport", 1),
            attached("photograph", 2),
            attached("means", 3),
            attached("insurance", 4),
        ]
    }
}
