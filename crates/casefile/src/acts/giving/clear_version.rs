//! Says of a new version of a document, of whose older versions something is kept, that nothing of it
//! is to be kept.

use kernel::{Act, Changes, Ctx, Done, Fault, FileId, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::known;
use crate::acts::case_draft;
use crate::events::GivingEvent;
use crate::ids::CaseId;
use crate::rights::GIVE;
use crate::state::{Case, Giving};

/// Clears a version of a document.
#[derive(Debug, Clone)]
pub struct ClearVersion {
    /// On which case.
    pub case: CaseId,
    /// Which version.
    pub file: FileId,
    /// What was found.
    pub note: String,
}

impl Act for ClearVersion {
    const NAME: &'static str = "case.clear_version";
    const RIGHT: Right = GIVE;
    type State = Giving;
    type Inputs = Case;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Case, Fault> {
        read.fold::<Case>(self.case).await
    }

    fn decide(&self, giving: &Giving, case: &Case, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = known(case)?;
        known.document(self.file).ok_or_else(|| Refusal::new("document-unknown"))?;
        if known.replaced.contains_key(&self.file) {
            return Err(Refusal::new("document-replaced"));
        }
        if giving.undecided(known, &[self.file]).is_empty() {
            return Err(Refusal::new("redaction-decided"));
        }
        let note = Sealed::new(self.case, self.note.clone());
        Ok(Changes::one(self.case, &GivingEvent::VersionCleared { file: self.file, note }))
    }
}

impl FormAct for ClearVersion {
    fn fields() -> Vec<Field> {
        vec![Field::text("note", Limit::LINE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, case) = case_draft(request, Self::NAME).await?;
        let (id, file): (CaseId, FileId) = (request.param("id")?, request.param("file")?);
        let known = case.known().ok_or(Problem::NotFound)?;
        let (_, _, document) = known.document(file).ok_or(Problem::NotFound)?;
        let erased = || request.ui.t("casefile-erased").plain();
        let name = document.name.get().cloned().unwrap_or_else(erased);
        let about = format!("/cases/{id}/documents/{file}/about");
        Ok(draft.arg("document", &name).crumb(name, about))
    }

    fn read(form: &mut Reader<'_>) -> Option<ClearVersion> {
        let (case, file, note) = (form.param("id"), form.param("file"), form.text("note"));
        Some(ClearVersion { case: case?, file: file?, note: note? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}/file", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::super::tests::{case, file, giver, redacted, taken_back};
    use super::*;
    use crate::acts::tests::case_id;

    fn act(of: u128) -> ClearVersion {
        ClearVersion { case: case_id(), file: file(of), note: "Nothing of hers in it".into() }
    }

    #[test]
    fn a_new_version_hands_nothing_down_and_is_cleared_once() {
        let giving = || given::<Giving>([redacted(2)]).as_who(&giver());
        let case = case();
        let known = case.known().unwrap();
        let undecided = giving().state(case_id().0).undecided(known, &[file(1), file(3)]);
        assert_eq!(undecided, [file(3)]);
        let note = Sealed::new(case_id(), "Nothing of hers in it".into());
        let cleared = GivingEvent::VersionCleared { file: file(3), note };
        giving().when(act(3), case.clone()).then([cleared.clone()]);
        let done = given::<Giving>([redacted(2), cleared]).as_who(&giver());
        assert!(done.state(case_id().0).undecided(known, &[file(3)]).is_empty());
        done.when(act(3), case).then_refused("redaction-decided");
    }

    #[test]
    fn what_has_nothing_behind_it_needs_no_clearing() {
        let given = |events: Vec<GivingEvent>| testkit::given::<Giving>(events).as_who(&giver());
        given(vec![]).when(act(3), case()).then_refused("redaction-decided");
        given(vec![redacted(2), taken_back()])
            .when(act(3), case())
            .then_refused("redaction-decided");
        given(vec![redacted(2)]).when(act(2), case()).then_refused("document-replaced");
        given(vec![redacted(2)]).when(act(9), case()).then_refused("document-unknown");
    }
}
