//! A clerk sees the originals of attachments and ticks them off.

use casefile::{Case, CaseId};
use kernel::{Act, Changes, Ctx, Done, Fault, FileId, Read, Refusal, Right};
use uuid::Uuid;
use web::form::{FieldKind, Options, Shown};
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{ID, back, desk};
use crate::events::IdentityEvent;
use crate::rights::PROVE;
use crate::state::IdentityStep;
use crate::words;

/// Sees originals.
#[derive(Debug, Clone)]
pub struct SeeOriginals {
    /// In which case.
    pub case: CaseId,
    /// Of which attachments.
    pub documents: Vec<FileId>,
}

impl Act for SeeOriginals {
    const NAME: &'static str = "identity.see_originals";
    const RIGHT: Right = PROVE;
    type State = IdentityStep;
    type Inputs = Case;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Case, Fault> {
        read.fold(self.case).await
    }

    fn decide(&self, step: &IdentityStep, case: &Case, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let (step, known) = (step.waiting()?, case.open()?);
        if self.documents.iter().any(|file| known.document(*file).is_none()) {
            return Err(Refusal::new("original-unknown").at("documents"));
        }
        if step.originals.as_ref() == Some(&self.documents) {
            return Ok(Changes::new());
        }
        let documents = self.documents.clone();
        Ok(Changes::one(self.case, &IdentityEvent::OriginalsSeen { documents }))
    }
}

impl FormAct for SeeOriginals {
    fn fields() -> Vec<Field> {
        let drafted = Field::drafted("documents", Shown::Open).optional();
        vec![Field { kind: FieldKind::Choices(Options::Drafted), ..drafted }]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let desk = desk(request, Self::NAME).await?;
        let draft =
            desk.draft(request).options("documents", words::attachments(&request.ui, &desk.file));
        let seen = desk.step.originals.into_iter().flatten();
        Ok(seen.fold(draft, |draft, file| draft.value("documents", file)))
    }

    fn read(form: &mut Reader<'_>) -> Option<SeeOriginals> {
        let (case, documents) = (form.param(ID), form.choices("documents"));
        Some(SeeOriginals { case: case?, documents: documents? })
    }

    fn after(done: &Done, _: &Request) -> String {
        back(done)
    }
}

#[cfg(test)]
mod tests {
    use casefile::{CaseEvent, Document};
    use kernel::Sealed;

    use super::*;
    use crate::acts::tests::{CASE, case, opened, waiting};

    const FILE: FileId = FileId(Uuid::from_u128(50));

    fn with_document() -> Case {
        let document = Document {
            file: FILE,
            name: Sealed::new(CASE, "diploma.pdf".to_owned()),
            media_type: "application/pdf".into(),
            size: 10,
            sha256: "ab".repeat(32),
            kind: "certificate".into(),
            language: None,
            sender: None,
            arrived: None,
        };
        let added = CaseEvent::DocumentAdded { document, replaces: None };
        testkit::given::<Case>([opened(), added]).state(CASE.0)
    }

    fn act(documents: &[FileId]) -> SeeOriginals {
        SeeOriginals { case: CASE, documents: documents.to_vec() }
    }

    #[test]
    fn what_was_seen_is_recorded_also_that_it_was_nothing() {
        let seen =
            |documents: &[FileId]| [IdentityEvent::OriginalsSeen { documents: documents.to_vec() }];
        waiting().when(act(&[FILE]), with_document()).then(seen(&[FILE]));
        waiting().when(act(&[]), with_document()).then(seen(&[]));
        waiting().and(seen(&[FILE])).when(act(&[FILE]), with_document()).then_nothing();
        waiting().when(act(&[FILE]), case()).then_refused("original-unknown");
    }
}
