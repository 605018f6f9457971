//! Records who acts for a person: counsel, a legal representative, an agent by power of attorney.

use kernel::{Act, Changes, Ctx, Date, Done, Fault, ListQuery, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::alive;
use crate::acts::{known, person_draft};
use crate::events::PersonEvent;
use crate::hold::{self, ActKind, Standing};
use crate::ids::{CaseId, OrganisationId, PersonId};
use crate::model::{Agent, Representation, RepresentativeRole, Validity};
use crate::rights::{SEE, WORK};
use crate::rows;
use crate::state::{Case, Organisation, Person};

/// More cases than one person ever has pending or behind them.
const CASES_ROWS_MAX: usize = 50;

/// Records a representative.
#[derive(Debug, Clone)]
pub struct AddRepresentative {
    /// Of whom.
    pub person: PersonId,
    /// Who acts for them.
    pub agent: Agent,
    /// What they are.
    pub role: RepresentativeRole,
    /// The one case they act in; nothing for all matters.
    pub case: Option<CaseId>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// What it rests on.
    pub basis: String,
}

/// What recording has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The representative is there, for this user.
    pub agent_known: bool,
    /// The organisation has a last day, and that is over.
    pub agent_ended: bool,
    /// The case is about this person.
    pub case_concerns: bool,
    /// Whether the person may become known to others: a representative gets what is sent to them.
    pub notice: Standing,
}

impl Act for AddRepresentative {
    const NAME: &'static str = "person.add_representative";
    const RIGHT: Right = WORK;
    type State = Person;
    type Inputs = Facts;

    fn stream(&self) -> Uuid {
        self.person.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Facts, Fault> {
        let (agent_known, agent_ended) = match self.agent {
            Agent::Person(id) => (read.fold::<Person>(id).await?.known().is_some(), false),
            Agent::Organisation(id) => {
                let organisation = read.fold::<Organisation>(id).await?;
                let known = organisation.known();
                let last = known.and_then(|known| known.ended);
                (known.is_some(), last.is_some_and(|last| last < read.at().date()))
            }
        };
        let case_concerns = match self.case {
            None => true,
            Some(case) => {
                let case = read.fold::<Case>(case).await?;
                case.known().is_some_and(|known| known.applicant == self.person)
            }
        };
        let notice = hold::look(read, self.person, ActKind::Notice).await?;
        Ok(Facts { agent_known, agent_ended, case_concerns, notice })
    }

    fn decide(&self, person: &Person, facts: &Facts, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = known(person)?;
        alive(known)?;
        if self.agent == Agent::Person(self.person) {
            return Err(Refusal::new("representative-self"));
        }
        if !facts.agent_known {
            return Err(Refusal::new("representative-unknown"));
        }
        if facts.agent_ended {
            return Err(Refusal::new("representative-ended"));
        }
        if !facts.case_concerns {
            return Err(Refusal::new("case-of-another").at("case"));
        }
        let validity = Validity::new(self.from, self.until)?;
        let mut now = known.representatives.values();
        if now.any(|r| self.is_as(r) && !r.validity.is_over_on(ctx.today)) {
            return Err(Refusal::new("representative-known").at("role"));
        }
        facts.notice.free()?;
        let representation = Representation {
            agent: self.agent,
            role: self.role,
            case: self.case,
            validity,
            basis: self.basis.clone(),
        };
        let representation = Sealed::new(self.person, representation);
        let added = PersonEvent::RepresentativeAdded { id: ctx.ids.next(), representation };
        Ok(Changes::one(self.person, &added))
    }
}

impl AddRepresentative {
    fn is_as(&self, there: &Representation) -> bool {
        (self.agent, self.role, self.case) == (there.agent, there.role, there.case)
    }
}

impl FormAct for AddRepresentative {
    fn fields() -> Vec<Field> {
        vec![
            Field::hidden("other").optional(),
            Field::hidden("organisation").optional(),
            Field::radios("role", &["counsel", "legal_representative", "agent"]),
            Field::drafted("case", Shown::Folded).optional(),
            Field::date("from").optional(),
            Field::date("until").optional(),
            Field::text("basis", Limit::LINE),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, _) = person_draft(request, Self::NAME).await?;
        let typed = |field: &str| {
            let value = request.query.get(field).or_else(|| request.form.get(field));
            value.filter(|value| !value.is_empty())
        };
        let draft = if let Some(id) = typed("organisation") {
            let id: OrganisationId = id.parse().map_err(|_| Problem::NotFound)?;
            let opened = request.kernel.open::<Organisation>(&request.who, id, SEE, Self::NAME);
            let name = opened.await?.state.shown().unwrap_or_default();
            draft.value("organisation", id).arg("other", name)
        } else {
            let id: PersonId =
                typed("other").and_then(|id| id.parse().ok()).ok_or(Problem::NotFound)?;
            let opened = request.kernel.open::<Person>(&request.who, id, SEE, Self::NAME).await?;
            draft.value("other", id).arg("other", opened.state.shown().unwrap_or_default())
        };
        let person: PersonId = request.param("id")?;
        let filters = vec![("applicant".to_owned(), person.to_string())];
        let (order, limit) = (Some("changed".to_owned()), CASES_ROWS_MAX);
        let query = ListQuery { filters, order, limit, after: None };
        let cases = rows::CASES.page(&request.kernel, &request.who, &query).await?;
        let option = |row| -> Result<(String, String), Fault> {
            let case = rows::CaseLine::read(row)?;
            Ok((case.id.to_string(), format!("{} · {}", case.number, case.headline)))
        };
        Ok(draft.options("case", cases.rows.iter().map(option).collect::<Result<_, _>>()?))
    }

