//! Puts a new version in place of a document; the old one is kept, and is still there to read.

use kernel::{
    Act, Changes, Ctx, Done, Fault, FileId, Read, Refusal, Right, Sealed, StoredFile, Subject,
};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{ACCEPTED, BYTES_MAX};
use crate::acts::case_draft;
use crate::events::{CaseEvent, Document};
use crate::ids::CaseId;
use crate::rights::WORK;
use crate::state::Case;

/// Puts a new version in place of a document.
#[derive(Debug, Clone)]
pub struct ReplaceDocument {
    /// On which case.
    pub case: CaseId,
    /// The version there is.
    pub old: FileId,
    /// The new one.
    pub file: StoredFile,
    /// The name its sender gave it.
    pub name: String,
}

impl Act for ReplaceDocument {
    const NAME: &'static str = "case.replace_document";
    const RIGHT: Right = WORK;
    type State = Case;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, case: &Case, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = case.open()?;
        let old = known.document(self.old).ok_or_else(|| Refusal::new("document-unknown"))?;
        if known.replaced.contains_key(&self.old) {
            return Err(Refusal::new("document-replaced").at("file"));
        }
        if known.set_aside.contains_key(&self.old) {
            return Err(Refusal::new("document-set-aside").at("file"));
        }
        if known.document(self.file.id).is_some() {
            return Err(Refusal::new("document-known").at("file"));
        }
        let document = Document {
            file: self.file.id,
            name: Sealed::new(self.case, self.name.clone()),
            media_type: self.file.media_type.clone(),
            size: self.file.size,
            sha256: self.file.sha256.clone(),
            arrived: None,
            ..old.2.clone()
        };
        let replaces = Some(self.old);
        Ok(Changes::one(self.case, &CaseEvent::DocumentAdded { document, replaces }))
    }
}

impl FormAct for ReplaceDocument {
    fn fields() -> Vec<Field> {
        vec![Field::file("file", ACCEPTED, BYTES_MAX)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, case) = case_draft(request, Self::NAME).await?;
        let known = case.known().ok_or(Problem::NotFound)?;
        known.document(request.param("file")?).ok_or(Problem::NotFound)?;
        Ok(draft)
    }

    fn file_subject(request: &Request) -> Option<Subject> {
        request.param::<CaseId>("id").ok().map(Subject::from)
    }

    fn read(form: &mut Reader<'_>) -> Option<ReplaceDocument> {
        let (case, old, upload) = (form.param("id"), form.param("file"), form.file("file"));
        let upload = upload??;
        let file = upload.stored.clone().ok()?;
        Some(ReplaceDocument { case: case?, old: old?, file, name: upload.name.clone() })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, document_added, opened};

    fn act(old: u128, new: u128) -> ReplaceDocument {
        let file = StoredFile {
            id: FileId(Uuid::from_u128(new)),
            size: 9,
            sha256: "cd".repeat(32),
            media_type: "application/pdf".into(),
        };
        let old = FileId(Uuid::from_u128(old));
        ReplaceDocument { case: case_id(), old, file, name: "signed.pdf".into() }
    }

    fn replaced(old: u128, new: u128) -> CaseEvent {
        let mut event = document_added(new);
        if let CaseEvent::DocumentAdded { replaces, .. } = &mut event {
            *replaces = Some(FileId(Uuid::from_u128(old)));
        }
        event
    }

    #[test]
    fn a_new_version_keeps_what_was_said_of_the_old() {
        let given = given::<Case>([opened(), document_added(1)]);
        let event = given.when(act(1, 2), ()).outcome().unwrap().into_events().unwrap().remove(0);
        assert_eq!(event.body["document"]["kind"], "contract");
        assert_eq!(event.body["replaces"], Uuid::from_u128(1).to_string());
    }

    #[test]
    fn of_two_who_replace_one_document_one_is_told_that_it_was_replaced() {
        given::<Case>([opened(), document_added(1), replaced(1, 2)])
            .when(act(1, 3), ())
            .then_refused("document-replaced");
        let state = given::<Case>([opened(), document_added(1), replaced(1, 2)]);
        let state = state.state(case_id().0);
        let known = state.known().unwrap();
        assert_eq!(known.version_of(FileId(Uuid::from_u128(2))), 2);
        assert_eq!(known.current_documents().count(), 1);
    }

    #[test]
    fn nothing_is_replaced_by_itself_and_nothing_unknown_is_replaced() {
        let given = |events: Vec<CaseEvent>| testkit::given::<Case>(events);
        given(vec![opened()]).when(act(1, 2), ()).then_refused("document-unknown");
        given(vec![opened(), document_added(1)]).when(act(1, 1), ()).then_refused("document-known");
    }
}
