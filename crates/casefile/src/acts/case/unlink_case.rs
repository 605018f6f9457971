//! Takes the link between two cases away, on both sides.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use crate::acts::case_draft;
use crate::events::CaseEvent;
use crate::ids::CaseId;
use crate::rights::WORK;
use crate::state::Case;

/// Takes a link away.
#[derive(Debug, Clone)]
pub struct UnlinkCase {
    /// One case.
    pub case: CaseId,
    /// The other.
    pub other: CaseId,
    /// Why.
    pub reason: String,
}

/// Does the other case, which the user may see, know of the link?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Linked(pub bool);

impl Act for UnlinkCase {
    const NAME: &'static str = "case.unlink";
    const RIGHT: Right = WORK;
    type State = Case;
    type Inputs = Linked;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Linked, Fault> {
        let other = read.fold::<Case>(self.other).await?;
        Ok(Linked(other.known().is_some_and(|known| known.linked.contains_key(&self.case))))
    }

    fn decide(&self, case: &Case, linked: &Linked, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = case.known().ok_or_else(|| Refusal::new("case-unknown"))?;
        if !known.linked.contains_key(&self.other) || !linked.0 {
            return Err(Refusal::new("link-unknown"));
        }
        // Each side has its own copy of the reason, under its own key.
        let gone = |of: CaseId, other: CaseId| CaseEvent::Unlinked {
            other,
            reason: Sealed::new(of, self.reason.clone()),
        };
        Ok(Changes::one(self.case, &gone(self.case, self.other))
            .record(self.other, &gone(self.other, self.case)))
    }
}

impl FormAct for UnlinkCase {
    fn fields() -> Vec<Field> {
        vec![Field::text("reason", Limit::LINE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, case) = case_draft(request, Self::NAME).await?;
        let other: CaseId = request.param("other")?;
        let known = case.known().ok_or(Problem::NotFound)?;
        if known.linked.contains_key(&other) { Ok(draft) } else { Err(Problem::NotFound) }
    }

    fn read(form: &mut Reader<'_>) -> Option<UnlinkCase> {
        let (case, other) = (form.param("id"), form.param("other"));
        let reason = form.text("reason");
        Some(UnlinkCase { case: case?, other: other?, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, opened};
    use crate::events::LinkKind;

    const OTHER: CaseId = CaseId(Uuid::from_u128(101));

    fn act() -> UnlinkCase {
        UnlinkCase { case: case_id(), other: OTHER, reason: "A namesake".into() }
    }

    fn linked() -> CaseEvent {
        CaseEvent::Linked { other: OTHER, relation: LinkKind::Family }
    }

    #[test]
    fn both_sides_forget_the_link_and_know_why() {
        let when = given::<Case>([opened(), linked()]).when(act(), Linked(true));
        let events = when.outcome().unwrap().into_events().unwrap();
        assert_eq!(events.len(), 2);
        assert_eq!((events[0].stream, events[1].stream), (case_id().0, OTHER.0));
    }

    #[test]
    fn a_link_that_is_not_there_is_not_taken_away() {
        given::<Case>([opened()]).when(act(), Linked(true)).then_refused("link-unknown");
        given::<Case>([opened(), linked()]).when(act(), Linked(false)).then_refused("link-unknown");
    }
}
