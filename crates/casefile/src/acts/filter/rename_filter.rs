//! Calls a saved filter something else.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{NAME, filter_draft, kept, named};
use crate::events::FilterEvent;
use crate::ids::FilterId;
use crate::rights::SEE;
use crate::rows;
use crate::state::SavedFilter;

/// Renames a filter.
#[derive(Debug, Clone)]
pub struct RenameFilter {
    /// Which.
    pub filter: FilterId,
    /// What it is called from now on.
    pub name: String,
}

impl Act for RenameFilter {
    const NAME: &'static str = "filter.rename";
    const RIGHT: Right = SEE;
    type State = SavedFilter;
    /// Names that are in use beside it.
    type Inputs = Vec<String>;

    fn stream(&self) -> Uuid {
        self.filter.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Vec<String>, Fault> {
        let filter = read.fold::<SavedFilter>(self.filter).await?;
        let Some(known) = filter.known() else { return Ok(Vec::new()) };
        rows::filter_names(read, &known.list, known.owner, known.unit.as_deref()).await
    }

    fn decide(
        &self,
        filter: &SavedFilter,
        beside: &Vec<String>,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = kept(filter, ctx.who)?;
        let name = named(&self.name)?;
        if name == known.name {
            return Err(Refusal::new("nothing-changed").at("name"));
        }
        if beside.contains(&name) {
            return Err(Refusal::new("filter-name-taken").at("name"));
        }
        Ok(Changes::one(self.filter, &FilterEvent::Renamed { name }))
    }
}

impl FormAct for RenameFilter {
    fn fields() -> Vec<Field> {
        vec![Field::text("name", NAME)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, known) = filter_draft(request, Self::NAME).await?;
        Ok(draft.value("name", known.name))
    }

    fn read(form: &mut Reader<'_>) -> Option<RenameFilter> {
        let (filter, name) = (form.param("id"), form.text("name"));
        Some(RenameFilter { filter: filter?, name: name? })
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

    fn act(name: &str) -> RenameFilter {
        RenameFilter { filter: filter_id(), name: name.to_owned() }
    }

    #[test]
    fn ones_own_is_called_something_else() {
        let renamed = FilterEvent::Renamed { name: "Overdue".to_owned() };
        let own = || given::<SavedFilter>([saved(officer().user, None)]).as_who(&officer());
        own().when(act("Overdue"), Vec::new()).then([renamed]);
        own().when(act("Late"), Vec::new()).then_refused("nothing-changed");
        own().when(act("Mine"), vec!["Mine".to_owned()]).then_refused("filter-name-taken");
    }

    #[test]
    fn that_of_another_is_not_there_and_that_of_a_unit_is_its_leads() {
        for (unit, code) in [(None, "filter-unknown"), (Some("HEL"), "filter-of-unit")] {
            let theirs = given::<SavedFilter>([saved(colleague_id(), unit)]).as_who(&officer());
            theirs.when(act("Overdue"), Vec::new()).then_refused(code);
        }
    }
}
