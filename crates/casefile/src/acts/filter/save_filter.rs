//! Keeps the filter and the order of the list of cases under a name.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request, Values};

use super::{NAME, named};
use crate::case_filter;
use crate::events::FilterEvent;
use crate::ids::FilterId;
use crate::rights::{LEAD, SEE};
use crate::rows;
use crate::state::SavedFilter;

/// Filters one keeps for oneself, and those a unit shares: more than a row of links is a list in
/// which one has to search.
const KEPT_ITEMS_MAX: usize = 20;
/// Stands for oneself among those who may see a filter.
const ONLY_ME: &str = "-";

/// Saves a filter of the list of cases.
#[derive(Debug, Clone)]
pub struct SaveFilter {
    /// The id it gets.
    pub filter: FilterId,
    /// What it is called.
    pub name: String,
    /// Filters and order as they stand in the address.
    pub query: String,
    /// The unit that shares it; nobody else sees it when there is none.
    pub unit: Option<String>,
}

impl Act for SaveFilter {
    const NAME: &'static str = "filter.save";
    const RIGHT: Right = SEE;
    type State = SavedFilter;
    /// Names that are in use beside it.
    type Inputs = Vec<String>;

    fn stream(&self) -> Uuid {
        self.filter.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Vec<String>, Fault> {
        rows::filter_names(read, case_filter::LIST, read.who().user, self.unit.as_deref()).await
    }

    fn decide(
        &self,
        filter: &SavedFilter,
        beside: &Vec<String>,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        if filter.known().is_some() {
            return Err(Refusal::new("filter-exists"));
        }
        let leads = |unit: &String| ctx.who.may(LEAD) && ctx.who.units.contains(unit);
        if self.unit.as_ref().is_some_and(|unit| !leads(unit)) {
            return Err(Refusal::new("filter-of-unit").at("audience"));
        }
        let name = named(&self.name)?;
        if beside.contains(&name) {
            return Err(Refusal::new("filter-name-taken").at("name"));
        }
        if beside.len() >= KEPT_ITEMS_MAX {
            return Err(Refusal::new("filters-many").with("max", KEPT_ITEMS_MAX));
        }
        let query = case_filter::kept(&Values::parse(self.query.as_bytes()));
        if query.is_empty() {
            return Err(Refusal::new("filter-empty"));
        }
        case_filter::saved(&query, ctx.who, ctx.today)?;
        let (list, owner, unit) = (case_filter::LIST.to_owned(), ctx.who.user, self.unit.clone());
        let saved = FilterEvent::Saved { list, name, query, owner, unit };
        Ok(Changes::one(self.filter, &saved))
    }
}

impl FormAct for SaveFilter {
    fn fields() -> Vec<Field> {
        let why = "all filters of the list filled in are some 400 bytes";
        vec![
            Field::hidden("filter"),
            Field { limit: Limit::new(case_filter::BYTES_MAX, why), ..Field::hidden("query") },
            Field::text("name", NAME),
            Field::drafted("audience", web::form::Shown::Open),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let ui = &request.ui;
        let mut audiences = vec![(ONLY_ME.to_owned(), ui.t("filters-only-me").plain())];
        if request.who.may(LEAD) {
            let shared = |unit: &String| {
                (unit.clone(), ui.t("filters-shared-with").arg("unit", unit.as_str()).plain())
            };
            audiences.extend(request.who.units.iter().map(shared));
        }
        Ok(Draft::new()
            .value("filter", request.kernel.next_id())
            .value("audience", ONLY_ME)
            .options("audience", audiences)
            .crumb(ui.t("casefile-cases"), "/cases"))
    }

    fn read(form: &mut Reader<'_>) -> Option<SaveFilter> {
        let (filter, query) = (form.reference("filter"), form.text("query"));
        let (name, audience) = (form.text("name"), form.choice::<String>("audience"));
        let unit = audience?;
        Some(SaveFilter {
            filter: filter?,
            query: query?,
            name: name?,
            unit: Some(unit).filter(|unit| unit != ONLY_ME),
        })
    }

    fn after(_: &Done, request: &Request) -> String {
        let query = request.form.get("query").unwrap_or("");
        format!("/cases?{}", case_filter::kept(&Values::parse(query.as_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use kernel::Who;
    use testkit::given;

    use super::super::tests::{filter_id, saved};
    use super::*;
    use crate::acts::tests::officer;

    fn act(unit: Option<&str>) -> SaveFilter {
        SaveFilter {
            filter: filter_id(),
            name: " Late ".to_owned(),
            query: "after=x&late=1&status=open".to_owned(),
            unit: unit.map(str::to_owned),
        }
    }

    fn lead() -> Who {
        Who { rights: Arc::new([SEE, LEAD].into()), ..officer() }
    }

    #[test]
    fn what_filters_and_orders_is_kept_under_a_name() {
        let saved = saved(officer().user, None);
        given::<SavedFilter>([]).as_who(&officer()).when(act(None), Vec::new()).then([saved]);
    }

    #[test]
    fn a_lead_shares_one_with_a_unit_of_theirs() {
        let shared = saved(lead().user, Some("HEL"));
        given::<SavedFilter>([]).as_who(&lead()).when(act(Some("HEL")), Vec::new()).then([shared]);
        for (who, unit) in [(lead(), "TKU"), (officer(), "HEL")] {
            let given = given::<SavedFilter>([]).as_who(&who);
            given.when(act(Some(unit)), Vec::new()).then_refused("filter-of-unit");
        }
    }

    #[test]
    fn a_name_is_short_and_used_once_and_there_are_not_too_many() {
        let given = |act, beside: Vec<String>, code| {
            given::<SavedFilter>([]).as_who(&officer()).when(act, beside).then_refused(code);
        };
        given(act(None), vec!["Late".to_owned()], "filter-name-taken");
        given(act(None), vec![String::new(); KEPT_ITEMS_MAX], "filters-many");
        let named = |name: &str| SaveFilter { name: name.to_owned(), ..act(None) };
        given(named("  "), Vec::new(), "filter-nameless");
        given(named(&"x".repeat(61)), Vec::new(), "filter-name-long");
        let asked = |query: &str| SaveFilter { query: query.to_owned(), ..act(None) };
        given(asked("after=x"), Vec::new(), "filter-empty");
        given(asked("due=soon"), Vec::new(), "list-value-wrong");
    }
}
