//! Takes a redaction back: what it kept is kept no longer. That it was kept stays on record.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use crate::acts::case_draft;
use crate::events::GivingEvent;
use crate::ids::{CaseId, RedactionId};
use crate::rights::GIVE;
use crate::state::{Giving, Redaction};

/// Takes a redaction back.
#[derive(Debug, Clone)]
pub struct TakeBackRedaction {
    /// On which case.
    pub case: CaseId,
    /// Which.
    pub redaction: RedactionId,
    /// Why.
    pub reason: String,
}

impl Act for TakeBackRedaction {
    const NAME: &'static str = "case.take_back_redaction";
    const RIGHT: Right = GIVE;
    type State = Giving;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, giving: &Giving, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        if held(giving, self.redaction).is_none() {
            return Err(Refusal::new("redaction-unknown"));
        }
        let reason = Sealed::new(self.case, self.reason.clone());
        let redaction = self.redaction;
        Ok(Changes::one(self.case, &GivingEvent::RedactionTakenBack { redaction, reason }))
    }
}

fn held(giving: &Giving, redaction: RedactionId) -> Option<&Redaction> {
    giving.redactions.get(&redaction).filter(|redaction| !redaction.taken_back)
}

impl FormAct for TakeBackRedaction {
    fn fields() -> Vec<Field> {
        vec![Field::text("reason", Limit::LINE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, case) = case_draft(request, Self::NAME).await?;
        let (id, redaction): (CaseId, RedactionId) =
            (request.param("id")?, request.param("redaction")?);
        let (giving, _) = request.kernel.peek::<Giving>(id).await?;
        let redaction = held(&giving, redaction).ok_or(Problem::NotFound)?;
        let (_, _, document) = case
            .known()
            .and_then(|known| known.document(redaction.file))
            .ok_or(Problem::NotFound)?;
        let erased = || request.ui.t("casefile-erased").plain();
        let name = document.name.get().cloned().unwrap_or_else(erased);
        let about = format!("/cases/{id}/documents/{}/about", redaction.file);
        Ok(draft.arg("document", &name).crumb(name, about))
    }

    fn read(form: &mut Reader<'_>) -> Option<TakeBackRedaction> {
        let (case, redaction) = (form.param("id"), form.param("redaction"));
        let reason = form.text("reason");
        Some(TakeBackRedaction { case: case?, redaction: redaction?, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}/file", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::super::tests::{file, giver, redacted, redaction_id, taken_back};
    use super::*;
    use crate::acts::tests::case_id;

    #[test]
    fn what_is_kept_is_taken_back_once_and_stays_on_record() {
        let act = || TakeBackRedaction {
            case: case_id(),
            redaction: redaction_id(),
            reason: "A mistake".into(),
        };
        let held = given::<Giving>([redacted(1)]).as_who(&giver());
        held.when(act(), ()).then([taken_back()]);
        let over = || given::<Giving>([redacted(1), taken_back()]).as_who(&giver());
        over().when(act(), ()).then_refused("redaction-unknown");
        given::<Giving>([]).when(act(), ()).then_refused("redaction-unknown");
        let state = over().state(case_id().0);
        assert_eq!(state.of(file(1)).count(), 0);
        assert_eq!(state.redactions.len(), 1);
    }
}
