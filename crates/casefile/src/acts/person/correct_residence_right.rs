//! Corrects what was recorded of a right to stay, or takes away one that never was.

use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::record_residence_right::{self, Basis};
use crate::acts::{known, person_draft};
use crate::events::PersonEvent;
use crate::ids::{CaseId, PersonId};
use crate::residence_right::{self, FIXED_TERM, ResidenceRight};
use crate::rights::WORK;
use crate::state::Person;

/// Kinds in the order of the form.
const KINDS: &[&str] = &[FIXED_TERM, "permanent", "eu-long-term"];
/// The choice that says that there never was such a right.
const MISTAKEN: &str = "mistaken";

/// Corrects a right to stay. Its conditions stay as they were: they are the decision's.
#[derive(Debug, Clone)]
pub struct CorrectResidenceRight {
    /// Whose.
    pub person: PersonId,
    /// Its place among their rights, from 0.
    pub place: usize,
    /// Code of the kind; nothing when there never was such a right.
    pub what: Option<String>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Option<Date>,
    /// The case that gave it.
    pub case: CaseId,
    /// Why.
    pub reason: String,
}

impl Act for CorrectResidenceRight {
    const NAME: &'static str = "person.correct_residence_right";
    const RIGHT: Right = WORK;
    type State = Person;
    type Inputs = Basis;

    fn stream(&self) -> Uuid {
        self.person.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Basis, Fault> {
        Basis::read(read, self.person, self.case).await
    }

    fn decide(&self, person: &Person, basis: &Basis, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = known(person)?;
        let before = known.residence_rights.get(self.place);
        let before = before.ok_or_else(|| Refusal::new("residence-right-unknown"))?;
        let right = match &self.what {
            None => None,
            Some(what) => Some(Sealed::new(self.person, {
                let right = self.right(what, before);
                if right == *before {
                    return Err(Refusal::new("nothing-changed"));
                }
                // The case it was recorded with may be one that this official does not see.
                if !basis.concerns && right.case != before.case {
                    return Err(Refusal::new("case-of-another").at("case"));
                }
                residence_right::check(known, &right)?;
                right
            })),
        };
        let (place, reason) = (self.place, Sealed::new(self.person, self.reason.clone()));
        let corrected = PersonEvent::ResidenceRightCorrected { place, right, reason };
        Ok(Changes::one(self.person, &corrected))
    }
}

impl CorrectResidenceRight {
    fn right(&self, what: &str, before: &ResidenceRight) -> ResidenceRight {
        ResidenceRight {
            what: what.to_owned(),
            from: self.from,
            until: self.until,
            conditions: before.conditions.clone(),
            // A right of another kind is of another type, which nobody has said.
            type_code: before.type_code.clone().filter(|_| before.what == what),
            case: self.case,
        }
    }
}

impl FormAct for CorrectResidenceRight {
    fn fields() -> Vec<Field> {
        vec![
            Field::drafted("what", Shown::Open),
            Field::date("from"),
            Field::date("until").optional(),
            Field::drafted("case", Shown::Folded),
            Field::text("reason", Limit::LINE),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, person) = person_draft(request, Self::NAME).await?;
        let (place, ui): (usize, _) = (request.param("place")?, &request.ui);
        let right = person.known().and_then(|known| known.residence_rights.get(place));
        let right = right.ok_or(Problem::NotFound)?;
        let mut cases = record_residence_right::cases_of(request).await?;
        let own = right.case.to_string();
        if cases.iter().all(|(case, _)| *case != own) {
            cases.push((own, ui.t("casefile-deciding-case").plain()));
        }
        // A kind that a decision gave and this form does not offer stays as it is.
        let other = Some(right.what.as_str()).filter(|what| !KINDS.contains(what));
        let kind = |code: &str| (code.to_owned(), ui.code("residence-right-", code).plain());
        let mut kinds: Vec<_> = KINDS.iter().copied().chain(other).map(kind).collect();
        kinds.push((MISTAKEN.to_owned(), ui.t("residence-right-mistaken").plain()));
        let draft = draft
            .options("what", kinds)
            .options("case", cases)
            .value("what", &right.what)
            .value("from", right.from)
            .value("case", right.case);
        Ok(match right.until {
            Some(until) => draft.value("until", until),
            None => draft,
        })
    }

