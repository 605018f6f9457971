//! Says how a case stands, in a word of its kind.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use crate::acts::case_draft;
use crate::case_status;
use crate::case_type;
use crate::ids::CaseId;
use crate::rights::WORK;
use crate::state::Case;

/// Says how a case stands.
#[derive(Debug, Clone)]
pub struct SetStatus {
    /// Which case.
    pub case: CaseId,
    /// A status word of its kind.
    pub status: String,
}

impl Act for SetStatus {
    const NAME: &'static str = "case.set_status";
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
        case_status::set(self.case, case.open()?, &self.status)
    }
}

impl FormAct for SetStatus {
    fn fields() -> Vec<Field> {
        vec![Field::drafted("status", Shown::Open)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, case) = case_draft(request, Self::NAME).await?;
        let known = case.known().ok_or(Problem::NotFound)?;
        let words = case_type::of(&known.case_type).map_or(&[][..], |kind| &kind.statuses);
        let option = |w: &String| (w.clone(), request.ui.code("status-word-", w).plain());
        let draft = draft.options("status", words.iter().map(option).collect());
        Ok(draft.value("status", &known.status_word))
    }

    fn read(form: &mut Reader<'_>) -> Option<SetStatus> {
        let (case, status) = (form.param("id"), form.choice("status"));
        Some(SetStatus { case: case?, status: status? })
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
    use crate::events::CaseEvent;

    fn act(status: &str) -> SetStatus {
        SetStatus { case: case_id(), status: status.into() }
    }

    fn set(status: &str) -> CaseEvent {
        CaseEvent::StatusSet { status: status.into() }
    }

    #[test]
    fn a_case_stands_where_the_word_says_forward_and_back() {
        given::<Case>([opened()]).when(act("ready-to-decide"), ()).then([set("ready-to-decide")]);
        given::<Case>([opened(), set("ready-to-decide")])
            .when(act("being-prepared"), ())
            .then([set("being-prepared")]);
    }

    #[test]
    fn a_word_of_no_kind_or_the_same_word_is_refused() {
        given::<Case>([opened()]).when(act("lost"), ()).then_refused("status-unknown");
        given::<Case>([opened()]).when(act("received"), ()).then_refused("nothing-changed");
    }

    #[test]
    fn a_closed_case_stands_still() {
        given::<Case>([opened(), closed()]).when(act("decided"), ()).then_refused("case-closed");
    }
}
