//! Records the confirmation that an application came in: on the application, in the file of the case and as a message.

use casefile::hold::{self, ActKind, Standing};
use casefile::{Case, Document, case_document, case_message};
use decisions::library::Tongue;
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right, Sealed, StoredFile};
use uuid::Uuid;

use crate::events::{ApplicationEvent, LastedThen, Receipt};
use crate::ids::ApplicationId;
use crate::state::Application;

/// The job that makes the confirmation.
pub(crate) const RECEIPT: &str = "permits.receipt";

/// What the document is among those of the case.
const KIND: &str = "letter";

/// Records a confirmation. Done again it does nothing.
#[derive(Debug, Clone)]
pub struct MakeReceipt {
    /// Of which application.
    pub application: ApplicationId,
    /// In which language it is.
    pub language: Tongue,
    /// SHA-256 of what was received, hex.
    pub received: String,
    /// How long such cases took lately.
    pub lasted: Option<LastedThen>,
    /// The document.
    pub file: StoredFile,
    /// The name of the document.
    pub name: String,
    /// The words of the message.
    pub message: String,
}

/// The case, and whether writing to whoever applied is stopped.
pub struct Receiving {
    /// The case.
    pub case: Case,
    /// Whether writing to them is stopped.
    pub writing: Standing,
}

impl Act for MakeReceipt {
    const NAME: &'static str = "application.make_receipt";
    const RIGHT: Right = Right::MACHINE;
    type State = Application;
    type Inputs = Option<Receiving>;

    fn stream(&self) -> Uuid {
        self.application.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Option<Receiving>, Fault> {
        let application = read.fold::<Application>(self.application).await?;
        let case = application.known().and_then(|known| known.stage.case());
        let Some((case, _)) = case else { return Ok(None) };
        let case = read.fold::<Case>(case).await?;
        let Some(known) = case.known() else { return Ok(None) };
        let writing = hold::look(read, known.applicant, ActKind::Letter).await?;
        Ok(Some(Receiving { case, writing }))
    }

    fn decide(
        &self,
        application: &Application,
        inputs: &Option<Receiving>,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = application.known().filter(|known| known.receipt.is_none());
        let case = known.and_then(|known| known.stage.case());
        let (Some((id, _)), Some(Receiving { case, writing })) = (case, inputs) else {
            return Ok(Changes::new());
        };
        let Some(file) = case.known() else { return Ok(Changes::new()) };
        let mut changes = case_document::add(id, file, self.document(id))?;
        let mut message = None;
        // Whoever may not be written to finds it on the page of the application.
        if *writing == Standing::Free {
            let (sent, told) = case_message::send(id, &self.message, ctx);
            (message, changes) = (Some(sent), changes.and(told));
        }
        let receipt = Receipt {
            language: self.language,
            received: self.received.clone(),
            lasted: self.lasted,
            message,
            file: self.file.id,
            sha256: self.file.sha256.clone(),
            size: self.file.size,
        };
        Ok(changes.record(self.application, &ApplicationEvent::ReceiptMade { receipt }))
    }
}

impl MakeReceipt {
    fn document(&self, case: casefile::CaseId) -> Document {
        Document {
            file: self.file.id,
            name: Sealed::new(case, self.name.clone()),
            media_type: self.file.media_type.clone(),
            size: self.file.size,
            sha256: self.file.sha256.clone(),
            kind: KIND.to_owned(),
            language: Some(self.language.code().to_owned()),
            sender: None,
            arrived: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use casefile::model::{CaseNumber, Headline};
    use casefile::{CaseEvent, CaseId, PersonId};
    use kernel::Class;
    use testkit::given;

    use super::super::tests::{application_id, complete, stored};
    use super::*;

    const CASE: CaseId = CaseId(Uuid::from_u128(800));

    fn act() -> MakeReceipt {
        MakeReceipt {
            application: application_id(),
            language: Tongue::En,
            received: "abab".to_owned(),
            lasted: None,
            file: stored(9),
            name: "Your application is pending.pdf".to_owned(),
            message: "We have received it.".to_owned(),
        }
    }

    fn instituted() -> Vec<ApplicationEvent> {
        let instituted =
            ApplicationEvent::Instituted { case: CASE, number: "HEL-2026-000001".to_owned() };
        complete().into_iter().chain([ApplicationEvent::Submitted {}, instituted]).collect()
    }

    fn inputs(writing: Standing) -> Option<Receiving> {
        let opened = CaseEvent::Opened {
            number: CaseNumber::new("HEL", 2026, 1).unwrap(),
            headline: Sealed::new(CASE, Headline::new("Studies").unwrap()),
            applicant: PersonId(Uuid::from_u128(801)),
            unit: "HEL".into(),
            class: Class::Normal,
            case_type: "student-degree".into(),
            status: "received".into(),
        };
        Some(Receiving { case: given::<Case>([opened]).state(CASE.0), writing })
    }

    fn done(writing: Standing) -> (Vec<String>, usize, Vec<ApplicationEvent>) {
        let when = given::<Application>(instituted()).when(act(), inputs(writing));
        let changes = when.outcome().unwrap();
        let jobs = changes.jobs().len();
        let events = changes.into_events().unwrap();
        let mut after = instituted();
        after.extend(events.iter().filter(|event| event.kind.starts_with("application.")).map(
            |event| {
                let told = serde_json::json!({ "kind": event.kind, "body": event.body });
                serde_json::from_value(told).unwrap()
            },
        ));
        (events.into_iter().map(|event| event.kind).collect(), jobs, after)
    }

    #[test]
    fn page_document_and_message_are_one_commit_and_happen_once() {
        let (kinds, jobs, after) = done(Standing::Free);
        let wanted = ["case.document_added", "message.sent", "application.receipt_made"];
        assert_eq!((kinds.as_slice(), jobs), (&wanted.map(String::from)[..], 1));
        given::<Application>(after).when(act(), inputs(Standing::Free)).then_nothing();
    }

    #[test]
    fn whoever_may_not_be_written_to_is_not_and_what_is_no_case_waits() {
        let (kinds, jobs, _) = done(Standing::Stopped);
        let wanted = ["case.document_added", "application.receipt_made"];
        assert_eq!((kinds.as_slice(), jobs), (&wanted.map(String::from)[..], 0));
        let sent = complete().into_iter().chain([ApplicationEvent::Submitted {}]);
        given::<Application>(sent).when(act(), None).then_nothing();
    }
}
