//! From when a decision may be carried out: rows of a dated table.

use kernel::Date;
use law::Grade;
use serde::Deserialize;

use super::{LetterKind, Library, Outcome};
use crate::state::{KnownDecision, Stage};

/// From when decisions to an effect may be carried out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enforceability {
    /// Decisions to this effect.
    pub outcome: Outcome,
    /// From when.
    pub begins: Begins,
    /// First day it holds.
    pub valid_from: Date,
    /// Day it was entered.
    pub known_from: Date,
    /// Who answers for it.
    pub owner: String,
    /// How sure it is.
    pub grade: Grade,
    /// Where that was read.
    pub marks: String,
    /// Provisions it rests on.
    pub cite: Vec<String>,
}

/// What has to come before a decision may be carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Begins {
    /// Nothing: it holds as it is given.
    Given,
    /// It was received.
    Served,
    /// The time to appeal is over, and nobody appealed.
    Final,
}

impl Begins {
    /// Code for texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Begins::Given => "given",
            Begins::Served => "served",
            Begins::Final => "final",
        }
    }
}

/// From when a decision may be carried out, as far as it is known now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enforced<'a> {
    /// The row that says so.
    pub row: &'a Enforceability,
    /// The first day; nothing while what has to come before it has not come.
    pub from: Option<Date>,
}

impl Library {
    /// From when decisions to an effect may be carried out, of those given on a day.
    #[must_use]
    pub fn enforceability(&self, outcome: Outcome, given: Date) -> Option<&Enforceability> {
        let rows = self.enforceability.iter().filter(|row| row.outcome == outcome);
        rows.filter(|row| row.valid_from <= given).max_by_key(|row| row.valid_from)
    }

    /// From when a decision may be carried out. Nothing of what is not given, was recalled, or decides nothing.
    #[must_use]
    pub fn enforced(&self, known: &KnownDecision, letter: &LetterKind) -> Option<Enforced<'_>> {
        let Stage::Archived { at, .. } = &known.stage else { return None };
        if known.reached.recalled.is_some() {
            return None;
        }
        let row = self.enforceability(letter.outcome, at.date())?;
        let from = match (row.begins, known.reached.served) {
            (Begins::Given, _) => Some(at.date()),
            (Begins::Served, served) => served.map(|(on, ..)| on),
            (Begins::Final, served) => served.and_then(|(_, _, until)| until?.tomorrow().ok()),
        };
        Some(Enforced { row, from })
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::super::library;
    use super::*;
    use crate::acts::tests::{
        DECISION, archived, basis, drafted, fields, opened, sheet, signed, terms,
    };
    use crate::events::{DecisionEvent, Origin};
    use crate::state::Decision;

    fn enforced(events: Vec<DecisionEvent>) -> Option<(Begins, Option<String>)> {
        let state = given::<Decision>(events).state(DECISION.0);
        let known = state.known().unwrap();
        let library = library().unwrap();
        let letter = known.kind(library).unwrap();
        let found = library.enforced(known, letter)?;
        Some((found.row.begins, found.from.map(|day| day.to_string())))
    }

    fn of(letter: &str) -> Vec<DecisionEvent> {
        let fields = fields(letter, &basis(&[opened()], &terms()));
        let archived = DecisionEvent::Archived { sheets: vec![sheet(9)] };
        vec![drafted(letter, Origin::Hand), signed(&fields, "letter"), archived]
    }

    fn served() -> DecisionEvent {
        DecisionEvent::Served {
            mode: "letter-receipt".into(),
            on: "2026-03-09".parse().unwrap(),
            presumed: false,
            appeal_until: Some("2026-04-08".parse().unwrap()),
        }
    }

    #[test]
    fn a_grant_holds_at_once_and_a_refusal_when_nobody_can_appeal_any_more() {
        let at_once = Some((Begins::Given, Some("2026-03-02".to_owned())));
        assert_eq!(enforced(archived("letter")), at_once);
        let mut refused = of("residence-refusal");
        assert_eq!(enforced(refused.clone()), Some((Begins::Final, None)), "nobody has it yet");
        refused.push(served());
        let after = Some((Begins::Final, Some("2026-04-09".to_owned())));
        assert_eq!(enforced(refused), after);
    }

    #[test]
    fn what_decides_nothing_is_not_given_or_was_recalled_is_not_carried_out() {
        assert_eq!(enforced(of("receipt-confirmation")), None);
        assert_eq!(enforced(vec![drafted("residence-grant", Origin::Hand)]), None);
        let reason = kernel::Sealed::new(crate::acts::tests::PERSON, "Wrong".to_owned());
        let mut recalled = archived("letter");
        recalled.push(DecisionEvent::Recalled { reason });
        assert_eq!(enforced(recalled), None);
    }
}
