//! Verbs on saved filters.

mod remove_filter;
mod rename_filter;
mod save_filter;

pub use remove_filter::RemoveFilter;
pub use rename_filter::RenameFilter;
pub use save_filter::SaveFilter;

use kernel::{Refusal, Who};
use web::{Draft, Limit, Problem, Request};

use crate::ids::FilterId;
use crate::rights::SEE;
use crate::state::{KnownFilter, SavedFilter};

/// A name stands in a row of links beside others.
const NAME_CHARS_MAX: usize = 60;
/// What a filter may be called.
const NAME: Limit = Limit::new(NAME_CHARS_MAX, "stands in a row of links beside others");

/// The name as it is kept.
fn named(name: &str) -> Result<String, Refusal> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Refusal::new("filter-nameless").at("name"));
    }
    if name.chars().count() > NAME.max {
        return Err(Refusal::new("filter-name-long").with("max", NAME.max).at("name"));
    }
    Ok(name.to_owned())
}

/// The filter, when somebody may change it. Another's own is as if it were not there.
fn kept<'a>(filter: &'a SavedFilter, who: &Who) -> Result<&'a KnownFilter, Refusal> {
    let known = filter.known().filter(|known| known.is_shown_to(who));
    let known = known.ok_or_else(|| Refusal::new("filter-unknown"))?;
    if known.is_kept_by(who) { Ok(known) } else { Err(Refusal::new("filter-of-unit")) }
}

/// What a form on a saved filter starts from.
async fn filter_draft(request: &Request, act: &str) -> Result<(Draft, KnownFilter), Problem> {
    let id: FilterId = request.param("id")?;
    let opened = request.kernel.open::<SavedFilter>(&request.who, id, SEE, act).await?;
    let known = opened.state.known().filter(|known| known.is_shown_to(&request.who));
    let known = known.ok_or(Problem::NotFound)?.clone();
    let draft = Draft::new()
        .seen(id.0, opened.version)
        .arg("name", &known.name)
        .crumb(request.ui.t("casefile-cases"), "/cases")
        .crumb(request.ui.t("filters"), "/filters");
    Ok((draft, known))
}

#[cfg(test)]
mod tests {
    use kernel::UserId;
    use uuid::Uuid;

    use crate::events::FilterEvent;
    use crate::ids::FilterId;

    pub(super) const fn filter_id() -> FilterId {
        FilterId(Uuid::from_u128(600))
    }

    pub(super) fn saved(owner: UserId, unit: Option<&str>) -> FilterEvent {
        FilterEvent::Saved {
            list: "cases".to_owned(),
            name: "Late".to_owned(),
            query: "status=open&late=1".to_owned(),
            owner,
            unit: unit.map(str::to_owned),
        }
    }
}
