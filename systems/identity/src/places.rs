//! Missions, external service providers and service points, as the dated rows of authorities have them.

use casefile::model::{Authority, AuthorityKind};
use kernel::{Date, Who};

/// Where identity can be shown on a day.
pub(crate) fn open(day: Date) -> impl Iterator<Item = &'static Authority> {
    let of_people = |place: &&Authority| place.kind != AuthorityKind::Authority;
    let there = move |place: &&Authority| {
        place.valid_from.is_none_or(|from| from <= day) && place.valid_to.is_none_or(|to| day <= to)
    };
    Authority::all().iter().filter(of_people).filter(there)
}

/// The place of a key, whether or not it is still open.
pub(crate) fn of(key: &str) -> Option<&'static Authority> {
    Authority::all().iter().find(|place| place.key == key)
}

/// Where a clerk works: their unit is the place.
pub(crate) fn of_clerk(who: &Who, day: Date) -> Option<&'static Authority> {
    open(day).find(|place| *place.key == *who.unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missions_providers_and_service_points_are_places_and_other_authorities_none() {
        let day = "2026-03-02".parse().unwrap();
        let kinds: Vec<AuthorityKind> = open(day).map(|place| place.kind).collect();
        let wanted =
            [AuthorityKind::Mission, AuthorityKind::ServiceProvider, AuthorityKind::ServicePoint];
        assert!(wanted.iter().all(|kind| kinds.contains(kind)), "{kinds:?}");
        assert!(of("service-point-helsinki").is_some() && of("nowhere").is_none());
        let clerk = |unit: &str| Who { unit: unit.into(), ..Who::visitor() };
        assert!(of_clerk(&clerk("service-point-helsinki"), day).is_some());
        // Whoever works at a provider's receives people abroad.
        let provider = of_clerk(&clerk("provider-manila"), day).unwrap();
        assert!(provider.kind.is_abroad());
        assert!(of_clerk(&clerk("migri"), day).is_none());
    }
}
