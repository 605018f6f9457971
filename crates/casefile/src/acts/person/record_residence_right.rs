//! Records a right to stay that a case gave, until the systems that decide record it themselves.

use kernel::{Act, Changes, Ctx, Date, Done, Fault, ListQuery, Read, Refusal, Right};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use crate::acts::{known, person_draft};
use crate::ids::{CaseId, PersonId};
use crate::residence_right::{self, FIXED_TERM, ResidenceRight};
use crate::rights::WORK;
use crate::rows;
use crate::state::{Case, Person};

/// More cases than one person ever has pending or behind them.
const CASES_ROWS_MAX: usize = 50;

/// Records a right to stay.
#[derive(Debug, Clone)]
pub struct RecordResidenceRight {
    /// Whose.
    pub person: PersonId,
    /// The right.
    pub right: ResidenceRight,
}

/// What recording has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Basis {
    /// The case is about this person.
    pub concerns: bool,
}

impl Basis {
    pub(super) async fn read(
        read: &mut Read<'_>,
        person: PersonId,
        case: CaseId,
    ) -> Result<Basis, Fault> {
        let case = read.fold::<Case>(case).await?;
        Ok(Basis { concerns: case.known().is_some_and(|known| known.applicant == person) })
    }
}

impl Act for RecordResidenceRight {
    const NAME: &'static str = "person.record_residence_right";
    const RIGHT: Right = WORK;
    type State = Person;
    type Inputs = Basis;

    fn stream(&self) -> Uuid {
        self.person.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Basis, Fault> {
        Basis::read(read, self.person, self.right.case).await
    }

    fn decide(&self, person: &Person, basis: &Basis, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = known(person)?;
        if !basis.concerns {
            return Err(Refusal::new("case-of-another").at("case"));
        }
        residence_right::record(self.person, known, &self.right)
    }
}

/// The cases about the person of the page that may have given a right, what changed last first.
pub(super) async fn cases_of(request: &Request) -> Result<Vec<(String, String)>, Problem> {
    let person: PersonId = request.param("id")?;
    let query = ListQuery {
        filters: vec![("applicant".to_owned(), person.to_string())],
        order: Some("changed".to_owned()),
        limit: CASES_ROWS_MAX,
        after: None,
    };
    let cases = rows::CASES.page(&request.kernel, &request.who, &query).await?;
    let option = |row| -> Result<(String, String), Fault> {
        let case = rows::CaseLine::read(row)?;
        Ok((case.id.to_string(), format!("{} · {}", case.number, case.headline)))
    };
    Ok(cases.rows.iter().map(option).collect::<Result<_, _>>()?)
}

impl FormAct for RecordResidenceRight {
    fn fields() -> Vec<Field> {
        vec![
            Field::radios("what", &[FIXED_TERM, "permanent", "eu-long-term"]),
            Field::date("from"),
            Field::date("until").optional(),
            Field::drafted("case", Shown::Folded),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, _) = person_draft(request, Self::NAME).await?;
        Ok(draft.options("case", cases_of(request).await?))
    }

    fn read(form: &mut Reader<'_>) -> Option<RecordResidenceRight> {
        let (person, what, case) = (form.param("id"), form.choice("what"), form.choice("case"));
        let (from, until) = (form.date("from"), form.maybe_date("until"));
        let (what, from, until, case): (String, Date, Option<Date>, CaseId) =
            (what?, from?, until?, case?);
        let right =
            ResidenceRight { what, from, until, conditions: Vec::new(), type_code: None, case };
        Some(RecordResidenceRight { person: person?, right })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/persons/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Class, Sealed};
    use testkit::given;

    use super::*;
    use crate::acts::person::particulars::tests::amina;
    use crate::acts::tests::{case_id, person_id};
    use crate::events::PersonEvent;

    fn act(until: Option<&str>) -> RecordResidenceRight {
        let right = ResidenceRight {
            what: "fixed-term".into(),
            from: "2026-12-01".parse().unwrap(),
            until: until.map(|day| day.parse().unwrap()),
            conditions: Vec::new(),
            type_code: None,
            case: case_id(),
        };
        RecordResidenceRight { person: person_id(), right }
    }

    fn registered() -> PersonEvent {
        let particulars = Sealed::new(person_id(), amina());
        PersonEvent::Registered { particulars, class: Class::Normal }
    }

    fn recorded() -> PersonEvent {
        let right = Sealed::new(person_id(), act(Some("2027-11-30")).right);
        PersonEvent::ResidenceRightRecorded { right }
    }

    const CONCERNS: Basis = Basis { concerns: true };

    #[test]
    fn a_right_is_recorded_once() {
        let act = || act(Some("2027-11-30"));
        given::<Person>([registered()]).when(act(), CONCERNS).then([recorded()]);
        given::<Person>([registered(), recorded()])
            .when(act(), CONCERNS)
            .then_refused("residence-right-known");
    }

    #[test]
    fn a_right_comes_from_a_case_of_the_same_person() {
        let other = Basis { concerns: false };
        let act = || act(Some("2027-11-30"));
        given::<Person>([registered()]).when(act(), other).then_refused("case-of-another");
        given::<Person>([]).when(act(), CONCERNS).then_refused("person-unknown");
    }

    #[test]
    fn a_right_does_not_end_before_it_begins() {
        let act = act(Some("2026-11-30"));
        given::<Person>([registered()]).when(act, CONCERNS).then_refused("dates-reversed");
    }

    #[test]
    fn a_fixed_term_has_a_last_day() {
        let given = given::<Person>([registered()]);
        given.when(act(None), CONCERNS).then_refused("residence-right-endless");
    }
}
