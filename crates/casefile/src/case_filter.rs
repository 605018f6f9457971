//! The filters of the list of cases as they stand in an address, and what they ask of the list.

use kernel::{Date, ListQuery, Refusal, Who};
use web::Values;

use crate::rows::CASES;

/// The list's name, as it stands in what is saved.
pub(crate) const LIST: &str = "cases";
/// Stands for whoever looks, so that a filter that a unit shares finds each colleague's own.
pub(crate) const ME: &str = "me";
/// Stands for nobody among those who may have a case.
pub(crate) const NOBODY: &str = "nobody";

/// Filters by their names in the address.
const NAMES: [&str; 16] = [
    "number",
    "status",
    "word",
    "type",
    "handler",
    "unit",
    "due",
    "late",
    "waits",
    "since",
    "until",
    "applicant",
    "changed-since",
    "changed-until",
    "closed-since",
    "closed-until",
];
/// The order's name in the address.
const ORDER: &str = "order";
/// An address holds no longer a filter than this: all of them filled in are some 400 bytes.
pub(crate) const BYTES_MAX: usize = 1000;

/// What an address asks of the list of cases. What depends on who looks and when is filled in here:
/// a saved filter means today's day, not that on which it was saved.
pub(crate) fn query(values: &Values, who: &Who, today: Date) -> ListQuery {
    let filters = NAMES.into_iter().filter_map(|name| {
        let value = values.get(name).unwrap_or("").trim();
        if value.is_empty() { None } else { Some(meant(name, value, who, today)) }
    });
    let order = values.get(ORDER).map(str::to_owned);
    ListQuery { filters: filters.collect(), order, ..ListQuery::default() }
}

fn meant(name: &str, value: &str, who: &Who, today: Date) -> (String, String) {
    let (name, value) = match (name, value) {
        ("handler", NOBODY) => ("nobody", "1".to_owned()),
        ("handler", ME) => ("handler", who.user.to_string()),
        ("late", _) => ("before", today.to_string()),
        (name, value) => (name, value.to_owned()),
    };
    (name.to_owned(), value)
}

/// What of an address is worth keeping: filters and order, in one sequence however they were given.
pub(crate) fn kept(values: &Values) -> String {
    let names = NAMES.into_iter().chain([ORDER]);
    let pairs = names.filter_map(|name| {
        let value = values.get(name).unwrap_or("").trim();
        (!value.is_empty()).then(|| (name.to_owned(), value.to_owned()))
    });
    pairs.collect::<Values>().encode()
}

/// What a saved filter asks of the list.
///
/// # Errors
/// Refused when the list no longer has what was saved: asked without it, it would show more than
/// its name says.
pub(crate) fn saved(saved: &str, who: &Who, today: Date) -> Result<ListQuery, Refusal> {
    let values = Values::parse(saved.as_bytes());
    if let Some((name, _)) = values.iter().find(|(n, _)| *n != ORDER && !NAMES.contains(n)) {
        return Err(Refusal::new("list-filter-unknown").with("name", name));
    }
    let query = query(&values, who, today);
    CASES.check(&query)?;
    Ok(query)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acts::tests::{monday, officer};

    fn asked(address: &str) -> Vec<(String, String)> {
        query(&Values::parse(address.as_bytes()), &officer(), monday()).filters
    }

    #[test]
    fn the_list_is_that_of_the_cases() {
        assert_eq!(LIST, CASES.name);
    }

    #[test]
    fn what_depends_on_who_looks_and_when_is_filled_in() {
        let pair = |name: &str, value: String| (name.to_owned(), value);
        let me = officer().user.to_string();
        assert_eq!(asked("handler=me"), [pair("handler", me)]);
        assert_eq!(asked("handler=nobody"), [pair("nobody", "1".to_owned())]);
        assert_eq!(asked("late=1&x=2"), [pair("before", monday().to_string())]);
    }

    #[test]
    fn what_is_kept_does_not_depend_on_how_it_was_given() {
        let kept = |address: &str| kept(&Values::parse(address.as_bytes()));
        assert_eq!(kept("order=due&after=x&status=+open&late="), "status=open&order=due");
        assert_eq!(kept("status=open&order=due"), "status=open&order=due");
    }

    #[test]
    fn a_saved_filter_that_the_list_no_longer_has_says_so() {
        let of = |query: &str| saved(query, &officer(), monday()).map_err(|r| r.code);
        assert!(of("status=open&late=1&order=changed").is_ok());
        assert_eq!(of("colour=red").unwrap_err(), "list-filter-unknown");
        assert_eq!(of("due=31.2.2026").unwrap_err(), "list-value-wrong");
        assert_eq!(of("order=size").unwrap_err(), "list-order-unknown");
    }
}