    fn read(form: &mut Reader<'_>) -> Option<AddRepresentative> {
        let (person, role) = (form.param("id"), form.choice("role"));
        let organisation = form.text("organisation");
        let other = form.text("other");
        let (case, basis) = (form.maybe_choice("case"), form.text("basis"));
        let (from, until) = (form.maybe_date("from"), form.maybe_date("until"));
        let agent = match organisation?.parse::<OrganisationId>() {
            Ok(organisation) => Agent::Organisation(organisation),
            Err(_) => Agent::Person(other?.parse().ok()?),
        };
        Some(AddRepresentative {
            person: person?,
            agent,
            role: role?,
            case: case?,
            from: from?,
            until: until?,
            basis: basis?,
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
    use crate::acts::tests::{case_id, other_id, person_id, registered};

    const FINE: Facts = Facts {
        agent_known: true,
        agent_ended: false,
        case_concerns: true,
        notice: Standing::Free,
    };

    fn act() -> AddRepresentative {
        AddRepresentative {
            person: person_id(),
            agent: Agent::Person(other_id()),
            role: RepresentativeRole::Agent,
            case: Some(case_id()),
            from: None,
            until: None,
            basis: "Power of attorney seen".into(),
        }
    }

    fn added() -> PersonEvent {
        let representation = Representation {
            agent: act().agent,
            role: act().role,
            case: act().case,
            validity: Validity::default(),
            basis: act().basis,
        };
        let representation = Sealed::new(person_id(), representation);
        PersonEvent::RepresentativeAdded { id: Uuid::from_u128(1), representation }
    }

    #[test]
    fn an_agent_is_recorded_once_for_a_case() {
        let given = || given::<Person>([registered()]);
        let events = given().when(act(), FINE).outcome().unwrap().into_events().unwrap();
        assert_eq!(events[0].kind, "person.representative_added");
        given().and([added()]).when(act(), FINE).then_refused("representative-known");
        let everywhere = AddRepresentative { case: None, ..act() };
        given().and([added()]).when(everywhere, FINE).outcome().unwrap();
    }

    #[test]
    fn nobody_represents_themselves() {
        let own = AddRepresentative { agent: Agent::Person(person_id()), ..act() };
        given::<Person>([registered()]).when(own, FINE).then_refused("representative-self");
    }

    #[test]
    fn who_is_not_there_has_ended_or_acts_in_the_case_of_another_is_refused() {
        for (facts, code) in [
            (Facts { agent_known: false, ..FINE }, "representative-unknown"),
            (Facts { agent_ended: true, ..FINE }, "representative-ended"),
            (Facts { case_concerns: false, ..FINE }, "case-of-another"),
        ] {
            given::<Person>([registered()]).when(act(), facts).then_refused(code);
        }
    }
}
