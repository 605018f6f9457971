//! Sets a document aside: it counts no more, and is kept.

use kernel::{Act, Changes, Ctx, Done, Fault, FileId, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use crate::acts::case_draft;
use crate::events::CaseEvent;
use crate::ids::CaseId;
use crate::rights::WORK;
use crate::state::Case;

/// Sets a document aside.
#[derive(Debug, Clone)]
pub struct SetAsideDocument {
    /// On which case.
    pub case: CaseId,
    /// Which.
    pub file: FileId,
    /// Why.
    pub reason: String,
}

impl Act for SetAsideDocument {
    const NAME: &'static str = "case.set_aside_document";
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
        known.document(self.file).ok_or_else(|| Refusal::new("document-unknown"))?;
        if known.set_aside.contains_key(&self.file) {
            return Err(Refusal::new("document-set-aside"));
        }
        let reason = Sealed::new(self.case, self.reason.clone());
        let file = self.file;
        Ok(Changes::one(self.case, &CaseEvent::DocumentSetAside { file, reason }))
    }
}

impl FormAct for SetAsideDocument {
    fn fields() -> Vec<Field> {
        vec![Field::text("reason", Limit::LINE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, case) = case_draft(request, Self::NAME).await?;
        let known = case.known().ok_or(Problem::NotFound)?;
        known.document(request.param("file")?).ok_or(Problem::NotFound)?;
        Ok(draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<SetAsideDocument> {
        let (case, file, reason) = (form.param("id"), form.param("file"), form.text("reason"));
        Some(SetAsideDocument { case: case?, file: file?, reason: reason? })
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

    fn act() -> SetAsideDocument {
        let file = FileId(Uuid::from_u128(1));
        SetAsideDocument { case: case_id(), file, reason: "Of another person".into() }
    }

    #[test]
    fn a_document_is_set_aside_once_with_a_reason() {
        let reason = Sealed::new(case_id(), "Of another person".into());
        let aside = CaseEvent::DocumentSetAside { file: FileId(Uuid::from_u128(1)), reason };
        let given = given::<Case>([opened(), document_added(1)]);
        given.when(act(), ()).then([aside.clone()]);
        let given = testkit::given::<Case>([opened(), document_added(1), aside]);
        given.when(act(), ()).then_refused("document-set-aside");
        testkit::given::<Case>([opened()]).when(act(), ()).then_refused("document-unknown");
    }
}
