//! Keeps a saved filter no longer.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{filter_draft, kept};
use crate::events::FilterEvent;
use crate::ids::FilterId;
use crate::rights::SEE;
use crate::state::SavedFilter;

/// Removes a filter.
#[derive(Debug, Clone, Copy)]
pub struct RemoveFilter {
    /// Which.
    pub filter: FilterId,
}

impl Act for RemoveFilter {
    const NAME: &'static str = "filter.remove";
    const RIGHT: Right = SEE;
    type State = SavedFilter;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.filter.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, filter: &SavedFilter, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        kept(filter, ctx.who)?;
        Ok(Changes::one(self.filter, &FilterEvent::Removed {}))
    }
}

impl FormAct for RemoveFilter {
    fn fields() -> Vec<Field> {
        Vec::new()
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        filter_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<RemoveFilter> {
        Some(RemoveFilter { filter: form.param("id")? })
    }

    fn after(_: &Done, _: &Request) -> String {
        "/filters".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::super::tests::{filter_id, saved};
    use super::*;
    use crate::acts::tests::{colleague_id, officer};

    #[test]
    fn ones_own_goes_and_stays_gone() {
        let act = RemoveFilter { filter: filter_id() };
        let own = saved(officer().user, None);
        given::<SavedFilter>([own.clone()])
            .as_who(&officer())
            .when(act, ())
            .then([FilterEvent::Removed {}]);
        let gone = given::<SavedFilter>([own, FilterEvent::Removed {}]).as_who(&officer());
        gone.when(act, ()).then_refused("filter-unknown");
        let theirs = given::<SavedFilter>([saved(colleague_id(), None)]).as_who(&officer());
        theirs.when(act, ()).then_refused("filter-unknown");
    }
}
