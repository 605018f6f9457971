//! Records that somebody acts for a person no more.

use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use crate::acts::{known, person_draft};
use crate::events::PersonEvent;
use crate::ids::PersonId;
use crate::rights::WORK;
use crate::state::Person;

/// Withdraws a representative.
#[derive(Debug, Clone)]
pub struct WithdrawRepresentative {
    /// Of whom.
    pub person: PersonId,
    /// Which.
    pub representative: Uuid,
    /// The last day they act.
    pub last: Date,
    /// Why.
    pub reason: String,
}

impl Act for WithdrawRepresentative {
    const NAME: &'static str = "person.withdraw_representative";
    const RIGHT: Right = WORK;
    type State = Person;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.person.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, person: &Person, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = known(person)?;
        let there = known.representatives.get(&self.representative);
        let there = there.ok_or_else(|| Refusal::new("representative-unknown"))?;
        there.validity.ending(self.last).map_err(|r| r.at("last"))?;
        if there.validity.until() == Some(self.last) {
            return Err(Refusal::new("nothing-changed").at("last"));
        }
        let reason = Sealed::new(self.person, self.reason.clone());
        let (id, last) = (self.representative, self.last);
        Ok(Changes::one(self.person, &PersonEvent::RepresentativeWithdrawn { id, last, reason }))
    }
}

impl FormAct for WithdrawRepresentative {
    fn fields() -> Vec<Field> {
        vec![Field::date("last"), Field::text("reason", Limit::LINE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, person) = person_draft(request, Self::NAME).await?;
        let id: Uuid = request.param("representative")?;
        let known = person.known().ok_or(Problem::NotFound)?;
        if !known.representatives.contains_key(&id) {
            return Err(Problem::NotFound);
        }
        Ok(draft.value("last", request.ui.today()))
    }

    fn read(form: &mut Reader<'_>) -> Option<WithdrawRepresentative> {
        let (person, representative) = (form.param("id"), form.param("representative"));
        let (last, reason) = (form.date("last"), form.text("reason"));
        let (person, representative) = (person?, representative?);
        Some(WithdrawRepresentative { person, representative, last: last?, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/persons/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{monday, other_id, person_id, registered};
    use crate::model::{Agent, Representation, RepresentativeRole, Validity};

    const ID: Uuid = Uuid::from_u128(1);

    fn added() -> PersonEvent {
        let representation = Representation {
            agent: Agent::Person(other_id()),
            role: RepresentativeRole::Counsel,
            case: None,
            validity: Validity::new(Some(monday()), None).unwrap(),
            basis: "Seen".into(),
        };
        let representation = Sealed::new(person_id(), representation);
        PersonEvent::RepresentativeAdded { id: ID, representation }
    }

    fn act(last: Date) -> WithdrawRepresentative {
        let (person, reason) = (person_id(), "Withdrawn in writing".to_owned());
        WithdrawRepresentative { person, representative: ID, last, reason }
    }

    #[test]
    fn a_power_of_attorney_is_withdrawn_with_its_last_day() {
        let reason = Sealed::new(person_id(), act(monday()).reason);
        let withdrawn = PersonEvent::RepresentativeWithdrawn { id: ID, last: monday(), reason };
        let given = || given::<Person>([registered(), added()]);
        given().when(act(monday()), ()).then([withdrawn.clone()]);
        given().and([withdrawn]).when(act(monday()), ()).then_refused("nothing-changed");
    }

    #[test]
    fn it_does_not_end_before_it_began_and_needs_to_be_there() {
        let before = monday().yesterday().unwrap();
        let given = || given::<Person>([registered()]);
        given().and([added()]).when(act(before), ()).then_refused("dates-reversed");
        given().when(act(monday()), ()).then_refused("representative-unknown");
    }
}
