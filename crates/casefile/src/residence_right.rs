//! Residence rights: who may stay, from when to when, on which conditions, by which case; and the pure
//! function that records one, for this crate's act and for systems that decide.

use kernel::{Changes, Date, Refusal, Sealed};
use serde::{Deserialize, Serialize};

use crate::events::PersonEvent;
use crate::ids::{CaseId, PersonId};
use crate::state::KnownPerson;

/// The kind that always has a last day.
pub(crate) const FIXED_TERM: &str = "fixed-term";

/// A right to stay, as a decision gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResidenceRight {
    /// Code of the kind with a text `residence-right-<code>`, such as `fixed-term`.
    pub what: String,
    /// First day.
    pub from: Date,
    /// Last day; nothing when it does not end by itself.
    pub until: Option<Date>,
    /// Codes of conditions, such as `no-other-work`.
    #[serde(default)]
    pub conditions: Vec<String>,
    /// Code of the type, as it stands in the decision and on the card, such as `A`; nothing where the decision did not
    /// say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_code: Option<String>,
    /// The case that gave it.
    pub case: CaseId,
}

impl ResidenceRight {
    /// Does it hold on a day?
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// Records a right to stay, once.
///
/// # Errors
/// `dates-reversed`, `residence-right-endless` when a kind that ends has no last day,
/// `residence-right-known`.
pub fn record(
    person: PersonId,
    known: &KnownPerson,
    right: &ResidenceRight,
) -> Result<Changes, Refusal> {
    check(known, right)?;
    let right = Sealed::new(person, right.clone());
    Ok(Changes::one(person, &PersonEvent::ResidenceRightRecorded { right }))
}

/// Do they say the same, whatever their conditions?
fn same(one: &ResidenceRight, other: &ResidenceRight) -> bool {
    let terms = |right: &ResidenceRight| {
        let ResidenceRight { what, from, until, conditions: _, type_code, case } = right.clone();
        (what, from, until, type_code, case)
    };
    terms(one) == terms(other)
}

/// Takes back a right that a decision gave, as the decision itself is. What the register does not say is not taken back.
#[must_use]
pub fn take_back(
    person: PersonId,
    known: &KnownPerson,
    right: &ResidenceRight,
    reason: &str,
) -> Changes {
    let place = known.residence_rights.iter().position(|known| same(right, known));
    let Some(place) = place else { return Changes::new() };
    let reason = Sealed::new(person, reason.to_owned());
    Changes::one(person, &PersonEvent::ResidenceRightCorrected { place, right: None, reason })
}

/// Corrects a right as the decision that gave it is corrected. Its conditions stay. What the register says already is
/// not said again.
///
/// # Errors
/// `residence-right-unknown` when the right is not there any more, and as [`record`].
pub fn correct(
    person: PersonId,
    known: &KnownPerson,
    (before, now): (&ResidenceRight, &ResidenceRight),
    reason: &str,
) -> Result<Changes, Refusal> {
    if same(before, now) || known.residence_rights.iter().any(|known| same(now, known)) {
        return Ok(Changes::new());
    }
    let place = known.residence_rights.iter().position(|known| same(before, known));
    let place = place.ok_or_else(|| Refusal::new("residence-right-unknown"))?;
    let conditions = known.residence_rights.get(place).map(|right| right.conditions.clone());
    let right = ResidenceRight { conditions: conditions.unwrap_or_default(), ..now.clone() };
    check(known, &right)?;
    let (right, reason) = (Sealed::new(person, right), Sealed::new(person, reason.to_owned()));
    let right = Some(right);
    Ok(Changes::one(person, &PersonEvent::ResidenceRightCorrected { place, right, reason }))
}

/// Is it a right that may be recorded, beside those that are known?
pub(crate) fn check(known: &KnownPerson, right: &ResidenceRight) -> Result<(), Refusal> {
    if right.until.is_some_and(|until| until < right.from) {
        return Err(Refusal::new("dates-reversed").at("until"));
    }
    if right.what == FIXED_TERM && right.until.is_none() {
        return Err(Refusal::new("residence-right-endless").at("until"));
    }
    if known.residence_rights.contains(right) {
        return Err(Refusal::new("residence-right-known").at("from"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_is_corrected_where_it_stands_and_once() {
        use crate::acts::tests::{case_id, person_id, registered};
        use crate::state::Person;

        let day = |text: &str| text.parse::<Date>().unwrap();
        let right = |until: &str| ResidenceRight {
            what: FIXED_TERM.into(),
            from: day("2026-03-01"),
            until: Some(day(until)),
            conditions: vec![],
            type_code: None,
            case: case_id(),
        };
        let recorded = |right: ResidenceRight| PersonEvent::ResidenceRightRecorded {
            right: Sealed::new(person_id(), right),
        };
        let other =
            ResidenceRight { case: CaseId(uuid::Uuid::from_u128(77)), ..right("2027-02-28") };
        let kept = ResidenceRight { conditions: vec!["own".into()], ..right("2027-02-28") };
        let events = [registered(), recorded(other), recorded(kept)];
        let state = testkit::given::<Person>(events).state(person_id().0);
        let known = state.known().unwrap();
        let correct = |before: &str, now: &str| {
            let changes = super::correct(person_id(), known, (&right(before), &right(now)), "Slip");
            changes.map(|changes| changes.into_events().unwrap())
        };
        let events = correct("2027-02-28", "2027-03-31").unwrap();
        assert_eq!(events[0].kind, "person.residence_right_corrected");
        let body = &events[0].body;
        assert_eq!(
            (&body["place"], &body["right"]["$seal"]["plain"]["until"]),
            (&1.into(), &"2027-03-31".into())
        );
        assert_eq!(body["right"]["$seal"]["plain"]["conditions"], serde_json::json!(["own"]));
        assert!(correct("2027-02-28", "2027-02-28").unwrap().is_empty());
        assert!(correct("2026-12-31", "2027-02-28").unwrap().is_empty(), "the register says so");
        assert_eq!(
            correct("2026-12-31", "2027-03-31").unwrap_err().code,
            "residence-right-unknown"
        );
        assert_eq!(correct("2027-02-28", "2026-02-28").unwrap_err().code, "dates-reversed");
        let back = |until: &str| super::take_back(person_id(), known, &right(until), "Recalled");
        let taken = back("2027-02-28").into_events().unwrap();
        assert_eq!((&taken[0].body["place"], taken[0].body["right"].is_null()), (&1.into(), true));
        assert!(back("2027-03-31").into_events().unwrap().is_empty());
        // The type alone is corrected as well.
        let typed = ResidenceRight { type_code: Some("A".into()), ..right("2027-02-28") };
        let typed = super::correct(person_id(), known, (&right("2027-02-28"), &typed), "Slip");
        let events = typed.unwrap().into_events().unwrap();
        assert_eq!(events[0].body["right"]["$seal"]["plain"]["type_code"], "A");
    }

    #[test]
    fn it_holds_from_its_first_to_its_last_day() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let (from, until) = (day("2026-03-01"), Some(day("2027-02-28")));
        let case = CaseId(uuid::Uuid::nil());
        let (what, conditions, type_code) = ("fixed-term".into(), vec![], None);
        let right = ResidenceRight { what, from, until, conditions, type_code, case };
        assert!(!right.holds_on(day("2026-02-28")));
        assert!(right.holds_on(from) && right.holds_on(day("2027-02-28")));
        assert!(!right.holds_on(day("2027-03-01")));
        assert!(ResidenceRight { until: None, ..right }.holds_on(day("2099-01-01")));
    }
}
