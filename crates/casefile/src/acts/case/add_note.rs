//! Adds a note to a case, open or closed.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use crate::acts::case_draft;
use crate::events::CaseEvent;
use crate::ids::CaseId;
use crate::rights::WORK;
use crate::state::Case;

/// Adds a note.
#[derive(Debug, Clone)]
pub struct AddNote {
    /// To which case.
    pub case: CaseId,
    /// Its words.
    pub text: String,
}

impl Act for AddNote {
    const NAME: &'static str = "case.add_note";
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
        case.known().ok_or_else(|| Refusal::new("case-unknown"))?;
        if self.text.trim().is_empty() {
            return Err(Refusal::new("note-empty").at("text"));
        }
        let text = Sealed::new(self.case, self.text.clone());
        Ok(Changes::one(self.case, &CaseEvent::NoteAdded { text }))
    }
}

impl FormAct for AddNote {
    fn fields() -> Vec<Field> {
        vec![Field::long_text("text", Limit::NOTE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        case_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<AddNote> {
        let (case, text) = (form.param("id"), form.text("text"));
        Some(AddNote { case: case?, text: text? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, closed, opened};

    fn act(text: &str) -> AddNote {
        AddNote { case: case_id(), text: text.into() }
    }

    #[test]
    fn a_note_is_sealed_with_the_case_key() {
        let text = Sealed::new(case_id(), "Called the applicant.".to_owned());
        let noted = CaseEvent::NoteAdded { text };
        given::<Case>([opened()]).when(act("Called the applicant."), ()).then([noted.clone()]);
        given::<Case>([opened(), closed()]).when(act("Called the applicant."), ()).then([noted]);
    }

    #[test]
    fn an_empty_note_is_refused() {
        given::<Case>([opened()]).when(act(" \n "), ()).then_refused("note-empty");
    }

    #[test]
    fn a_note_needs_a_case() {
        given::<Case>([]).when(act("x"), ()).then_refused("case-unknown");
    }
}