    fn read(form: &mut Reader<'_>) -> Option<CorrectResidenceRight> {
        let (person, place) = (form.param("id"), form.param("place"));
        let (what, case) = (form.choice::<String>("what"), form.choice("case"));
        let (from, until) = (form.date("from"), form.maybe_date("until"));
        let reason = form.text("reason");
        Some(CorrectResidenceRight {
            person: person?,
            place: place?,
            what: Some(what?).filter(|what| what != MISTAKEN),
            from: from?,
            until: until?,
            case: case?,
            reason: reason?,
        })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/persons/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, person_id, registered};

    const CONCERNS: Basis = Basis { concerns: true };

    fn right(until: &str) -> ResidenceRight {
        ResidenceRight {
            what: FIXED_TERM.into(),
            from: "2026-12-01".parse().unwrap(),
            until: Some(until.parse().unwrap()),
            conditions: vec!["no-other-work".into()],
            type_code: Some("A".into()),
            case: case_id(),
        }
    }

    fn recorded() -> PersonEvent {
        let right = Sealed::new(person_id(), right("2027-11-30"));
        PersonEvent::ResidenceRightRecorded { right }
    }

    fn act(until: &str) -> CorrectResidenceRight {
        CorrectResidenceRight {
            person: person_id(),
            place: 0,
            what: Some(FIXED_TERM.into()),
            from: right(until).from,
            until: right(until).until,
            case: case_id(),
            reason: "As the decision says".into(),
        }
    }

    fn corrected(right: Option<ResidenceRight>) -> PersonEvent {
        let right = right.map(|right| Sealed::new(person_id(), right));
        let reason = Sealed::new(person_id(), act("2027-11-30").reason);
        PersonEvent::ResidenceRightCorrected { place: 0, right, reason }
    }

    #[test]
    fn its_days_are_corrected_and_its_conditions_stay() {
        let given = || given::<Person>([registered(), recorded()]);
        let wanted = corrected(Some(right("2028-11-30")));
        given().when(act("2028-11-30"), CONCERNS).then([wanted.clone()]);
        let state = given().and([wanted]).state(person_id().0);
        assert_eq!(state.known().unwrap().residence_rights, [right("2028-11-30")]);
        // Of which type one of another kind is, this does not say.
        let what = "permanent".to_owned();
        let permanent =
            ResidenceRight { what: what.clone(), type_code: None, ..right("2028-11-30") };
        let act = CorrectResidenceRight { what: Some(what), ..act("2028-11-30") };
        given().when(act, CONCERNS).then([corrected(Some(permanent))]);
    }

    #[test]
    fn one_that_never_was_is_gone() {
        let given = || given::<Person>([registered(), recorded()]);
        let never = CorrectResidenceRight { what: None, ..act("2027-11-30") };
        given().when(never, CONCERNS).then([corrected(None)]);
        let state = given().and([corrected(None)]).state(person_id().0);
        assert!(state.known().unwrap().residence_rights.is_empty());
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let given = || given::<Person>([registered(), recorded()]);
        given().when(act("2027-11-30"), CONCERNS).then_refused("nothing-changed");
        given().when(act("2026-11-30"), CONCERNS).then_refused("dates-reversed");
        let endless = CorrectResidenceRight { until: None, ..act("2027-11-30") };
        given().when(endless, CONCERNS).then_refused("residence-right-endless");
        let elsewhere = CorrectResidenceRight { place: 1, ..act("2028-11-30") };
        given().when(elsewhere, CONCERNS).then_refused("residence-right-unknown");
        let case = CaseId(Uuid::from_u128(7));
        let of_another = CorrectResidenceRight { case, ..act("2028-11-30") };
        given().when(of_another, Basis { concerns: false }).then_refused("case-of-another");
        assert!(given().when(act("2028-11-30"), Basis { concerns: false }).outcome().is_ok());
    }
}
