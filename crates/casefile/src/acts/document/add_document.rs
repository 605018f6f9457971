//! Attaches an uploaded file to a case.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed, StoredFile, Subject};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use crate::acts::case_draft;
use crate::events::{CaseEvent, Document};
use crate::ids::CaseId;
use crate::rights::WORK;
use crate::state::Case;

/// What is taken: what people send as evidence.
const ACCEPTED: &str = "application/pdf,image/jpeg,image/png,text/plain";
/// Twenty megabytes: a long scan; larger ones are a mistake or an attack.
const BYTES_MAX: usize = 20_000_000;

/// Attaches a file.
#[derive(Debug, Clone)]
pub struct AddDocument {
    /// To which case.
    pub case: CaseId,
    /// The stored file.
    pub file: StoredFile,
    /// The name its sender gave it.
    pub name: String,
}

impl Act for AddDocument {
    const NAME: &'static str = "case.add_document";
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
        if known.documents.iter().any(|(_, _, d)| d.file == self.file.id) {
            return Err(Refusal::new("document-known").at("file"));
        }
        let document = Document {
            file: self.file.id,
            name: Sealed::new(self.case, self.name.clone()),
            media_type: self.file.media_type.clone(),
            size: self.file.size,
            sha256: self.file.sha256.clone(),
        };
        Ok(Changes::one(self.case, &CaseEvent::DocumentAdded { document }))
    }
}

impl FormAct for AddDocument {
    fn fields() -> Vec<Field> {
        vec![Field::file("file", ACCEPTED, BYTES_MAX)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        case_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn file_subject(request: &Request) -> Option<Subject> {
        request.param::<CaseId>("id").ok().map(Subject::from)
    }

    fn read(form: &mut Reader<'_>) -> Option<AddDocument> {
        let (case, upload) = (form.param("id"), form.file("file"));
        let upload = upload??;
        let file = upload.stored.clone().ok()?;
        Some(AddDocument { case: case?, file, name: upload.name.clone() })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use kernel::FileId;
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, closed, opened};

    fn act() -> AddDocument {
        let file = StoredFile {
            id: FileId(Uuid::from_u128(9)),
            size: 1234,
            sha256: "ab".repeat(32),
            media_type: "application/pdf".into(),
        };
        AddDocument { case: case_id(), file, name: "passport.pdf".into() }
    }

    fn added() -> CaseEvent {
        CaseEvent::DocumentAdded {
            document: Document {
                file: FileId(Uuid::from_u128(9)),
                name: Sealed::new(case_id(), "passport.pdf".into()),
                media_type: "application/pdf".into(),
                size: 1234,
                sha256: "ab".repeat(32),
            },
        }
    }

    #[test]
    fn a_file_is_attached_with_its_hash() {
        given::<Case>([opened()]).when(act(), ()).then([added()]);
    }

    #[test]
    fn the_same_file_is_attached_once() {
        given::<Case>([opened(), added()]).when(act(), ()).then_refused("document-known");
    }

    #[test]
    fn a_closed_case_takes_no_files() {
        given::<Case>([opened(), closed()]).when(act(), ()).then_refused("case-closed");
    }
}
